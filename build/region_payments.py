"""Tables beside the messages: PGB by gemeente, and advances paid for places (data.md, `pgb` and `voorschotten`)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from build.region_agreements import places
from build.region_expected import Expected
from build.region_post import dutch, dutch_euros
from build.region_tables import MUNICIPALITIES, SERVICE_FORMS

FOLDER = "tabellen"
PGB_HEADER = "Gemeentecode;Peildatum;Wet;Bedrag;Dienstvorm"
ADVANCES_HEADER = "AGB;Gemeentecode;Productcode;Datum;Bedrag"
PGB_MOMENTS = ((1, 10, 0.94), (2, 20, 1.0), (3, 1, 1.03), (6, 15, 1.08))
"""Month, day and amount against that of 20 February; 1 March only in every third gemeente."""
WITHOUT_PRODUCT, WITHOUT_MUNICIPALITY, OF_NOTES = 1, 3, 5
"""Of every five agreements, paid without product or without gemeente (PL-4)."""
SHORT_EACH = 7
"""Of every so many agreements one is paid only in the first half of the year."""


def write_tables(folder: Path, expected: Expected) -> None:
    """`tabellen/pgb.csv` and `tabellen/voorschotten.csv` in the folder of a region."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, header, rows in (
        ("pgb.csv", PGB_HEADER, _pgb(expected)),
        ("voorschotten.csv", ADVANCES_HEADER, _advances(expected)),
    ):
        text = "".join(f"{row}\n" for row in (header, *rows))
        (target / name).write_text(text, encoding="utf-8", newline="")


def _pgb(expected: Expected) -> Iterator[str]:
    """By gemeente and moment: with a dienstvorm where the gemeente knows it, else to be split (LS-6)."""
    size = expected.size
    for year in range(size.first.year, size.messages_until.year + 1):
        for number in range(size.municipalities):
            for month, day, share in PGB_MOMENTS:
                moment = date(year, month, day)
                if moment > size.messages_until or (day == 1 and number % 3):
                    continue
                for law, form, cents in _pgb_parts(expected, number, year):
                    amount = dutch_euros(round(cents * share))
                    yield f"{MUNICIPALITIES[number][0]};{dutch(moment)};{law};{amount};{form}"


def _pgb_parts(expected: Expected, municipality: int, year: int) -> Iterator[tuple[str, str, int]]:
    """Law, dienstvorm or nothing, and cents."""
    individual, group = (expected.pgb_cents(municipality, form, year) for form in SERVICE_FORMS)
    if municipality % 2 == 0:
        yield "Wmo", "BGI", individual // 2
        yield "Wmo", "HH", group // 3
        yield "Wmo", "", individual - individual // 2 + group
    else:
        yield "Wmo", "", individual + group
    yield "Jw", "", individual * 2 + 4_711


def _advances(expected: Expected) -> Iterator[str]:
    """A payment a month for each agreement; some agreements are paid only until summer."""
    for turn, agreement in enumerate(places(expected)):
        municipality = MUNICIPALITIES[agreement.municipality][0]
        municipality = "" if turn % OF_NOTES == WITHOUT_MUNICIPALITY else municipality
        product = "" if turn % OF_NOTES == WITHOUT_PRODUCT else agreement.product.code
        cents, done = agreement.advance * 100, 0
        for month in range(1, 13 if turn % SHORT_EACH else 7):
            upto = round(cents * month / 12)
            paid, part, done = date(agreement.year, month, 2), upto - done, upto
            if paid <= expected.size.messages_until:
                yield f"{agreement.provider.agb};{municipality};{product};{dutch(paid)};{dutch_euros(part)}"
