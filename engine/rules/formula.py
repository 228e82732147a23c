"""Rules → live Excel formulas with structured references, that give the same value as `evaluate` in every case.

Written for the file format: English function names, comma as separator, `[#This Row]`. Only functions that Excel 2010
and LibreOffice know. Empty cells (G-9) are tested before they are read: `IF(OR(a="",b="",b=0),"",a/b)`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.money import excel_round
from engine.result import ORDER, Column, Kind, ResultTable
from engine.rules.language import (
    Always,
    Binary,
    Compare,
    Computed,
    Condition,
    Constant,
    Empty,
    Expression,
    Extreme,
    Logic,
    Lookup,
    Marks,
    Param,
    Ref,
    Round,
    Same,
    Total,
    When,
)
from engine.rules.parameters import defined_name

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_MARKS_LENGTH = 255


@dataclass
class _Text:
    """Formula text, how tightly its outermost operator binds (3 = needs no brackets), and what makes it empty.

    `tests_itself`: gives an empty text by itself where it is empty (a lookup); a cell that is empty would read as 0.
    """

    text: str
    strength: int = 3
    empty_when: list[str] = field(default_factory=list[str])
    tests_itself: bool = False


def formula_text(column: Column, table: ResultTable) -> str:
    """The formula of a rule column, with leading `=`."""
    if column.rule is None:
        raise TypeError(f"{column.name} is a fact: it has no formula")
    rule = _in_cents(column.rule) if column.kind is Kind.EURO else column.rule
    return "=" + _Writer(table).branch(rule)


def _in_cents(rule: Expression) -> Expression:
    """A euro column rounds itself (G-1): in each branch, unless that is rounded or exact already."""
    match rule:
        case When(condition, then, otherwise):
            return When(condition, _in_cents(then), _in_cents(otherwise))
        case Round(_, digits) if isinstance(digits, int) and digits <= 2:
            return rule
        case Constant(value) if not isinstance(value, Decimal) or value == excel_round(value, 2):
            return rule
        case _:
            return Round(rule, 2)


def _this_row(table: str, column: str) -> str:
    return f"{table}[[#This Row],[{escaped(column)}]]"


def _whole(table: str, column: str) -> str:
    return f"{table}[{escaped(column)}]"


def escaped(column: str) -> str:
    """A column name inside a structured reference."""
    return re.sub(r"(['\[\]#])", r"'\1", column)


def unescaped(column: str) -> str:
    """The column name that a structured reference holds."""
    return re.sub("'(.)", r"\1", column)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _guarded(value: _Text, otherwise: str) -> str:
    own = f'{value.text}=""'
    tests = [test for test in dict.fromkeys(value.empty_when) if not (value.tests_itself and test == own)]
    if not tests:
        return value.text
    test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
    return f"IF({test},{otherwise},{value.text})"


class _Writer:
    def __init__(self, table: ResultTable) -> None:
        self.table = table

    def branch(self, rule: Expression) -> str:
        """A whole rule or a branch of `when`: empty when something it reads is."""
        match rule:
            case When(condition, then, otherwise):
                return f"IF({self.condition(condition)},{self.branch(then)},{self.branch(otherwise)})"
            case Marks(pairs):
                parts = [f'IF({self.condition(test)},{_quoted("; " + text)},"")' for test, text in pairs]
                return f"MID({'&'.join(parts)},3,{_MARKS_LENGTH})" if parts else '""'
            case _:
                return _guarded(self.value(rule), '""')

    def value(self, rule: Expression) -> _Text:
        match rule:
            case Constant(value):
                return self._constant(value)
            case Ref(column):
                return self._cell(column)
            case Param(name):
                return _Text(defined_name(name))
            case Binary(op, left, right):
                return self._binary(op, left, right)
            case Round(value, digits):
                inner = self.value(value)
                places = digits if isinstance(digits, int) else defined_name(digits.name)
                return _Text(f"ROUND({inner.text},{places})", empty_when=inner.empty_when)
            case Extreme(name, values):
                inner = [self.value(value) for value in values]
                return _Text(f"{name}({','.join(part.text for part in inner)})", empty_when=_all_tests(inner))
            case Lookup():
                return self._lookup(rule)
            case Total():
                return self._total(rule)
            case _:
                raise TypeError(f"no formula for {type(rule).__name__}")

    def condition(self, condition: Condition) -> str:
        match condition:
            case Compare(op, left, right):
                sides = [self.value(left), self.value(right)]
                difference = f"ROUND({sides[0].text}-{_bracketed(sides[1], 2)},9){op}0"
                return _guarded(_Text(difference, empty_when=_all_tests(sides)), "FALSE")
            case Same(left, right):
                return f"EXACT({self._plain(left)},{self._plain(right)})"
            case Empty(value):
                return f'{self._plain(value)}=""'
            case Computed(column):
                return f"_xlfn.ISFORMULA({_this_row(self.table.name, column)})"
            case Always():
                return "TRUE"
            case Logic(name, parts):
                return f"{name}({','.join(self.condition(part) for part in parts)})"
            case _:
                raise TypeError(f"no formula for {type(condition).__name__}")

    def _plain(self, rule: Expression) -> str:
        return self.value(rule).text

    def _constant(self, value: Decimal | str | None) -> _Text:
        if isinstance(value, Decimal):
            return _Text(f"{value.normalize():f}", 1 if value < 0 else 3)  # as Excel writes it
        return _Text(_quoted(value or ""))

    def _cell(self, name: str) -> _Text:
        reference = _this_row(self.table.name, name)
        column = self.table.column(name)
        spared = column.never_empty or name in self.table.keys
        return _Text(reference, empty_when=[] if spared else [f'{reference}=""'])

    def _binary(self, op: str, left: Expression, right: Expression) -> _Text:
        sides = [self.value(left), self.value(right)]
        strength = _STRENGTH[op]
        tests = _all_tests(sides)
        if op == "/" and not isinstance(right, Constant):
            tests.append(f"{sides[1].text}=0")
        # a - (b - c) and a / (b * c) need brackets on the right, (a - b) - c does not on the left
        right_strength = strength + 1 if op in "-/" else strength
        text = f"{_bracketed(sides[0], strength)}{op}{_bracketed(sides[1], right_strength)}"
        return _Text(text, strength, tests)

    def _lookup(self, rule: Lookup) -> _Text:
        column = _whole(rule.table, rule.column)
        if len(rule.where) == 1:
            ((name, value),) = rule.where.items()
            key = self.value(value)
            found = f"INDEX({column},MATCH({key.text},{_whole(rule.table, name)},0))"
            # an empty cell found by INDEX would read as 0
            text = f'IFERROR(IF({found}="","",{found}),"")'
            return _Text(text, empty_when=[*key.empty_when, f'{text}=""'], tests_itself=True)
        # the place of the one row that fits; 0 when there is none
        tests = "*".join(self._tests(rule.table, rule.where))
        place = f"SUMPRODUCT({tests}*(ROW({column})-ROW({rule.table}[[#Headers],[{escaped(rule.column)}]])))"
        found = f"INDEX({column},{place})"
        text = f'IF({place}=0,"",IF({found}="","",{found}))'
        return _Text(text, empty_when=[f'{text}=""'], tests_itself=True)

    def _tests(self, table: str, where: Mapping[str, Expression]) -> list[str]:
        """Per row of a table whether a column has the value: as texts, where SUMIFS would read 45E03 as a number."""
        return [f"({_whole(table, name)}={self._plain(value)})" for name, value in where.items()]

    def _total(self, rule: Total) -> _Text:
        tests = self._tests(rule.table, rule.where)
        if rule.upto is not None:
            tests.append(f"({_whole(rule.table, rule.upto)}<={_this_row(self.table.name, rule.upto)})")
        order = _whole(rule.table, ORDER)
        column = _whole(rule.table, rule.column) if rule.column else ""
        # rows that staff put in, or that the result no longer has, have no number there
        if not tests:
            return _Text(f'SUMIFS({column},{order},">0")' if column else f"COUNT({order})")
        counted = f"{'*'.join(tests)}*ISNUMBER({order})"
        return _Text(f"SUMPRODUCT({counted},{column})" if column else f"SUMPRODUCT({counted})")


def _bracketed(value: _Text, strength: int) -> str:
    return value.text if value.strength >= strength else f"({value.text})"


def _all_tests(values: Iterable[_Text]) -> list[str]:
    return [test for value in values for test in value.empty_when]
