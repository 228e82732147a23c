"""The manifest: which segments make up the store. One atomic rename swaps it whole: a reader sees one state."""

import json
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from engine.store.files import write_whole
from engine.texts import store as texts

FORMAT = 2
MANIFEST, SEGMENTS, STAGING = "manifest.json", "segmenten", "bezig"

RETIRED_FOR = timedelta(hours=24)
"""How long a merged segment stays for readers that opened the store before the merge."""

_READ_ATTEMPTS, _PAUSE_SECONDS = 20, 0.05


@dataclass(frozen=True, slots=True)
class Segment:
    """One immutable Parquet file with rows of one fact from the imports first_import to last_import, both included."""

    fact: str
    file: str
    first_import: int
    last_import: int
    rows: int


@dataclass(frozen=True, slots=True)
class Retired:
    """A segment whose rows now stand in a merged one; `at` (ISO) tells since when."""

    file: str
    at: str


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import that stored something: its number (Stand), when (ISO), by whom, rows stored per fact."""

    number: int
    at: str
    by: str
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole state of a store. `generation` counts the swaps; `last_source` is the highest source_no given out."""

    key_fingerprint: str = ""
    generation: int = 0
    stand: int = 0
    last_source: int = 0
    segments: tuple[Segment, ...] = ()
    retired: tuple[Retired, ...] = ()
    imports: tuple[ImportRecord, ...] = field(default=())

    def of_fact(self, fact: str, stand: int) -> list[Segment]:
        """Segments with rows of this fact that existed at this stand."""
        return [segment for segment in self.segments if segment.fact == fact and segment.first_import <= stand]

    def files(self) -> set[str]:
        """Names of all files that a reader may need."""
        return {segment.file for segment in self.segments} | {retired.file for retired in self.retired}

    def merged(self, gone: list[Segment], fresh: list[Segment], at: datetime) -> "Manifest":
        """The same rows in other segments; the old ones are kept for readers that know them."""
        names = {segment.file for segment in gone}
        stay = tuple(segment for segment in self.segments if segment.file not in names)
        retired = self.retired + tuple(Retired(file, at.isoformat()) for file in sorted(names))
        return replace(self, segments=stay + tuple(fresh), retired=retired)


def read_manifest(path: Path) -> Manifest:
    """The store's state now. Raises Refusal when there is no store, it is damaged or of another version."""
    file = path / MANIFEST
    try:
        content = _read(file)
    except FileNotFoundError:
        raise texts.no_store(path) from None
    try:
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise texts.other_format(file)
        return Manifest(
            data["key_fingerprint"],
            data["generation"],
            data["stand"],
            data["last_source"],
            tuple(Segment(**segment) for segment in data["segments"]),
            tuple(Retired(**retired) for retired in data["retired"]),
            tuple(ImportRecord(**record) for record in data["imports"]),
        )
    except (ValueError, KeyError, TypeError):
        raise texts.damaged_manifest(file) from None


def _read(file: Path) -> bytes:
    """The bytes; on Windows the file may be out of reach for the moment in which it is replaced."""
    for _ in range(_READ_ATTEMPTS):
        try:
            return file.read_bytes()
        except PermissionError:
            time.sleep(_PAUSE_SECONDS)
    raise texts.unreadable_manifest(file)


def write_manifest(path: Path, manifest: Manifest) -> Manifest:
    """Swap the manifest in; returns it as it stands, one generation on."""
    fresh = replace(manifest, generation=manifest.generation + 1)
    content = json.dumps({"format": FORMAT} | asdict(fresh), ensure_ascii=False, indent=1)
    write_whole(path / MANIFEST, content.encode())
    return fresh
