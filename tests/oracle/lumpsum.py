"""The second implementation: Kader, Lumpsum, Voorschotten, Nacalculatie and Instroom (LS-1..LS-12)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.care import care_parts, resumed_by
from tests.oracle.max_inzet import round_half_away
from tests.oracle.reading import Fields
from tests.oracle.world import Row, World, partners_in

NOTHING = Fraction(0)
Cell = tuple[str, str]
"""Gemeentecode and Dienstvorm."""


def shared(total: Fraction, weights: list[Fraction]) -> list[Fraction]:
    """G-8: parts that add up to the total to the cent."""
    whole, running = sum(weights, NOTHING), NOTHING
    parts: list[Fraction] = []
    for weight in weights:
        before, running = running, running + weight
        parts.append(round_half_away(total * running / whole, 2) - round_half_away(total * before / whole, 2))
    return parts


def cells_of(world: World, year: int) -> list[Cell]:
    """Gemeente × dienstvorm with a row for Y in Lumpsumpartners or Kaderinstellingen."""
    rows = [*world.rows("Lumpsumpartners"), *world.rows("Kaderinstellingen")]
    return sorted({(row["Gemeentecode"], row["Dienstvorm"]) for row in rows if row["Jaar"] == year})


def framework_row(world: World, cell: Cell, year: int) -> Row:
    """Its row in Kaderinstellingen, empty when there is none."""
    for row in world.rows("Kaderinstellingen"):
        if (row["Gemeentecode"], row["Dienstvorm"], row["Jaar"]) == (*cell, year):
            return row
    return {}


def lines_of(world: World, lines: Iterable[Fields], cell: Cell, year: int) -> list[Fields]:
    """Lines of care months of a year in a gemeente × dienstvorm."""
    return [
        line for line in lines
        if line["begin"].year == year and line["gemeente"] == cell[0]
        and world.product(line["code"]).get("Dienstvorm") == cell[1]
    ]  # fmt: skip


# ── LS-1..LS-5: the partners ───────────────────────────────────────────────────────────────────────────────────────


def partner_rows(world: World, lines: list[Fields], cell: Cell, year: int) -> dict[str, Row]:
    """Rows of Lumpsum in a gemeente × dienstvorm, by partner."""
    last_year = lines_of(world, lines, cell, year - 1)
    members: dict[str, list[Row]] = defaultdict(list)
    for row in world.rows("Lumpsumpartners"):
        if (row["Gemeentecode"], row["Dienstvorm"], row["Jaar"]) == (*cell, year):
            members[row["Partner"] or row["AGB"]].append(row)
    found: dict[str, Row] = {}
    for partner in sorted(members):
        revenue = extra = NOTHING
        for row in members[partner]:
            if row["Omzet"] is not None:
                revenue += Fraction(row["Omzet"])
            else:
                revenue += Fraction(sum(line["netto"] for line in last_year if line["agb"] == row["AGB"]), 100)
            extra += Fraction(row["Opslag"] or 0)
        index, cut = index_and_cut(world, revenue, extra)
        found[partner] = {
            "Partner": partner,
            "Gemeentecode": cell[0],
            "Dienstvorm": cell[1],
            "Naam": world.provider_name(partner) or partner,
            "Omzet": revenue,
            "Opslag": extra,
            "Indexatie": index,
            "Taakstelling": cut,
            "Lumpsum": revenue + extra + index - cut,
            "_leden": [row["AGB"] for row in members[partner]],
        }
    return found


def index_and_cut(world: World, revenue: Fraction, extra: Fraction) -> tuple[Fraction, Fraction]:
    """LS-3 and LS-4."""
    rate = world.number("LS.Indexatie")
    index = round_half_away((revenue + extra) * rate, 2)
    ground = revenue + extra + index if world.word("LS.TaakstellingOpOpslag") == "ja" else revenue * (1 + rate)
    return index, round_half_away(ground * world.number("LS.Taakstelling"), 2)


# ── LS-6, LS-7: pgb and the elderly ────────────────────────────────────────────────────────────────────────────────


def pgb_of(world: World, cells: list[Cell], year: int, as_of: date) -> dict[Cell, Fraction | None]:
    """Per gemeente × dienstvorm; None when there is something to share and no assignment to share it by."""
    until = min(as_of, world.moment("LS.PGBPeildatum", year))
    rows = [row for row in world.pgb if row["gedateerd"] <= until]
    found: dict[Cell, Fraction | None] = dict.fromkeys(cells, NOTHING)
    for municipality, law in sorted({(row["gemeente"], row["wet"]) for row in rows}):
        own = [row for row in rows if (row["gemeente"], row["wet"]) == (municipality, law)]
        latest = [row for row in own if row["gedateerd"] == max(row["gedateerd"] for row in own)]
        # the same figure sent again replaces it (G-3)
        last: dict[str | None, int] = {}
        for row in latest:
            last[row["dienstvorm"]] = max(last.get(row["dienstvorm"], 1), row.get("ingelezen", 1))
        latest = [row for row in latest if row.get("ingelezen", 1) == last[row["dienstvorm"]]]
        served = [cell for cell in cells if cell[0] == municipality and law in laws_of(world, cell[1])]
        for row in latest:
            cell = (municipality, row["dienstvorm"])
            if cell in served:
                found[cell] = added(found[cell], row["bedrag"])
        rest = [row["bedrag"] for row in latest if row["dienstvorm"] is None]
        counts = [Fraction(assignments_of(world, cell, year, as_of)) for cell in served]
        if rest and served:
            parts = shared(sum(rest, NOTHING), counts) if sum(counts) else [None] * len(served)
            for cell, part in zip(served, parts, strict=True):
                found[cell] = added(found[cell], part)
    return found


def added(*values: Fraction | None) -> Fraction | None:
    """A sum that is missing when one of its parts is (G-9)."""
    total = NOTHING
    for value in values:
        if value is None:
            return None
        total += value
    return total


def laws_of(world: World, service_form: str) -> set[str]:
    """Law(s) of the products of a dienstvorm."""
    return {row["Wet"] for row in world.rows("Producten") if row["Dienstvorm"] == service_form}


def assignments_of(world: World, cell: Cell, year: int, as_of: date) -> int:
    """Assignments of the gemeente in that dienstvorm that stand and have a day in Y."""
    count = 0
    for item in world.standing_care(as_of).assignments:
        code = world.translated(item["agb"], item["gemeente"], item["product"])
        touches = item["begin"] <= date(year, 12, 31) and (item["einde"] is None or item["einde"] >= date(year, 1, 1))
        if item["gemeente"] == cell[0] and touches and world.product(code).get("Dienstvorm") == cell[1]:
            count += 1
    return count


def elderly(world: World, as_of: date, on: date) -> set[str]:
    """Clients of the age limit or older on a day (LS-7); by the assignment that was sent last."""
    born: dict[str, tuple[date, str, date]] = {}
    for item in world.standing_care(as_of).assignments:
        if item["geboren"] is not None:
            found = (item["gedateerd"], item["toegewezen"], item["geboren"])
            if item["bsn"] not in born or found[:2] >= born[item["bsn"]][:2]:
                born[item["bsn"]] = found
    limit = int(world.number("LS.Leeftijdsgrens"))
    return {bsn for bsn, (_, _, day) in born.items() if age_on(day, on) >= limit}


def age_on(born: date, on: date) -> int:
    """Whole years; the birthday itself counts."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def others(world: World, lines: list[Fields], cell: Cell, run: tuple[int, int], old: set[str]) -> list[Fraction]:
    """Revenue of non-partners (of Y) in a care year: of the clients that stay in, and of those that leave (LS-7)."""
    year, care_year = run
    partners = partners_in(world, *cell, year)
    excluded = framework_row(world, cell, year).get("Ouderen uitgezonderd") in {"ja", True}
    sums = [NOTHING, NOTHING]
    for line in lines_of(world, lines, cell, care_year):
        if line["agb"] not in partners:
            sums[excluded and line["bsn"] in old] += Fraction(line["netto"], 100)
    return sums


