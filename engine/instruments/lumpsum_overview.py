"""What *Overzicht* shows of the lumpsum: key figures, the picture A = B + C, and what needs attention."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from engine.instruments.lumpsum import CELL
from engine.instruments.lumpsum_facts import Cell, LumpsumYear, Pgb, Revenue
from engine.instruments.lumpsum_tables import QUARTERS, Tables
from engine.instruments.reporting import numbered
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import c, evaluate, lookup, total
from engine.rules.language import Expression
from engine.texts import lumpsum as texts

_MOST_BARS = 20


def key_figures(tables: Tables) -> ResultTable:
    """Table `Kerncijfers`: one row, a column a card."""
    known = any(row["Overschrijding"] is not None for row in tables.framework.rows)
    cards = [
        _card("Budgetplafond (A)", total("Kader", "Budgetplafond (A)"), "LS-9"),
        _card("Lumpsum (B)", total("Kader", "Lumpsum totaal (B)"), "LS-9"),
        _card("Overige uitgaven (C)", total("Kader", "Overige uitgaven (C)"), "LS-8"),
        _card("Nog te betalen", total("Voorschotten", "Te betalen"), "LS-10"),
        *([_card("Overschrijding", total("Kader", "Overschrijding"), "LS-11")] if known else []),
        _card("Instroom bij anderen", total("Instroom", "Bij anderen"), "LS-12", Kind.COUNT),
    ]
    table = ResultTable("Kerncijfers", texts.KEY_FIGURES_TITLE, texts.KEY_FIGURES, (), tuple(cards), [{}])
    evaluate(table, tables.all, {})
    return table


def _card(name: str, rule: Expression, id: str, kind: Kind = Kind.EURO) -> Column:
    return Column(name, kind, rule, id=id, help=texts.CARD_HELP[name])


def chart(tables: Tables) -> ResultTable:
    """Table `Grafiek`: per gemeente × dienstvorm B and C, that make up A, and what was really spent."""
    rows: list[Row] = [
        {**{name: row[name] for name in CELL}, "Kader": texts.cell_name(_town(row), str(row["Dienstvorm"]))}
        for row in sorted(tables.framework.rows, key=_largest_first)
    ]
    shown = numbered(rows[:_MOST_BARS])
    table = ResultTable("Grafiek", texts.NO_CHART, texts.CHART, CELL, _chart_columns(), shown, ranks=CELL)
    evaluate(table, [tables.framework], {})
    over = [row["Overschrijding"] for row in tables.framework.rows if row["Overschrijding"] is not None]
    if rows:
        table.title = texts.chart_title(sum(bool(value) for value in over), len(over), len(rows), len(shown))
    return table


def _largest_first(row: Row) -> tuple[Decimal, str, str]:
    return -cast(Decimal, row["Budgetplafond (A)"] or Decimal(0)), str(row["Gemeentecode"]), str(row["Dienstvorm"])


def _town(row: Row) -> str:
    return str(row["Gemeente"] or row["Gemeentecode"])


def _chart_columns() -> tuple[Column, ...]:
    def of_row(column: str) -> Expression:
        return lookup("Kader", column, {name: c[name] for name in CELL})

    def shown(name: str, rule: Expression, id: str, help: str) -> Column:
        return Column(name, Kind.EURO, rule, id=id, help=help)

    return (
        Column("Gemeentecode", Kind.CODE, help="Code van de gemeente.", never_empty=True),
        Column("Dienstvorm", Kind.CODE, help="Uit de instellingen.", never_empty=True),
        Column("Volgorde", Kind.COUNT, help="Grootste plafond eerst.", never_empty=True),
        Column("Kader", Kind.TEXT, help="Naam bij de staaf."),
        shown("Lumpsum (B)", of_row("Lumpsum totaal (B)"), "LS-9", "Onderste deel van de staaf."),
        shown("Overige uitgaven (C)", of_row("Overige uitgaven (C)"), "LS-8", "Bovenste deel van de staaf."),
        shown("Budgetplafond (A)", of_row("Budgetplafond (A)"), "LS-9", "A = B + C: de hele staaf."),
        shown(
            "Uitgegeven",
            c["Lumpsum (B)"] + of_row("C werkelijk"),
            "LS-11",
            "Lumpsum en wat daarbuiten is uitgegeven; leeg zolang het werkelijke pgb niet bekend is.",
        ),
    )


@dataclass(frozen=True)
class _Item:
    """One thing that needs attention: how urgent (0 first), where, of whom, and its texts."""

    urgency: int
    cell: Cell
    partner: str | None
    stands_out: str
    todo: str
    amount: Decimal | None = None

    @property
    def order(self) -> tuple[Value, ...]:
        return (self.urgency, -(self.amount or Decimal(0)), *self.cell, self.partner or "")


def attention(of: LumpsumYear, tables: Tables, revenue: Revenue, pgb: Pgb) -> ResultTable:
    """Table `Aandacht`: what was overspent or overpaid, what is missing, and who does not go first."""
    names = {(row["Partner"]): str(row["Naam"]) for row in tables.lumpsum.rows}
    towns = {(str(row["Gemeentecode"]), str(row["Dienstvorm"])): _town(row) for row in tables.framework.rows}
    found = [
        *_overspent(tables),
        *_overpaid(tables),
        *_below_zero(tables),
        *_undecided(of),
        *_due(tables),
        *_without_pgb(of, pgb),
        *_unknown_age(of, revenue),
        *_inflow_elsewhere(tables),
    ]
    rows: list[Row] = [
        {
            "Gemeentecode": item.cell[0],
            "Dienstvorm": item.cell[1],
            "Partner": item.partner,
            "Aanbieder": _who(item, names, towns[item.cell]),
            "Wat valt op": item.stands_out,
            "Wat te doen": item.todo,
            "Bedrag": item.amount,
        }
        for item in sorted(found, key=lambda item: item.order)
    ]
    title, explanation = texts.ATTENTION_TITLE, texts.ATTENTION
    about = ("Gemeentecode", "Dienstvorm", "Partner", "Wat te doen")
    return ResultTable("Aandacht", title, explanation, ("Volgorde",), _ATTENTION_COLUMNS, numbered(rows), ranks=about)


def _who(item: _Item, names: dict[Value, str], town: str) -> str:
    where = texts.cell_name(town, item.cell[1])
    return f"{names[item.partner]}, {where}" if item.partner else where


def _cell(row: Row) -> Cell:
    return str(row["Gemeentecode"]), str(row["Dienstvorm"])


def _overspent(tables: Tables) -> Iterator[_Item]:
    """LS-11."""
    for row in tables.framework.rows:
        if row["Overschrijding"]:
            yield _Item(0, _cell(row), None, texts.OVERSPENT, texts.DEDUCT, cast(Decimal, row["Overschrijding"]))


def _overpaid(tables: Tables) -> Iterator[_Item]:
    """LS-10: what is left after the last quarter."""
    for row in tables.advances.rows:
        left = row["Nog te verrekenen"]
        if row["Kwartaal"] == QUARTERS[-1] and isinstance(left, Decimal) and left > 0:
            yield _Item(0, _cell(row), str(row["Partner"]), texts.OVERPAID, texts.CLAIM_BACK, left)


def _below_zero(tables: Tables) -> Iterator[_Item]:
    """LS-5, LS-9 and LS-11: a budget below zero cannot be paid out. Each row for its first cause."""
    for row in tables.settlement.rows:
        lumpsum, final = cast(Decimal | None, row["Lumpsum"]), cast(Decimal | None, row["Definitieve lumpsum"])
        if lumpsum is not None and lumpsum < 0:
            yield _Item(0, _cell(row), str(row["Partner"]), texts.LUMPSUM_BELOW_ZERO, texts.CHECK_REVENUE, -lumpsum)
        elif final is not None and final < 0:
            yield _Item(0, _cell(row), str(row["Partner"]), texts.FINAL_BELOW_ZERO, texts.LIMIT_DEDUCTION, -final)
    for row in tables.framework.rows:
        ceiling = cast(Decimal | None, row["Budgetplafond (A)"])
        if ceiling is not None and ceiling < 0:
            yield _Item(0, _cell(row), None, texts.CEILING_BELOW_ZERO, texts.CHECK_OTHERS, -ceiling)


def _undecided(of: LumpsumYear) -> Iterator[_Item]:
    """LS-10: without a day of decision nobody knows when advances are due."""
    for cell in of.members:
        if cell not in of.choices or of.choices[cell].decided_on is None:
            yield _Item(1, cell, None, texts.NO_DECISION, texts.FILL_DECISION)


def _due(tables: Tables) -> Iterator[_Item]:
    """LS-10: what was due already stands apart from what is still to come, per gemeente × dienstvorm."""
    amounts: defaultdict[Cell, Decimal] = defaultdict(Decimal)
    for row in tables.advances.rows:
        if row["Betaaldag"] == texts.DUE and row["Te betalen"]:
            amounts[_cell(row)] += cast(Decimal, row["Te betalen"])
    for cell, amount in amounts.items():
        yield _Item(2, cell, None, texts.DUE_ADVANCES, texts.CHECK_PAID, amount)


def _lost_pgb(of: LumpsumYear, pgb: Pgb) -> Iterator[_Item]:
    """LS-6: pgb of a dienstvorm that is not in `Kader`. Of another law it is not for these dienstvormen at all."""
    for municipality, _, form, amount, _ in pgb.rows:
        cells = [cell for cell in of.cells if cell[0] == municipality]
        if form is not None and cells and (municipality, form) not in cells:
            yield _Item(1, cells[0], None, texts.pgb_elsewhere(form), texts.FILL_FORM, amount)


def _without_pgb(of: LumpsumYear, pgb: Pgb) -> Iterator[_Item]:
    """LS-6 and LS-11: pgb that cannot be placed or split, and what was really spent when the year is over."""
    yield from _lost_pgb(of, pgb)
    for cell in of.cells:
        if None in of.laws(cell[1]):
            yield _Item(1, cell, None, texts.PGB_WITHOUT_LAW, texts.FILL_LAW)
        if pgb.amounts[cell] is None:
            yield _Item(1, cell, None, texts.PGB_NOT_SPLIT, texts.FILL_PGB_FORM)
        known = cell in of.choices and of.choices[cell].pgb_actual is not None
        if of.run.as_of > date(of.year, 12, 31) and not known:
            yield _Item(2, cell, None, texts.PGB_UNKNOWN, texts.FILL_PGB)


def _unknown_age(of: LumpsumYear, revenue: Revenue) -> Iterator[_Item]:
    """LS-7: an unknown birth date counts as younger, and is reported."""
    for cell in of.cells:
        if of.excludes_old(cell) and revenue.unknown_birth[cell]:
            yield _Item(1, cell, None, texts.unknown_birth(revenue.unknown_birth[cell]), texts.ASK_BIRTH)


def _inflow_elsewhere(tables: Tables) -> Iterator[_Item]:
    """LS-12: partners go first."""
    counts: dict[Cell, tuple[int, int]] = {}
    for row in tables.inflow.rows:
        partners, others = counts.get(_cell(row), (0, 0))
        counts[_cell(row)] = partners + cast(int, row["Bij partners"]), others + cast(int, row["Bij anderen"])
    for cell, (partners, others) in counts.items():
        if others > partners:
            yield _Item(3, cell, None, texts.more_elsewhere(others, partners), texts.PARTNERS_FIRST)


_ATTENTION_COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Meest dringend eerst.", never_empty=True),
    Column("Gemeentecode", Kind.CODE, help="Code van de gemeente."),
    Column("Dienstvorm", Kind.CODE, help="Uit de instellingen."),
    Column("Partner", Kind.CODE, help="AGB-code of naam van de partner, als het over een partner gaat."),
    Column("Aanbieder", Kind.TEXT, help="Om wie en welk kader het gaat."),
    Column("Wat valt op", Kind.TEXT, help="Waarom dit aandacht vraagt."),
    Column("Wat te doen", Kind.TEXT, help="De volgende stap."),
    Column("Bedrag", Kind.EURO, help="Bedrag waar het om gaat."),
)
