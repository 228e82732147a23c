"""What passes between the import run and the readers of messages and tables.

A reader is a function `read(source, context) -> ReadResult`. It stages facts through the context while it reads; when
it raises a Refusal, everything it staged for that source is discarded.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from engine.errors import Problem
from engine.intake.privacy import Pseudonymiser

READ, RETURN = "ingelezen", "retour"
"""Status of a source that was read: its lines are facts, or it is a retour (recognised, counted, set aside)."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file or message to read. `number` goes into `source_no`; `name` is masked and may be shown anywhere.

    `path` is the file on disk, None for a member of a ZIP or envelope; `open` gives the bytes from the start, every
    time (it can be pickled: large imports are read by worker processes).
    """

    number: int
    name: str
    path: Path | None
    open: Callable[[], BinaryIO]
    lines_before: int = 0
    """Lines of the same message that another part of it holds (engine.intake.messages_split)."""
    size: int = 0
    """Bytes, as far as known without reading."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader may use. `stage` takes a fact's name and a table with exactly the columns of

    `engine.store.facts.FACTS[fact]` plus `source_no` and `source_line`; any number of times.
    `mappings` is the dossier's folder with mappings (tables only).
    """

    pseudonymiser: Pseudonymiser
    stage: Callable[[str, pa.Table], None]
    mappings: Path | None = None


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """An answer to a whole declaration that does not say all of which: the import run looks up the 323.

    `message` is the Identificatie of the 323, `number` the DeclaratieNummer when the answer gives one.
    """

    law: str
    municipality: str
    agb: str
    message: str
    number: str | None
    outcome: str
    return_codes: str | None
    dated: date


@dataclass(slots=True)
class ReadResult:
    """What was read from one source. kind: message such as `323`, or file kind such as `declaraties`.

    `line_fact` is the fact of which one row is one line of the source (its other facts are extras, such as the answer
    columns of `declaraties`); with it read = stored + duplicate + set aside. `lines_read` includes `set_aside`.
    `dated` is the message's dagtekening, None for tables. Set-aside lines are staged as fact `set_aside`.
    """

    kind: str
    line_fact: str | None
    lines_read: int
    set_aside: int = 0
    release: str | None = None
    message_code: str | None = None
    sender: str | None = None
    receiver: str | None = None
    identification: str | None = None
    dated: date | None = None
    status: str = READ
    problems: list[Problem] = field(default_factory=list[Problem])
    reasons: dict[str, int] = field(default_factory=dict[str, int])
    """How many lines were set aside for which reason; together `set_aside`."""
    declaration_number: str | None = None
    """Of a 323: what a 325 without lines is about."""
    digest: str = ""
    """Hash of the content, in letters."""
    whole_answer: WholeAnswer | None = None
    """One line of this source that the import run still has to stage."""


Reader = Callable[[Source, ReadContext], ReadResult]