# ── LS-8, LS-9, LS-11: the framework ───────────────────────────────────────────────────────────────────────────────


@dataclass
class Framework:
    """The five tables, rows by key."""

    cells: dict[Cell, Row]
    lumpsum: dict[tuple[str, str, str], Row]
    advances: dict[tuple[str, str, str, int], Row]
    settlement: dict[tuple[str, str, str], Row]
    inflow: dict[tuple[date, str, str], Row]


def framework(world: World, year: int, as_of: date) -> Framework:
    """Every row and column of the workbook `lumpsum`, in euros."""
    lines = world.production(as_of)
    cells = cells_of(world, year)
    pgb = pgb_of(world, cells, year, as_of)
    at = world.moment("LS.LeeftijdPeildatum", year)
    old, old_now = elderly(world, as_of, at), elderly(world, as_of, at.replace(year=at.year + 1))
    found = Framework({}, {}, {}, {}, {})
    for cell in cells:
        partners = partner_rows(world, lines, cell, year)
        found.lumpsum |= {(partner, *cell): row for partner, row in partners.items()}
        kept, left = others(world, lines, cell, (year, year - 1), old)
        row = cell_row(world, cell, list(partners.values()), (kept, left), pgb[cell])
        now, _ = others(world, lines, cell, (year, year), old_now)
        row |= afterwards(row, now, framework_row(world, cell, year).get("PGB werkelijk"))
        found.cells[cell] = row
        found.settlement |= settled(world, cell, partners, row)
        this_year = lines_of(world, lines, cell, year)
        decided = framework_row(world, cell, year).get("Besluitdatum")
        for partner, of_partner in partners.items():
            paid = sum(line["netto"] for line in this_year if line["agb"] in of_partner["_leden"])
            found.advances |= quarters(
                (partner, *cell), of_partner["Lumpsum"], Fraction(paid, 100), (year, decided, as_of)
            )
    found.inflow = inflow(world, cells, year, as_of)
    found.lumpsum = dict(sorted(found.lumpsum.items()))
    return found


