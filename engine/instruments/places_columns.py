"""The columns of `Plekken`, `PlekkenAfrekening` and `Standaarden` (PL-2..PL-4, PL-10), each declared once.

Source: D, Pilot plekken en trajecten, 16-12-2021 (Noord-Limburg).
"""

from engine.result import Column, Kind
from engine.rules import Empty, c, lookup, p, rounded, total, when
from engine.rules.language import Expression

BANDWIDTH = "PL.Bandbreedte"
YES, NO = "ja", "nee"
KEYS = ("AGB", "Gemeentecode", "Productcode")
_UNITS = "D Uitleg plekken/zorgbezetting"
_CONTRACT = "D Contractmanagement"


def key_columns() -> tuple[Column, ...]:
    """AGB, gemeente and product of an agreement."""
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Gemeentecode", Kind.CODE, help="Gemeente waarmee de plekken zijn afgesproken.", never_empty=True),
        Column("Productcode", Kind.CODE, help="Code van het product, na Codevertaling.", never_empty=True),
    )


def order_column() -> Column:
    """The row's place by key."""
    return Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij.", never_empty=True)


def town_column() -> Column:
    """The name beside a Gemeentecode."""
    return Column("Gemeente", Kind.TEXT, help="Naam uit de instellingen, tabel Gemeenten.")


def product_column() -> Column:
    """The name beside a Productcode."""
    return Column("Product", Kind.TEXT, help="Naam uit de instellingen, tabel Producten.")


def same_agreement() -> dict[str, Expression]:
    """The row's agreement, for sums and lookups."""
    return {name: c[name] for name in KEYS}


def places_columns() -> tuple[Column, ...]:
    """Columns of `Plekken`, the extra ones that formulas need last."""
    return (
        *key_columns(),
        Column("Maand", Kind.MONTH, help="Maand waarin de zorg is geleverd.", never_empty=True),
        order_column(),
        town_column(),
        product_column(),
        Column(
            "Zorgdagen",
            Kind.COUNT,
            id="PL-2",
            source=_UNITS,
            help="Dagen in zorg in de maand, tot en met de peildatum. Elke dag telt; een cliënt telt een keer per dag.",
            total=True,
            never_empty=True,
        ),
        Column(
            "Plekken",
            Kind.NUMBER,
            c["Zorgdagen"] / c["Dagen"],
            id="PL-2",
            source=_UNITS,
            help="Gemiddeld aantal cliënten in zorg op een dag.",
        ),
        Column(
            "Plekken t/m maand",
            Kind.NUMBER,
            c["Zorgdagen t/m maand"] / c["Dagen t/m maand"],
            id="PL-2",
            source=f"{_UNITS}; D dashboard 1",
            help="Hetzelfde, gerekend vanaf 1 januari.",
        ),
        Column(
            "Voorschot",
            Kind.EURO,
            rounded(c["Voorschot jaar"] * c["Maandnummer"] / 12, 2)
            - rounded(c["Voorschot jaar"] * (c["Maandnummer"] - 1) / 12, 2),
            id="PL-4, G-8",
            source=_UNITS,
            help="Het deel van deze maand in het voorschot van het jaar. Twaalf delen tellen op tot het jaarbedrag.",
            total=True,
        ),
        *_places_steps(),
    )


def _places_steps() -> tuple[Column, ...]:
    """What the formulas of `Plekken` need, and last year's days for the dashboard."""
    return (
        Column("Dagen", Kind.COUNT, id="PL-2", help="Dagen van de maand tot en met de peildatum.", never_empty=True),
        Column("Maandnummer", Kind.COUNT, help="De hoeveelste maand van het jaar.", never_empty=True),
        Column(
            "Zorgdagen t/m maand",
            Kind.COUNT,
            total("Plekken", "Zorgdagen", same_agreement(), upto="Volgorde"),
            id="PL-2",
            source=_UNITS,
            help="Opgeteld vanaf januari.",
            never_empty=True,
        ),
        Column("Dagen t/m maand", Kind.COUNT, id="PL-2", help="Dagen vanaf 1 januari.", never_empty=True),
        Column(
            "Voorschot jaar",
            Kind.EURO,
            lookup("PlekkenAfrekening", "Voorschot", same_agreement()),
            id="PL-4",
            source=_UNITS,
            help="Het voorschot van het hele jaar.",
        ),
        Column(
            "Zorgdagen vorig jaar",
            Kind.COUNT,
            id="PL-2",
            source="D dashboard 1",
            help="Dagen in zorg in dezelfde maand van het vorige jaar, tot en met dezelfde dag.",
            total=True,
            never_empty=True,
        ),
    )


