"""What may leave the bureau (BM-5): an aanbieder's own exact figures, and of others only safe statistics.

Median and quartiles are taken over the *other* aanbieders, never with the own value in it. With the own value
included, the receiver could take out what it knows: with n values of which one is known, the statistics say more
about the n−1 others, and by changing its own figures between two reports it could move the median along them and
read them one by one. Over others only, nothing the receiver knows or does changes the numbers. Two receivers
together learn what separates the two sets (each other's place), which they can tell each other anyway. Two
significant digits blur the figure that a median of an odd number of values is. Region means and totals never leave:
with the own figures they give the sum of the others. Counts of others' clients do not leave either, not even as
statistics: rounding does not blur small counts.

The season factor (MI-7) is a ratio of region averages that the own prognosis needs; it goes along as one number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from engine.disclosure_tables import contract_tables, own_tables
from engine.instruments.benchmark import MEASURES, Measure, quartile
from engine.instruments.data_quality_export import asked_of_provider
from engine.money import exceeds
from engine.result import Column, Kind, ParameterUse, Report, ResultTable, Row, Value
from engine.rules.walk import parameters, same_table_columns
from engine.settings.parameters import PARAMETERS
from engine.texts import data_quality as quality_texts
from engine.texts import disclosure as texts

if TYPE_CHECKING:
    from engine.settings import Settings

SIGNIFICANT_DIGITS = 2
AVERAGES = "max-inzet"
RESULTS, NORMS, BENCHMARK, QUALITY = "MaxInzet", "Normen", "Benchmark", "Datakwaliteit"
_LEFT_OUT = ("Aanbieder", "Volgorde", "Bron")
"""Columns that say nothing in a workbook of one aanbieder, or (Bron) in which staff may have written anything."""
_NOT_ADDED = ("Cliënten",)
"""A client may have several products: the sum over rows is no number of clients."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When statistics of others may leave: enough aanbieders, enough clients, nobody above the share of the total."""

    min_providers: int
    min_clients: int
    max_share: Decimal

    @classmethod
    def of(cls, uses: Iterable[ParameterUse]) -> "Limits":
        """From the parameters of a report; KeyError when one of the three is not among them."""
        values = {use.name: use.value for use in uses}
        providers, clients, share = (
            Decimal(str(values[name])) for name in (texts.MIN_PROVIDERS, texts.MIN_CLIENTS, texts.MAX_SHARE)
        )
        return cls(int(providers), int(clients), share)


@dataclass(frozen=True, slots=True)
class SafeStatistics:
    """Rounded quartiles of others, or the reason why there are none (Dutch)."""

    first_quartile: Decimal | None = None
    median: Decimal | None = None
    third_quartile: Decimal | None = None
    hidden_because: str | None = None


def safe_statistics(others: Sequence[Row], measure: Measure, limits: Limits) -> SafeStatistics:
    """Statistics of a measure over rows of `MaxInzet` that all belong to other aanbieders, as BM-5 allows them."""
    rows = [row for row in others if row[measure.column] is not None]
    if not measure.leaves:
        return SafeStatistics(hidden_because=texts.NOT_COMPARED)
    reason = _reason_to_hide(rows, measure, limits)
    if reason:
        return SafeStatistics(hidden_because=reason)
    values = [_number(row, measure.column) for row in rows]
    first, median, third = (round_significant(quartile(values, part)) for part in (1, 2, 3))
    return SafeStatistics(first, median, third)


_FEWEST_OTHERS = 3


def _reason_to_hide(rows: Sequence[Row], measure: Measure, limits: Limits) -> str | None:
    # of one other aanbieder a median is its own figure, whatever the bureau set
    fewest = max(limits.min_providers, _FEWEST_OTHERS)
    if len({row["AGB"] for row in rows}) < fewest:
        return texts.few_providers(fewest)
    if sum(_number(row, "Cliënten") for row in rows) < limits.min_clients:
        return texts.few_clients(limits.min_clients)
    if any(_dominated([_number(row, column) for row in rows], limits.max_share) for column in measure.weights):
        return texts.one_dominates(f"{(limits.max_share * 100).normalize():f}".replace(".", ","))
    return None


def _dominated(weights: Sequence[Decimal], share: Decimal) -> bool:
    return exceeds(max(weights), share * sum(weights))


def _number(row: Row, column: str) -> Decimal:
    value = row[column]
    return Decimal(value) if isinstance(value, Decimal | int) else Decimal(0)


def round_significant(value: Decimal, digits: int = SIGNIFICANT_DIGITS) -> Decimal:
    """Rounded half away from zero to so many significant digits, written without an exponent."""
    if not value:
        return Decimal(0)
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


