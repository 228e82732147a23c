"""What a case says came in (tests/cases/LEESMIJ.md) as rows of the CSV kinds of data.md, with sensible defaults."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from engine.money import excel_round
from tests.case_words import Given, bsn, dutch, municipality, number, only, provider, to_date

CsvRow = dict[str, str]

_PARTIES = {"aanbieder", "product", "gemeente", "wet", "cliënt", "cliënten", "ingelezen", "dagtekening"}
_EXTENT = {"volume", "eenheid", "frequentie"}
_CARE = {"nummer", "begin", "status"}
WORDS: dict[str, set[str]] = {
    "declaraties": _PARTIES
    | {
        "maand", "begin", "uren", "minuten", "volume", "eenheid", "per uur", "bedrag", "credit", "afgekeurd op",
        "toegekend op", "toegekend", "referentie", "toewijzing",
    },
    "toewijzingen": _PARTIES | _EXTENT
    | {"nummer", "van", "tot", "toegewezen", "budget", "geboren", "reden wijziging", "referentie"},
    "startberichten": _PARTIES | _CARE,
    "stopberichten": _PARTIES | _CARE | {"einde", "reden"},
    "zorg": _PARTIES | {"nummer", "begin", "einde", "reden", "tot", "geboren", "referentie"},
    "verzoeken": _PARTIES | {"referentie", "van", "verwijzer", "antwoord", "antwoord op"},
    "pgb": {"gemeente", "peildatum", "wet", "bedrag", "dienstvorm", "ingelezen"},
    "voorschotten": {"aanbieder", "gemeente", "product", "dienstvorm", "datum", "bedrag", "ingelezen"},
}  # fmt: skip
"""The words a row of each kind may have. `zorg` is an assignment with its start and, when it has ended, its stop."""


@dataclass
class Incoming:
    """Turns the rows of one case into CSV rows; knows the case's products (code → Wet, Productcategorie)."""

    products: Mapping[str, tuple[str, str]]
    product: str
    municipality: str
    clients: dict[str, int] = field(default_factory=dict[str, int])
    numbered: dict[str, Given] = field(default_factory=dict[str, Given])

    def rows(self, given: Given) -> Iterator[tuple[int, str, CsvRow]]:
        """Of everything given: in which import, which kind of file, and the line."""
        self._remember(given)
        for kind, words in WORDS.items():
            for place, row in enumerate(given.get(kind, []), start=1):
                only(row, words, f"{kind} {place}")
                for filed_as, line in _MAKERS[kind](self, row, place):
                    yield row.get("ingelezen", 1), filed_as, line

    def _remember(self, given: Given) -> None:
        """Starts and stops take over from the assignment with their number, stops also from the start."""
        for kind in ("startberichten", "toewijzingen"):
            for row in given.get(kind, []):
                if "nummer" in row:
                    self.numbered[str(row["nummer"])] = self.numbered.get(str(row["nummer"]), {}) | row

    def parties(self, row: Given, client: int) -> CsvRow:
        """The columns that say who and what."""
        product = row.get("product", self.product)
        law, category = self.products.get(product, ("Jw", "54"))
        return {
            "Wet": row.get("wet", law),
            "Gemeentecode": municipality(row.get("gemeente", self.municipality)),
            "AGB": provider(row.get("aanbieder", "Berk")),
            "Bsn": bsn(client),
            "Productcategorie": "" if product == "geen" else category,
            "Productcode": "" if product == "geen" else product,
        }

    def people(self, row: Given) -> list[int]:
        """`cliënt: An`, or `cliënten: 40` (the same forty in every row), or `cliënten: 41-45`; nobody named is An."""
        if "cliënten" in row:
            first, _, last = str(row["cliënten"]).partition("-")
            span = range(int(first), int(last) + 1) if last else range(1, int(first) + 1)
            names = [f"cliënt {each}" for each in span]
        else:
            names = [row.get("cliënt", "An")]
        return [self.clients.setdefault(name, len(self.clients) + 1) for name in names]

    def taken_over(self, row: Given) -> Given:
        """The row with what the assignment with its number says."""
        known = self.numbered.get(str(row.get("nummer")), {})
        kept = {name: known[name] for name in ("aanbieder", "product", "gemeente", "wet", "cliënt") if name in known}
        return kept | row


Lines = Iterator[tuple[str, CsvRow]]


def _declarations(incoming: Incoming, row: Given, place: int) -> Lines:
    for begin, end in _periods(row):
        yield from _declared(incoming, row, place, begin, end)


def _declared(incoming: Incoming, row: Given, place: int, begin: date, end: date) -> Lines:
    volume, unit = _volume(row)
    month_after_next = (end + timedelta(days=1)).replace(day=1)
    for client in incoming.people(row):
        reference = f"{row.get('referentie', place)}-{client}-{begin.month}"
        yield (
            "declaraties",
            {
                **incoming.parties(row, client),
                "DeclaratieNummer": f"D{reference}",
                "ReferentieNummer": f"R{reference}",
                "Toewijzingnummer": str(row.get("toewijzing", "")),
                "Begindatum": _text(begin),
                "Einddatum": _text(end),
                "Volume": dutch(volume),
                "Eenheid": unit,
                "Bedrag": row["bedrag"] if "bedrag" in row else dutch(_amount(row, volume, unit)),
                "DebetCredit": "C" if row.get("credit") == "ja" else "D",
                "Dagtekening": row.get("dagtekening", _text(month_after_next.replace(day=15))),
                "Afgekeurd": "ja" if "afgekeurd op" in row else "",
                "AfgekeurdOp": row.get("toegekend op", row.get("afgekeurd op", "")),
                "ToegekendBedrag": row.get("toegekend", ""),
            },
        )


