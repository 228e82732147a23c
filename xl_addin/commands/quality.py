"""`quality`: what each aanbieder and each gemeente can act on, in a file of its own."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.instruments.data_quality import details
from engine.instruments.data_quality_export import MUNICIPALITY, PROVIDER, action_lists
from engine.result import Report
from engine.texts import data_quality as quality_texts
from engine.texts import data_quality_export as texts
from xl_addin.commands.outcome import Outcome
from xl_addin.version import product_version

if TYPE_CHECKING:
    from xl_addin.commands.session import Session

Progress = Callable[[int, int, str], None]


def export_quality(session: "Session", progress: Progress | None = None, workers: int = 2) -> Outcome:
    """Write a list per aanbieder and per gemeente with findings into `uit/datakwaliteit/<period>/`.

    The findings are those of all checks and all products, for the run of the session.
    """
    from templates.quality_workbooks import write_quality_workbooks

    run, settings = session.run, session.settings
    found = action_lists(details(session.inputs.con, settings, run), settings)
    folder = session.dossier.output / texts.FOLDER / run.period.code
    version, bureau = product_version(), settings.bureau_details
    report = Report(texts.FOLDER, quality_texts.TITLE, run, "", [], [], version, bureau)
    made = write_quality_workbooks(report, found.lists, folder, workers, progress)
    session.journal("quality", map=str(folder), aantal=len(made))
    kinds = Counter(one.kind for one in made)
    lines = [texts.made(kinds[PROVIDER], kinds[MUNICIPALITY], str(folder))]
    if found.unplaced:
        lines.append(texts.unplaced(found.unplaced))
    data = {
        "run": run.run_id,
        "periode": run.period.code,
        "peildatum": run.as_of.isoformat(),
        "stand": run.stand,
        "map": str(folder),
        "bestanden": [str(one.path) for one in made],
        "niet_geplaatst": found.unplaced,
    }
    return Outcome(data, lines)
