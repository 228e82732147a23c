"""Of which tables an aanbieder gets its own rows, and which columns of them may leave: what is not named here, stays.

Left out on purpose:
- whatever staff may have written freely (Bron, Reden, Opmerking): it may name others;
- of `Nacalculatie` the share and the overspending: with the own lumpsum they give the sum of the other partners;
- of `Uitnutting` the estimates and what follows from them: they rest on the pattern of a whole domain, which may be
  two aanbieders, and a first simple estimate is nothing to hold against someone. So the signals too, when the bureau
  bases them on the estimate (UN.SignaalGrondslag);
- `Uitstroom`, and of `InUitstroom` who left care: whether care went on elsewhere is what others sent about a client.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from engine.instruments.utilisation import DECLARED, SIGNAL_BASIS
from engine.result import Column, Report, ResultTable, Row
from engine.rules.language import Computed, Expression, Lookup, Ref, Total
from engine.rules.walk import nodes, summed_columns
from engine.texts import disclosure as texts


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A result table of a workbook: `whose` is the column that tells whose row it is; only `columns` may leave."""

    workbook: str
    name: str
    columns: tuple[str, ...]
    whose: str = "AGB"


OWN_TABLES = (
    OwnTable(
        "plafonds",
        "Plafondopbouw",
        (
            "AGB", "Zorgdomein", "Volgorde", "Realisatie Y-2", "Realisatie Y-1", "Groei", "Nieuw", "Tariefeffect",
            "Basisbedrag", "Korting", "Korting snelle groei", "Discretionair", "Vastgesteld", "Soort",
            "Volume tegen tarief Y", "Volume tegen tarief Y-1",
        ),
    ),
    OwnTable(
        "plafonds",
        "Uitnutting",
        (
            "AGB", "Zorgdomein", "Volgorde", "Soort", "Afspraak", "Realisatie", "Uitnutting", "Tijd", "Verplicht",
            "Te laat %", "Ontwikkelplan", "Melding 70%", "Signaal",
        ),
    ),
    OwnTable(
        "lumpsum",
        "Lumpsum",
        (
            "Partner", "Gemeentecode", "Dienstvorm", "Volgorde", "Omzet", "Opslag", "Indexatie", "Taakstelling",
            "Lumpsum",
        ),
        whose="Partner",
    ),
    OwnTable(
        "lumpsum",
        "Voorschotten",
        (
            "Partner", "Gemeentecode", "Dienstvorm", "Kwartaal", "Volgorde", "Betaalbaar op", "Voorschot",
            "Reeds betaald", "Verrekend", "Te betalen", "Nog te verrekenen",
        ),
        whose="Partner",
    ),
    OwnTable(
        "lumpsum",
        "Nacalculatie",
        (
            "Partner", "Gemeentecode", "Dienstvorm", "Volgorde", "Lumpsum", "Inhouding", "Definitieve lumpsum",
        ),
        whose="Partner",
    ),
    OwnTable(
        "plekken",
        "PlekkenAfrekening",
        (
            "AGB", "Gemeentecode", "Productcode", "Volgorde", "Gemeente", "Product", "Plekken afgesproken",
            "Zorgdagen", "Dagprijs", "Realisatie", "Voorschot", "Voorschot betaald", "Afrekening", "Budget",
            "Bandbreedtebrief", "Voorbehoud",
        ),
    ),
    OwnTable(
        "plekken",
        "Plekken",
        (
            "AGB", "Gemeentecode", "Productcode", "Maand", "Volgorde", "Gemeente", "Product", "Zorgdagen", "Plekken",
            "Plekken t/m maand", "Voorschot", "Dagen", "Maandnummer", "Zorgdagen t/m maand", "Dagen t/m maand",
            "Voorschot jaar",
        ),
    ),
    OwnTable(
        "plekken",
        "Looptijden",
        (
            "AGB", "Productcode", "Volgorde", "Product", "Perioden", "Gemiddelde looptijd", "Standaard", "Vorig jaar",
            "Dagen", "Perioden vorig jaar", "Dagen vorig jaar",
        ),
    ),
    OwnTable("plekken", "InUitstroom", ("AGB", "Maand", "Volgorde", "Instroom", "In zorg")),
    OwnTable("plekken", "Verwijzers", ("AGB", "Verwijzer", "Maand", "Volgorde", "Cliënten")),
    OwnTable("plekken", "Tijdigheid", ("AGB", "Bericht", "Maand", "Volgorde", "Totaal", "Binnen norm", "Aandeel")),
)  # fmt: skip
"""In the order of the sheets."""
_OWNERS = {spec.name: spec.whose for spec in OWN_TABLES}

