"""The second implementation, part 2: G-1..G-7 and MI-1..MI-10 with plain loops and exact fractions.

Written from rules.md, to be followed by a controller with the rules beside it; shares no code with the engine.
Settings are the rows of instellingen.xlsx: dicts by Dutch table and header.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Line = dict[str, Any]


@dataclass
class Book:
    """All that is known: declaration lines, rejections and settings; with the choices of rules.md section 8."""

    lines: list[Line]
    rejections: list[Line]
    settings: dict[str, list[Row]]
    grondslag: str = "Uren"
    relevante_daling: Fraction = Fraction(5, 100)
    te_laat_grens: Fraction = Fraction(5, 100)
    reported: dict[tuple[str, str], Row] = field(default_factory=dict)
    """Rows of the closed previous year (MI-8), when there is one."""


def round_half_away(value: Fraction, digits: int) -> Fraction:
    """ROUND as Excel does (G-1)."""
    scaled = abs(value) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def is_above(value: Fraction, limit: Fraction) -> bool:
    """G-1: a comparison with a limit tests ROUND(x − limit, 9)."""
    return round_half_away(value - limit, 9) > 0


# ── G-4, G-5, G-7: which lines exist at the peildatum, and what each counts for ────────────────────────────────────


def counting_lines(book: Book, as_of: date) -> list[Line]:
    """Lines dated on or before the peildatum that were not rejected on or before it (G-3, G-4)."""
    rejected = {_answered_key(answer) for answer in book.rejections if answer["gedateerd"] <= as_of}
    return [line for line in book.lines if line["gedateerd"] <= as_of and _answered_key(line) not in rejected]


def _answered_key(line: Line) -> tuple[object, ...]:
    """A 325 repeats the prestatie it rejects: same parties, declaration, reference, product and begin."""
    names = ("wet", "gemeente", "agb", "declaratie", "referentie", "product", "begin")
    return tuple(line[name] for name in names)


def sign(line: Line) -> int:
    """Debit adds, credit subtracts (G-4)."""
    return 1 if line["debet"] else -1


def minutes(line: Line) -> int:
    """Signed minutes: unit 01 is minutes, 04 hours; another unit is no time (G-7)."""
    per_unit = {"01": 1, "04": 60}.get(str(line["eenheid"]), 0)
    return sign(line) * line["volume"] * per_unit


def is_late(line: Line) -> bool:
    """Dated after the last day of the month that follows the care month (MI-10)."""
    begin = line["begin"]
    first_day_late = date(begin.year + (begin.month + 1) // 12, (begin.month + 1) % 12 + 1, 1)
    return line["gedateerd"] >= first_day_late


# ── MI-1, MI-5, MI-10: sums per aanbieder × product ────────────────────────────────────────────────────────────────


@dataclass
class Sums:
    """Production of one aanbieder × product in one period."""

    clients: int = 0
    minutes: int = 0
    cents: int = 0
    late_cents: int = 0
    tariff_minutes: int = 0
    tariff_total: Fraction = Fraction(0)

    @property
    def hours(self) -> Fraction:
        """Minutes are summed before dividing by 60 (G-1)."""
        return Fraction(self.minutes, 60)

    @property
    def amount(self) -> Fraction:
        """Net amount in euros."""
        return Fraction(self.cents, 100)

    @property
    def average(self) -> Fraction | None:
        """MI-2."""
        return self.hours / self.clients if self.clients else None

    @property
    def tariff(self) -> Fraction | None:
        """MI-5: contract tariff per hour, averaged over net hours; None when no tariff is known."""
        return self.tariff_total / self.tariff_minutes if self.tariff_minutes else None


def sums_of_period(book: Book, as_of: date, year: int, months: range) -> dict[tuple[str, str], Sums]:
    """Sums by (AGB, productcode) over the care months; only rows with a client."""
    sums: dict[tuple[str, str], Sums] = defaultdict(Sums)
    volumes: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    tariffs = _tariffs_by_product(book)
    for line in counting_lines(book, as_of):
        begin = line["begin"]
        if begin.year != year or begin.month not in months:
            continue
        key = (str(line["agb"]), str(line["product"]))
        row = sums[key]
        row.minutes += minutes(line)
        row.cents += sign(line) * line["centen"]
        row.late_cents += sign(line) * line["centen"] if is_late(line) else 0
        volumes[key][str(line["bsn"]), str(line["eenheid"])] += sign(line) * line["volume"]
        hourly = _hourly_tariff(tariffs, key, begin) if minutes(line) else None
        if hourly is not None:
            row.tariff_minutes += minutes(line)
            row.tariff_total += minutes(line) * hourly
    for key, by_client in volumes.items():
        sums[key].clients = len({bsn for (bsn, _), volume in by_client.items() if volume > 0})  # G-6
    return {key: row for key, row in sums.items() if row.clients}


def _tariffs_by_product(book: Book) -> dict[str, list[Row]]:
    by_product: dict[str, list[Row]] = defaultdict(list)
    for row in book.settings["Tarieven"]:
        by_product[str(row["Productcode"])].append(row)
    return by_product


def _hourly_tariff(tariffs: dict[str, list[Row]], key: tuple[str, str], on: date) -> Fraction | None:
    """The aanbieder's own tariff on that day, else the general one; per minute × 60 (G-7)."""
    agb, product = key
    for wanted in (agb, None):
        for row in tariffs[product]:
            valid = row["Vanaf"] <= on and (row["Tot"] is None or on <= row["Tot"])
            if row["AGB"] == wanted and valid and row["Eenheid"] in {"01", "04"}:
                return Fraction(row["Tarief"]) * (60 if row["Eenheid"] == "01" else 1)
    return None