def cell_row(
    world: World, cell: Cell, partners: list[Row], revenue: tuple[Fraction, Fraction], pgb: Fraction | None
) -> Row:
    """A, B and C of one gemeente × dienstvorm."""
    kept, left = revenue
    rate, cut_rate = world.number("LS.Indexatie"), world.number("LS.Taakstelling")
    index = round_half_away(kept * rate, 2) if world.word("LS.IndexatieOverig") == "ja" else NOTHING
    pgb_index: Fraction | None = NOTHING
    if world.word("LS.IndexatiePGB") == "ja":
        pgb_index = None if pgb is None else round_half_away(pgb * rate, 2)
    ground: Fraction | None = kept + index
    if world.word("LS.TaakstellingPGB") == "ja":
        ground = added(ground, pgb, pgb_index)
    cut = None if ground is None else round_half_away(ground * cut_rate, 2)
    all_index = added(index, pgb_index)
    total = sum((row["Lumpsum"] for row in partners), NOTHING)
    spending = added(kept, all_index, None if cut is None else -cut, pgb)
    return {
        "Gemeentecode": cell[0],
        "Dienstvorm": cell[1],
        "Gemeente": next((row["Gemeente"] for row in world.rows("Gemeenten") if row["Gemeentecode"] == cell[0]), None),
        "Omzet partners": sum((row["Omzet"] for row in partners), NOTHING),
        "Opslag": sum((row["Opslag"] for row in partners), NOTHING),
        "Indexatie": sum((row["Indexatie"] for row in partners), NOTHING),
        "Taakstelling": sum((row["Taakstelling"] for row in partners), NOTHING),
        "Lumpsum totaal (B)": total,
        "Omzet overig": kept,
        "Ouderen uitgezonderd": left,
        "Indexatie overig": all_index,
        "Taakstelling overig": cut,
        "PGB": pgb,
        "Overige uitgaven (C)": spending,
        "Budgetplafond (A)": added(total, spending),
    }