_SIGNALS = ("Signaal", "Melding 70%")
_PER_PRODUCT = {"plekken": "Standaarden"}
"""By workbook the table of what the contract says about a product: only the own products go along."""


class OwnRows:
    """One own table of a report: the columns that leave, and the rows per aanbieder or partner."""

    def __init__(self, spec: OwnTable, report: Report, together: Mapping[str, Set[str]]) -> None:
        """`together`: by table that goes along with this one, the columns of it that leave."""
        self.spec = spec
        self.table = report.table(spec.name)
        self.columns = tuple(
            _leaving(column, spec, together) for column in self.table.columns if column.name in spec.columns
        )
        self._rows = _grouped(self.table.rows, spec.whose)

    def whose(self) -> Iterable[str]:
        """All who have rows."""
        return self._rows

    def of(self, owners: Sequence[str]) -> ResultTable:
        """The rows of these, counted anew: a place among all rows would tell how many others there are."""
        names = [column.name for column in self.columns]
        # a title of the bureau's own may tell a finding about all rows
        title, explanation = texts.OWN_TABLES[self.table.name]
        own = ResultTable(self.table.name, title, explanation, self.table.keys, self.columns)
        for number, index in enumerate(index for owner in owners for index in self._rows.get(owner, [])):
            row = self.table.rows[index]
            own.rows.append({name: row[name] for name in names} | {"Volgorde": number + 1})
            own.computed |= {(number, name) for name in names if (index, name) in self.table.computed}
        return own


def own_tables(report: Report) -> list[OwnRows]:
    """The tables of one workbook of which an aanbieder gets its own rows."""
    specs = [_without_estimates(spec, report) for spec in OWN_TABLES if spec.workbook == report.name]
    together: dict[str, Set[str]] = {spec.name: set(spec.columns) for spec in specs}
    if report.name in _PER_PRODUCT:
        contract = report.table(_PER_PRODUCT[report.name])
        together[contract.name] = {column.name for column in contract.columns}
    return [OwnRows(spec, report, together) for spec in specs]


def _without_estimates(spec: OwnTable, report: Report) -> OwnTable:
    chosen = {use.name: use.value for use in report.parameters}
    if spec.name != "Uitnutting" or chosen.get(SIGNAL_BASIS) == DECLARED:
        return spec
    return replace(spec, columns=tuple(name for name in spec.columns if name not in _SIGNALS))


def contract_tables(report: Report, own: Sequence[ResultTable]) -> list[ResultTable]:
    """What the contract says about the products in these tables; formulas look into it."""
    name = _PER_PRODUCT.get(report.name)
    if name is None or not own:
        return []
    table = report.table(name)
    products = {row["Productcode"] for one in own for row in one.rows if "Productcode" in row}
    rows = [dict(row) for row in table.rows if row["Productcode"] in products]
    for number, row in enumerate(rows, start=1):
        row["Volgorde"] = number
    return [replace(table, rows=rows)]


def _leaving(column: Column, spec: OwnTable, together: Mapping[str, Set[str]]) -> Column:
    """The column with its formula when that reads nothing but what leaves, else with the value only."""
    if column.rule is None or _reads_only_own(column.rule, spec, together):
        return column
    return replace(column, rule=None, fact_first=False)


def _reads_only_own(rule: Expression, spec: OwnTable, together: Mapping[str, Set[str]]) -> bool:
    for node in nodes(rule):
        match node:
            case Ref(name) | Computed(name):
                if name not in spec.columns:
                    return False
            case Total() | Lookup():
                columns = summed_columns(node) if isinstance(node, Total) else {*node.where, node.column}
                if not columns <= together.get(node.table, set()):
                    return False
                # a sum over others' rows too would be another number here
                if _OWNERS.get(node.table) not in (None, *node.where):
                    return False
            case _:
                pass
    return True


def _grouped(rows: Sequence[Row], column: str) -> dict[str, list[int]]:
    """Positions of the rows by owner."""
    found: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        found.setdefault(str(row[column]), []).append(index)
    return found