# ── MI-3: norm and raise ───────────────────────────────────────────────────────────────────────────────────────────


def norm_row(book: Book, product: str, year: int) -> Row | None:
    """The norm of a product in a year, if there is one."""
    for row in book.settings["Normen"]:
        if row["Productcode"] == product and row["Jaar"] == year:
            return row
    return None


def granted_hours(book: Book, key: tuple[str, str], year: int, as_of: date) -> Fraction:
    """Of the granted rows the one decided last, on or before the peildatum; 0 when there is none (G-9)."""
    latest, hours = None, Fraction(0)
    for row in book.settings["Ophogingen"]:
        if (row["AGB"], row["Productcode"], row["Jaar"]) != (*key, year) or row["Toegekend (uren)"] is None:
            continue
        decided = row["Besluitdatum"]
        if decided is not None and decided <= as_of and (latest is None or decided > latest):
            latest, hours = decided, Fraction(row["Toegekend (uren)"])
    return hours


# ── MI-2..MI-6: one row of one period ──────────────────────────────────────────────────────────────────────────────


def price_and_claim(book: Book, key: tuple[str, str], year: int, as_of: date, sums: Sums) -> Row:
    """Norm, price and what was spent above it, for a full calendar year."""
    norm = norm_row(book, key[1], year)
    if norm is None:
        return {}
    hours, raised = Fraction(norm["Norm (uren)"]), granted_hours(book, key, year, as_of)
    allowed = hours + raised
    tariff = sums.tariff
    if tariff is None and sums.minutes:
        tariff = sums.amount / sums.hours
    tariff = None if tariff is None else round_half_away(tariff, 2)
    if norm["Maximale totaalprijs"] is not None:
        maximum = round_half_away(Fraction(norm["Maximale totaalprijs"]) * allowed / hours, 2)
    else:
        maximum = None if tariff is None else round_half_away(allowed * tariff, 2)
    above = None if maximum is None else round_half_away(max(Fraction(0), sums.amount - sums.clients * maximum), 2)
    claimed = above
    if above is not None and book.grondslag == "Uren" and not is_above(sums.hours / sums.clients, allowed):
        claimed = Fraction(0)
    return {
        "Norm": hours,
        "Ophoging": raised,
        "Norm incl. ophoging": allowed,
        "Tarief": tariff,
        "Maximale totaalprijs": maximum,
        "Gemiddelde totaalprijs": round_half_away(sums.amount / sums.clients, 2),
        "Boven maximale prijs": above,
        "Overschrijdingsbedrag": claimed,
    }


def expected_rows(book: Book, year: int, as_of: date, half_year: bool = False) -> dict[tuple[str, str], Row]:
    """The rows of `MaxInzet` by (AGB, productcode), with every column of product.md; `Opmerking` is a set of marks."""
    months = range(1, 7) if half_year else range(1, 13)
    now = sums_of_period(book, as_of, year, months)
    before = sums_of_period(book, as_of, year - 1, months)
    seasons = season_factors(book, as_of, year) if half_year else {}
    names = {row["AGB"]: row["Aanbieder"] for row in book.settings["Aanbieders"]}
    products = {row["Productcode"]: row["Product"] for row in book.settings["Producten"]}
    rows: dict[tuple[str, str], Row] = {}
    for key in sorted(now):
        if norm_row(book, key[1], year) is None:
            continue
        row: Row = {
            "AGB": key[0],
            "Productcode": key[1],
            "Aanbieder": names.get(key[0]),
            "Product": products.get(key[1]),
        }
        sums = now[key]
        row |= {"Cliënten": sums.clients, "Uren": sums.hours, "Bedrag": sums.amount, "Gemiddelde inzet": sums.average}
        row |= price_and_claim(book, key, year, as_of, sums)
        row |= outlook(row, seasons.get(key[1]), half_year)
        row |= last_year(book, key, year, as_of, before.get(key), half_year)
        previous = row["Vorig jaar (nu)"]
        row["Beweging"] = sums.average / previous - 1 if previous else None
        row["Te laat %"] = Fraction(sums.late_cents, sums.cents) if sums.cents else None
        if half_year:
            row["Boven maximale prijs"] = row["Overschrijdingsbedrag"] = None
        row["Status"] = status(book, row, half_year)
        row["Opmerking"] = marks(book, row, sums, (year, as_of), half_year)
        rows[key] = row
    for position, row in enumerate(rows.values(), 1):
        row["Volgorde"] = position
    return rows