def afterwards(row: Row, others_now: Fraction, real_pgb: Fraction | None) -> Row:
    """LS-11 per gemeente × dienstvorm; n.v.t. without PGB werkelijk."""
    pgb = None if real_pgb is None else Fraction(real_pgb)
    real = added(others_now, pgb)
    spent = added(real, row["Lumpsum totaal (B)"])
    over = None
    if spent is not None and row["Budgetplafond (A)"] is not None:
        over = max(NOTHING, spent - row["Budgetplafond (A)"])
    return {
        "Omzet overig werkelijk": others_now,
        "C werkelijk": real,
        "PGB werkelijk": pgb,
        "Overschrijding": over,
    }


def settled(world: World, cell: Cell, partners: dict[str, Row], row: Row) -> dict[tuple[str, str, str], Row]:
    """LS-11 per partner: half of what was spent too much, by share in the lumpsum (G-8)."""
    over, total = row["Overschrijding"], row["Lumpsum totaal (B)"]
    weights = [one["Lumpsum"] for one in partners.values()]
    parts: list[Fraction | None] = [None] * len(weights)
    if over is not None and total:
        parts = [*shared(round_half_away(over * world.number("LS.AandeelNacalculatie"), 2), weights)]
    found: dict[tuple[str, str, str], Row] = {}
    for (partner, one), part in zip(partners.items(), parts, strict=True):
        found[partner, *cell] = {
            "Partner": partner,
            "Gemeentecode": cell[0],
            "Dienstvorm": cell[1],
            "Lumpsum": one["Lumpsum"],
            "Aandeel": one["Lumpsum"] / total if total else None,
            "Overschrijding": over,
            "Inhouding": part,
            "Definitieve lumpsum": None if part is None else one["Lumpsum"] - part,
            "Opmerking": remark(one["Lumpsum"], part),
        }
    return found


def remark(lumpsum: Fraction, part: Fraction | None) -> str | None:
    """Why a partner is left with less than nothing."""
    if lumpsum < 0:
        return "Lumpsum is minder dan nul"
    if part is not None and part > lumpsum:
        return "Definitieve lumpsum is minder dan nul: de inhouding is groter dan de lumpsum"
    return None


# ── LS-10: advances; LS-12: inflow ─────────────────────────────────────────────────────────────────────────────────


def quarters(
    key: tuple[str, str, str], lumpsum: Fraction, paid: Fraction, when: tuple[int, date | None, date]
) -> dict[tuple[str, str, str, int], Row]:
    """Four advances, from which what was paid already is taken, the earliest first."""
    year, decided, as_of = when
    found: dict[tuple[str, str, str, int], Row] = {}
    for quarter, advance in enumerate(shared(lumpsum, [Fraction(1)] * 4), 1):
        begins = date(year, 3 * quarter - 2, 1)
        settled_now = max(NOTHING, min(advance, paid))
        payable = None if decided is None else max(begins, decided)
        found[*key, quarter] = {
            "Partner": key[0],
            "Gemeentecode": key[1],
            "Dienstvorm": key[2],
            "Kwartaal": quarter,
            "Betaalbaar op": payable,
            "Betaaldag": None if payable is None else "bereikt" if payable <= as_of else "komt nog",
            "Voorschot": advance,
            "Reeds betaald": paid,
            "Verrekend": settled_now,
            "Te betalen": advance - settled_now,
            "Nog te verrekenen": paid - settled_now,
        }
        paid -= settled_now
    return found


def inflow(world: World, cells: list[Cell], year: int, as_of: date) -> dict[tuple[date, str, str], Row]:
    """LS-12: starts by the month of their Begindatum; a sequel of a temporary stop is none."""
    parts = care_parts(world, world.standing_care(as_of))
    sequels = set(resumed_by(parts).values())
    found: dict[tuple[date, str, str], Row] = {}
    for month in range(1, 13):
        first = date(year, month, 1)
        for cell in cells if first <= as_of else ():
            counts = [0, 0]
            for part in parts:
                form = world.product(part.product).get("Dienstvorm")
                same = (part.begin.year, part.begin.month) == (year, month) and part.begin <= as_of
                if same and (part.municipality, form) == cell and part not in sequels:
                    counts[part.agb in partners_in(world, *cell, year)] += 1
            found[first, *cell] = {
                "Maand": first,
                "Gemeentecode": cell[0],
                "Dienstvorm": cell[1],
                "Bij partners": counts[1],
                "Bij anderen": counts[0],
            }
    return found
