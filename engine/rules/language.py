"""The small language in which a result column is declared once: value, Excel formula and Dutch sentence follow from it.

    Column("Korting", Kind.EURO, rule=p["PV.Korting"] * c["Basisbedrag"], id="PV-3", source="B stap 3")

Empty cells (G-9): arithmetic with an empty cell, or a division by zero, is empty; a comparison with an empty cell is
false. `when` stands only at the top of a rule or in a branch of another `when`, so that formulas stay readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Number = Decimal | int
Operand: TypeAlias = "Expression | Decimal | int | str"


class Expression:
    """A node of a rule. Numbers combine with + - * /; comparisons with > >= < <= give a Condition."""

    def __add__(self, other: "Operand") -> "Binary":
        return Binary("+", self, as_expression(other))

    def __radd__(self, other: "Operand") -> "Binary":
        return Binary("+", as_expression(other), self)

    def __sub__(self, other: "Operand") -> "Binary":
        return Binary("-", self, as_expression(other))

    def __rsub__(self, other: "Operand") -> "Binary":
        return Binary("-", as_expression(other), self)

    def __mul__(self, other: "Operand") -> "Binary":
        return Binary("*", self, as_expression(other))

    def __rmul__(self, other: "Operand") -> "Binary":
        return Binary("*", as_expression(other), self)

    def __truediv__(self, other: "Operand") -> "Binary":
        return Binary("/", self, as_expression(other))

    def __rtruediv__(self, other: "Operand") -> "Binary":
        return Binary("/", as_expression(other), self)

    def __neg__(self) -> "Binary":
        return Binary("-", Constant(Decimal(0)), self)

    def __gt__(self, other: "Operand") -> "Compare":
        return Compare(">", self, as_expression(other))

    def __ge__(self, other: "Operand") -> "Compare":
        return Compare(">=", self, as_expression(other))

    def __lt__(self, other: "Operand") -> "Compare":
        return Compare("<", self, as_expression(other))

    def __le__(self, other: "Operand") -> "Compare":
        return Compare("<=", self, as_expression(other))


class Condition:
    """True or false; combine with & | ~."""

    def __and__(self, other: "Condition") -> "Logic":
        return Logic("AND", (self, other))

    def __or__(self, other: "Condition") -> "Logic":
        return Logic("OR", (self, other))

    def __invert__(self) -> "Logic":
        return Logic("NOT", (self,))


@dataclass(frozen=True, eq=False)
class Constant(Expression):
    """A number or a text; None is an empty cell."""

    value: Decimal | str | None


@dataclass(frozen=True, eq=False)
class Ref(Expression):
    """A cell of the same row."""

    column: str


@dataclass(frozen=True, eq=False)
class Param(Expression):
    """A parameter (⚙), by its name in settings."""

    name: str


@dataclass(frozen=True, eq=False)
class Binary(Expression):
    """left op right, op one of + - * /. A denominator is a cell, parameter, lookup or constant."""

    op: str
    left: Expression
    right: Expression

    def __post_init__(self) -> None:
        _no_branching(self.left, self.right)
        if self.op == "/" and not isinstance(self.right, Ref | Param | Lookup | Constant):
            raise TypeError("a denominator must be a cell, parameter, lookup or constant: give it a column of its own")


@dataclass(frozen=True, eq=False)
class Round(Expression):
    """ROUND(value, digits), half away from zero (G-1); the number of digits may be a parameter."""

    value: Expression
    digits: int | Param

    def __post_init__(self) -> None:
        _no_branching(self.value)


@dataclass(frozen=True, eq=False)
class Extreme(Expression):
    """MIN or MAX of values; empty when one of them is."""

    name: str
    values: tuple[Expression, ...]

    def __post_init__(self) -> None:
        _no_branching(*self.values)


@dataclass(frozen=True, eq=False)
class When(Expression):
    """If the condition holds the one, else the other."""

    condition: Condition
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, eq=False)
class Lookup(Expression):
    """The value of `column` in the row of `table` where each given column equals its expression; empty without one."""

    table: str
    column: str
    where: Mapping[str, Expression]


@dataclass(frozen=True, eq=False)
class Total(Expression):
    """Sum of `column` over the rows of `table` where each given column equals its expression; 0 without rows.

    Only rows of ours count: those with a number in the column Volgorde, which the table must have.
    `upto` names a numeric column: then only rows whose value there is at most this row's (a running sum, G-8).
    `column` None counts the rows.
    """

    table: str
    column: str | None
    where: Mapping[str, Expression] = field(default_factory=dict[str, Expression])
    upto: str | None = None


@dataclass(frozen=True, eq=False)
class Marks(Expression):
    """The texts whose condition holds, joined by `; `; empty when none does."""

    marks: tuple[tuple[Condition, str], ...]


@dataclass(frozen=True, eq=False)
class Compare(Condition):
    """left op right on numbers, tested as ROUND(left − right, 9) op 0 (G-1); false when one is empty."""

    op: str
    left: Expression
    right: Expression

    def __post_init__(self) -> None:
        _no_branching(self.left, self.right)


@dataclass(frozen=True, eq=False)
class Same(Condition):
    """Two texts are the same."""

    left: Expression
    right: Expression


@dataclass(frozen=True, eq=False)
class Empty(Condition):
    """A cell is empty."""

    value: "Ref | Lookup | Param"


@dataclass(frozen=True, eq=False)
class Computed(Condition):
    """The cell holds the rule's value and not a fact (`fact_first` columns)."""

    column: str


