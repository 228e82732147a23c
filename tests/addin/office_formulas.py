"""Formulas in Excel's spelling (`=SUM(Blad!A1,T[[#This Row],[Kolom]])`) and in that of LibreOffice's programming
interface (`=SUM($Blad.A1;T[[#This Row];[Kolom]])`), both with English names.

Not translated: the union and intersection of references, references to other workbooks and over several sheets.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

CEILINGS = {"CEILING": "CEILING.XCL", "FLOOR": "FLOOR.XCL"}
EXCEL_NAMES = {theirs: ours for ours, theirs in CEILINGS.items()}
_FUTURE = re.compile(r"_xlfn\.(_xlws\.)?", re.IGNORECASE)

_TEXT = r'(?P<text>"(?:[^"]|"")*")'
_ERROR = r"(?P<error>#(?:N/A|DIV/0!|NULL!|NUM!|REF!|VALUE!|NAME\?))"
_ITEM = r"\[(?:'.|[^\[\]'])*\]"
_BRACKET = rf"(?P<bracket>\[(?:'.|[^\[\]']|{_ITEM})*\])"
_QUOTED = r"'(?:[^']|'')+'"
_CELL = r"(?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]*(?![\w.(\[!]))"
_TRUTH = r"(?P<truth>(?:TRUE|FALSE)\b(?:\(\))?(?![\w.(\[!]))"
_NAME = r"(?P<name>[^\W\d][\w.]*|\\[\w.]+)"
_NUMBER = r"(?P<number>\d+(?:\.\d*)?(?:[Ee][+-]?\d+)?)"
_REST = r"(?P<rest>.)"


def _tokens_of(sheet: str) -> re.Pattern[str]:
    parts = (_TEXT, _ERROR, sheet, _BRACKET, _TRUTH, _CELL, _NAME, _NUMBER, _REST)
    return re.compile("|".join(parts), re.DOTALL)


_EXCEL = _tokens_of(rf"(?P<sheet>(?:{_QUOTED}|[^\W\d][\w.]*)!)")
_OFFICE = _tokens_of(rf"(?P<sheet>\$?{_QUOTED}\.|\$\w+\.(?=\$?[^\W\d]))")
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*")


def to_office(formula: str, table: str = "") -> str:
    """LibreOffice's spelling; `table` is the one around the cell, which `[@Kolom]` means when it names none."""
    return "".join(_to_office(_EXCEL, formula, table))


@lru_cache(maxsize=20_000)
def to_excel(formula: str) -> str:
    """Excel's spelling. (Most columns have the same formula in every row.)"""
    return "".join(_to_excel(_OFFICE, formula))


def _to_office(tokens: re.Pattern[str], formula: str, table: str) -> Iterator[str]:
    in_array, before = False, ""
    for match in tokens.finditer(formula):
        kind, word = match.lastgroup, match[0]
        if kind == "rest":
            in_array = word == "{" or (in_array and word != "}")
            yield {",": ";", ";": "|" if in_array else ";"}.get(word, word)
        elif kind == "sheet":
            yield f"${_sheet(word[:-1], _PLAIN_SHEET)}."
        elif kind == "bracket":
            yield ("" if before == "name" else table) + _bracket(_this_row(word), ",", ";")
        elif kind == "truth":
            yield word.removesuffix("()") + "()"
        elif kind == "name":
            plain = _FUTURE.sub("", word)
            called = formula[match.end() : match.end() + 1] == "("
            yield CEILINGS.get(plain.upper(), plain) if called else plain
        else:
            yield word
        before = str(kind)


def _to_excel(tokens: re.Pattern[str], formula: str) -> Iterator[str]:
    in_array = False
    for match in tokens.finditer(formula):
        kind, word = match.lastgroup, match[0]
        if kind == "rest":
            in_array = word == "{" or (in_array and word != "}")
            yield {";": ",", "|": ";" if in_array else "|"}.get(word, word)
        elif kind == "sheet":
            yield f"{_sheet(word.removeprefix('$')[:-1], _PLAIN_SHEET)}!"
        elif kind == "bracket":
            yield _bracket(word, ";", ",")
        elif kind == "truth":
            yield word.removesuffix("()")
        elif kind == "name":
            yield EXCEL_NAMES.get(word, word)
        else:
            yield word


def _sheet(name: str, plain: re.Pattern[str]) -> str:
    bare = name[1:-1].replace("''", "'") if name.startswith("'") else name
    if plain.fullmatch(bare) and not _LIKE_A_CELL.fullmatch(bare):
        return bare
    return "'" + bare.replace("'", "''") + "'"


def _this_row(bracket: str) -> str:
    """`[@Kolom]`, `[@[Een kolom]]` and `[@]` in their long form."""
    inner = bracket[1:-1]
    if not inner.startswith("@"):
        return bracket
    column = inner[1:]
    if not column:
        return "[#This Row]"
    return f"[[#This Row],{column}]" if column.startswith("[") else f"[[#This Row],[{column}]]"


def _bracket(bracket: str, separator: str, wanted: str) -> str:
    inner = bracket[1:-1]
    if not inner.lstrip().startswith("["):
        return bracket
    items = re.split(rf"({_ITEM})", inner)
    between = [part.strip().replace(separator, wanted) for part in items[::2]]
    items[::2] = between
    return f"[{''.join(items)}]"


def shifted(formula: str, rows: int, columns: int) -> str:
    """An Excel formula as it stands so many rows and columns further on: what is relative moves along."""
    move = _mover(rows, columns)
    return "".join(move(match[0]) if match.lastgroup == "cell" else match[0] for match in _EXCEL.finditer(formula))


def _mover(rows: int, columns: int) -> Callable[[str], str]:
    def move(cell: str) -> str:
        parts = re.fullmatch(r"(\$?)([A-Za-z]+)(\$?)(\d+)", cell)
        if parts is None:
            return cell
        column = parts[2] if parts[1] else column_letters(column_number(parts[2]) + columns)
        row = parts[4] if parts[3] else str(int(parts[4]) + rows)
        return f"{parts[1]}{column}{parts[3]}{row}"

    return move


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
