"""Checks that look at several cells of a row, and the answers that a row of `declaraties` or `verzoeken` holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from engine.texts import tables as texts

Values = dict[str, pa.Array]
Found = tuple[pa.Array, Callable[[int], str]] | None
"""Rows that are wrong, and the reason of each; None when the table has not the columns."""


def _dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def end_before_begin(values: Values) -> Found:
    """Einddatum before Begindatum or Ingangsdatum."""
    begin, end = values.get("Begindatum", values.get("Ingangsdatum")), values.get("Einddatum")
    if begin is None or end is None:
        return None
    return pc.less(end, begin), lambda row: texts.end_before_begin(_dutch(end[row].as_py()), _dutch(begin[row].as_py()))


def rejected_without_date(values: Values) -> Found:
    """Afgekeurd = ja or a ToegekendBedrag without AfgekeurdOp: an answer counts from its day (G-4)."""
    if "Afgekeurd" not in values and "ToegekendBedrag" not in values:
        return None
    says = pc.or_(_is(values, "Afgekeurd", "ja"), _filled(values, "ToegekendBedrag"))
    return pc.and_(says, pc.invert(_filled(values, "AfgekeurdOp"))), lambda _: texts.rejected_without_date()


def date_without_outcome(values: Values) -> Found:
    """AfgekeurdOp with neither Afgekeurd nor ToegekendBedrag."""
    if "AfgekeurdOp" not in values:
        return None
    silent = pc.invert(pc.or_(_filled(values, "Afgekeurd"), _filled(values, "ToegekendBedrag")))
    return pc.and_(_filled(values, "AfgekeurdOp"), silent), lambda _: texts.answer_without_outcome()


def half_answer(values: Values) -> Found:
    """One of AntwoordDatum and Antwoord."""
    if "AntwoordDatum" not in values and "Antwoord" not in values:
        return None
    return pc.xor(_filled(values, "AntwoordDatum"), _filled(values, "Antwoord")), lambda _: texts.half_answer()


def half_extent(values: Values) -> Found:
    """Omvang is Volume, Eenheid and Frequentie together (301); a declaration line has no Frequentie."""
    if "Volume" not in values or "Bedrag" in values:
        return None
    complete = pc.and_(_filled(values, "Eenheid"), _filled(values, "Frequentie"))
    return pc.and_(_filled(values, "Volume"), pc.invert(complete)), lambda _: texts.half_extent()


def broken_cents(values: Values) -> Found:
    """A volume in euros (Eenheid 83) has at most two decimals."""
    if "Volume" not in values or "Eenheid" not in values:
        return None
    is_euros = _is(values, "Eenheid", "83")
    if not pc.any(is_euros).as_py():
        return None
    volume = values["Volume"]
    broken = pc.fill_null(pc.not_equal(pc.round(volume, 2), volume), False)
    return pc.and_(is_euros, broken), lambda row: texts.bad_cell("Volume", _too_many_decimals(volume[row].as_py()))


def _too_many_decimals(volume: Decimal) -> str:
    return texts.too_many_decimals(f"{volume.normalize():f}".replace(".", ","), 2)


ROW_CHECKS: tuple[Callable[[Values], Found], ...] = (
    end_before_begin,
    rejected_without_date,
    date_without_outcome,
    half_answer,
    half_extent,
    broken_cents,
)


def _rows(values: Values) -> int:
    return len(next(iter(values.values())))


def _none(rows: int) -> pa.Array:
    return pa.array([False], pa.bool_()).take(pa.array([0] * rows, pa.int32()))


def _filled(values: Values, name: str) -> pa.Array:
    return pc.is_valid(values[name]) if name in values else _none(_rows(values))


def _is(values: Values, name: str, text: str) -> pa.Array:
    return pc.fill_null(pc.equal(values[name], text), False) if name in values else _none(_rows(values))


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers: which rows have one, the fact's columns for all rows, and how many approvals lack a day."""

    fact: str
    rows: pa.Array
    fields: dict[str, pa.Array]
    undated: int = 0


def answers_of(kind: str, values: Values, fields: dict[str, pa.Array]) -> Answers | None:
    """What the answer columns say; None for a table without them. Rows were checked by ROW_CHECKS."""
    if kind == "declaraties" and ("Afgekeurd" in values or "AfgekeurdOp" in values):
        return _declaration_answers(values, fields)
    if kind == "verzoeken" and "Antwoord" in values and "AntwoordDatum" in values:
        shared = {name: fields[name] for name in ("law", "municipality", "agb", "provider_reference")}
        answer = {"answer": values["Antwoord"], "dated": values["AntwoordDatum"]}
        return Answers("request_answer", pc.is_valid(values["Antwoord"]), shared | answer)
    return None


def _declaration_answers(values: Values, fields: dict[str, pa.Array]) -> Answers:
    """A granted amount goes before Afgekeurd: a line that is granted in part is also rejected in part (304).

    Afgekeurd = nee with a day is an approval; without a day it tells no day from which it counts, so it gives no fact.
    """
    granted = values.get("ToegekendBedrag", pa.nulls(_rows(values), pa.int64()))
    is_credit = pc.equal(fields["debit_credit"], "C")
    outcome = pc.if_else(
        pc.is_valid(granted), "toegekend", pc.if_else(_is(values, "Afgekeurd", "ja"), "afgekeurd", "goedgekeurd")
    )
    parties = ("law", "municipality", "agb", "declaration_number", "reference_number", "product_code", "begin_date")
    has_day = _filled(values, "AfgekeurdOp")
    undated = pc.and_(_is(values, "Afgekeurd", "nee"), pc.invert(has_day))
    return Answers(
        "declaration_answer",
        has_day,
        {name: fields[name] for name in parties}
        | {
            "outcome": outcome,
            "granted_cents": pc.if_else(is_credit, pc.negate(granted), granted),
            "dated": values.get("AfgekeurdOp", pa.nulls(_rows(values), pa.date32())),
        },
        pc.sum(undated.cast(pa.int64())).as_py() or 0,
    )
