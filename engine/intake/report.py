"""What an import did, per source and in all: plain data, so that a program can read it too."""

from collections import Counter
from dataclasses import dataclass, field

READ, DUPLICATE, REFUSED, RETURN = "ingelezen", "dubbel", "geweigerd", "retour"


@dataclass
class SourceReport:
    """One source. read = stored + duplicate + set_aside; a refused source has no lines."""

    name: str
    status: str
    kind: str = ""
    read: int = 0
    stored: int = 0
    duplicate: int = 0
    set_aside: int = 0
    texts: list[str] = field(default_factory=list[str])
    set_aside_reasons: dict[str, int] = field(default_factory=dict[str, int])
    """How many lines were set aside for which reason; together `set_aside`."""


@dataclass
class Finding:
    """Something a check found in the lines that were stored: they count, and deserve a look."""

    check_id: str
    count: int
    text: str


@dataclass
class SetAsideFile:
    """A file with lines that were set aside. Those without a BSN cannot be corrected in it: it never holds one.

    `of_tables` and `of_messages` are the lines without a BSN, by what they were read from; `is_source`: whether the
    file can be read in again when its other lines are corrected.
    """

    path: str
    lines: int
    of_tables: int
    of_messages: int
    is_source: bool


@dataclass
class ImportReport:
    """The whole import; `stand` is the store's number after it (unchanged when nothing was new)."""

    stand: int
    changed: bool
    sources: list[SourceReport]
    findings: list[Finding]
    set_aside_files: list[str]
    read: int = 0
    stored: int = 0
    duplicate: int = 0
    set_aside: int = 0
    refused: int = 0
    set_aside_reasons: dict[str, int] = field(default_factory=dict[str, int])
    set_aside_lines: list[SetAsideFile] = field(default_factory=list[SetAsideFile])
    """What the lines in `set_aside_files` need."""

    def __post_init__(self) -> None:
        """Totals from the sources."""
        self.read = sum(source.read for source in self.sources)
        self.stored = sum(source.stored for source in self.sources)
        self.duplicate = sum(source.duplicate for source in self.sources)
        self.set_aside = sum(source.set_aside for source in self.sources)
        reasons: Counter[str] = Counter()
        for source in self.sources:
            reasons.update(source.set_aside_reasons)
        self.set_aside_reasons = dict(reasons.most_common())
        self.refused = sum(source.status == REFUSED for source in self.sources)
