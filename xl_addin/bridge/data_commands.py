"""The buttons of the group Gegevens: Inlezen, Datakwaliteit, Instellingen."""

from pathlib import Path

from engine.intake.importing import import_files as read_into
from engine.intake.report import REFUSED, ImportReport
from engine.texts import bridge as texts
from engine.texts import data_quality_export as quality_texts
from engine.texts import intake as intake_texts
from xl_addin.bridge.choice import chosen
from xl_addin.bridge.dossiers import dossier_of
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.bridge.undo import no_half_result
from xl_addin.commands.quality import export_quality
from xl_addin.commands.session import Actor

_MOST_REFUSALS = 2


def import_files(request: Request, progress: Progress) -> Answer:
    """Read the files of `text`, one a line, into the dossier. Stopped halfway: nothing is stored."""
    from engine.dossier import Dossier

    paths = [Path(part.strip()) for part in request.text.splitlines() if part.strip()]
    if not paths:
        raise texts.NO_FILES
    dossier, by = Dossier.open(dossier_of(request)), Actor.now()
    progress.tell(texts.IMPORTING)
    report = read_into(dossier, paths, by.at, by.who, progress.step(texts.IMPORTING))
    kind = Kind.ERROR if report.refused == len(report.sources) else Kind.DONE
    return Answer(kind, _import_message(report, dossier.output))


def _import_message(report: ImportReport, folder: Path) -> str:
    """The sum, then what was refused, set aside or looks odd: that, and what does not fit, stands in a file too."""
    lines = [
        texts.imported(report.read, report.stored, report.duplicate, report.set_aside, report.refused),
        texts.stand(report.stand, report.changed),
    ]
    refusals = [text for source in report.sources if source.status == REFUSED for text in source.texts]
    notes = [*map(intake_texts.set_aside_file, report.set_aside_lines), *(finding.text for finding in report.findings)]
    whole = "\n".join([*lines, *refusals])
    if not notes and len(refusals) <= _MOST_REFUSALS and len(whole) <= texts.LONGEST:
        return whole
    path = folder / f"inlezing_{report.stand:04}.txt"
    path.write_text("\n".join(intake_texts.report_lines(report)) + "\n", encoding="utf-8-sig")
    where = texts.whole_report(path)
    room = texts.LONGEST - sum(len(line) + 1 for line in [*lines, where])
    return "\n".join([*lines, texts.shortened("\n".join([*refusals[:_MOST_REFUSALS], *notes]), room), where])


def data_quality(request: Request, progress: Progress) -> Answer:
    """Write the lists for aanbieders and gemeenten, and open their folder."""
    choice = chosen(request)
    progress.tell(texts.QUALITY)
    session = choice.session()
    folder = session.dossier.output / quality_texts.FOLDER / session.run.period.code
    with no_half_result(folder):
        outcome = export_quality(session, progress.step(texts.QUALITY))
    return Answer(Kind.OPEN, texts.shortened("\n".join(outcome.lines)), outcome.data["map"])


def settings(request: Request, _progress: Progress) -> Answer:
    """Open the dossier's settings."""
    return Answer(Kind.OPEN, token=str(dossier_of(request) / "instellingen.xlsx"))
