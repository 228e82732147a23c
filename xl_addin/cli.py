"""The command line `rekenbureau`: each command calls one function of `xl_addin.commands` and prints its outcome."""

import getpass
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from engine.errors import Refusal, WrongUse
from engine.texts.refresh import BREAK_SIGNATURE
from xl_addin.dutch_help import DutchCommand, DutchGroup

app = typer.Typer(
    name="rekenbureau",
    cls=DutchGroup,
    help="Leest berichten, rekent met de regels van het contract en vult de werkmappen van het bureau.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Folder = Annotated[Path, typer.Argument(metavar="MAP", help="De map van het dossier.")]
Json = Annotated[bool, typer.Option("--json", help="Uitvoer voor een programma in plaats van tekst.")]
Year = Annotated[int, typer.Option("--year", metavar="JAAR", help="Het jaar, bijvoorbeeld 2024.", min=2015, max=2100)]
YearOfCare = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="JAAR",
        help="Van welk zorgjaar de gegevens. Zonder opgave: het jaar van de peildatum.",
        min=2015,
        max=2100,
    ),
]
Part = Annotated[
    str, typer.Option("--period", metavar="DEEL", help="Deel van het jaar: H1, Q1 of 2024-03. Leeg is het hele jaar.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="DATUM",
        formats=["%Y-%m-%d", "%d-%m-%Y"],
        help="Peildatum: 2025-03-01 of 01-03-2025. Zonder opgave: vandaag.",
    ),
]
Stand = Annotated[
    int | None,
    typer.Option(
        "--stand",
        metavar="NUMMER",
        help="Nummer van de laatste inlezing die meetelt. Zonder opgave: de nieuwste.",
        min=1,
    ),
]
Target = Annotated[
    Path | None, typer.Option("--out", metavar="BESTAND", help="Schrijf de regels ook naar dit CSV-bestand.")
]


@app.command(cls=DutchCommand)
def new(folder: Folder, as_json: Json = False) -> None:
    """Maak een nieuw dossier met instellingen.xlsx."""
    from xl_addin.commands import gather

    _answer(folder, as_json, lambda: _remembered(folder, gather.new(folder)))


@app.command("import", cls=DutchCommand)
def import_(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(metavar="BESTAND", help="Berichten, tabellen, ZIP's of mappen.")],
    as_json: Json = False,
) -> None:
    """Lees berichten en tabellen in."""
    from xl_addin.commands import gather
    from xl_addin.progress import progress_bar

    def run() -> Any:
        with progress_bar("Inlezen", quiet=as_json) as progress:
            return gather.import_(folder, files, datetime.now(), getpass.getuser(), progress)

    _answer(folder, as_json, run)


