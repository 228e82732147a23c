"""The small made-up region of the tests: written once per test run, read by many tests."""

import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from build.region import Region, make_region

_KEPT: list[TemporaryDirectory[str]] = []


@cache
def small_region(seed: int = 7) -> Region:
    """Size `klein`; removed when the test run ends."""
    _KEPT.append(TemporaryDirectory(prefix="regio-"))
    return make_region(Path(_KEPT[-1].name), "klein", seed)


def messages_of(region: Region) -> Iterator[tuple[str, bytes]]:
    """Name and content of every message, plain or in a ZIP."""
    for path in sorted(region.messages.rglob("*.*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as bundle:
                yield from ((name, bundle.read(name)) for name in bundle.namelist())
        else:
            yield path.name, path.read_bytes()
