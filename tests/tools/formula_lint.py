"""What Excel is strict about in a formula as stored in a file: separators, brackets, structured references."""

import re
from collections.abc import Iterator, Mapping

from tests.tools.package import Table

_STRING = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_SHEET = re.compile(r"'(?:[^']|'')+'!")
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_NAME_BEFORE = re.compile(r"([\w.\\]*)$")
_LONGEST = 8192


def lint_formula(formula: str, tables: Mapping[str, Table]) -> Iterator[str]:
    """Problems in one formula; `tables` by lower-case name."""
    if len(formula) > _LONGEST:
        yield f"longer than {_LONGEST} characters"
    if formula.startswith("="):
        yield "starts with ="
    if formula.count('"') % 2:
        yield "a quote is not closed"
    bare = _QUOTED_SHEET.sub("S!", _STRING.sub('""', formula))
    references, rest, open_brackets = _without_brackets(bare)
    if open_brackets:
        yield "square brackets do not match"
    yield from _lint_outside(rest)
    for name, body in references:
        yield from _lint_reference(name, body, tables)


def _without_brackets(formula: str) -> tuple[list[tuple[str, str]], str, int]:
    """(table name, text in brackets) pairs, the formula without them, and how many brackets stay open."""
    references: list[tuple[str, str]] = []
    outside, inside, depth, at = "", "", 0, 0
    while at < len(formula):
        letter = formula[at]
        if depth and letter == "'":  # escapes the next character
            inside += formula[at : at + 2]
            at += 2
            continue
        if letter == "[":
            depth += 1
        if depth:
            inside += letter
        else:
            outside += letter
        if letter == "]":
            depth -= 1
            if depth == 0:
                name = _NAME_BEFORE.search(outside)
                references.append((name[1] if name else "", inside[1:-1]))
                inside = ""
        at += 1
    return references, outside, depth


def _lint_outside(rest: str) -> Iterator[str]:
    round_brackets = braces = 0
    for letter in rest:
        round_brackets += (letter == "(") - (letter == ")")
        braces += (letter == "{") - (letter == "}")
        if round_brackets < 0:
            yield "a ) too many"
            return
        if letter == "]":
            yield "a ] too many"
        if letter == ";" and braces == 0:
            yield "; as separator (files use a comma)"
    if round_brackets:
        yield "a ) is missing"


def _lint_reference(name: str, body: str, tables: Mapping[str, Table]) -> Iterator[str]:
    if body.isdigit():  # another workbook: [1]Sheet!A1
        return
    if body.startswith("@") or "[@" in body:
        yield "@ in a stored formula (files use [#This Row],[column])"
        return
    table = tables.get(name.lower())
    if table is None:
        yield f"table {name!r} does not exist"
        return
    nested = "[" in _unescaped_only(body)
    if nested and _ITEM.sub("", body).strip(" ,:"):
        yield f"a column without brackets in {name}[{body}]"
    known = {column.lower() for column in table.columns}
    for item in _ITEM.findall(body) if nested else [body]:
        column = re.sub(r"'(.)", r"\1", item)
        if column and not item.startswith("#") and column.lower() not in known:
            yield f"table {name} has no column {column!r}"


def _unescaped_only(body: str) -> str:
    return re.sub(r"'.", "", body)