@app.command(cls=DutchCommand)
def fill(
    folder: Folder,
    year: Year,
    workbooks: Annotated[list[str] | None, typer.Argument(metavar="WERKMAP", help="Zonder opgave: alle.")] = None,
    period: Part = "",
    as_of: AsOf = None,
    stand: Stand = None,
    breaks_signature: Annotated[
        bool, typer.Option(BREAK_SIGNATURE, help="Werk een ondertekende werkmap bij; de handtekening vervalt.")
    ] = False,
    table: Annotated[
        str | None, typer.Option("--table", metavar="TABEL", help="Werk in één werkmap alleen deze tabel bij.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Vul de werkmappen van het bureau."""
    from xl_addin.commands import produce

    def run() -> Any:
        session = _session(folder, year, period, as_of, stand, False)
        return _remembered(folder, produce.fill(session, workbooks or [], breaks_signature, table))

    _answer(folder, as_json, run)


@app.command(cls=DutchCommand)
def providers(
    folder: Folder, year: Year, period: Part = "", as_of: AsOf = None, stand: Stand = None, as_json: Json = False
) -> None:
    """Maak voor elke aanbieder een eigen werkmap."""
    from xl_addin.commands import produce
    from xl_addin.progress import progress_bar

    def run() -> Any:
        with progress_bar("Aanbieders", quiet=as_json) as progress:
            return produce.providers(_session(folder, year, period, as_of, stand), progress)

    _answer(folder, as_json, run)


@app.command(cls=DutchCommand)
def quality(
    folder: Folder, year: Year, period: Part = "", as_of: AsOf = None, stand: Stand = None, as_json: Json = False
) -> None:
    """Maak per aanbieder en per gemeente een lijst met wat in de gegevens opvalt."""
    from xl_addin.commands import quality as command
    from xl_addin.progress import progress_bar

    def run() -> Any:
        with progress_bar("Datakwaliteit", quiet=as_json) as progress:
            return command.export_quality(_session(folder, year, period, as_of, stand), progress)

    _answer(folder, as_json, run)


@app.command(cls=DutchCommand)
def trace(
    folder: Folder,
    table: Annotated[str, typer.Argument(metavar="TABEL", help="Naam van de tabel, bijvoorbeeld MaxInzet.")],
    key: Annotated[list[str], typer.Argument(metavar="SLEUTEL", help="Bijvoorbeeld AGB en productcode.")],
    year: Year,
    period: Part = "",
    as_of: AsOf = None,
    stand: Stand = None,
    out: Target = None,
    as_json: Json = False,
) -> None:
    """Toon de bronregels achter een rij."""
    from xl_addin.commands import trust

    _answer(folder, as_json, lambda: trust.trace(_session(folder, year, period, as_of, stand), table, tuple(key), out))


Closed = Annotated[str, typer.Argument(metavar="PERIODE", help="Bijvoorbeeld 2024 of 2024-H1.")]


@app.command(cls=DutchCommand)
def close(folder: Folder, period: Closed, as_of: AsOf = None, as_json: Json = False) -> None:
    """Sluit een periode af: de cijfers liggen daarna vast."""
    from xl_addin.commands import trust

    _answer(folder, as_json, lambda: trust.close(_session_of(folder, period, as_of, None)))


@app.command(cls=DutchCommand)
def compare(folder: Folder, period: Closed, as_of: AsOf = None, out: Target = None, as_json: Json = False) -> None:
    """Toon wat er veranderde sinds een periode is afgesloten."""
    from xl_addin.commands import trust

    _answer(folder, as_json, lambda: trust.compare(_session_of(folder, period, as_of, None), out))


@app.command(cls=DutchCommand)
def check(
    folder: Folder,
    files: Annotated[list[Path] | None, typer.Argument(metavar="WERKMAP", help="Zonder opgave: alle in uit/.")] = None,
    year: YearOfCare = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Controleer instellingen, gegevens en werkmappen."""
    from xl_addin.commands import checking

    _answer(folder, as_json, lambda: checking.check(folder, files, _day(as_of), _actor(), year))


@app.command(cls=DutchCommand)
def demo(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Hier komt de verzonnen regio.")] = Path("demo"),
    size: Annotated[
        str, typer.Option("--size", metavar="GROOTTE", help="klein, demo of region (de grootte van een echte regio).")
    ] = "demo",
    seed: Annotated[int, typer.Option("--seed", metavar="GETAL", help="Ander getal, andere regio.")] = 1,
    as_json: Json = False,
) -> None:
    """Maak een verzonnen regio en vul alle werkmappen."""
    from xl_addin.commands import demonstration
    from xl_addin.progress import progress_bar

    def run() -> Any:
        with progress_bar("Demo", quiet=as_json) as progress:
            return demonstration.demo(folder, size, seed, _actor(), progress)

    _answer(folder, as_json, run)


@app.command(cls=DutchCommand)
def motor(
    idle: Annotated[
        float, typer.Option("--idle", metavar="MINUTEN", help="Stop als zo lang niets is gevraagd.", min=0)
    ] = 240,
) -> None:
    """Beantwoord wat de knoppen in Excel vragen, tot er lang niets meer is gevraagd."""
    from xl_addin.bridge.engine import run_engine
    from xl_addin.bridge.folder import Mailbox, local_folder

    raise typer.Exit(run_engine(Mailbox(local_folder()), idle * 60))


@app.command(cls=DutchCommand)
def verzoek(file: Annotated[Path, typer.Argument(metavar="BESTAND", help="Het verzoek van Excel.")]) -> None:
    """Beantwoord één verzoek van een knop in Excel, waar geen motor mag blijven draaien."""
    from xl_addin.bridge.engine import answer_once
    from xl_addin.bridge.folder import Mailbox, local_folder

    raise typer.Exit(0 if answer_once(Mailbox(local_folder()), file) else 1)


def _remembered(folder: Path, outcome: Any) -> Any:
    """A dossier that was used is found again by the buttons in Excel."""
    from xl_addin.bridge.dossiers import remember

    remember(folder)
    return outcome


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()


def _session(
    folder: Path, year: int, part: str, as_of: datetime | None, stand: int | None, whole_settings: bool = True
) -> Any:
    """`part` is H1, Q1, 03 or empty; the year may stand before it."""
    is_whole = not part or part[:4].isdigit()
    period = (part or str(year)) if is_whole else f"{year}-{part}"
    return _session_of(folder, period, as_of, stand, whole_settings)


def _session_of(
    folder: Path, period: str, as_of: datetime | None, stand: int | None, whole_settings: bool = True
) -> Any:
    from engine.run import Period
    from xl_addin.commands.session import Session

    day, actor = _day(as_of), _actor()
    return Session.open(folder, Period.parse(period), day, actor, stand, whole_settings=whole_settings)


def _actor() -> Any:
    from xl_addin.commands.session import Actor

    return Actor.now()


def _answer(folder: Path, as_json: bool, command: Callable[[], Any]) -> None:
    """Run a command and print what it answers: exit 0 done, 1 refused with a reason."""
    try:
        outcome = command()
    except Refusal as refusal:
        _say(as_json, {"ok": False, "melding": refusal.text}, [refusal.text], sys.stderr)
        raise typer.Exit(2 if isinstance(refusal, WrongUse) else 1) from None
    except Exception as error:
        from xl_addin.crash import report_crash

        text = report_crash(error, folder, datetime.now())
        _say(as_json, {"ok": False, "melding": text}, [text], sys.stderr)
        raise typer.Exit(1) from None
    _say(as_json, {"ok": outcome.ok} | outcome.data, outcome.lines, sys.stdout)
    if not outcome.ok:
        raise typer.Exit(1)


def _say(as_json: bool, data: dict[str, Any], lines: list[str], stream: Any) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str) if as_json else "\n".join(lines)
    print(text, file=sys.stdout if as_json else stream)


@app.callback(invoke_without_command=True)
def _first(
    version: Annotated[bool, typer.Option("--version", help="Toon de versie van het programma.")] = False,
) -> None:
    """Leest berichten, rekent met de regels van het contract en vult de werkmappen van het bureau."""
    if version:
        from xl_addin.version import product_version

        print(product_version())
        raise typer.Exit


def main() -> int:
    """Entry point of `rekenbureau`; gives the exit status: 0 done, 1 refused with a reason, 2 wrong use."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a program without a window has none
        stream.reconfigure(encoding="utf-8", errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    try:
        return int(app(standalone_mode=False) or 0)
    except TyperException as error:
        print(_wrong_use(error), file=sys.stderr)
        return error.exit_code
    except typer.Abort:
        return 1


def _wrong_use(error: TyperException) -> str:
    """In Dutch what is wrong with the command line; the whole help for a command without arguments."""
    kind = type(error).__name__
    context, param = getattr(error, "ctx", None), getattr(error, "param", None)
    if kind == "NoArgsIsHelpError":
        return error.format_message()
    name = getattr(error, "option_name", "") or (max(param.opts, key=len) if param else "")
    shown = name if name.startswith("-") else (getattr(param, "metavar", "") or name)
    from engine.texts.commands import wrong_command_line

    command = context.command_path if context else "rekenbureau"
    return wrong_command_line(kind, shown, getattr(param, "help", "") or "", command)
