"""The second implementation: Plekken, PlekkenAfrekening, Looptijden, Uitstroom, InUitstroom, Verwijzers (PL-1..PL-8).

Days are counted one by one: for every day the set of clients in care.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.care import Part, Period, care_parts, care_periods
from tests.oracle.lumpsum import shared
from tests.oracle.max_inzet import is_above, round_half_away
from tests.oracle.world import Row, World, days_between, month_end

NOTHING = Fraction(0)
TOTAL, UNKNOWN_REFERRER = "Totaal", "Onbekend"
STAYS, ELSEWHERE, OTHER, OUT, OPEN = (
    "Verlenging", "Product bij andere zorgverlener", "Ander lopende indicatie", "Uitstroom uit zorg", "Nog onbekend",
)  # fmt: skip
REFERRERS = {
    "01": "Gemeente",
    "02": "Huisarts",
    "03": "Jeugdarts",
    "04": "Gecertificeerde instelling",
    "05": "Medisch specialist",
    "06": "Zelfverwijzer/geen verwijzer",
    "08": "Rechter, Officier van Justitie, functionaris Justitiële jeugdinrichting",
}
"""Type verwijzer of the code list of iJw and iWmo 3.2."""


def months_until(year: int, as_of: date) -> list[date]:
    """First day of each month of Y that has begun at the peildatum."""
    return [date(year, month, 1) for month in range(1, 13) if date(year, month, 1) <= as_of]


def days_of(month: date, as_of: date) -> int:
    """Days of a month up to the peildatum."""
    return days_between(month, min(month_end(month.year, month.month), as_of))


def clients_per_day(parts: Iterable[Part], year: int, as_of: date) -> dict[date, set[str]]:
    """For each day of Y up to the peildatum who is in care: a set, so a client counts once a day."""
    parts = list(parts)
    found: dict[date, set[str]] = {}
    day = date(year, 1, 1)
    while day <= min(as_of, date(year, 12, 31)):
        found[day] = {part.client for part in parts if part.begin <= day and (part.end is None or day <= part.end)}
        day += timedelta(days=1)
    return found


# ── PL-2, PL-3, PL-4, PL-10: places ────────────────────────────────────────────────────────────────────────────────

Place = tuple[str, str, str]
"""AGB, gemeente, product."""


def standard_days(product: Row) -> Fraction | None:
    """Standard duration in days; months are 365/12 days."""
    if product.get("Standaardduur (dagen)") is not None:
        return Fraction(product["Standaardduur (dagen)"])
    months = product.get("Standaardduur (maanden)")
    return None if months is None else Fraction(months) * 365 / 12


def day_price(product: Row) -> Fraction | None:
    """PL-3: unrounded."""
    standard = standard_days(product)
    price = product.get("Trajectprijs")
    return Fraction(price) / standard if standard and price is not None else None


@dataclass
class Places:
    """The tables about agreed places, rows by key."""

    months: dict[tuple[str, str, str, date], Row]
    year: dict[Place, Row]


def places(world: World, year: int, as_of: date) -> Places:
    """Rows of Plekken and PlekkenAfrekening: one a month, and one a year, for each row of Plekkenafspraken for Y."""
    parts = care_parts(world, world.standing_care(as_of))
    agreed = {
        (row["AGB"], row["Gemeentecode"], row["Productcode"]): row
        for row in world.rows("Plekkenafspraken")
        if row["Jaar"] == year
    }
    paid, provisional = payments(world, list(agreed), year, as_of)
    found = Places({}, {})
    for key in sorted(agreed):
        own = [part for part in parts if (part.agb, part.municipality, part.product) == key]
        per_day = clients_per_day(own, year, as_of)
        row = year_row(world, key, agreed[key], sum(map(len, per_day.values())), year)
        row["Voorschot betaald"] = paid[key]
        row["Afrekening"] = None if row["Realisatie"] is None else row["Realisatie"] - paid[key]
        row["Voorbehoud"] = "voorlopig: niet alle betalingen zijn geplaatst" if key in provisional else None
        found.year[key] = row
        for month, of_month in month_rows(key, row["Voorschot"], per_day, year, as_of).items():
            found.months[month] = {**of_month, "Gemeente": row["Gemeente"], "Product": row["Product"]}
    return found


def town(world: World, code: str) -> str | None:
    """The name of a gemeente."""
    return next((row["Gemeente"] for row in world.rows("Gemeenten") if row["Gemeentecode"] == code), None)


def year_row(world: World, key: Place, agreed: Row, days: int, year: int) -> Row:
    """One row of PlekkenAfrekening, without what was paid."""
    price = day_price(world.product(key[2]))
    count = None if agreed["Plekken"] is None else Fraction(agreed["Plekken"])
    budget = None if agreed["Budget"] is None else Fraction(agreed["Budget"])
    worth = None if price is None else round_half_away(days * price, 2)
    in_year = days_between(date(year, 1, 1), date(year, 12, 31))
    letter = worth is not None and budget and is_above(worth / budget, world.number("PL.Bandbreedte"))
    return {
        "AGB": key[0],
        "Gemeentecode": key[1],
        "Productcode": key[2],
        "Gemeente": town(world, key[1]),
        "Product": world.product(key[2]).get("Product"),
        "Plekken afgesproken": count,
        "Zorgdagen": days,
        "Dagprijs": price,
        "Realisatie": worth,
        "Voorschot": None if price is None or count is None else round_half_away(count * price * in_year, 2),
        "Budget": budget,
        "Bandbreedtebrief": "ja" if letter else "nee",
    }


def month_rows(
    key: Place, advance: Fraction | None, per_day: dict[date, set[str]], year: int, as_of: date
) -> dict[tuple[str, str, str, date], Row]:
    """Rows of Plekken of one agreement."""
    advances: list[Fraction | None] = [None] * 12
    if advance is not None:
        advances = [*shared(advance, [Fraction(1)] * 12)]
    found: dict[tuple[str, str, str, date], Row] = {}
    days_before = days_in_year = 0
    for month in months_until(year, as_of):
        care_days = sum(len(clients) for day, clients in per_day.items() if day.month == month.month)
        days_before += care_days
        days_in_year += days_of(month, as_of)
        found[*key, month] = {
            "AGB": key[0],
            "Gemeentecode": key[1],
            "Productcode": key[2],
            "Maand": month,
            "Dagen": days_of(month, as_of),
            "Zorgdagen": care_days,
            "Plekken": Fraction(care_days, days_of(month, as_of)),
            "Plekken t/m maand": Fraction(days_before, days_in_year),
            "Voorschot": advances[month.month - 1],
        }
    return found


def payments(world: World, agreed: list[Place], year: int, as_of: date) -> tuple[dict[Place, Fraction], set[Place]]:
    """PL-4: payments dated in Y up to the peildatum; one that names less goes to the only agreement that fits.

    And the agreements that another payment may still belong to. A payment for a lumpsum (a dienstvorm) belongs to none.
    """
    paid, open_ones = dict.fromkeys(agreed, NOTHING), set[Place]()
    for payment in world.advances:
        if payment["gedateerd"].year != year or payment["gedateerd"] > as_of:
            continue
        code = world.translated(payment["agb"], payment["gemeente"] or "", payment["product"])
        fitting = [
            key for key in agreed
            if key[0] == payment["agb"]
            and payment["gemeente"] in (None, key[1])
            and code in (None, key[2])
            and payment["dienstvorm"] in (None, world.product(key[2]).get("Dienstvorm"))
        ]  # fmt: skip
        if len(fitting) == 1:
            paid[fitting[0]] += payment["bedrag"]
        elif fitting:
            open_ones |= set(fitting)
        elif payment["dienstvorm"] is None:
            open_ones |= {key for key in agreed if key[0] == payment["agb"]}
    return paid, open_ones


# ── PL-5, PL-6: periods that ended, and what came after ────────────────────────────────────────────────────────────


def ended(periods: list[Period], first: date, last: date) -> list[Period]:
    """Periods that ended between two days."""
    return [period for period in periods if period.end is not None and first <= period.end <= last]


def span(year: int, as_of: date) -> tuple[date, date]:
    """1 January of Y up to the peildatum or the end of Y."""
    return date(year, 1, 1), min(as_of, date(year, 12, 31))


def year_earlier(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def mean(numbers: list[int]) -> Fraction | None:
    """Average, None of nothing."""
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def durations(world: World, year: int, as_of: date) -> dict[tuple[str, str], Row]:
    """Rows of Looptijden."""
    periods = care_periods(care_parts(world, world.standing_care(as_of)))
    first, last = span(year, as_of)
    now, before = ended(periods, first, last), ended(periods, year_earlier(first), year_earlier(last))
    found: dict[tuple[str, str], Row] = {}
    for key in sorted({(p.first.agb, p.first.product) for p in [*now, *before] if p.first.product}):
        lengths = [p.length for p in now if (p.first.agb, p.first.product) == key]
        found[key[0], str(key[1])] = {
            "AGB": key[0],
            "Productcode": key[1],
            "Product": world.product(key[1]).get("Product"),
            "Perioden": len(lengths),
            "Gemiddelde looptijd": mean(lengths),
            "Standaard": standard_days(world.product(key[1])),
            "Vorig jaar": mean([p.length for p in before if (p.first.agb, p.first.product) == key]),
        }
    return found


def what_follows(world: World, period: Period, parts: list[Part], as_of: date) -> str:
    """PL-6: the first that fits."""
    window = int(world.number("PL.Aansluitdagen"))
    end = period.end
    assert end is not None
    others = [part for part in parts if part.client == period.first.client and part not in period.parts]
    begun = [part for part in others if 1 <= (part.begin - end).days <= window and part.begin <= as_of]
    same = [part for part in begun if part.product == period.first.product]
    if any(part.agb == period.first.agb for part in same):
        return STAYS
    if as_of < end + timedelta(days=window):
        return OPEN
    if same:
        return ELSEWHERE
    after = end + timedelta(days=1)
    running = any(part.begin <= after and (part.end is None or after <= part.end) for part in others)
    return OTHER if running else OUT


def outflow(world: World, year: int, as_of: date) -> dict[tuple[str, str, str], Row]:
    """Rows of Uitstroom; only types that occur."""
    parts = care_parts(world, world.standing_care(as_of))
    groups: dict[tuple[str, str, str], list[Period]] = defaultdict(list)
    for period in ended(care_periods(parts), *span(year, as_of)):
        kind = what_follows(world, period, parts, as_of)
        for name in (kind, TOTAL):
            groups[period.first.agb, str(period.first.product), name].append(period)
    return {
        key: {
            "AGB": key[0],
            "Productcode": key[1],
            "Product": world.product(key[1]).get("Product"),
            "Uitstroomtype": key[2],
            "Cliënten": len({period.first.client for period in groups[key]}),
            "Gemiddelde looptijd": mean([period.length for period in groups[key]]),
        }
        for key in sorted(groups)
    }


# ── PL-7, PL-8: who comes, goes, and who sent them ─────────────────────────────────────────────────────────────────


def in_and_out(world: World, year: int, as_of: date) -> dict[tuple[str, date], Row]:
    """Rows of InUitstroom: each month up to the peildatum for each aanbieder with care in Y."""
    parts = care_parts(world, world.standing_care(as_of))
    periods = care_periods(parts)
    window = int(world.number("PL.Aansluitdagen"))
    care_days: dict[tuple[str, str], set[date]] = defaultdict(set)
    for part in parts:
        care_days[part.agb, part.client] |= part.days(as_of)
    found: dict[tuple[str, date], Row] = {}
    for agb in sorted({agb for agb, _ in care_days}):
        own = [period for period in periods if period.first.agb == agb]
        gone = [p for p in ended(own, *span(year, as_of)) if what_follows(world, p, parts, as_of) == OUT]
        new = [
            period for period in own
            if not any(
                period.first.begin - timedelta(days=n) in care_days[agb, period.first.client]
                for n in range(1, window + 1)
            )
        ]  # fmt: skip
        rows: dict[tuple[str, date], Row] = {}
        for month in months_until(year, as_of):
            in_month = (month.year, month.month)
            present = {
                client for (of, client), days in care_days.items()
                if of == agb and any((day.year, day.month) == in_month for day in days)
            }  # fmt: skip
            rows[agb, month] = {
                "AGB": agb,
                "Maand": month,
                "Instroom": len(
                    {p.first.client for p in new if p.first.begin <= as_of and _month_of(p.first.begin) == in_month}
                ),
                "Uitstroom": len({p.first.client for p in gone if p.end and _month_of(p.end) == in_month}),
                "In zorg": len(present),
            }
        if any(row["In zorg"] for row in rows.values()):
            found |= rows
    return found


def _month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def referrer(world: World, part: Part, types: dict[tuple[str, ...], str | None]) -> str:
    """PL-8: type of the last 315 to that gemeente with the ReferentieAanbieder of the assignment."""
    if part.assignment is None:
        return UNKNOWN_REFERRER
    asked = (part.assignment["wet"], part.municipality, part.agb, part.assignment["referentie"])
    if part.assignment["referentie"] is None or asked not in types:
        code = world.word("PL.VerwijzerZonder315")
    else:
        code = types[asked]
    return UNKNOWN_REFERRER if code is None else REFERRERS.get(code, code)


def referrers(world: World, year: int, as_of: date) -> dict[tuple[str, str, date], Row]:
    """Rows of Verwijzers: clients with a day in care from 1 January through that month; only types that occur."""
    care = world.standing_care(as_of)
    types = {
        (ask["wet"], ask["gemeente"], ask["agb"], ask["referentie"]): ask["verwijzer"]
        for ask in sorted(care.requests, key=lambda ask: ask["gedateerd"])
        if ask["soort"] in {"446", "444"}
    }
    groups: dict[tuple[str, str, date], set[str]] = defaultdict(set)
    for part in care_parts(world, care):
        name = referrer(world, part, types)
        days = part.days(as_of)
        for month in months_until(year, as_of):
            last = month_end(year, month.month)
            if any(date(year, 1, 1) <= day <= last for day in days):
                for shown in (name, TOTAL):
                    groups[part.agb, shown, month].add(part.client)
    return {
        key: {"AGB": key[0], "Verwijzer": key[1], "Maand": key[2], "Cliënten": len(groups[key])}
        for key in sorted(groups)
    }
