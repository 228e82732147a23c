"""The command line's help in Dutch: Typer writes it in English and has no translation of its own."""

import re
from collections.abc import Sequence
from typing import Any

import typer
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup

from engine.texts import help as texts

_TYPE = re.compile(r" <[^<>]*>$")
"""The English name of a type, which Typer puts after the name of an argument: `MAP <path>`."""


class _Formatter(HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        super().write_usage(prog, args, prefix or texts.USAGE)

    def write_heading(self, heading: str) -> None:
        """The name of a part."""
        super().write_heading(texts.HEADINGS.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options, arguments or commands with their explanation."""
        dutch = [(_TYPE.sub("", name), texts.explanation(said)) for name, said in rows]
        super().write_dl(dutch, col_max, col_spacing)


class _Context(typer.Context):
    formatter_class = _Formatter


class DutchCommand(TyperCommand):
    """A command whose help is Dutch."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"options_metavar": texts.OPTIONS})


class DutchGroup(TyperGroup):
    """All commands together, with a Dutch list of them."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        metavars = {"options_metavar": texts.OPTIONS, "subcommand_metavar": texts.COMMAND}
        super().__init__(*args, **kwargs | metavars)
