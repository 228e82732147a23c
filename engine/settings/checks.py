"""Checks between rows and tables: small pure functions from placed rows to problems or warnings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from typing import TypeVar

from engine.settings import rows
from engine.settings.parameters import PARAMETERS
from engine.settings.tables import TABLES, Table, referred
from engine.texts import settings as texts
from engine.texts.settings import Place, SettingsProblem


@dataclass(frozen=True, slots=True)
class Placed:
    """A valid row and where it stands: file, table, row number and the column of each field that is present."""

    row: rows.SettingsRow
    file: str
    table: Table
    number: int
    columns: Mapping[str, int]

    @property
    def subject(self) -> str:
        """What a problem here touches: a parameter's own name, else the table."""
        return self.row.name if isinstance(self.row, rows.ParameterRow) else self.table.field

    def place(self, field: str) -> Place:
        """The cell of a field; the whole table when that column is absent."""
        return Place(self.file, self.table.name, self.subject, self.number, self.columns.get(field, 0))


R = TypeVar("R", bound=rows.SettingsRow)
Problems = Iterator[SettingsProblem]
PlacedTables = Mapping[str, Sequence[Placed]]


def find_problems(placed: PlacedTables) -> Problems:
    """Everything between rows that makes a calculation ambiguous."""
    for table in TABLES:
        yield from _duplicates(table, placed[table.field])
    for field, check in _PROBLEM_CHECKS:
        yield from check(placed[field])


def find_warnings(placed: PlacedTables) -> Problems:
    """What is probably not meant, but does not stop a calculation."""
    yield from _unlisted(placed)
    for field, check in _WARNING_CHECKS:
        yield from check(placed[field])


def _groups(placed: Iterable[Placed], key: Callable[[Placed], object]) -> Iterable[list[Placed]]:
    """Rows with the same key, in sheet order."""
    groups: dict[object, list[Placed]] = {}
    for item in placed:
        groups.setdefault(key(item), []).append(item)
    return groups.values()


def _duplicates(table: Table, placed: Sequence[Placed]) -> Problems:
    """Rows with a key that should occur once."""
    if not table.key:
        return
    for group in _groups(placed, lambda item: tuple(_key_value(item, field) for field in table.key)):
        first, *others = group
        for item in others:
            yield texts.duplicate_row(item.place(table.key[0]), first.number, _key_text(table, item))


def _key_value(item: Placed, field: str) -> object:
    """A part of a row's key; an agreement without Vanaf holds from 1 January (UN-1)."""
    value = getattr(item.row, field)
    if isinstance(item.row, rows.Agreement) and field == "valid_from" and value is None:
        return date(item.row.year, 1, 1)
    return value


def _key_text(table: Table, item: Placed) -> str:
    """`Productcode 54B01, Jaar 2024`."""
    values = ((table.column(field).header, getattr(item.row, field)) for field in table.key)
    return ", ".join(f"{header} {_shown(value)}" for header, value in values if value is not None)


def _shown(value: object) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)


def _tariff_group(item: Placed) -> object:
    """MI-5: one tariff a day per product, aanbieder and unit (a line takes the one in its own unit first)."""
    tariff = _as(rows.Tariff, item)
    return tariff.product_code, tariff.agb, tariff.unit


def _tariff_periods(placed: Sequence[Placed]) -> Problems:
    """Tot before Vanaf, and two tariffs on one day."""
    for item in placed:
        tariff = _as(rows.Tariff, item)
        if tariff.valid_to and tariff.valid_to < tariff.valid_from:
            yield texts.ends_before_start(item.place("valid_to"), _shown(tariff.valid_to), _shown(tariff.valid_from))
    for group in _groups(placed, _tariff_group):
        in_time = sorted(group, key=lambda item: _as(rows.Tariff, item).valid_from)
        for earlier, later in pairwise(in_time):
            end = _as(rows.Tariff, earlier).valid_to
            if end is None or end >= _as(rows.Tariff, later).valid_from:
                yield texts.overlapping_tariffs(later.place("valid_from"), earlier.number)


