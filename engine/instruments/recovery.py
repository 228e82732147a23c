"""The next step for a row above the norm, as the registers say (MI-12; A §3.4, §3.5 and art. 8.1)."""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from engine.instruments.max_average_columns import RECOVERABLE
from engine.result import Row
from engine.run import Run
from engine.texts import max_average as texts

if TYPE_CHECKING:
    from engine.settings import Settings
    from engine.settings.rows import Raise, Recovery

_OPEN = ("Ontvangen", "In behandeling")


class _Registered(Protocol):
    @property
    def agb(self) -> str: ...
    @property
    def product_code(self) -> str: ...
    @property
    def year(self) -> int: ...


def advice(row: Row, settings: "Settings", run: Run) -> str:
    """What to do about a row of `MaxInzet` above the norm. Steps dated after the as-of date are not known yet (G-3)."""
    if row["Status"] == RECOVERABLE:
        return recovery_step([entry for entry in settings.recoveries if _is_about(entry, row, run)], run.as_of)
    requests = [entry for entry in settings.raises if _is_about(entry, row, run) and _is_known(entry, run.as_of)]
    if not requests:
        return texts.INVITE_REQUEST
    if any(_is_open(entry, run.as_of) for entry in requests):
        return texts.HANDLE_REQUEST
    return texts.DISCUSS


def recovery_step(entries: "list[Recovery]", as_of: date) -> str:
    """The next step towards a recovery: invite, consult, decide; without a register row no letter (MI-12)."""

    def done(step: date | None) -> bool:
        return step is not None and step <= as_of

    if any(done(entry.decided_on) for entry in entries):
        complete = any(done(entry.decided_on) and entry.amount is not None and entry.reason for entry in entries)
        return texts.SEND_LETTER if complete else texts.COMPLETE_DECISION
    if any(done(entry.consulted_on) for entry in entries):
        return texts.DECIDE
    if any(done(entry.invited_on) for entry in entries):
        return texts.CONSULT
    return texts.INVITE_AND_CONSULT


def _is_about(entry: _Registered, row: Row, run: Run) -> bool:
    return (entry.agb, entry.product_code, entry.year) == (row["AGB"], row["Productcode"], run.period.year)


def _is_known(entry: "Raise", as_of: date) -> bool:
    return entry.received_on is None or entry.received_on <= as_of


def _is_open(entry: "Raise", as_of: date) -> bool:
    decided = entry.decided_on is not None and entry.decided_on <= as_of
    return not decided and entry.status in (*_OPEN, None, "Toegekend", "Afgewezen")