# ── MI-7: half year ────────────────────────────────────────────────────────────────────────────────────────────────


def season_factors(book: Book, as_of: date, year: int) -> dict[str, Fraction]:
    """Region average of the full previous year / that of its first half, per product, both as known now."""
    full, half = (
        sums_of_period(book, as_of, year - 1, range(1, 13)), sums_of_period(book, as_of, year - 1, range(1, 7)),
    )  # fmt: skip
    factors: dict[str, Fraction] = {}
    for product in {code for _, code in full}:
        averages = []
        for rows in (full, half):
            hours = sum((sums.hours for (_, code), sums in rows.items() if code == product), Fraction(0))
            clients = sum(sums.clients for (_, code), sums in rows.items() if code == product)
            averages.append(hours / clients if clients else None)
        if averages[0] is not None and averages[1]:
            factors[product] = averages[0] / averages[1]
    return factors


def outlook(row: Row, season: Fraction | None, half_year: bool) -> Row:
    """MI-4 and MI-7: a half year is tested by its prognosis, a year by its average."""
    prognosis = row["Gemiddelde inzet"] * season if half_year and season is not None else None
    tested = prognosis if half_year else row["Gemiddelde inzet"]
    allowed = row["Norm incl. ophoging"]
    excess = None if tested is None else max(Fraction(0), tested - allowed)
    return {
        "Seizoensfactor": season if half_year else None,
        "Prognose jaar": prognosis,
        "Overschrijding": excess,
        "Overschrijding %": None if excess is None else excess / allowed,
    }


# ── MI-8, MI-9, MI-10: last year, status, marks ────────────────────────────────────────────────────────────────────


def last_year(
    book: Book, key: tuple[str, str], year: int, as_of: date, before: Sums | None, half_year: bool
) -> Row:  # fmt: skip
    """The same months of the previous year as known now, and as reported in the closed period."""
    reported = book.reported.get(key, {})
    claim = price_and_claim(book, key, year - 1, as_of, before) if before and not half_year else {}
    return {
        "Vorig jaar (nu)": before.average if before else None,
        "Vorig jaar (gemeld)": reported.get("Gemiddelde inzet"),
        "Overschrijdingsbedrag vorig jaar (nu)": claim.get("Overschrijdingsbedrag"),
        "Overschrijdingsbedrag vorig jaar (gemeld)": reported.get("Overschrijdingsbedrag"),
    }


def status(book: Book, row: Row, half_year: bool) -> str:
    """MI-9: the first that fits."""
    average, norm, allowed = row["Gemiddelde inzet"], row["Norm"], row["Norm incl. ophoging"]
    if half_year:
        if row["Prognose jaar"] is None:
            return "n.v.t."
        return "Verwachte overschrijding" if is_above(row["Prognose jaar"], allowed) else "Op koers"
    if average is None:
        return "n.v.t."
    movement = row["Beweging"]
    falling = movement is not None and not is_above(movement, -book.relevante_daling)
    if row["Overschrijdingsbedrag"] and not falling:
        return "Overschrijding, terugvordering mogelijk"
    if not is_above(average, norm):
        return "Binnen norm"
    return "Overschrijding" if is_above(average, allowed) else "Binnen norm met ophoging"


def marks(book: Book, row: Row, sums: Sums, run: tuple[int, date], half_year: bool) -> set[str]:
    """MI-5, MI-7, MI-8, MI-10: what a reader must know about the row."""
    year, as_of = run
    found: set[str] = set()
    if sums.tariff is None and row["Tarief"] is not None:
        found.add("afgeleid")
    if half_year and row["Prognose jaar"] is not None:
        found.add("verwacht")
    if as_of < (date(year, 9, 1) if half_year else date(year + 1, 3, 1)):
        found.add("voorlopig")
    if row["Te laat %"] is not None and is_above(row["Te laat %"], book.te_laat_grens):
        found.add("beeld onvolledig")
    return found