def _raise_decisions(placed: Sequence[Placed]) -> Problems:
    """MI-3: of the granted raises the latest decision counts, so a day may have one."""
    granted = [item for item in placed if _is_decided(_as(rows.Raise, item))]
    for group in _groups(granted, lambda item: _raise_key(_as(rows.Raise, item))):
        first, *others = group
        for item in others:
            day = _shown(_as(rows.Raise, item).decided_on)
            yield texts.same_decision_day(item.place("decided_on"), first.number, day)


def _is_decided(row: rows.Raise) -> bool:
    return row.granted_hours is not None and row.decided_on is not None


def _raise_key(row: rows.Raise) -> object:
    return row.agb, row.product_code, row.year, row.decided_on


def _durations(placed: Sequence[Placed]) -> Problems:
    """PL-3: a standard duration is in days or in months."""
    for item in placed:
        product = _as(rows.Product, item)
        if product.standard_days is not None and product.standard_months is not None:
            yield texts.two_durations(item.place("standard_months"))


def _own_partners(placed: Sequence[Placed]) -> Problems:
    """BM-2: a peer is another aanbieder."""
    for item in placed:
        partner = _as(rows.BenchmarkPartner, item)
        if partner.agb == partner.partner_agb:
            yield texts.own_partner(item.place("partner_agb"))


def _raise_warnings(placed: Sequence[Placed]) -> Problems:
    """Raises whose status, hours and dates do not fit together."""
    for item in placed:
        row = _as(rows.Raise, item)
        has_hours = row.granted_hours is not None
        if has_hours and row.decided_on is None:
            yield texts.raise_without_decision(item.place("decided_on"))
        if row.status == "Toegekend" and not has_hours:
            yield texts.granted_without_hours(item.place("granted_hours"))
        if row.status in ("Afgewezen", "Ingetrokken") and row.granted_hours:
            yield texts.hours_with_other_status(item.place("granted_hours"), row.status)
        if row.decided_on and row.received_on and row.decided_on < row.received_on:
            yield texts.decision_before_receipt(item.place("decided_on"))


def _agreement_warnings(placed: Sequence[Placed]) -> Problems:
    """An agreement that starts after its year."""
    for item in placed:
        row = _as(rows.Agreement, item)
        if row.valid_from and row.valid_from.year > row.year:
            yield texts.agreement_after_year(item.place("valid_from"))


def _parameter_warnings(placed: Sequence[Placed]) -> Problems:
    """Names no rule reads, and units that were changed."""
    for item in placed:
        row = _as(rows.ParameterRow, item)
        spec = PARAMETERS.get(row.name)
        if spec is None:
            nearest = get_close_matches(row.name, PARAMETERS, n=1, cutoff=0.5)
            yield texts.unknown_parameter(item.place("name"), row.name, nearest[0] if nearest else None)
        elif row.unit and row.unit.casefold() != spec.unit.casefold():
            yield texts.other_unit(item.place("unit"), row.unit, spec.unit)


def _unlisted(placed: PlacedTables) -> Problems:
    """Codes and names that the table they belong to does not list; a table that is empty lists nothing on purpose."""
    for table in TABLES:
        for column in table.columns:
            if not column.refers:
                continue
            target, listed_column = referred(column)
            listed = {getattr(item.row, listed_column.name) for item in placed[target.field]} - {None}
            if listed:
                by_value = _groups(placed[table.field], lambda item, name=column.name: getattr(item.row, name))
                for first, *others in by_value:
                    value: str | None = getattr(first.row, column.name)
                    if value is not None and value not in listed:
                        yield texts.not_listed(first.place(column.name), value, target.name, len(others))


def _as(model: type[R], item: Placed) -> R:
    """The row as its own type; the table guarantees it."""
    assert isinstance(item.row, model)
    return item.row


Check = Callable[[Sequence[Placed]], Problems]
_PROBLEM_CHECKS: tuple[tuple[str, Check], ...] = (
    ("tariffs", _tariff_periods),
    ("raises", _raise_decisions),
    ("products", _durations),
    ("benchmark_partners", _own_partners),
)
_WARNING_CHECKS: tuple[tuple[str, Check], ...] = (
    ("raises", _raise_warnings),
    ("agreements", _agreement_warnings),
    ("parameters", _parameter_warnings),
)
