"""The second implementation: Plafondopbouw, Uitnutting, Ruimte and Domeinen (PV-1..PV-8, UN-1..UN-7)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.estimate import Key, Outlook, outlooks, reached_on
from tests.oracle.max_inzet import is_above, round_half_away
from tests.oracle.reading import Fields
from tests.oracle.world import Row, World, days_between

NOTHING = Fraction(0)
BINDING = {"Niet-vrijblijvend", "Budgetplafond"}


@dataclass
class Figures:
    """Production per aanbieder × domain as known on one day."""

    amounts: dict[tuple[str, str, int], Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    late: dict[tuple[str, str, int], Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    volumes: dict[tuple[str, str, int], dict[tuple[str, str], Fraction]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Fraction))
    )
    """Net volume by (product, unit); 01 and 04 together as hours under 04 (G-7)."""

    def amount(self, key: Key, year: int) -> Fraction:
        """Net amount in euros."""
        return self.amounts.get((*key, year), NOTHING)


def figures(world: World, lines: Iterable[Fields]) -> Figures:
    """Sums of the lines whose product has a domain."""
    found = Figures()
    for line in lines:
        domain = world.product(line["code"]).get("Zorgdomein")
        if domain is None:
            continue
        key = (line["agb"], domain, line["begin"].year)
        euros = Fraction(line["netto"], 100)
        found.amounts[key] += euros
        found.late[key] += euros if line["laat"] else 0
        if line["eenheid"] in {"01", "04"}:
            found.volumes[key][line["code"], "04"] += Fraction(line["minuten"], 60)
        else:
            found.volumes[key][line["code"], line["eenheid"]] += line["hoeveelheid"]
    return found


def keys_of(world: World, known: Figures, year: int) -> list[Key]:
    """Realisatie Y-1 or Y-2 that is not 0, or a row for Y in Afspraken or Discretionair."""
    keys = {(agb, domain) for (agb, domain, of), sum_ in known.amounts.items() if of in (year - 1, year - 2) and sum_}
    for table in ("Afspraken", "Discretionair"):
        keys |= {(row["AGB"], row["Zorgdomein"]) for row in world.rows(table) if row["Jaar"] == year}
    return sorted(keys)


# ── PV: how the amount is built up ─────────────────────────────────────────────────────────────────────────────────


def tariff_effect(world: World, known: Figures, key: Key, year: int) -> Fraction:
    """PV-2: volume of Y-1 at the tariffs of 1 January Y, against the same at those of 1 January Y-1."""
    above = below = NOTHING
    for (product, unit), volume in known.volumes.get((*key, year - 1), {}).items():
        new = world.tariff(key[0], product, unit, date(year, 1, 1))
        old = world.tariff(key[0], product, unit, date(year - 1, 1, 1))
        if new is not None and old is not None:
            above += volume * new
            below += volume * old
    return above / below if below else Fraction(1)


def agreement(world: World, key: Key, year: int, as_of: date) -> Row | None:
    """UN-1: the row with the latest Vanaf on or before the peildatum; without Vanaf it holds from 1 January."""
    rows = [row for row in world.rows("Afspraken") if (row["AGB"], row["Zorgdomein"], row["Jaar"]) == (*key, year)]
    begun = [row for row in rows if (row["Vanaf"] or date(year, 1, 1)) <= as_of]
    return max(begun, key=lambda row: row["Vanaf"] or date(year, 1, 1)) if begun else None


def kind(world: World, key: Key, year: int, as_of: date) -> str:
    """PV-7: Soort of the agreement that counts; a domain of only Wmo products is Regulier."""
    laws = {row["Wet"] for row in world.rows("Producten") if row["Zorgdomein"] == key[1]}
    agreed = agreement(world, key, year, as_of)
    if agreed is None or (world.word("PV.WmoAlleenRegulier") == "ja" and laws == {"Wmo"}):
        return "Regulier"
    return agreed["Soort"] or "Regulier"


def built_up(world: World, known: Figures, key: Key, year: int) -> Row:
    """PV-1..PV-6: one row of Plafondopbouw, without Soort."""
    before, last = known.amount(key, year - 2), known.amount(key, year - 1)
    effect = tariff_effect(world, known, key, year)
    base = round_half_away(last * effect * (1 + world.number("PV.Indexatie")), 2)
    cut = round_half_away(base * world.number("PV.Korting"), 2)
    growth = last / before - 1 if before > 0 else None
    fast = growth is not None and is_above(growth, world.number("PV.Groeigrens"))
    ground = base - cut if world.word("PV.GrondslagSnelleGroei") == "NaKorting" else base
    fast_cut = round_half_away(ground * world.number("PV.KortingSnelleGroei"), 2) if fast else NOTHING
    extra = [row for row in world.rows("Discretionair") if (row["AGB"], row["Zorgdomein"], row["Jaar"]) == (*key, year)]
    discretionary = sum((Fraction(row["Bedrag"]) for row in extra), NOTHING)
    fixed = round_half_away(base - cut - fast_cut + discretionary, int(world.number("PV.Afronding")))
    return {
        "AGB": key[0],
        "Zorgdomein": key[1],
        "Aanbieder": world.provider_name(key[0]),
        "Realisatie Y-2": before,
        "Realisatie Y-1": last,
        "Groei": growth,
        "Nieuw": "ja" if growth is None else "nee",
        "Tariefeffect": effect,
        "Basisbedrag": base,
        "Korting": cut,
        "Korting snelle groei": fast_cut,
        "Discretionair": discretionary,
        "Reden": "; ".join(row["Reden"] for row in extra) or None,
        "Vastgesteld": max(NOTHING, fixed),
        "_snel": fast,
    }


# ── UN: how it is used ─────────────────────────────────────────────────────────────────────────────────────────────


def agreed_amount(world: World, at_decision: Figures, key: Key, run: tuple[int, date]) -> Fraction:
    """UN-1: the agreement, else Vastgesteld as known on min(peildatum, Vaststellingsdatum)."""
    agreed = agreement(world, key, *run)
    return built_up(world, at_decision, key, run[0])["Vastgesteld"] if agreed is None else Fraction(agreed["Bedrag"])


def time_passed(year: int, as_of: date) -> Fraction:
    """`Tijd` (UN-2)."""
    whole = days_between(date(year, 1, 1), date(year, 12, 31))
    return min(Fraction(1), Fraction(days_between(date(year, 1, 1), as_of), whole))


def committed(world: World, assignment: Fields, year: int, as_of: date) -> Fraction:
    """UN-5: value of one assignment over the days from the day after the peildatum until the end of Y."""
    agb, code = assignment["agb"], world.translated(assignment["agb"], assignment["gemeente"], assignment["product"])
    begin, end = assignment["begin"], assignment["einde"]
    first = max(as_of + timedelta(days=1), begin)
    last = min(end or date(year, 12, 31), date(year, 12, 31))
    days = days_between(first, last)
    if days <= 0 or code is None or world.paid_otherwise(agb, assignment["gemeente"], code, year):
        return NOTHING
    if assignment["volume"] is None:
        whole = Fraction(assignment["budget"] or 0, 100)
        return round_half_away(whole * days / days_between(begin, end), 2) if end else NOTHING
    if assignment["eenheid"] == "83":
        worth = Fraction(assignment["volume"], 100)
    else:
        tariff = world.tariff(agb, code, assignment["eenheid"], first)
        if tariff is None:
            return NOTHING
        worth = assignment["volume"] * tariff
    if assignment["frequentie"] in {"1", "2", "4"}:
        periods = {"1": Fraction(days), "2": Fraction(days, 7), "4": Fraction(days * 12, 365)}
        return round_half_away(periods[assignment["frequentie"]] * worth, 2)
    return round_half_away(worth * days / days_between(begin, end), 2) if end else NOTHING


def signal(world: World, row: Row, measure: Fraction | None) -> str:
    """UN-3: the first that fits."""
    if measure is None:
        return "n.v.t."
    if not is_above(Fraction(1), measure):
        return "Plafond bereikt"
    if not is_above(world.number("UN.Signaalgrens"), measure) and is_above(measure, row["Tijd"]):
        return "Eindejaarplan opvragen" if row["Soort"] in BINDING else "Let op"
    return "Op koers"


def largest(world: World, known: Figures, year: int, keys: list[Key]) -> set[str]:
    """UN-6: the aanbieders with the highest total Realisatie Y-1 above 0, those that tie with the last included."""
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for key in keys:
        totals[key[0]] += known.amount(key, year - 1)
    count = int(world.number("UN.AantalOntwikkelplan"))
    return {
        agb for agb, total in totals.items()
        if total > 0 and sum(other > total for other in totals.values()) < count
    }  # fmt: skip


@dataclass
class Ceilings:
    """The four tables, rows by key."""

    build_up: dict[Key, Row]
    use: dict[Key, Row]
    room: dict[Key, Row]
    domains: dict[str, Row]


def ceilings(world: World, year: int, as_of: date) -> Ceilings:
    """Every row and column of the workbook `plafonds`."""
    lines = world.production(as_of)
    known = figures(world, lines)
    keys = keys_of(world, known, year)
    prognoses = outlooks(world, lines, year, as_of, set(keys))
    due: dict[Key, Fraction] = defaultdict(Fraction)
    for item in world.standing_care(as_of).assignments:
        code = world.translated(item["agb"], item["gemeente"], item["product"])
        due[item["agb"], world.product(code).get("Zorgdomein", "")] += committed(world, item, year, as_of)
    at_decision = figures(world, world.production(min(as_of, world.moment("Vaststellingsdatum", year))))
    big = largest(world, known, year, keys)
    found = Ceilings({}, {}, {}, {})
    for key in keys:
        build_up = built_up(world, known, key, year)
        build_up["Soort"] = kind(world, key, year, as_of)
        agreed = agreed_amount(world, at_decision, key, (year, as_of))
        use = used(world, known, key, (year, as_of), (agreed, prognoses[key]))
        use["Verplicht"] = due.get(key, NOTHING)
        use["Ruimte"] = use["Afspraak"] - use["Realisatie"] - use["Verwacht nog binnen"] - use["Verplicht"]
        use["Ontwikkelplan"] = "ja" if build_up["_snel"] or key[0] in big else "nee"
        found.build_up[key], found.use[key] = build_up, use
        found.room[key] = room(world, use, agreement(world, key, year, as_of))
    found.domains = domains(world, known, found, prognoses, year)
    for table in (found.build_up, found.use, found.room, found.domains):
        for position, row in enumerate(table.values(), 1):
            row["Volgorde"] = position
    return found


def used(world: World, known: Figures, key: Key, run: tuple[int, date], ahead: tuple[Fraction, Outlook]) -> Row:
    """UN-1..UN-4: one row of Uitnutting, without what hangs on the assignments and the other rows."""
    year, as_of = run
    agreed, prognosis = ahead
    real = known.amount(key, year)
    row: Row = {
        "AGB": key[0],
        "Zorgdomein": key[1],
        "Aanbieder": world.provider_name(key[0]),
        "Soort": kind(world, key, year, as_of),
        "Afspraak": agreed,
        "Realisatie": real,
        "Verwacht nog binnen": prognosis.expected,
        "Uitnutting": real / agreed if agreed else None,
        "Uitnutting incl. verwacht": (real + prognosis.expected) / agreed if agreed else None,
        "Tijd": time_passed(year, as_of),
        "Prognose jaar": prognosis.year,
        "Verwachte overschrijding": max(NOTHING, prognosis.year - agreed),
        "Plafond bereikt op": reached_on(prognosis.months, agreed, year),
        "Te laat %": known.late[*key, year] / real if real else None,
    }
    measure = row[world.word("UN.SignaalGrondslag")]
    warned = measure is not None and not is_above(world.number("UN.Meldgrens"), measure)
    row["Melding 70%"] = "ja" if row["Soort"] == "Budgetplafond" and warned else "nee"
    row["Signaal"] = signal(world, row, measure)
    row["Opmerking"] = "laag, maar veel is te laat gedeclareerd" if is_low_but_late(world, row) else None
    return row


def is_low_but_late(world: World, row: Row) -> bool:
    """UN-7; less than the margin behind the time is not low."""
    if row["Uitnutting"] is None or row["Te laat %"] is None:
        return False
    low = row["Tijd"] * (1 - world.number("UN.KrapGrens"))
    return is_above(low, row["Uitnutting"]) and is_above(row["Te laat %"], world.number("TeLaatGrens"))


def room(world: World, use: Row, agreed: Row | None) -> Row:
    """UN-5: one row of Ruimte."""
    left, limit = use["Ruimte"], use["Afspraak"] * world.number("UN.KrapGrens")
    full = not is_above(left, NOTHING)
    row = {name: use[name] for name in ("AGB", "Zorgdomein", "Aanbieder", "Soort", "Ruimte")}
    row["Teken"] = "vol" if full else "krap" if is_above(limit, left) else "ruim"
    urgent = agreed["Spoedtoestemming"] if agreed else None
    row["Spoedtoestemming"] = ("ja" if urgent else "nee") if isinstance(urgent, bool) else urgent
    return row


def domains(world: World, known: Figures, found: Ceilings, prognoses: dict[Key, Outlook], year: int) -> dict[str, Row]:
    """PV-8: one row a domain; its facts are those of all its aanbieders, also those without a row."""
    budgets = {row["Zorgdomein"]: Fraction(row["Bedrag"]) for row in world.rows("Domeinbudgetten")
               if row["Jaar"] == year}  # fmt: skip
    names = {domain for _, domain, of in known.amounts if of == year} | {key[1] for key in found.use} | set(budgets)
    rows: dict[str, Row] = {}
    for name in sorted(names):
        agreed = sum((row["Afspraak"] for key, row in found.use.items() if key[1] == name), NOTHING)
        real = sum((euros for (_, of, y), euros in known.amounts.items() if (of, y) == (name, year)), NOTHING)
        budget = budgets.get(name)
        rows[name] = {
            "Zorgdomein": name,
            "Domeinbudget": budget,
            "Afgesproken": agreed,
            "Beschikbare ruimte": None if budget is None else budget - agreed,
            "Realisatie": real,
            "Uitnutting": real / agreed if agreed else None,
            "Prognose jaar": sum((one.year for key, one in prognoses.items() if key[1] == name), NOTHING),
        }
    return rows
