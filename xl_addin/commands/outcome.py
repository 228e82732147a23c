"""What a command answers: machine data for `--json`, Dutch lines for a person."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Outcome:
    """`data` is JSON-able, `lines` is what a person reads; `ok` False gives exit status 1."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list[str])
    ok: bool = True
