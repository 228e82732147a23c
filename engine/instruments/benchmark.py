"""The benchmark (BM-1, BM-2): every aanbieder beside the others, per product and measure; for the bureau only.

What an aanbieder may see of others goes through `engine.disclosure`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from engine.money import PRECISION, excel_round
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.run import Run
from engine.texts import benchmark as texts

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

TABLE = "Benchmark"
Sum = Callable[[Row], Decimal]


@dataclass(frozen=True)
class Measure:
    """What is compared: a column of `MaxInzet`, and whose sums make the region's mean (Σ above / Σ below)."""

    name: str
    column: str
    kind: Kind
    above: Sum
    below: Sum
    weights: tuple[str, ...]
    """Columns in which nobody may have most of the total when statistics leave the bureau (BM-5)."""
    leaves: bool = True
    """Whether statistics of it may go to aanbieders: numbers of clients of others may not (small counts)."""


def _cell(row: Row, column: str) -> Decimal:
    value = row[column]
    return Decimal(value) if isinstance(value, Decimal | int) else Decimal(0)


def _late(row: Row) -> Decimal:
    """The late amount: the share times the amount it is a share of, back to whole cents."""
    return excel_round(_cell(row, "Te laat %") * _cell(row, "Bedrag"), 2)


MEASURES = (
    Measure(
        texts.AVERAGE_HOURS,
        "Gemiddelde inzet",
        Kind.HOURS,
        lambda row: _cell(row, "Uren"),
        lambda row: _cell(row, "Cliënten"),
        ("Uren", "Cliënten"),
    ),
    Measure(
        texts.AVERAGE_PRICE,
        "Gemiddelde totaalprijs",
        Kind.EURO,
        lambda row: _cell(row, "Bedrag"),
        lambda row: _cell(row, "Cliënten"),
        ("Bedrag", "Cliënten"),
    ),
    Measure(
        texts.LATE_SHARE, "Te laat %", Kind.PERCENT, _late, lambda row: _cell(row, "Bedrag"), ("Bedrag", "Cliënten")
    ),
    Measure(
        texts.CLIENTS,
        "Cliënten",
        Kind.COUNT,
        lambda row: _cell(row, "Cliënten"),
        lambda _: Decimal(1),
        ("Cliënten",),
        leaves=False,
    ),
)
MEASURE_KINDS: Mapping[str, Kind] = {measure.name: measure.kind for measure in MEASURES}
"""Kind of the value columns of a row, by its Maat: the columns themselves mix units."""

VALUE_COLUMNS = ("Waarde", "Regio", "Mediaan", "Kwartiel 1", "Kwartiel 3")


def cell_kinds(table: ResultTable) -> dict[tuple[int, str], Kind]:
    """(row index, column) → kind of every value cell, for the number formats of a workbook."""
    return {
        (index, column): MEASURE_KINDS[str(row["Maat"])]
        for index, row in enumerate(table.rows)
        for column in VALUE_COLUMNS
        if any(known.name == column for known in table.columns)
    }


def quartile(values: Sequence[Decimal], part: int) -> Decimal:
    """QUARTILE.INC: the value at `part` quarters of the way (1, 2 = median, 3), linear between two; exact."""
    ordered = sorted(values)
    whole, quarters = divmod(part * (len(ordered) - 1), 4)
    if not quarters:
        return ordered[whole]
    return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * quarters / 4


def benchmark(con: "duckdb.DuckDBPyConnection", settings: "Settings", run: Run, max_inzet: ResultTable) -> ResultTable:
    """Table `Benchmark` from the evaluated `MaxInzet`: per aanbieder × product × measure its own value, the region's
    mean (Σ/Σ), median and quartiles over all aanbieders with a value, and the named peers with theirs.

    Everything comes from `max_inzet`; `con` and `run` are what every instrument gets.
    """
    by_product: dict[str, list[Row]] = defaultdict(list)
    for row in max_inzet.rows:
        by_product[str(row["Productcode"])].append(row)
    partners = _partners(settings)
    with localcontext() as context:
        context.prec = PRECISION
        rows = [
            made
            for product in sorted(by_product)
            for measure in MEASURES
            for made in _measured(by_product[product], measure, partners)
        ]
    for number, row in enumerate(rows, start=1):
        row["Volgorde"] = number
    return ResultTable(TABLE, texts.TITLE, texts.EXPLANATION, ("AGB", "Productcode", "Maat"), _columns(), rows)


