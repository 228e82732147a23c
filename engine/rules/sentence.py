"""Rules → a plain Dutch sentence for the sheet Verantwoording."""

from decimal import Decimal

from engine.money import excel_round
from engine.result import Column, Kind
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

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_MOST_DECIMALS = 6
_WORDS = {
    ">": "hoger is dan",
    ">=": "minstens gelijk is aan",
    "<": "lager is dan",
    "<=": "hoogstens gelijk is aan",
}


def sentence(column: Column) -> str:
    """`Gemiddelde inzet = Uren ÷ Cliënten.` For a fact: its help text."""
    if column.rule is None:
        return column.help
    rounded = ", afgerond op centen" if column.kind is Kind.EURO else ""
    start = "Waar niets bekend is: " if column.fact_first else ""
    text = f"{start}{column.name} = {_say(column.rule)}{rounded}."
    return f"{column.help} {text}".strip()


def _say(rule: Expression, inside: int = 0) -> str:
    match rule:
        case Constant(value):
            return _constant(value)
        case Ref(column):
            return column
        case Param(name):
            return f"parameter {name}"
        case Binary(op, left, right):
            strength = _STRENGTH[op]
            text = f"{_say(left, strength)} {_SIGNS[op]} {_say(right, strength + (op in '-/'))}"
            return f"({text})" if strength < inside else text
        case Round(value, digits):
            return f"[{_say(value)}, afgerond op {_digits(digits)}]"
        case Extreme(name, values):
            word = "de laagste van" if name == "MIN" else "de hoogste van"
            return f"{word} ({' en '.join(_say(value) for value in values)})"
        case When(condition, then, otherwise):
            return f"als {_test(condition)}: {_say(then)}; anders {_say(otherwise)}"
        case Lookup(table, column, where):
            keys = " en ".join(f"{name} {_say(value)}" for name, value in where.items())
            return f"{column} uit tabel {table} bij {keys}"
        case Total():
            return _total(rule)
        case Marks(pairs):
            return "de opmerkingen " + ", ".join(f"“{text}” ({_when(condition)})" for condition, text in pairs)
        case _:
            raise TypeError(f"no sentence for {type(rule).__name__}")


def _digits(digits: int | Param) -> str:
    if isinstance(digits, Param):
        return f"het aantal decimalen van {_say(digits)}"
    return "hele getallen" if digits == 0 else f"{digits} decimalen"


def _constant(value: Decimal | str | None) -> str:
    if value is None or value == "":
        return "leeg"
    if not isinstance(value, Decimal):
        return f"“{value}”"
    written = f"{value:f}"
    if len(written.partition(".")[2]) > _MOST_DECIMALS:  # a quotient
        written = f"{excel_round(value, _MOST_DECIMALS):f}"
    return written.replace(".", ",")


def _total(rule: Total) -> str:
    what = f"de som van {rule.column}" if rule.column else "het aantal rijen"
    rows = [f"{name} gelijk is aan {_say(value)}" for name, value in rule.where.items()]
    rows += [f"{rule.upto} hoogstens die van deze rij is"] if rule.upto else []
    limit = f" waar {' en '.join(rows)}" if rows else ""
    return f"{what} in tabel {rule.table} (zonder eigen rijen){limit}"


def _when(condition: Condition) -> str:
    return "altijd in deze werkmap" if isinstance(condition, Always) else f"als {_test(condition)}"


def _test(condition: Condition) -> str:
    match condition:
        case Compare(op, left, right):
            return f"{_say(left)} {_WORDS[op]} {_say(right)}"
        case Same(left, right):
            return f"{_say(left)} gelijk is aan {_say(right)}"
        case Empty(value):
            return f"{_say(value)} leeg is"
        case Computed(column):
            return f"{column} zelf is afgeleid"
        case Always():
            return "altijd"
        case Logic("NOT", parts):
            return f"niet: {_test(parts[0])}"
        case Logic(name, parts):
            return (" en " if name == "AND" else " of ").join(_test(part) for part in parts)
        case _:
            raise TypeError(f"no sentence for {type(condition).__name__}")
