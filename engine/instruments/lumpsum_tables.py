"""The tables of the lumpsum with their facts, and the rules evaluated in the order in which they need each other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.instruments.lumpsum import (
    CELL,
    PARTNER,
    advance_columns,
    framework_columns,
    inflow_columns,
    lumpsum_columns,
    revenue_columns,
    settlement_columns,
)
from engine.instruments.lumpsum_facts import Cell, LumpsumYear, Pgb, Revenue, Start, months_until
from engine.instruments.reporting import numbered, parameter_values
from engine.result import ResultTable, Row, Value
from engine.rules import evaluate
from engine.rules.walk import parameters
from engine.settings.rows import LumpsumPartner
from engine.texts import lumpsum as texts

if TYPE_CHECKING:
    from engine.settings import Settings

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Tables:
    """All result tables, evaluated."""

    framework: ResultTable
    lumpsum: ResultTable
    revenue: ResultTable
    advances: ResultTable
    settlement: ResultTable
    inflow: ResultTable

    @property
    def all(self) -> list[ResultTable]:
        """In the order of the sheets."""
        return [self.framework, self.lumpsum, self.revenue, self.advances, self.settlement, self.inflow]


def evaluated(of: LumpsumYear, revenue: Revenue, pgb: Pgb, starts: list[Start]) -> Tables:
    """Every table with every cell."""
    statements = _revenue_table(of, revenue)
    tables = Tables(
        framework=_framework_table(of, revenue, pgb),
        lumpsum=_lumpsum_table(of),
        revenue=statements,
        advances=_advance_table(of, revenue),
        settlement=_settlement_table(of),
        inflow=_inflow_table(of, starts),
    )
    steps = (
        (tables.revenue, []),
        (tables.lumpsum, [tables.revenue]),
        (tables.framework, [tables.lumpsum]),
        (tables.advances, [tables.lumpsum]),
        (tables.settlement, [tables.lumpsum, tables.framework]),
        (tables.inflow, []),
    )
    for table, others in steps:
        evaluate(table, others, _parameters(of.settings, table, of.run.period.last_day))
    return tables


def _parameters(settings: "Settings", table: ResultTable, on: date) -> dict[str, Value]:
    rules = [column.rule for column in table.columns if column.rule is not None]
    return parameter_values(settings, {name for rule in rules for name in parameters(rule)}, on)


def _names(settings: "Settings") -> Mapping[str, str | None]:
    return {row.agb: row.name for row in settings.providers}


def _partners(of: LumpsumYear) -> list[tuple[str, Cell, list[LumpsumPartner]]]:
    """Every partner in every cell, in order of key: partner, gemeente, dienstvorm."""
    found = [(partner, cell, rows) for cell, partners in of.members.items() for partner, rows in partners.items()]
    return sorted(found, key=lambda item: (item[0], item[1]))


def _keyed(partner: str, cell: Cell) -> Row:
    return dict(zip(PARTNER, (partner, *cell), strict=True))


def _revenue_table(of: LumpsumYear, revenue: Revenue) -> ResultTable:
    names = _names(of.settings)
    rows: list[Row] = [
        {
            **_keyed(partner, cell),
            "AGB": row.agb,
            "Naam": names.get(row.agb),
            "Opgave": row.revenue,
            "Declaraties": revenue.of(cell, [row.agb], of.year - 1),
            "Bron": texts.statement(row.source) if row.revenue is not None else texts.declared_until(of.run.as_of),
            "Opslag": row.surcharge or Decimal("0.00"),
        }
        for partner, cell, rows in _partners(of)
        for row in rows
    ]
    keys = ("Partner", "AGB", *CELL)
    return ResultTable("Omzetopgave", texts.REVENUE_TITLE, texts.REVENUE, keys, revenue_columns(), _by_key(rows, keys))


def _by_key(rows: list[Row], keys: tuple[str, ...]) -> list[Row]:
    return numbered(sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys)))


def _lumpsum_table(of: LumpsumYear) -> ResultTable:
    names = _names(of.settings)
    rows: list[Row] = [
        {**_keyed(partner, cell), "Naam": names.get(partner) or partner, "Bron": _sources(of, rows)}
        for partner, cell, rows in _partners(of)
    ]
    return ResultTable("Lumpsum", texts.LUMPSUM_TITLE, texts.LUMPSUM, PARTNER, lumpsum_columns(), numbered(rows))


def _sources(of: LumpsumYear, rows: list[LumpsumPartner]) -> str:
    found = [
        texts.statement(row.source) if row.revenue is not None else texts.declared_until(of.run.as_of) for row in rows
    ]
    return "; ".join(dict.fromkeys(found))


def _framework_table(of: LumpsumYear, revenue: Revenue, pgb: Pgb) -> ResultTable:
    towns = {row.municipality: row.name for row in of.settings.municipalities}
    rows: list[Row] = []
    for cell in of.cells:
        partners = of.agbs(cell)
        others, old = revenue.of_others(cell, partners, of.year - 1)
        others_now, old_now = revenue.of_others(cell, partners, of.year)
        excluded = of.excludes_old(cell)
        rows.append(
            {
                **dict(zip(CELL, cell, strict=True)),
                "Gemeente": towns.get(cell[0]),
                "Omzet niet-partners": others,
                "Ouderen uitgezonderd": old if excluded else Decimal("0.00"),
                "PGB": pgb.amounts[cell],
                "Omzet overig werkelijk": others_now - old_now if excluded else others_now,
                "PGB werkelijk": of.choices[cell].pgb_actual if cell in of.choices else None,
            }
        )
    return ResultTable("Kader", texts.FRAMEWORK_TITLE, texts.FRAMEWORK, CELL, framework_columns(), numbered(rows))


def _advance_table(of: LumpsumYear, revenue: Revenue) -> ResultTable:
    rows: list[Row] = []
    for partner, cell, members in _partners(of):
        paid = revenue.of(cell, [row.agb for row in members], of.year)
        decided = of.choices[cell].decided_on if cell in of.choices else None
        for quarter in QUARTERS:
            due = decided and max(decided, date(of.year, 3 * quarter - 2, 1))
            facts: Row = {
                "Kwartaal": quarter,
                "Betaalbaar op": due,
                "Declaraties betaald": paid,
                "Betaaldag": texts.due(due, of.run.as_of),
            }
            rows.append(_keyed(partner, cell) | facts)
    keys = (*PARTNER, "Kwartaal")
    return ResultTable("Voorschotten", texts.ADVANCES_TITLE, texts.ADVANCES, keys, advance_columns(), numbered(rows))


def _settlement_table(of: LumpsumYear) -> ResultTable:
    rows = [_keyed(partner, cell) for partner, cell, _ in _partners(of)]
    title, explanation = texts.SETTLEMENT_TITLE, texts.SETTLEMENT
    return ResultTable("Nacalculatie", title, explanation, PARTNER, settlement_columns(), numbered(rows))


def _inflow_table(of: LumpsumYear, starts: list[Start]) -> ResultTable:
    counts = Counter((start.month, start.cell, start.agb in of.agbs(start.cell)) for start in starts)
    rows: list[Row] = [
        {
            "Maand": month,
            **dict(zip(CELL, cell, strict=True)),
            "Bij partners": counts[month, cell, True],
            "Bij anderen": counts[month, cell, False],
        }
        for month in months_until(of)
        for cell in of.cells
    ]
    return ResultTable("Instroom", texts.INFLOW_TITLE, texts.INFLOW, ("Maand", *CELL), inflow_columns(), numbered(rows))
