"""The second implementation: care periods (PL-1), with temporary stops, and the days a client was in care."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.reading import Fields
from tests.oracle.reading_care import Care, delivery_key
from tests.oracle.world import World, days_between

TEMPORARY = "20"


@dataclass(frozen=True, eq=False)
class Part:
    """Care from one 305: until its 307, else the assignment's end, else open (`end` None). Not cut at the peildatum."""

    client: str
    agb: str
    municipality: str
    product: str | None
    begin: date
    end: date | None
    reason: str | None
    about: tuple[object, ...]
    """Client, aanbieder and assignment (or product): what a temporary stop and its sequel have in common."""
    assignment: Fields | None = None

    def days(self, as_of: date) -> set[date]:
        """Days in care up to the peildatum."""
        last = min(self.end or as_of, as_of)
        return {self.begin + timedelta(days=n) for n in range(days_between(self.begin, last))}


@dataclass(frozen=True)
class Period:
    """One or more parts that a temporary stop divided (choices.md): one period, of which pauses are no days."""

    parts: tuple[Part, ...]

    @property
    def first(self) -> Part:
        """Where it began: client, aanbieder and product are those of it."""
        return self.parts[0]

    @property
    def end(self) -> date | None:
        """When it ended, None when it runs on."""
        return self.parts[-1].end

    @property
    def length(self) -> int:
        """Days of all parts together; only of a period that ended."""
        return sum(days_between(part.begin, part.end) for part in self.parts if part.end is not None)


def care_parts(world: World, care: Care) -> list[Part]:
    """A part for each 305 that stands, also without a 301; `care` is what stands on the peildatum.

    An assignment that was taken back does not exist, nor does care under it (PL-1).
    """
    stops = {delivery_key(stop): stop for stop in care.stops}
    assigned = {(item["wet"], item["gemeente"], item["nummer"]): item for item in care.assignments}
    parts: list[Part] = []
    for start in care.starts:
        number = (start["wet"], start["gemeente"], start["nummer"])
        if number in care.deleted:
            continue
        stop, assignment = stops.get(delivery_key(start)), assigned.get(number)
        code = start["product"] or (assignment["product"] if assignment else None)
        ended = stop["einde"] if stop else assignment["einde"] if assignment else None
        parts.append(
            Part(
                client=start["bsn"],
                agb=start["agb"],
                municipality=start["gemeente"],
                product=world.translated(start["agb"], start["gemeente"], code),
                begin=start["begin"],
                end=ended,
                reason=stop["reden"] if stop else None,
                about=delivery_key(start)[:-1],
                assignment=assignment,
            )
        )
    return parts


def resumed_by(parts: list[Part]) -> dict[Part, Part]:
    """Each part with a temporary stop → the first later part of the same client, aanbieder and assignment."""
    same: dict[tuple[object, ...], list[Part]] = defaultdict(list)
    for part in parts:
        same[part.about].append(part)
    found: dict[Part, Part] = {}
    for part in parts:
        if part.reason == TEMPORARY and part.end is not None:
            later = [other for other in same[part.about] if other.begin > part.end]
            if later:
                found[part] = min(later, key=lambda other: other.begin)
    return found


def care_periods(parts: list[Part]) -> list[Period]:
    """Parts that follow each other after a temporary stop, taken together."""
    following = resumed_by(parts)
    sequels = set(following.values())
    periods: list[Period] = []
    for part in parts:
        if part in sequels:
            continue
        chain = [part]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        periods.append(Period(tuple(chain)))
    return periods
