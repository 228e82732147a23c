"""The buttons Maak werkmappen, Sluit af and Vergelijk."""

from engine.closing import require_open, require_over
from engine.texts import bridge as texts
from xl_addin.bridge.choice import Choice, chosen
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.bridge.undo import no_half_result
from xl_addin.commands import trust
from xl_addin.commands.produce import nothing_applies, providers
from xl_addin.commands.session import Actor, Session


def provider_workbooks(request: Request, progress: Progress) -> Answer:
    """A workbook per aanbieder, and open their folder."""
    choice = chosen(request)
    progress.tell(texts.COMPUTING)
    session = choice.session()
    with no_half_result(session.dossier.provider_output / session.run.period.code):
        outcome = providers(session, progress.step(texts.PROVIDERS))
    message = "\n".join([*outcome.lines, *_of_other_stand(choice, session, request.book)])
    return Answer(Kind.OPEN, texts.shortened(message), outcome.data["map"])


def _of_other_stand(choice: Choice, session: Session, book: str) -> list[str]:
    """Figures that differ from those in the open workbook must not surprise anyone."""
    if choice.made is None or choice.made.stand == session.run.stand:
        return []
    return [texts.of_other_stand(book, choice.made.stand, session.run.stand)]


def close(request: Request, progress: Progress) -> Answer:
    """First ask, showing what will be frozen; then freeze exactly that: the token is the run that was shown."""
    choice = chosen(request)
    progress.tell(texts.COMPUTING)
    session = choice.session()
    require_over(session.run.period, session.run.as_of)
    require_open(session.dossier.closed, session.run.period)
    if request.token == session.run.run_id:
        progress.check()
        return Answer(Kind.DONE, texts.shortened("\n".join(trust.close(session).lines)))
    reports, omitted = session.reports
    if not reports:
        raise nothing_applies(omitted)
    run = session.run
    question = texts.close_question(run.period.code, run.as_of, run.stand, list(reports), list(omitted))
    return Answer(Kind.QUESTION, (texts.CHANGED_MEANWHILE if request.token else "") + question, run.run_id)


def compare(request: Request, progress: Progress) -> Answer:
    """What changed since the period of the open workbook was closed, as of today or the day that was filled in."""
    choice = chosen(request)
    progress.tell(texts.COMPARING)
    as_of = choice.as_of if choice.has_own_date else Actor.now().at.date()
    session = choice.session(as_of)
    name = f"vergelijk-{session.run.period.code}-{as_of:%Y-%m-%d}.xlsx"
    closing, count, path = trust.compare_in_workbook(session, session.dossier.output / name)
    message = texts.differences(count, session.run.period.code, closing.run.as_of)
    return Answer(Kind.OPEN, message, str(path)) if count else Answer(Kind.DONE, message)
