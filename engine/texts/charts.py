"""Dutch notes behind the title of a chart: which of what the title counts is drawn."""

from collections.abc import Sequence


def largest_drawn(drawn: int) -> str:
    """A chart that shows the first of many; the title counts them all."""
    return f"hier de {drawn} grootste"


def with_notes(title: str, notes: Sequence[str]) -> str:
    """The finding with its notes."""
    return f"{title} ({'; '.join(notes)})" if notes else title