@dataclass(frozen=True)
class Receivers:
    """Who gets a workbook, as the settings say: names by AGB, and by lumpsum partner the one who receives its figures.

    A partner of one AGB is that aanbieder. A combination of several gets a workbook of its own, with what was agreed
    with the combination and nothing of its members, who could otherwise read each other's revenue from it.
    """

    names: Mapping[str, str]
    partners: Mapping[str, str]

    @classmethod
    def of(cls, settings: "Settings", year: int) -> "Receivers":
        """Those of a year."""
        members: dict[str, set[str]] = defaultdict(set)
        for row in settings.lumpsum_partners:
            if row.year == year:
                members[row.partner or row.agb].add(row.agb)
        partners = {name: min(agbs) if len(agbs) == 1 else name for name, agbs in members.items()}
        return cls({row.agb: row.name for row in settings.providers if row.name}, partners)

    def receiver(self, owner: str, whose: str) -> str:
        """Who gets the rows of an owner: an AGB, or the name of a combination."""
        return self.partners[owner] if whose == "Partner" else owner

    def owners(self, receiver: str, whose: str) -> list[str]:
        """Whose rows a receiver gets, in order."""
        if whose != "Partner":
            return [receiver]
        return sorted(owner for owner, gets in self.partners.items() if gets == receiver)


class ProviderViews:
    """Prepares the reports of a run and its data-quality details once, and cuts out what each receiver may see.

    `details` are the rows behind all checks (`engine.instruments.data_quality.details`) for the same run.
    """

    def __init__(self, reports: Mapping[str, Report], details: ResultTable, receivers: Receivers) -> None:
        self.reports = reports
        self.receivers = receivers
        self.own = {name: own_tables(report) for name, report in reports.items()}
        self.details_of = _grouped((row for row in details.rows if asked_of_provider(row)), "AGB")
        self.averages = Averages(reports[AVERAGES]) if AVERAGES in reports else None

    @property
    def all(self) -> list[str]:
        """Every aanbieder or combination with a row of results, in order."""
        found = set(self.averages.rows_of) if self.averages else set[str]()
        for own in (own for tables in self.own.values() for own in tables):
            found |= {self.receivers.receiver(owner, own.spec.whose) for owner in own.whose()}
        return sorted(found)

    def name_of(self, receiver: str) -> str:
        """The receiver's name, or its code when the settings have none."""
        return self.receivers.names.get(receiver, receiver)

    def of(self, receiver: str) -> Report:
        """The report for one receiver: own results, the comparison, the findings, and the contract's numbers."""
        results, compared, contract = list[ResultTable](), list[ResultTable](), list[ResultTable]()
        if self.averages and receiver in self.averages.rows_of:
            own, benchmark, norms = self.averages.of(receiver)
            results, compared, contract = [own], [benchmark], [norms]
        for name, tables in self.own.items():
            made = [own.of(self.receivers.owners(receiver, own.spec.whose)) for own in tables]
            made = [table for table in made if table.rows]
            results += made
            contract += contract_tables(self.reports[name], made)
        tables = [*results, *compared, self._quality(receiver), *contract]
        first = next(iter(self.reports.values()))
        return replace(
            first,
            name=texts.NAME,
            title=texts.TITLE,
            state=self._state(),
            tables=tables,
            results=tuple(table.name for table in results),
            parameters=self._used(tables),
        )

    def _state(self) -> str:
        return "; ".join(dict.fromkeys(report.state for report in self.reports.values() if report.state))

    def _used(self, tables: Iterable[ResultTable]) -> list[ParameterUse]:
        """The parameters that formulas read; without what staff may have written about them."""
        rules = [column.rule for table in tables for column in table.columns if column.rule is not None]
        names = {name for rule in rules for name in parameters(rule)}
        known = {use.name: use for report in self.reports.values() for use in report.parameters}
        return [_without_free_text(known[name]) for name in sorted(names)]

    def _quality(self, receiver: str) -> ResultTable:
        made = [*_quality_rows(self.details_of.get(receiver, []))]
        keys = ("Controle", "Gemeentecode", "Toewijzingnummer", "Productcode")
        return ResultTable(QUALITY, texts.QUALITY_TITLE, texts.QUALITY, keys, _QUALITY_COLUMNS, made)


