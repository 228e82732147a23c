"""Dutch remarks about a table file that was read: what was left alone, padded or set aside."""

import re
from collections.abc import Sequence

from engine.errors import Problem, Refusal
from engine.intake.tables_headers import Unknown
from engine.texts.table_kinds import header_names
from engine.texts.tables import shown, thousands

_VALUES = re.compile(r'"[^"]*"|\(\d\d-\d\d-\d{4}\)|(?<=heeft )[\d.]+(?= (?:tekens|waarden))')


def ignored_columns(where: str, headers: Sequence[Unknown]) -> Problem:
    """Columns nobody asked for; one with a typing error in its name may have been meant."""
    which = "Deze kolom is" if len(headers) == 1 else "Deze kolommen zijn"
    return Problem(f"{which} niet gebruikt: {header_names(headers)}.", where)


def ignored_sheet(where: str, why: Refusal) -> Problem:
    """A sheet without the columns of a kind, next to one that has them."""
    return Problem(f"dit blad is overgeslagen: {why.what}", where)


def notation_of_others(where: str, column: str, notation: str, other: str, text: str) -> Problem:
    """The notation of a column without own evidence."""
    reading = {",": "met decimaalteken komma", ".": "met decimaalteken punt"}.get(notation, f"als {notation}")
    return Problem(
        f"kolom {column} (bijvoorbeeld {shown(text)}) is gelezen {reading}, zoals kolom {other}.",
        where,
        "Klopt dat niet, zet dan decimaal of datum in een koppeling.",
    )


def padded_codes(where: str, column: str, lines: int, first_line: int, example: str, fewest: int) -> Problem:
    """Codes that lost zeros in front; `example` stands on `first_line`, `fewest` is the digits of the shortest."""
    what = "7 cijfers aangevuld met een 0" if fewest == 7 else "minder dan 8 cijfers aangevuld met nullen"
    on = "op 1 regel" if lines == 1 else f"op {thousands(lines)} regels"
    return Problem(
        f"kolom {column}: {on} is een AGB van {what} vooraan, het eerst op regel {thousands(first_line)} "
        f"({shown(example)} werd {example.zfill(8)}).",
        where,
        "Controleer of dat klopt. Maak de kolom in Excel op als tekst, dan blijft de 0 staan.",
    )


def approved_without_date(where: str, lines: int) -> Problem:
    """Afgekeurd = nee without a date: no answer fact, because it has no day."""
    which = "regel is" if lines == 1 else "regels zijn"
    return Problem(
        f"{thousands(lines)} {which} goedgekeurd zonder datum in AfgekeurdOp; die tellen als nog niet beantwoord.",
        where,
    )


def some_set_aside(where: str, lines: int, first_line: int, reason: str, others: int) -> Problem:
    """Lines set aside, with the first as an example; `others` lines were read."""
    which = "De regel is" if lines == 1 else f"Deze regel en {thousands(lines - 1)} andere zijn"
    return Problem(f"regel {thousands(first_line)}: {reason} {which} apart gezet. {_rest_is_read(others)}", where)


def _rest_is_read(others: int) -> str:
    return "De andere regel is gelezen." if others == 1 else f"De andere {thousands(others)} regels zijn gelezen."


def set_aside_for(where: str, lines: int, first_line: int, reason: str) -> Problem:
    """Lines set aside for one of several reasons, with the first as an example."""
    which = "De regel is" if lines == 1 else f"Deze regel en {thousands(lines - 1)} andere met deze fout zijn"
    return Problem(f"regel {thousands(first_line)}: {reason} {which} apart gezet.", where)


def set_aside_otherwise(where: str, lines: int, reasons: int) -> Problem:
    """Lines set aside for reasons that are not told one by one."""
    which = "regel is" if lines == 1 else "regels zijn"
    why = "nog een andere reden" if reasons == 1 else f"nog {thousands(reasons)} andere redenen"
    return Problem(
        f"{thousands(lines)} {which} apart gezet om {why}.", where, "Die staan bij de regels, in kolom Reden."
    )


def set_aside_in_all(where: str, lines: int, others: int) -> Problem:
    """All lines of a file that were set aside, for whatever reason."""
    return Problem(f"samen zijn {thousands(lines)} regels apart gezet. {_rest_is_read(others)}", where)


def reason_group(reason: str) -> str:
    """A reason without the values of its line: lines with the same fault have the same one."""
    return _VALUES.sub(
        lambda found: "(…)" if found[0].startswith("(") else '"…"' if found[0][0] == '"' else "…", reason
    )
