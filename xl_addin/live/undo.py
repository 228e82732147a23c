"""Every change of an open workbook with its way back, so that a failure leaves the workbook as it was."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xl_addin.live.cells import ON_MAC

if TYPE_CHECKING:
    import xlwings as xw


@dataclass
class Undo:
    """The ways back of what was done, the last one first."""

    _steps: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]])

    def after(self, back: Callable[[], object]) -> None:
        """Remember how to take back what was just done."""
        self._steps.append(back)

    def all(self) -> bool:
        """Take everything back; whether that was done. A step that fails keeps no other from being taken back."""
        is_whole = True
        while self._steps:
            try:
                self._steps.pop()()
            except Exception:
                is_whole = False
        return is_whole


@contextmanager
def quiet(app: "xw.App") -> Generator[None]:
    """Excel draws, calculates and reacts only afterwards, and fills no column by itself; as it was in the end."""
    was = {name: getattr(app, name) for name in ("screen_updating", "calculation", "enable_events", "display_alerts")}
    correct: Any = None if ON_MAC else app.api.AutoCorrect
    fills = None if correct is None else correct.AutoFillFormulasInLists
    try:
        app.screen_updating = app.enable_events = app.display_alerts = False
        app.calculation = "manual"
        if correct is not None:
            correct.AutoFillFormulasInLists = False
        yield
    finally:
        if correct is not None:
            correct.AutoFillFormulasInLists = fills
        for name in ("calculation", "enable_events", "display_alerts", "screen_updating"):
            setattr(app, name, was[name])
