"""The rules of source B that build up a production expectation or ceiling (PV-1..PV-7), each declared once.

Source: B, Werkwijze productieverwachtingen 2021 (Midden-Holland). Euro columns round themselves to cents (G-1).
"""

from engine.result import Column, Kind
from engine.rules import EMPTY, c, largest, p, rounded, same, when
from engine.rules.language import Expression

KEYS = ("AGB", "Zorgdomein")
YES, NO = "ja", "nee"
GROWTH_LIMIT = "PV.Groeigrens"
_B = "B Werkwijze productieverwachtingen"


def key_columns() -> tuple[Column, ...]:
    """Aanbieder and domain, and the row's place."""
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Zorgdomein", Kind.TEXT, help="Groep van producten uit de instellingen.", never_empty=True),
        Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij.", never_empty=True),
        Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen, tabel Aanbieders."),
    )


def euro(
    name: str, rule: Expression | None, id: str, help: str, source: str = _B, total: bool = True, filled: bool = False
) -> Column:
    """A euro column, added up below the table unless told otherwise."""
    return Column(name, Kind.EURO, rule, id=id, source=source, help=help, total=total, never_empty=filled)


def build_up_columns() -> tuple[Column, ...]:
    """`Plafondopbouw`, and `Vaststelling` (the same, with what was known on the day of decision)."""
    return (
        *key_columns(),
        euro("Realisatie Y-2", None, "PV-1, G-4", "Netto gedeclareerd over het jaar voor het vorige.", filled=True),
        euro("Realisatie Y-1", None, "PV-1, G-4", "Netto gedeclareerd over het vorige jaar.", filled=True),
        Column(
            "Groei",
            Kind.PERCENT,
            when(c["Realisatie Y-2"] > 0, c["Realisatie Y-1"] / c["Realisatie Y-2"] - 1, EMPTY),
            id="PV-4",
            source=f"{_B}, stap 2",
            help="Groei van Y-2 naar Y-1; leeg zonder productie in Y-2.",
        ),
        Column(
            "Nieuw",
            Kind.TEXT,
            when(c["Realisatie Y-2"] > 0, NO, YES),
            id="PV-4",
            source=f"{_B}, stap 2",
            help="ja: zonder productie in Y-2, dus geen korting voor snelle groei.",
        ),
        *_amount_columns(),
        *_worth_columns(),
    )


def _amount_columns() -> tuple[Column, ...]:
    old = c["Volume tegen tarief Y-1"]
    return (
        Column(
            "Tariefeffect",
            Kind.FACTOR,
            when((old > 0) | (old < 0), c["Volume tegen tarief Y"] / old, 1),
            id="PV-2",
            source=f"{_B}, stap 1",
            help="Wat het volume van het vorige jaar kost tegen de nieuwe tarieven, als deel van de oude.",
        ),
        euro(
            "Basisbedrag",
            c["Realisatie Y-1"] * c["Tariefeffect"] * (1 + p["PV.Indexatie"]),
            "PV-2",
            "Productie van het vorige jaar tegen de tarieven van dit jaar.",
        ),
        euro("Korting", p["PV.Korting"] * c["Basisbedrag"], "PV-3", "Korting die voor iedereen geldt."),
        euro(
            "Korting snelle groei",
            when(c["Groei"] > p[GROWTH_LIMIT], _fast_growth(), 0),
            "PV-4",
            "Extra korting voor wie harder groeide dan de grens.",
        ),
        euro("Discretionair", None, "PV-5", "Bedrag erbij of eraf, uit de instellingen.", filled=True),
        Column("Reden", Kind.TEXT, id="PV-5", source=_B, help="Waarom van de berekening is afgeweken."),
        euro(
            "Vastgesteld",
            largest(
                0,
                rounded(
                    c["Basisbedrag"] - c["Korting"] - c["Korting snelle groei"] + c["Discretionair"], p["PV.Afronding"]
                ),
            ),
            "PV-6",
            "Het bedrag voor het jaar; nooit minder dan nul.",
        ),
        Column("Soort", Kind.TEXT, id="PV-7", source=_B, help="Hoe hard de afspraak is.", never_empty=True),
    )


def _fast_growth() -> Expression:
    return when(
        same(p["PV.GrondslagSnelleGroei"], "NaKorting"),
        (c["Basisbedrag"] - c["Korting"]) * p["PV.KortingSnelleGroei"],
        c["Basisbedrag"] * p["PV.KortingSnelleGroei"],
    )


def _worth_columns() -> tuple[Column, ...]:
    help = "Volume van het vorige jaar keer het tarief van 1 januari {}, over producten met beide tarieven."
    return tuple(
        Column(
            f"Volume tegen tarief {year}",
            Kind.NUMBER,
            id="PV-2",
            source=f"{_B}, stap 1",
            help=help.format(words),
            never_empty=True,
        )
        for year, words in (("Y", "van dit jaar"), ("Y-1", "van het vorige jaar"))
    )