@dataclass(frozen=True, eq=False)
class Always(Condition):
    """True: for marks that hold for the whole run."""


@dataclass(frozen=True, eq=False)
class Logic(Condition):
    """AND, OR of two, or NOT of one condition."""

    name: str
    parts: tuple[Condition, ...]


def as_expression(value: object) -> Expression:
    """Numbers and texts become constants. Floats are refused: money is exact."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, str):
        return Constant(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Constant(Decimal(value))
    raise TypeError(f"{value!r} cannot stand in a rule")


def _no_branching(*values: Expression) -> None:
    if any(isinstance(value, When | Marks) for value in values):
        raise TypeError(
            "`when` and `marks` stand only at the top of a rule or in a branch: give it a column of its own"
        )


class _Cells:
    def __getitem__(self, column: str) -> Ref:
        return Ref(column)


class _Parameters:
    def __getitem__(self, name: str) -> Param:
        return Param(name)


c = _Cells()
p = _Parameters()
EMPTY = Constant(None)


def rounded(value: Expression, digits: int | Param) -> Round:
    """ROUND(value, digits)."""
    return Round(value, digits)


def largest(*values: Operand) -> Extreme:
    """MAX of values."""
    return Extreme("MAX", tuple(as_expression(value) for value in values))


def smallest(*values: Operand) -> Extreme:
    """MIN of values."""
    return Extreme("MIN", tuple(as_expression(value) for value in values))


def when(condition: Condition, then: Operand, otherwise: Operand) -> When:
    """`then` if the condition holds, else `otherwise`."""
    return When(condition, as_expression(then), as_expression(otherwise))


def same(left: Operand, right: Operand) -> Same:
    """Two texts are the same."""
    return Same(as_expression(left), as_expression(right))


def lookup(table: str, column: str, where: Mapping[str, Operand]) -> Lookup:
    """The cell of `column` in the row of `table` where each column in `where` equals its expression."""
    return Lookup(table, column, {name: as_expression(value) for name, value in where.items()})


def total(table: str, column: str | None, where: Mapping[str, Operand] | None = None, upto: str | None = None) -> Total:
    """Sum (or count, without column) over the rows of a table whose columns in `where` equal those expressions."""
    return Total(table, column, {name: as_expression(value) for name, value in (where or {}).items()}, upto)


def marks(*pairs: tuple[Condition, str]) -> Marks:
    """The texts whose condition holds, joined."""
    return Marks(pairs)