def _periods(row: Given) -> Iterator[tuple[date, date]]:
    """A `begin` is that day; `maand` the whole month, or every month of `01-2021 t/m 12-2021`."""
    if "begin" in row:
        yield to_date(row["begin"]), to_date(row["begin"])
        return
    first, _, last = row["maand"].partition(" t/m ")
    month, until = to_date(f"01-{first}"), to_date(f"01-{last or first}")
    while month <= until:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        yield month, following - timedelta(days=1)
        month = following


def _volume(row: Given) -> tuple[Decimal, str]:
    """What was delivered; an amount alone is one piece."""
    if "uren" in row:
        return number(row["uren"]), "04"
    if "minuten" in row:
        return number(row["minuten"]), "01"
    return number(row.get("volume", 1)), row.get("eenheid", "84")


def _amount(row: Given, volume: Decimal, unit: str) -> Decimal:
    return excel_round(number(row["per uur"]) * volume / {"04": 1, "01": 60}[unit], 2)


def _text(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _assignments(incoming: Incoming, row: Given, place: int) -> Lines:
    sent = row.get("dagtekening", row["van"])
    for client in incoming.people(row):
        yield (
            "toewijzingen",
            {
                **incoming.parties(row, client),
                "Geboortedatum": row.get("geboren", "01-06-1990"),
                "Toewijzingnummer": str(row.get("nummer", f"{9000 + place}{client:03}")),
                "ReferentieAanbieder": row.get("referentie", ""),
                "Toewijzingsdatum": row.get("toegewezen", sent),
                "Ingangsdatum": row["van"],
                "Einddatum": row.get("tot", ""),
                "RedenWijziging": str(row.get("reden wijziging", "")),
                "Volume": str(row.get("volume", "")),
                "Eenheid": row.get("eenheid", ""),
                "Frequentie": str(row.get("frequentie", "")),
                "Budget": row.get("budget", ""),
                "Dagtekening": sent,
            },
        )


def _starts(incoming: Incoming, row: Given, _place: int) -> Lines:
    row = incoming.taken_over(row)
    for client in incoming.people(row):
        yield "startberichten", _care(incoming, row, client, sent=row.get("dagtekening", row["begin"]))


def _stops(incoming: Incoming, row: Given, _place: int) -> Lines:
    known = incoming.numbered.get(str(row.get("nummer")), {})
    row = incoming.taken_over({"begin": known.get("begin"), **row})
    for client in incoming.people(row):
        care = _care(incoming, row, client, sent=row.get("dagtekening", row["einde"]))
        yield "stopberichten", care | {"Einddatum": row["einde"], "RedenBeeindiging": str(row.get("reden", "19"))}


def _care(incoming: Incoming, row: Given, client: int, sent: str) -> CsvRow:
    return {
        **incoming.parties(row, client),
        "Toewijzingnummer": str(row.get("nummer", "")),
        "Begindatum": row["begin"],
        "StatusAanlevering": str(row.get("status", "1")),
        "Dagtekening": sent,
    }


def _episodes(incoming: Incoming, row: Given, place: int) -> Lines:
    """Care in one row: the assignment (open, or until `tot`), its start, and the stop when there is an `einde`."""
    shared = {name: row[name] for name in row if name in _PARTIES - {"cliënten", "ingelezen", "dagtekening"}}
    for client in incoming.people(row):
        one = shared | {"cliënt": next(name for name, known in incoming.clients.items() if known == client)}
        one["nummer"] = row.get("nummer", f"{8000 + place}{client:03}")
        own = {name: row[name] for name in ("tot", "geboren", "referentie") if name in row}
        yield from _assignments(incoming, one | own | {"van": row["begin"]}, place)
        yield from _starts(incoming, one | {"begin": row["begin"]}, place)
        if "einde" in row:
            ended = {name: row[name] for name in ("begin", "einde", "reden") if name in row}
            yield from _stops(incoming, one | ended, place)


def _requests(incoming: Incoming, row: Given, _place: int) -> Lines:
    for client in incoming.people(row):
        yield (
            "verzoeken",
            {
                **incoming.parties(row, client),
                "ReferentieAanbieder": row["referentie"],
                "Ingangsdatum": row.get("van", row["dagtekening"]),
                "VerwijzerType": str(row.get("verwijzer", "02")),
                "Dagtekening": row["dagtekening"],
                "AntwoordDatum": row.get("antwoord op", ""),
                "Antwoord": str(row.get("antwoord", "")),
            },
        )


def _pgb(incoming: Incoming, row: Given, _place: int) -> Lines:
    yield (
        "pgb",
        {
            "Gemeentecode": municipality(row.get("gemeente", incoming.municipality)),
            "Peildatum": row["peildatum"],
            "Wet": row.get("wet", "Wmo"),
            "Bedrag": row["bedrag"],
            "Dienstvorm": row.get("dienstvorm", ""),
        },
    )


def _advances(_incoming: Incoming, row: Given, _place: int) -> Lines:
    yield (
        "voorschotten",
        {
            "AGB": provider(row.get("aanbieder", "Berk")),
            "Gemeentecode": municipality(row.get("gemeente", "")),
            "Productcode": row.get("product", ""),
            "Dienstvorm": row.get("dienstvorm", ""),
            "Datum": row["datum"],
            "Bedrag": row["bedrag"],
        },
    )


_MAKERS: dict[str, Callable[[Incoming, Given, int], Lines]] = {
    "declaraties": _declarations,
    "toewijzingen": _assignments,
    "startberichten": _starts,
    "stopberichten": _stops,
    "zorg": _episodes,
    "verzoeken": _requests,
    "pgb": _pgb,
    "voorschotten": _advances,
}