def _partners(settings: "Settings") -> dict[tuple[str, str], list[tuple[str, str | None]]]:
    """(AGB, product) → AGB and who named it, in the order of the settings."""
    found: dict[tuple[str, str], list[tuple[str, str | None]]] = defaultdict(list)
    for row in settings.benchmark_partners:
        found[row.agb, row.product_code].append((row.partner_agb, row.named_by))
    return found


def _measured(
    rows: list[Row], measure: Measure, partners: Mapping[tuple[str, str], list[tuple[str, str | None]]]
) -> list[Row]:
    values = [value for row in rows if isinstance(value := row[measure.column], Decimal | int)]
    numbers = [Decimal(value) for value in values]
    below = sum(map(measure.below, rows), Decimal(0))
    region = sum(map(measure.above, rows), Decimal(0)) / below if below else None
    shared: Row = {
        "Regio": _rounded(region, measure),
        "Mediaan": _rounded(quartile(numbers, 2), measure) if numbers else None,
        "Kwartiel 1": _rounded(quartile(numbers, 1), measure) if numbers else None,
        "Kwartiel 3": _rounded(quartile(numbers, 3), measure) if numbers else None,
    }
    by_agb = {str(row["AGB"]): row for row in rows}
    return [
        {
            "AGB": row["AGB"],
            "Productcode": row["Productcode"],
            "Maat": measure.name,
            "Aanbieder": row["Aanbieder"],
            "Waarde": row[measure.column],
            "Cliënten": row["Cliënten"],
            **shared,
            "Partners": _named(partners.get((str(row["AGB"]), str(row["Productcode"])), []), by_agb, measure),
        }
        for row in sorted(rows, key=lambda row: str(row["AGB"]))
    ]


def _rounded(value: Decimal | None, measure: Measure) -> Decimal | None:
    """Euros round to cents (G-1); hours, shares and counts do not."""
    return excel_round(value, 2) if value is not None and measure.kind is Kind.EURO else value


def _named(partners: list[tuple[str, str | None]], by_agb: Mapping[str, Row], measure: Measure) -> str | None:
    shown: list[str] = []
    for agb, named_by in partners:
        row = by_agb.get(agb)
        name = str(row["Aanbieder"] or agb) if row else agb
        shown.append(texts.partner(name, _words(row[measure.column] if row else None, measure.kind), named_by))
    return "; ".join(shown) or None


def _words(value: Value, kind: Kind) -> str:
    """A value as Dutch text: 16,2 · € 1.530,00 · 4,3% · 40."""
    if not isinstance(value, Decimal | int):
        return texts.NO_VALUE
    number = Decimal(value)
    digits = {Kind.HOURS: 1, Kind.EURO: 2, Kind.PERCENT: 1}.get(kind, 0)
    shown = excel_round(number * 100 if kind is Kind.PERCENT else number, digits)
    text = f"{shown:,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return {Kind.EURO: f"€ {text}", Kind.PERCENT: f"{text}%"}.get(kind, text)


def _columns() -> tuple[Column, ...]:
    kinds = {
        "AGB": Kind.CODE,
        "Productcode": Kind.CODE,
        "Maat": Kind.TEXT,
        "Volgorde": Kind.COUNT,
        "Aanbieder": Kind.TEXT,
        "Waarde": Kind.NUMBER,
        "Cliënten": Kind.COUNT,
        "Regio": Kind.NUMBER,
        "Mediaan": Kind.NUMBER,
        "Kwartiel 1": Kind.NUMBER,
        "Kwartiel 3": Kind.NUMBER,
        "Partners": Kind.TEXT,
    }
    ids = {"Waarde": "BM-1", "Cliënten": "MI-1"}
    return tuple(
        Column(name, kind, id=ids.get(name, "BM-2"), help=texts.COLUMN_HELP[name]) for name, kind in kinds.items()
    )
