"""What a refresh changed, for a person and as data."""

from collections.abc import Iterable
from typing import Any

from engine.texts import refresh as texts
from engine.texts.cells import shown_cells
from workbooks.plan import Change, ChangedCells, TablePlan
from workbooks.refresh import Receipt
from workbooks.stored import meant

_MOST = 10
"""So many rows or cells of a kind are named; the rest is counted. Changed cells are named only when all can be."""

_FEW = 3
"""The same in a message box."""


def receipt_lines(receipt: Receipt, state: str = "") -> list[str]:
    """The receipt of one workbook, in Dutch."""
    if not receipt.is_changed:
        return [texts.unchanged(str(receipt.path), state)]
    done = texts.refreshed(str(receipt.path), state, str(receipt.version or ""))
    return [done, *change_lines(receipt.plans, receipt.filtered, receipt.absent)]


def change_lines(plans: Iterable[TablePlan], filtered: Iterable[str], absent: Iterable[str]) -> list[str]:
    """What plans change, in Dutch: a line per table, and what staff want to look at; `absent` tables are gone."""
    lines: list[str] = []
    for plan in plans:
        if not plan.is_empty:
            lines.append(texts.of_table(plan.name, _counts(plan)))
        lines += [f"    {line}" for line in _details(plan)]
    lines += [texts.filtered_table(name) for name in filtered]
    return lines + [texts.absent_table(name) for name in absent]


def short_lines(plans: Iterable[TablePlan], filtered: Iterable[str], absent: Iterable[str]) -> list[str]:
    """The same for a message box: a line per table, and what touches the work of staff."""
    changed = [plan for plan in plans if not plan.is_empty]
    lines = [texts.of_table(plan.name, _counts(plan)) for plan in changed]
    replaced = [_replaced(plan, change) for plan in changed for change in _changes(plan.replaced)]
    lines += [texts.vanished_row((plan.name, *key)) for plan in changed for key in plan.vanished[:_FEW]]
    lines += replaced[:_FEW]
    lines += [texts.filtered_table(name) for name in filtered]
    return lines + [texts.absent_table(name) for name in absent]


def _counts(plan: TablePlan) -> dict[str, int]:
    return {
        "nieuw": len(plan.new),
        "vervallen": len(plan.vanished),
        "teruggekomen": len(plan.returned),
        "verdwenen": len(plan.removed),
        "gewijzigde cellen": sum(len(cells.places) for cells in plan.changed),
    }


def _details(plan: TablePlan) -> list[str]:
    """What staff may want to look at: rows that vanished, cells of theirs that were calculated again, lost columns."""
    replaced, changed = _changes(plan.replaced), _changes(plan.changed)
    lines = [texts.vanished_row(key) for key in plan.vanished[:_MOST]]
    lines += [texts.removed_row(key) for key in plan.removed[:_MOST]]
    lines += [_replaced(plan, change) for change in replaced[:_MOST]]
    lines += [_changed(plan, change) for change in (changed if len(changed) <= _MOST else ())]
    more = sum(max(len(each) - _MOST, 0) for each in (plan.vanished, plan.removed, replaced))
    return lines + ([texts.and_more(more)] if more else []) + [texts.absent_column(name) for name in plan.absent]


def _replaced(plan: TablePlan, change: Change) -> str:
    where = texts.cell_of(change.key, change.column)
    return texts.replaced_cell(where, _shown(plan, change), had_formula=change.formula is not None)


def _changed(plan: TablePlan, change: Change) -> str:
    return texts.changed_cell(texts.cell_of(change.key, change.column), _shown(plan, change))


def _shown(plan: TablePlan, change: Change) -> tuple[str, str]:
    was, value = (meant(each, change.kind, plan.starts_in_1904) for each in (change.was, change.value))
    return shown_cells(was, value, change.kind)


def _changes(cells: Iterable[ChangedCells]) -> list[Change]:
    return [change for each in cells for change in each.each()]


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """The receipt as data, every row and cell in it."""
    return {
        "gewijzigd": receipt.is_changed,
        "vorige_versie": str(receipt.version) if receipt.version else None,
        "tabellen": {plan.name: _table_data(plan) for plan in receipt.plans if not plan.is_empty or plan.absent},
        "tabellen_niet_gevonden": receipt.absent,
        "tabellen_met_filter": receipt.filtered,
    }


def _table_data(plan: TablePlan) -> dict[str, Any]:
    return {
        **_counts(plan),
        "rijen_nieuw": [list(key) for key in plan.new],
        "rijen_vervallen": [list(key) for key in plan.vanished],
        "rijen_verdwenen": [list(key) for key in plan.removed],
        "opnieuw_berekend": [change._asdict() | {"kind": change.kind.value} for change in _changes(plan.replaced)],
        "kolommen_niet_gevonden": plan.absent,
    }