class Averages:
    """The maximum average effort: own figures exactly, of others safe statistics."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.limits = Limits.of(report.parameters)
        results = report.table(RESULTS)
        self.columns = _result_columns(results)
        self.rows_of = _grouped(results.rows, "AGB")
        self.rows_of_product = _grouped(results.rows, "Productcode")

    def of(self, agb: str) -> tuple[ResultTable, ResultTable, ResultTable]:
        """Own results, comparison and norms. KeyError when the aanbieder has no results."""
        rows = self.rows_of[agb]
        return self._results(rows), self._benchmark(rows), self._norms(rows)

    def _results(self, rows: Sequence[Row]) -> ResultTable:
        table = self.report.table(RESULTS)
        indices = {id(row): index for index, row in enumerate(table.rows)} if table.computed else {}
        names = [column.name for column in self.columns]
        own = ResultTable(RESULTS, texts.RESULTS_TITLE, texts.RESULTS, table.keys, self.columns)
        for number, row in enumerate(rows):
            own.rows.append({name: row[name] for name in names})
            own.computed |= {(number, name) for name in names if (indices.get(id(row)), name) in table.computed}
        return own

    def _benchmark(self, rows: Sequence[Row]) -> ResultTable:
        made = [self._compared(row, measure) for row in rows for measure in MEASURES if measure.leaves]
        return ResultTable(
            BENCHMARK, texts.BENCHMARK_TITLE, texts.BENCHMARK, ("Productcode", "Maat"), _BENCHMARK_COLUMNS, made
        )

    def _compared(self, row: Row, measure: Measure) -> Row:
        others = [other for other in self.rows_of_product[str(row["Productcode"])] if other["AGB"] != row["AGB"]]
        safe = safe_statistics(others, measure, self.limits)
        return {
            "Productcode": row["Productcode"],
            "Maat": measure.name,
            "Product": row["Product"],
            "Uw waarde": row[measure.column],
            "Kwartiel 1": safe.first_quartile,
            "Mediaan": safe.median,
            "Kwartiel 3": safe.third_quartile,
            "Toelichting": safe.hidden_because,
        }

    def _norms(self, rows: Sequence[Row]) -> ResultTable:
        table = self.report.table(NORMS)
        products = {row["Productcode"] for row in rows}
        columns = tuple(column for column in table.columns if column.name not in _LEFT_OUT)
        own = [
            {column.name: row[column.name] for column in columns}
            for row in table.rows
            if row["Productcode"] in products
        ]
        return ResultTable(NORMS, texts.NORMS_TITLE, texts.NORMS, table.keys, columns, own)


def _result_columns(table: ResultTable) -> tuple[Column, ...]:
    """The columns that say something in this run, or that a formula reads: the same for every aanbieder."""
    read = {
        name
        for column in table.columns
        if column.rule is not None
        for name in same_table_columns(column.rule, table.name)
    }
    return tuple(
        replace(column, total=column.total and column.name not in _NOT_ADDED)
        for column in table.columns
        if column.name not in _LEFT_OUT
        if column.rule is not None
        or column.name in read
        or column.name in table.keys
        or any(value is not None for value in table.values(column.name))
    )


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row[column])].append(row)
    return dict(found)


def _without_free_text(use: ParameterUse) -> ParameterUse:
    """Source and note as the product gives them: staff may have written anything in theirs."""
    spec = PARAMETERS[use.name]
    return replace(use, source=spec.source, note=spec.note)


def _quality_rows(details: Iterable[Row]) -> Iterable[Row]:
    """One row per check, gemeente, assignment and product."""
    groups: dict[tuple[Value, ...], list[Row]] = defaultdict(list)
    for row in details:
        key = tuple(row[name] for name in ("Controle", "Gemeentecode", "Toewijzingnummer", "Productcode"))
        groups[key].append(row)
    for key, rows in groups.items():
        text = quality_texts.CHECKS[str(key[0])]
        amounts = [amount for row in rows if isinstance(amount := row["Bedrag"], Decimal)]
        dates = [begin for row in rows if (begin := row["Begindatum"]) is not None]
        yield dict(zip(("Controle", "Gemeentecode", "Toewijzingnummer", "Productcode"), key, strict=True)) | {
            "Omschrijving": text.description,
            "Aantal": len(rows),
            "Bedrag": sum(amounts, Decimal(0)) if amounts else None,
            "Eerste begindatum": min(dates, key=str, default=None),
            "Wat wij u vragen": text.request,
        }


def _declared(kinds: Mapping[str, Kind], help: Mapping[str, str], rule_id: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, id=rule_id, help=help[name]) for name, kind in kinds.items())


_BENCHMARK_COLUMNS = _declared(
    {
        "Productcode": Kind.CODE,
        "Maat": Kind.TEXT,
        "Product": Kind.TEXT,
        "Uw waarde": Kind.NUMBER,
        "Kwartiel 1": Kind.NUMBER,
        "Mediaan": Kind.NUMBER,
        "Kwartiel 3": Kind.NUMBER,
        "Toelichting": Kind.TEXT,
    },
    texts.BENCHMARK_HELP,
    "BM-5",
)
_QUALITY_COLUMNS = _declared(
    {
        "Controle": Kind.CODE,
        "Gemeentecode": Kind.CODE,
        "Toewijzingnummer": Kind.CODE,
        "Productcode": Kind.CODE,
        "Omschrijving": Kind.TEXT,
        "Aantal": Kind.COUNT,
        "Bedrag": Kind.EURO,
        "Eerste begindatum": Kind.DATE,
        "Wat wij u vragen": Kind.TEXT,
    },
    texts.QUALITY_HELP,
    "DK",
)
