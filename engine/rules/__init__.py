"""The language in which a result column is declared once: value, formula and sentence."""

from engine.rules.evaluate import evaluate
from engine.rules.formula import formula_text
from engine.rules.language import (
    EMPTY,
    Always,
    Computed,
    Empty,
    c,
    largest,
    lookup,
    marks,
    p,
    rounded,
    same,
    smallest,
    total,
    when,
)
from engine.rules.parameters import defined_name
from engine.rules.sentence import sentence

__all__ = [
    "EMPTY",
    "Always",
    "Computed",
    "Empty",
    "c",
    "defined_name",
    "evaluate",
    "formula_text",
    "largest",
    "lookup",
    "marks",
    "p",
    "rounded",
    "same",
    "sentence",
    "smallest",
    "total",
    "when",
]
