"""Dutch texts about the open workbook: finding it, the preview, what was changed, and what stands in the way."""

from collections.abc import Sequence
from decimal import Decimal

from engine.errors import Refusal
from engine.texts.bridge import LONGEST, shortened
from engine.texts.numbers import dutch_number
from engine.texts.settings import settings_notes

WRITING = "Rekenbureau schrijft in de werkmap"
_LONGEST = LONGEST - 100  # the question comes too
_LONGEST_NOTE = 250
AS_IT_WAS = "De werkmap is gebleven zoals hij was."


def not_open(book: str) -> Refusal:
    """No running Excel has a workbook of that name."""
    return Refusal(
        f"De werkmap {book} is niet gevonden in een geopend Excel.",
        todo="Sla hem op, sluit een cel die u nog aan het bewerken bent, en probeer het opnieuw.",
    )


def open_twice(book: str) -> Refusal:
    """Two programs have a workbook of that name."""
    return Refusal(f"De werkmap {book} staat twee keer open.", todo="Sluit er één en probeer het opnieuw.")


def read_only_book(book: str) -> Refusal:
    """The workbook cannot be saved."""
    return Refusal(
        f"De werkmap {book} is alleen-lezen geopend.",
        todo="Kies Bewerken inschakelen boven in Excel, of open hem opnieuw om te bewerken.",
    )


def protected_sheet(sheet: str, table: str) -> Refusal:
    """A sheet on which cells must change is protected."""
    return Refusal(
        f"Het blad is beveiligd, zodat tabel {table} niet bijgewerkt kan worden. {AS_IT_WAS}",
        f"Blad {sheet}",
        "Kies Controleren > Beveiliging blad opheffen, herbereken, en beveilig het blad daarna weer.",
    )


def no_bureau_workbook(book: str) -> Refusal:
    """The open workbook was not made by us."""
    return Refusal(
        f"{book} is geen werkmap van Rekenbureau: er staat geen run op een blad Verantwoording.",
        todo="Ga naar een werkmap uit de map uit van een dossier, en probeer het opnieuw.",
    )


def no_table_here(sheet: str, cell: str) -> Refusal:
    """The active cell is in no table of ours."""
    return Refusal(
        "Hier staat geen tabel van Rekenbureau.",
        f"Blad {sheet}, cel {cell}",
        "Zet de cursor in een rij van een tabel met resultaten, of voor uitleg op een kerncijfer van Overzicht.",
    )


def order_gone(table: str) -> Refusal:
    """Rows of a ranking must move, and the column by which that is done is not there."""
    return Refusal(
        f"De rijen van tabel {table} moeten van plaats wisselen, en de kolom Volgorde is weg. {AS_IT_WAS}",
        todo="Zet een kolom met de kop Volgorde terug in de tabel, en herbereken opnieuw.",
    )


def filtered_ranking(table: str, sheet: str) -> Refusal:
    """Rows of a ranking must move, and a filter hides some of them."""
    return Refusal(
        f"De rijen van tabel {table} moeten van plaats wisselen, en er staat een filter aan. {AS_IT_WAS}",
        f"Blad {sheet}",
        "Kies Gegevens > Wissen (filter), en herbereken opnieuw.",
    )


def in_the_way(table: str, sheet: str, what: str) -> Refusal:
    """Rows must be put in, and something stands beside the table that would be torn."""
    return Refusal(
        f"Tabel {table} krijgt meer rijen, en {what} staat ernaast. {AS_IT_WAS}",
        f"Blad {sheet}",
        "Zet wat ernaast staat op een ander blad, of onder de tabel, en herbereken opnieuw.",
    )


