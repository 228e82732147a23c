"""Random settings, tables and choices for the small region: what no region would have together, but the rules allow."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from tests.oracle.reading import Fields
from tests.oracle.world import Row, World

YEARS = (2023, 2024, 2025)
KINDS = (None, "Regulier", "Niet-vrijblijvend", "Budgetplafond")
CHOICES: dict[str, tuple[Fraction | str, ...]] = {
    "PV.Indexatie": (Fraction(0), Fraction(3, 100)),
    "PV.Groeigrens": (Fraction(25, 100), Fraction(-20, 100)),
    "PV.GrondslagSnelleGroei": ("Basisbedrag", "NaKorting"),
    "PV.Afronding": (Fraction(2), Fraction(0)),
    "PV.WmoAlleenRegulier": ("ja", "nee"),
    "Vaststellingsdatum": ("01-03 J", "15-11 J-1"),
    "UN.SignaalGrondslag": ("Uitnutting", "Uitnutting incl. verwacht"),
    "UN.AantalOntwikkelplan": (Fraction(50), Fraction(3)),
    "LS.TaakstellingOpOpslag": ("ja", "nee"),
    "LS.IndexatieOverig": ("ja", "nee"),
    "LS.TaakstellingPGB": ("nee", "ja"),
    "LS.IndexatiePGB": ("nee", "ja"),
    "LS.Leeftijdsgrens": (Fraction(70), Fraction(40)),
    "LS.AandeelNacalculatie": (Fraction(50, 100), Fraction(333, 1000)),
    "PL.Aansluitdagen": (Fraction(30), Fraction(90)),
}


def some(rnd: Random, share: float) -> bool:
    """True so often."""
    return rnd.random() < share


def euros(rnd: Random, until: int) -> Decimal:
    """An amount with odd cents."""
    return Decimal(rnd.randint(1, until * 100)) / 100


def random_run(rnd: Random) -> tuple[int, date]:
    """A year and a peildatum in it or after it, in the years of the small region."""
    year = rnd.choice(YEARS)
    last = date(2025, 4, 30)
    as_of = date(year, 1, 1) + timedelta(days=rnd.randint(0, (last - date(year, 1, 1)).days))
    return year, rnd.choice((as_of, min(date(year, 12, 31), last), min(as_of, date(year, 12, 31))))


def random_world(world: World, rnd: Random, pgb: list[Fields], advances: list[Fields]) -> World:
    """The messages of a world with other settings, tables and choices."""
    agbs = sorted({item["agb"] for item in world.care.assignments})
    municipalities = sorted({item["gemeente"] for item in world.care.assignments})
    products = world.rows("Producten")
    tables: dict[str, list[Row]] = {
        **_ceilings(rnd, agbs, sorted({row["Zorgdomein"] for row in products if row["Zorgdomein"]})),
        **_lumpsum(rnd, agbs, municipalities, sorted({row["Dienstvorm"] for row in products if row["Dienstvorm"]})),
        "Plekkenafspraken": _places(rnd, world),
        "Producten": [_product(rnd, row) for row in products],
        "Codevertaling": _translations(rnd, [row["Productcode"] for row in products], agbs + municipalities),
    }
    chosen = {name: rnd.choice(values) for name, values in CHOICES.items()}
    changed = world.with_settings(**tables)
    changed.chosen, changed.pgb, changed.advances = chosen, pgb, advances
    return changed


def _ceilings(rnd: Random, agbs: list[str], domains: list[str]) -> dict[str, list[Row]]:
    agreements: list[Row] = []
    extra: list[Row] = []
    for year in YEARS:
        for agb in agbs:
            for domain in domains:
                key = {"AGB": agb, "Zorgdomein": domain, "Jaar": year}
                moments = rnd.sample((None, date(year, 4, 1), date(year, 9, 16)), rnd.choice((0, 0, 1, 2)))
                for begins in moments:
                    amount = Decimal(0) if some(rnd, 0.05) else euros(rnd, 90_000)
                    more = {"Soort": rnd.choice(KINDS), "Bedrag": amount, "Vanaf": begins}
                    agreements.append({**key, **more, "Spoedtoestemming": rnd.choice((None, True, False))})
                if some(rnd, 0.2):
                    amount = euros(rnd, 9_000) * rnd.choice((1, -1, -10))
                    extra += [{**key, "Bedrag": amount, "Reden": f"Reden {n}"} for n in range(rnd.choice((1, 1, 2)))]
    budgets: list[Row] = [
        {"Zorgdomein": domain, "Jaar": year, "Bedrag": euros(rnd, 400_000)}
        for domain in domains for year in YEARS if some(rnd, 0.7)
    ]  # fmt: skip
    return {"Afspraken": agreements, "Discretionair": extra, "Domeinbudgetten": budgets}


def _lumpsum(rnd: Random, agbs: list[str], municipalities: list[str], forms: list[str]) -> dict[str, list[Row]]:
    partners: list[Row] = []
    framework: list[Row] = []
    for year in YEARS:
        for municipality in municipalities:
            for form in forms:
                key = {"Gemeentecode": municipality, "Dienstvorm": form, "Jaar": year}
                for agb in agbs if some(rnd, 0.7) else ():
                    if some(rnd, 0.4):
                        filled = euros(rnd, 50_000) if some(rnd, 0.3) else None
                        more = {"Partner": rnd.choice((None, "SUMMA")), "AGB": agb, "Omzet": filled}
                        partners.append({**key, **more, "Bron": None, "Opslag": rnd.choice((None, euros(rnd, 3_000)))})
                if some(rnd, 0.7):
                    decided = date(year, 1, 1) + timedelta(days=rnd.randint(-40, 300))
                    framework.append(
                        {
                            **key,
                            "Ouderen uitgezonderd": rnd.choice((None, True, False, True)),
                            "PGB werkelijk": rnd.choice((None, euros(rnd, 90_000))),
                            "Besluitdatum": rnd.choice((None, decided, decided)),
                        }
                    )
    return {"Lumpsumpartners": partners, "Kaderinstellingen": framework}


def _places(rnd: Random, world: World) -> list[Row]:
    keys = sorted({(item["agb"], item["gemeente"], item["product"] or "54B01") for item in world.care.assignments})
    return [
        {"AGB": agb, "Gemeentecode": municipality, "Productcode": product, "Jaar": year,
         "Plekken": Decimal(rnd.randint(1, 60)) / 8, "Budget": rnd.choice((None, euros(rnd, 40_000)))}
        for agb, municipality, product in keys for year in YEARS if some(rnd, 0.3)
    ]  # fmt: skip


def _product(rnd: Random, row: Row) -> Row:
    days, months = rnd.choice(((Decimal(365), None), (None, Decimal(7)), (Decimal(91), None), (None, None)))
    price = rnd.choice((None, euros(rnd, 9_000), euros(rnd, 9_000)))
    domain = row["Zorgdomein"] if some(rnd, 0.9) else None
    more = {"Standaardduur (dagen)": days, "Standaardduur (maanden)": months, "Trajectprijs": price}
    return {**row, "Zorgdomein": domain, **more}


def _translations(rnd: Random, codes: list[str], origins: list[str]) -> list[Row]:
    """Some codes of an aanbieder, a gemeente or everybody mean another product."""
    rows: list[Row] = []
    for origin in (None, *origins):
        for code in rnd.sample(codes, rnd.choice((0, 0, 1))):
            rows.append({"Herkomst": origin, "Code": code, "Productcode": rnd.choice(codes)})
    return rows


# ── tables that go through the import ──────────────────────────────────────────────────────────────────────────────


def write_tables(folder: Path, rnd: Random, world: World) -> list[Path]:
    """A pgb.csv and a voorschotten.csv for the parties of a world."""
    municipalities = sorted({item["gemeente"] for item in world.care.assignments})
    agbs = sorted({item["agb"] for item in world.care.assignments})
    pgb, advances = ["Gemeentecode;Peildatum;Wet;Bedrag;Dienstvorm"], ["AGB;Gemeentecode;Productcode;Datum;Bedrag"]
    for year in YEARS:
        for municipality in municipalities:
            for law in ("Wmo", "Jw"):
                for moment in (f"01-01-{year}", f"15-02-{year}"):
                    form = rnd.choice(("", "", "BGI", "BGG"))
                    for each in dict.fromkeys(("", form)) if some(rnd, 0.8) else ():
                        pgb.append(f"{municipality};{moment};{law};{_dutch(euros(rnd, 80_000))};{each}")
        for agb in agbs:
            for _ in range(rnd.randint(0, 6)):
                day = date(year, 1, 1) + timedelta(days=rnd.randint(0, 364))
                where, what = rnd.choice(("", *municipalities)), rnd.choice(("", "54B01", "45A04", "02A05"))
                advances.append(f"{agb};{where};{what};{day:%d-%m-%Y};{_dutch(euros(rnd, 5_000))}")
    paths = [folder / "pgb.csv", folder / "voorschotten.csv"]
    for path, lines in zip(paths, (pgb, advances), strict=True):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return paths


def _dutch(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
