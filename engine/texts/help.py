"""Dutch words in the help of the command line (`rekenbureau --help`)."""

import re

USAGE, OPTIONS, COMMAND = "Gebruik: ", "[OPTIES]", "OPDRACHT [OPTIES] [GEGEVENS]..."
HEADINGS = {"Arguments": "Gegevens", "Options": "Opties", "Commands": "Opdrachten"}
"""By the parser's own name for the part of the help."""

_SAID = {"Show this message and exit.": "Toon deze uitleg."}
_EXTRA = re.compile(r"(?<=  )\[[^\[\]]*\]$")
_IN_EXTRA = (
    (re.compile(r"\brequired\b"), "verplicht"),
    (re.compile(r"\bdefault: "), "zonder opgave: "),
    (re.compile(r"(\d+)<=x<=(\d+)"), r"\1 tot en met \2"),
    (re.compile(r"x>=(\d+)"), r"\1 of hoger"),
)


def explanation(text: str) -> str:
    """What the parser says of an option or argument, in Dutch: its help, and between brackets what may be filled in."""
    return _EXTRA.sub(_extra, _SAID.get(text, text))


def _extra(match: re.Match[str]) -> str:
    extra = match[0]
    for pattern, dutch in _IN_EXTRA:
        extra = pattern.sub(dutch, extra)
    return extra
