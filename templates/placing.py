"""Puts files that were made elsewhere in their place, all or none; what stood there goes to the older ones."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from engine.errors import Refusal
from engine.texts.refresh import version_name
from workbooks.generate import move_to_free_name
from workbooks.swap import require_free


class Placed(NamedTuple):
    """Where a file stands now, and where the one is that it replaces."""

    path: Path
    older: Path | None = None


def place(file: Path, folder: Path, versions: Path, at: datetime, way_back: ExitStack) -> Placed:
    """Put a file in `folder` under its own name; one of before goes to `versions`. `way_back` undoes it.

    One of before that is the same stays. So does one that someone has open: then the new one gets a number, unless it
    stands there with a number already. OSError when the folders cannot be used.
    """
    content, target, older = file.read_bytes(), folder / file.name, None
    if target.exists():
        if target.read_bytes() == content:
            return Placed(target)
        older = _set_aside(target, versions, at)
        if older is None:
            same = next((each for each in _numbered(target) if each.read_bytes() == content), None)
            if same is not None:
                return Placed(same)
        else:
            way_back.callback(_move, older, target)
    target = move_to_free_name(file, target)
    way_back.callback(_move, target, file)
    return Placed(target, older)


def _set_aside(path: Path, versions: Path, at: datetime) -> Path | None:
    """Move a file to the older ones; None when someone has it open. OSError when the folder cannot be written."""
    versions.mkdir(parents=True, exist_ok=True)
    probe = versions / f".{path.name}.tmp"
    probe.touch()
    probe.unlink()
    try:
        require_free(path)
        return move_to_free_name(path, versions / version_name(path, at))
    except (Refusal, PermissionError):
        return None


def _numbered(path: Path) -> Iterator[Path]:
    """The numbered neighbours that stand there: `… (2).xlsx`, `… (3).xlsx`."""
    number = 2
    while (neighbour := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        yield neighbour
        number += 1


def _move(path: Path, back: Path) -> None:
    with suppress(OSError):
        path.replace(back)
