"""What *Overzicht* shows of the maximum average: key figures, the chart's rows, and what needs attention (MI-12)."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, cast

from engine.instruments.max_average import MaxInzet
from engine.instruments.max_average_columns import (
    ABOVE_NORM,
    INCOMPLETE,
    RECOVERABLE,
    rows_with,
)
from engine.instruments.max_average_facts import total_late_share
from engine.instruments.recovery import advice
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import EMPTY, c, evaluate, total, when
from engine.rules.language import Expression
from engine.run import Run
from engine.texts import max_average as texts

if TYPE_CHECKING:
    from engine.settings import Settings

_COMPARED = " t.o.v. vorig jaar"
_MOST_BARS = 40


def key_figures(made: MaxInzet, run: Run) -> ResultTable:
    """Table `Kerncijfers`: one row, a column a card, beside it the change against the same months of last year."""
    year = run.period.is_full_year
    before = made.previous_figures or {}
    columns = [
        *_card("Aanbieders", Kind.COUNT, None, _difference("Aanbieders", len({agb for agb, _ in before}))),
        *_card("Cliënten", Kind.COUNT, None, _ratio("Cliënten", Decimal(made.previous_region_clients))),
        *_card("Bedrag", Kind.EURO, total("MaxInzet", "Bedrag"), _ratio("Bedrag", _amount(made))),
        *_above_cards(made, year),
        *_card("Te laat gedeclareerd", Kind.PERCENT, None, None),
    ]
    row: Row = {
        "Aanbieders": len({agb for agb, _ in made.figures}),
        "Cliënten": made.region_clients,
        "Te laat gedeclareerd": total_late_share(made.figures.values()),
    }
    table = ResultTable("Kerncijfers", texts.KEY_FIGURES_TITLE, texts.KEY_FIGURES, (), tuple(columns), [row])
    evaluate(table, [made.table], {})
    return table


def _card(name: str, kind: Kind, rule: Expression | None, change: Expression | None) -> list[Column]:
    label = texts.CARD_LABELS.get(name, "")
    card = Column(name, kind, rule, id=_CARD_RULES.get(name, ""), help=texts.CARD_HELP[name], label=label)
    if change is None:
        return [card]
    change_kind = Kind.PERCENT if name in ("Cliënten", "Bedrag") else kind
    return [card, Column(name + _COMPARED, change_kind, change, help=texts.CHANGE_HELP)]


_CARD_RULES = {
    "Cliënten": "G-6",
    "Bedrag": "MI-1",
    "Boven de norm": "MI-9",
    "Verwacht boven de norm": "MI-9",
    "Overschrijdingsbedrag": "MI-6",
    "Te laat gedeclareerd": "MI-10",
}


def _above_cards(made: MaxInzet, year: bool) -> list[Column]:
    """Rows above the norm, and for a calendar year the amount that may be claimed (MI-6, MI-9)."""
    count = _sum_of([rows_with(status) for status in ABOVE_NORM])
    if not year:
        return _card("Verwacht boven de norm", Kind.COUNT, count, None)
    rows = made.previous.table.rows if made.previous else []
    above = sum(row["Status"] in ABOVE_NORM for row in rows)
    excess = sum((cast(Decimal, row["Overschrijdingsbedrag"] or Decimal(0)) for row in rows), Decimal(0))
    return [
        *_card("Boven de norm", Kind.COUNT, count, _difference("Boven de norm", above) if rows else None),
        *_card(
            "Overschrijdingsbedrag",
            Kind.EURO,
            total("MaxInzet", "Overschrijdingsbedrag"),
            _difference("Overschrijdingsbedrag", excess) if rows else None,
        ),
    ]


def _sum_of(parts: list[Expression]) -> Expression:
    first, *others = parts
    for part in others:
        first = first + part
    return first


def _difference(card: str, before: int | Decimal) -> Expression | None:
    return c[card] - before


def _ratio(card: str, before: Decimal) -> Expression | None:
    return c[card] / before - 1 if before else None


def _amount(made: MaxInzet) -> Decimal:
    return sum((figures.amount for figures in (made.previous_figures or {}).values()), Decimal(0))


def chart(made: MaxInzet, run: Run) -> ResultTable:
    """Table `Grafiek`: of the product with most rows above the norm, the averages (H1: prognoses) against the norm."""
    measure = "Gemiddelde inzet" if run.period.is_full_year else "Prognose jaar"
    rows = [row for row in made.table.rows if row[measure] is not None]
    product = _most_above(rows)
    shown = sorted((row for row in rows if row["Productcode"] == product), key=lambda row: _chart_order(row, measure))
    above = sum(_is_above(row) for row in shown)
    expected = not run.period.is_full_year
    drawn = shown[:_MOST_BARS]
    title = texts.chart_title(above, len(shown), len(drawn), product, expected) if product else texts.NO_CHART
    facts = [
        {"AGB": row["AGB"], "Productcode": product, "Volgorde": number, "Aanbieder": row["Aanbieder"] or row["AGB"]}
        for number, row in enumerate(drawn, start=1)
    ]
    keys = ("AGB", "Productcode")
    table = ResultTable("Grafiek", title, texts.CHART, keys, _chart_columns(measure), [*facts], ranks=keys)
    evaluate(table, [made.table], {})
    return table


def _most_above(rows: list[Row]) -> str:
    """The product that the chart is about: most rows above the norm, then most clients, then the first code."""
    above = Counter(str(row["Productcode"]) for row in rows if _is_above(row))
    clients: Counter[str] = Counter()
    for row in rows:
        clients[str(row["Productcode"])] += cast(int, row["Cliënten"])
    return min(clients, key=lambda product: (-above[product], -clients[product], product), default="")


def _is_above(row: Row) -> bool:
    return bool(row["Overschrijding"])


def _chart_order(row: Row, measure: str) -> tuple[Decimal, str]:
    return -cast(Decimal, row[measure]), str(row["AGB"])


def _chart_columns(measure: str) -> tuple[Column, ...]:
    value, limit = _of_row(measure), _of_row("Norm incl. ophoging")
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Productcode", Kind.CODE, help="Het product waar de grafiek over gaat.", never_empty=True),
        Column("Volgorde", Kind.COUNT, help="Hoogste eerst.", never_empty=True),
        Column("Aanbieder", Kind.TEXT, help="Naam bij de staaf."),
        Column("Binnen de norm", Kind.HOURS, when(value > limit, EMPTY, value), id="MI-9", help=f"{measure}, in uren."),
        Column("Boven de norm", Kind.HOURS, when(value > limit, value, EMPTY), id="MI-9", help=f"{measure}, in uren."),
        Column("Norm incl. ophoging", Kind.HOURS, limit, id="MI-3", help="De lijn in de grafiek, in uren."),
    )


def _of_row(column: str) -> Expression:
    return total("MaxInzet", column, {"AGB": c["AGB"], "Productcode": c["Productcode"]})


@dataclass(frozen=True)
class _Attention:
    """One row that needs attention: how urgent (0 first), how large, and its texts."""

    urgency: int
    size: Decimal
    row: Row
    stands_out: str
    todo: str
    amount: Value

    @cached_property
    def order(self) -> tuple[int, Decimal, str, str]:
        return self.urgency, -self.size, str(self.row["AGB"]), str(self.row["Productcode"])


def attention(made: MaxInzet, settings: "Settings", run: Run) -> ResultTable:
    """Table `Aandacht`: every row that needs attention, most urgent first, with what to do next."""
    found = [item for row in made.table.rows if (item := _attention(row, settings, run)) is not None]
    rows: list[Row] = [
        {
            "AGB": item.row["AGB"],
            "Productcode": item.row["Productcode"],
            "Volgorde": number,
            "Aanbieder": item.row["Aanbieder"] or item.row["AGB"],
            "Wat valt op": item.stands_out,
            "Wat te doen": item.todo,
            "Bedrag": item.amount,
        }
        for number, item in enumerate(sorted(found, key=lambda item: item.order), start=1)
    ]
    keys = ("AGB", "Productcode")
    return ResultTable("Aandacht", texts.ATTENTION_TITLE, texts.ATTENTION, keys, _ATTENTION_COLUMNS, rows, ranks=keys)


_ATTENTION_COLUMNS = (
    Column("AGB", Kind.CODE, help="AGB-code van de aanbieder."),
    Column("Productcode", Kind.CODE, help="Code van het product."),
    Column("Volgorde", Kind.COUNT, help="Meest dringend eerst.", never_empty=True),
    Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen."),
    Column("Wat valt op", Kind.TEXT, help="Waarom deze rij aandacht vraagt."),
    Column("Wat te doen", Kind.TEXT, id="MI-12", source="A §3.4, §3.5, art. 8.1", help="De volgende stap."),
    Column("Bedrag", Kind.EURO, id="MI-6", help="Overschrijdingsbedrag, als dat er is."),
)


def _attention(row: Row, settings: "Settings", run: Run) -> _Attention | None:
    product, status = str(row["Productcode"]), row["Status"]
    excess = cast(Decimal, row["Overschrijding"] or Decimal(0))
    amount = row["Overschrijdingsbedrag"]
    if status == RECOVERABLE:
        text = texts.stands_out_recoverable(product, excess) if excess else texts.stands_out_price(product)
        return _Attention(0, cast(Decimal, amount), row, text, advice(row, settings, run), amount)
    if status in ABOVE_NORM:
        expected = not run.period.is_full_year
        text = texts.stands_out_expected(product, excess) if expected else texts.stands_out_recoverable(product, excess)
        if amount:  # a large amount is urgent also when the movement is in the right direction (MI-9)
            return _Attention(0, cast(Decimal, amount), row, text, advice(row, settings, run), amount)
        return _Attention(1, excess * cast(int, row["Cliënten"]), row, text, advice(row, settings, run), None)
    if INCOMPLETE in str(row["Opmerking"] or ""):
        share = cast(Decimal, row["Te laat %"])
        size = share * cast(Decimal, row["Bedrag"])
        return _Attention(2, size, row, texts.stands_out_late(product, share), texts.DECLARE_ON_TIME, None)
    return None