def settlement_columns(days: int) -> tuple[Column, ...]:
    """Columns of `PlekkenAfrekening` for a year of that many days."""
    return (
        *key_columns(),
        order_column(),
        town_column(),
        product_column(),
        Column(
            "Plekken afgesproken",
            Kind.NUMBER,
            id="PL-0",
            source=_CONTRACT,
            help="Uit de instellingen, tabel Plekkenafspraken.",
            total=True,
            never_empty=True,
        ),
        Column(
            "Zorgdagen",
            Kind.COUNT,
            total("Plekken", "Zorgdagen", same_agreement()),
            id="PL-2",
            source=_UNITS,
            help="Dagen in zorg van 1 januari tot en met de peildatum.",
            total=True,
            never_empty=True,
        ),
        Column(
            "Dagprijs",
            Kind.NUMBER,
            lookup("Standaarden", "Dagprijs", {"Productcode": c["Productcode"]}),
            id="PL-3",
            source=_UNITS,
            help="Trajectprijs per dag van de standaardduur, in euro's; niet afgerond.",
        ),
        Column(
            "Realisatie",
            Kind.EURO,
            c["Zorgdagen"] * c["Dagprijs"],
            id="PL-3",
            source=_UNITS,
            help="Wie langer in zorg is dan de standaard kost meer, wie korter in zorg is minder.",
            total=True,
        ),
        Column(
            "Voorschot",
            Kind.EURO,
            c["Plekken afgesproken"] * c["Dagprijs"] * days,
            id="PL-4",
            source=_UNITS,
            help=f"Afgesproken plekken over alle {days} dagen van het jaar.",
            total=True,
        ),
        *_settled(),
    )


def _settled() -> tuple[Column, ...]:
    return (
        Column(
            "Voorschot betaald",
            Kind.EURO,
            id="PL-4",
            source=_UNITS,
            help="Betalingen in dit jaar tot en met de peildatum die bij deze afspraak horen.",
            total=True,
            never_empty=True,
        ),
        Column(
            "Afrekening",
            Kind.EURO,
            c["Realisatie"] - c["Voorschot betaald"],
            id="PL-4",
            source=_UNITS,
            help="Boven nul: nog te betalen. Onder nul: te veel betaald.",
            total=True,
        ),
        Column(
            "Budget",
            Kind.EURO,
            id="PL-10",
            source=_CONTRACT,
            help="Afgesproken budget uit de instellingen, tabel Plekkenafspraken.",
            total=True,
        ),
        Column(
            "Bandbreedtebrief",
            Kind.TEXT,
            when(c["Realisatie"] > p[BANDWIDTH] * c["Budget"], YES, NO),
            id="PL-10",
            source=_CONTRACT,
            help="Of de aanbieder een bandbreedtebrief krijgt. Zonder budget: nee.",
        ),
        Column(
            "Voorbehoud",
            Kind.TEXT,
            id="PL-4",
            source=_UNITS,
            help="Gevuld zolang een betaling bij deze afspraak kan horen: de afrekening is dan voorlopig.",
        ),
    )


def standard_columns() -> tuple[Column, ...]:
    """Columns of `Standaarden`: what the settings say about a product, and what follows."""
    days, months = c["Standaardduur (dagen)"], c["Standaardduur (maanden)"]
    return (
        Column("Productcode", Kind.CODE, help="Code van het product.", never_empty=True),
        order_column(),
        product_column(),
        Column("Trajectprijs", Kind.EURO, id="PL-3", source=_UNITS, help="Prijs van een heel traject."),
        Column("Standaardduur (dagen)", Kind.NUMBER, id="PL-3", source="D Looptijden per traject", help="In dagen."),
        Column(
            "Standaardduur (maanden)", Kind.NUMBER, id="PL-3", source="D Looptijden per traject", help="In maanden."
        ),
        Column(
            "Standaard",
            Kind.NUMBER,
            when(Empty(days), months * 365 / 12, days),
            id="PL-3",
            source="D Looptijden per traject",
            help="Standaardduur van een traject in dagen; een maand telt 365 ÷ 12 dagen.",
        ),
        Column(
            "Dagprijs",
            Kind.NUMBER,
            c["Trajectprijs"] / c["Standaard"],
            id="PL-3",
            source=_UNITS,
            help="Trajectprijs per dag van de standaardduur, in euro's; niet afgerond.",
        ),
    )