def failed(book: str, is_whole: bool) -> Refusal:
    """Excel refused halfway; all was put back (`is_whole`), or Excel did not let that either."""
    if not is_whole:
        return Refusal(
            f"Excel liet een wijziging in {book} niet toe, en niet alles kon worden teruggezet.",
            todo="Sluit de werkmap zonder haar op te slaan: dan is zij zoals u haar het laatst opsloeg.",
        )
    return Refusal(
        f"Excel liet een wijziging in {book} niet toe; alles wat al veranderd was, is teruggezet.",
        todo="Sluit een cel die u nog aan het bewerken bent, haal beveiliging eraf, en herbereken opnieuw.",
    )


def preview(lines: Sequence[str], notes: Sequence[str] = ()) -> str:
    """The question before anything is changed; `notes`: what is strange or wrong in the settings."""
    note = [shortened(each, _LONGEST_NOTE) for each in settings_notes(notes, 1)]
    shown = _that_fit(lines, _LONGEST - sum(map(len, note)))
    return "\n".join(["Herberekenen verandert het volgende:", *shown, *note, "", "Doorgaan?"])


def unchanged(as_of: str) -> str:
    """Nothing differs."""
    return f"Al bijgewerkt tot en met peildatum {as_of}. Er hoefde niets te veranderen."


def applied(as_of: str, lines: Sequence[str]) -> str:
    """What was done."""
    return "\n".join([f"Bijgewerkt tot en met peildatum {as_of}.", *_that_fit(lines, _LONGEST)])


def _that_fit(lines: Sequence[str], longest: int) -> list[str]:
    """So many lines as a message box shows; it cuts off a longer text without a word."""
    fitting: list[str] = []
    for line in lines:
        if sum(map(len, fitting)) + len(line) > longest:
            return [*fitting, f"… en nog {len(lines) - len(fitting)}"]
        fitting.append(line)
    return fitting


def own_cell(sheet: str, cell: str) -> Refusal:
    """The active cell is in a column or row that staff added."""
    return Refusal(
        "Deze cel is van uzelf: Rekenbureau heeft er geen regel bij.",
        f"Blad {sheet}, cel {cell}",
        "Kies een cel in een kolom en rij die Rekenbureau maakte.",
    )


def no_lines(table: str, traced: Sequence[str]) -> Refusal:
    """The rows of this table have no lines behind them."""
    return Refusal(
        f"Achter de rijen van {table} staan geen bronregels.",
        todo=f"Kies een cel op een van de bladen {', '.join(traced)}.",
    )


def where_cell(table: str, column: str, key: Sequence[str]) -> str:
    """Which cell it is about, in words."""
    where = " · ".join(part for part in key if part)
    return f"{table} · {where} · {column}" if where else f"{table} · {column}"


def rule_line(rule_id: str, text: str) -> str:
    """The rule of a column."""
    return f"Regel {rule_id}: {text}" if rule_id else text


def source_line(source: str) -> str:
    """The document that the rule is from."""
    return f"Bron: {source}" if source else ""


def parameter_line(name: str, value: str, unit: str, source: str) -> str:
    """A parameter that the rule uses."""
    return f"Parameter {name}: {value.replace('.', ',')} {unit} ({source})".replace(" ()", "")


def other_now(value: object) -> str:
    """The cell shows something else than today's result."""
    shown = dutch_number(Decimal(repr(value)), 2) if isinstance(value, float) else str(value or "leeg")
    return f"Let op: met de gegevens van nu is dit {shown}. Herbereken de werkmap om dat te zien."


def explained(heading: str, lines: Sequence[str], asks: bool) -> str:
    """Where a number comes from, in one message."""
    question = ["", "Wilt u de regels hierachter zien, op een nieuw blad?"] if asks else []
    return "\n".join([heading, "", *lines, *question])


def lines_sheet(key: Sequence[str]) -> str:
    """Name of the new sheet with lines: at most 31 characters, and none that Excel refuses."""
    name = " ".join(["Bronregels", *key])
    return "".join("-" if letter in "[]:*?/\\'" else letter for letter in name)[:31].strip()


def lines_written(sheet: str, lines: Sequence[str]) -> str:
    """The lines are there."""
    return "\n".join([f"De regels staan op het nieuwe blad {sheet}.", *lines])
