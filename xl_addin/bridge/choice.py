"""Of which period and as-of date a button is about: those of the open workbook, unless the user filled in others."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.run import Period, Run
from engine.texts import bridge as texts
from workbooks.read_back import read_run
from xl_addin.bridge.dossiers import dossier_of, workbook_of
from xl_addin.bridge.messages import Request
from xl_addin.commands.session import Actor, Session

_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_PERIOD = re.compile(r"\d{4}(-\w+)?")


@dataclass(frozen=True)
class Choice:
    """What the user means: a dossier, a period, a day; and the run of the open workbook, if it has one."""

    dossier: Path
    period: Period
    as_of: date
    made: Run | None
    has_own_date: bool
    """The user filled the as-of date in."""

    def session(self, as_of: date | None = None) -> Session:
        """A computation of it with the newest data."""
        return Session.open(self.dossier, self.period, as_of or self.as_of, Actor.now())


def chosen(request: Request) -> Choice:
    """The text that goes with the request first, then the open workbook, then the newest workbook of the dossier."""
    dossier = dossier_of(request)
    period, as_of = _filled_in(request.text)
    book = workbook_of(request, dossier)
    made = read_run(book) if book else None
    run = made or (None if period and as_of else _newest_run(dossier))
    if run is None and not (period and as_of):
        raise texts.unknown_run(dossier)
    known_period, known_day = (run.period, run.as_of) if run else (period, as_of)
    assert known_period is not None
    assert known_day is not None
    return Choice(dossier, period or known_period, as_of or known_day, made, as_of is not None)


def _newest_run(dossier: Path) -> Run | None:
    """Of the workbook that was filled last."""
    paths = [path for path in (dossier / "uit").glob("*.xls[mx]") if not path.name.startswith("~$")]
    newest = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
    return next((run for run in map(read_run, newest) if run is not None), None)


def _filled_in(text: str) -> tuple[Period | None, date | None]:
    """`2024-H1 01-09-2024`, one of both, or nothing. Refusal when it is something else."""
    period: Period | None = None
    day: date | None = None
    for word in text.split():
        if match := _DATE.fullmatch(word):
            day = _day(word, match)
        elif _PERIOD.fullmatch(word):
            period = Period.parse(word)
        else:
            raise texts.no_date(word)
    return period, day


def day_of(word: str) -> date:
    """`01-09-2024` or `2024-09-01`. Refusal when it is something else."""
    match = _DATE.fullmatch(word.strip())
    if match is None:
        raise texts.no_date(word)
    return _day(word, match)


def _day(word: str, match: re.Match[str]) -> date:
    year, month, day = (match[3], match[2], match[1]) if match[1] else (match[4], match[5], match[6])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise texts.no_date(word) from None
