"""The columns of `MaxInzet` (MI-1..MI-10), each declared once: value, formula and sentence follow from the rule.

Source: A, Werkinstructie Max gemiddelde inzet versie 2, januari 2024 (Regionaal Bureau Lekstroom).
"""

from engine.result import Column, Kind
from engine.rules import Always, Computed, Empty, c, largest, lookup, marks, p, same, total, when
from engine.rules.language import Condition, Expression, Lookup
from engine.run import Period
from engine.texts import max_average as texts

EXCESS_BASIS = "MI.GrondslagOverschrijding"
RELEVANT_DROP = "MI.RelevanteDaling"
LATE_LIMIT = "TeLaatGrens"

NOT_APPLICABLE = "n.v.t."
EXPECTED_EXCESS = "Verwachte overschrijding"
ON_COURSE = "Op koers"
RECOVERABLE = "Overschrijding, terugvordering mogelijk"
WITHIN = "Binnen norm"
WITHIN_RAISED = "Binnen norm met ophoging"
EXCESS = "Overschrijding"
ABOVE_NORM = (RECOVERABLE, EXCESS, EXPECTED_EXCESS)

DERIVED, EXPECTED, PROVISIONAL, INCOMPLETE = "afgeleid", "verwacht", "voorlopig", "beeld onvolledig"

KEYS = ("AGB", "Productcode")


def norm_of(column: str) -> Lookup:
    """A cell of table `Normen` for the row's product."""
    return lookup("Normen", column, {"Productcode": c["Productcode"]})


def columns(period: Period, provisional: bool) -> tuple[Column, ...]:
    """All columns of `MaxInzet` for a period: only a calendar year is tested against the norm (MI-7).

    `provisional`: before the reporting moment (MI-8), so that every row is marked.
    """
    year = period.is_full_year
    return (
        *_counted(),
        *_against_norm(year),
        *_prices(year),
        *_prognosis(year),
        *_previous_year(year),
        *_judged(year, provisional),
    )


def _counted() -> tuple[Column, ...]:
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Productcode", Kind.CODE, help="Code van het product, na Codevertaling.", never_empty=True),
        Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij op AGB en productcode.", never_empty=True),
        Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen, tabel Aanbieders."),
        Column("Product", Kind.TEXT, help="Naam uit de instellingen, tabel Producten."),
        Column(
            "Cliënten",
            Kind.COUNT,
            id="MI-1, G-6",
            source="A §3.1",
            help=texts.CLIENTS_HELP,
            total=True,
            never_empty=True,
        ),
        Column(
            "Uren",
            Kind.HOURS,
            id="MI-1, G-7",
            source="A §3.1",
            help="Netto gedeclareerde uren; minuten gedeeld door 60. Andere eenheden tellen hier niet mee.",
            total=True,
            never_empty=True,
        ),
        Column(
            "Bedrag",
            Kind.EURO,
            id="MI-1, G-4",
            source="A §3.1",
            help="Netto gedeclareerd bedrag: debet min credit, zonder afgekeurde regels.",
            total=True,
            never_empty=True,
        ),
        Column(
            "Gemiddelde inzet",
            Kind.HOURS,
            c["Uren"] / c["Cliënten"],
            id="MI-2",
            source="A §3.1",
            help="Uren per cliënt.",
        ),
    )


def _against_norm(year: bool) -> tuple[Column, ...]:
    tested = c["Gemiddelde inzet"] if year else c["Prognose jaar"]
    expected = (
        "" if year else " Verwacht: de norm geldt per jaar, daarom wordt de prognose vergeleken, nooit het halfjaar."
    )
    return (
        Column(
            "Norm",
            Kind.HOURS,
            norm_of("Norm (uren)"),
            id="MI-3",
            source="A §3, tabel",
            help="Hoogste gemiddelde inzet per cliënt in het kalenderjaar, in uren.",
        ),
        Column(
            "Ophoging",
            Kind.HOURS,
            id="MI-3",
            source="A §4",
            help="Toegekende extra uren per cliënt: het laatste besluit op of voor de peildatum; 0 zonder besluit.",
            never_empty=True,
        ),
        Column(
            "Norm incl. ophoging",
            Kind.HOURS,
            c["Norm"] + c["Ophoging"],
            id="MI-3",
            source="A §4",
            help="De norm die voor deze aanbieder geldt, in uren.",
        ),
        Column(
            "Overschrijding",
            Kind.HOURS,
            largest(0, tested - c["Norm incl. ophoging"]),
            id="MI-4" if year else "MI-4, MI-7",
            source="A §3.4",
            help=f"Uren per cliënt boven de norm.{expected}",
        ),
        Column(
            "Overschrijding %",
            Kind.PERCENT,
            c["Overschrijding"] / c["Norm incl. ophoging"],
            id="MI-4",
            source="A §3.4",
            help=f"Deel boven de norm.{expected}",
        ),
    )


def _prices(year: bool) -> tuple[Column, ...]:
    return (
        Column(
            "Tarief",
            Kind.EURO,
            c["Bedrag"] / c["Uren"],
            id="MI-5",
            source="A art. 8.1",
            help="Contracttarief per uur, gemiddeld over de netto uren, elke regel op het tarief van zijn begindatum. "
            "Afgeleid (Bedrag ÷ Uren) als er geen tarief bekend is.",
            fact_first=True,
        ),
        Column(
            "Maximale totaalprijs",
            Kind.EURO,
            when(
                Empty(norm_of("Maximale totaalprijs")),
                c["Norm incl. ophoging"] * c["Tarief"],
                norm_of("Maximale totaalprijs") * c["Norm incl. ophoging"] / c["Norm"],
            ),
            id="MI-5",
            source="A art. 8.1",
            help="Hoogste gemiddelde prijs per cliënt. Is in de instellingen een bedrag vastgesteld, dan geldt dat, "
            "verhoogd naar de norm met ophoging.",
        ),
        Column(
            "Gemiddelde totaalprijs",
            Kind.EURO,
            c["Bedrag"] / c["Cliënten"],
            id="MI-5",
            source="A art. 8.1",
            help="Bedrag per cliënt.",
        ),
        _yearly(
            "Boven maximale prijs",
            largest(0, c["Bedrag"] - c["Cliënten"] * c["Maximale totaalprijs"]),
            "Bedrag boven het aantal cliënten keer de maximale totaalprijs.",
            year,
        ),
        _yearly(
            "Overschrijdingsbedrag",
            when(_claimable(), c["Boven maximale prijs"], 0),
            "Bedrag dat voor terugvordering in aanmerking komt. Met Uren als grondslag alleen als ook de gemiddelde "
            "inzet boven de norm met ophoging ligt.",
            year,
        ),
    )


def _claimable() -> Condition:
    """Claimed on price alone, or when the hours exceed too (MI-6); an unknown price stays empty (G-9)."""
    on_price = same(p[EXCESS_BASIS], "Prijs")
    return on_price | (c["Gemiddelde inzet"] > c["Norm incl. ophoging"]) | Empty(c["Boven maximale prijs"])


def _yearly(name: str, rule: Expression, help: str, year: bool) -> Column:
    """A column that exists for a calendar year only, and is empty for H1 (MI-6)."""
    note = "" if year else " Leeg: dit geldt alleen voor een heel kalenderjaar."
    return Column(name, Kind.EURO, rule if year else None, "MI-6", "A art. 8.1, §3.5", help + note, total=True)


def _prognosis(year: bool) -> tuple[Column, ...]:
    note = " Leeg: dit geldt alleen voor een deel van het jaar." if year else ""
    return (
        Column(
            "Seizoensfactor",
            Kind.FACTOR,
            id="MI-7",
            source="A §3.3",
            help="Regiogemiddelde van het hele vorige jaar gedeeld door dat van dezelfde maanden van het vorige jaar, "
            f"zoals nu bekend.{note}",
        ),
        Column(
            "Prognose jaar",
            Kind.HOURS,
            None if year else c["Gemiddelde inzet"] * c["Seizoensfactor"],
            id="MI-7",
            source="A §3.3",
            help=f"Verwachte gemiddelde inzet over het hele jaar.{note}",
        ),
    )


def _previous_year(year: bool) -> tuple[Column, ...]:
    base = "het vorige jaar" if year else "dezelfde maanden van het vorige jaar"
    empty = "" if year else " Leeg: dit geldt alleen voor een heel kalenderjaar."
    return (
        Column(
            "Vorig jaar (nu)",
            Kind.HOURS,
            id="MI-8",
            source="A §3.3",
            help=f"Gemiddelde inzet van {base}, met alle declaraties die nu bekend zijn. Dit is de basis van Beweging.",
        ),
        Column(
            "Vorig jaar (gemeld)",
            Kind.HOURS,
            id="MI-8, CL-1",
            source="A §3.3",
            help=f"Gemiddelde inzet van {base} zoals gemeld bij het afsluiten; leeg als die niet is afgesloten.",
        ),
        Column(
            "Overschrijdingsbedrag vorig jaar (nu)",
            Kind.EURO,
            id="MI-8",
            source="A §3.3",
            help=f"Overschrijdingsbedrag van het vorige jaar, zoals nu bekend.{empty}",
            total=True,
        ),
        Column(
            "Overschrijdingsbedrag vorig jaar (gemeld)",
            Kind.EURO,
            id="MI-8, CL-1",
            source="A §3.3",
            help=f"Overschrijdingsbedrag van het vorige jaar zoals bij het afsluiten gemeld.{empty}",
            total=True,
        ),
        Column(
            "Beweging",
            Kind.PERCENT,
            c["Gemiddelde inzet"] / c["Vorig jaar (nu)"] - 1,
            id="MI-9",
            source="A §3.5",
            help=f"Verandering van de gemiddelde inzet ten opzichte van {base}; min is lager.",
        ),
    )


def _judged(year: bool, provisional: bool) -> tuple[Column, ...]:
    return (
        Column(
            "Te laat %",
            Kind.PERCENT,
            id="MI-10",
            source="A §3.2",
            help="Deel van het netto bedrag dat is gedeclareerd na de laatste dag van de maand na de zorgmaand.",
        ),
        Column(
            "Status",
            Kind.STATUS,
            _status_year() if year else _status_half_year(),
            id="MI-9",
            source="A §3.4, §3.5",
            help="Het oordeel over de rij; de eerste die past.",
        ),
        Column(
            "Opmerking", Kind.TEXT, _remarks(year, provisional), id="MI-10", source="A §3.2", help="Waarop te letten."
        ),
    )


def _status_year() -> Expression:
    relevant_drop = c["Beweging"] <= -p[RELEVANT_DROP]
    average = c["Gemiddelde inzet"]
    return when(
        Empty(c["Gemiddelde inzet"]),
        NOT_APPLICABLE,
        when(
            (c["Overschrijdingsbedrag"] > 0) & ~relevant_drop,
            RECOVERABLE,
            when(
                average <= c["Norm"],
                WITHIN,
                when(average <= c["Norm incl. ophoging"], WITHIN_RAISED, EXCESS),
            ),
        ),
    )


def _status_half_year() -> Expression:
    return when(
        Empty(c["Prognose jaar"]),
        NOT_APPLICABLE,
        when(c["Prognose jaar"] > c["Norm incl. ophoging"], EXPECTED_EXCESS, ON_COURSE),
    )


def _remarks(year: bool, provisional: bool) -> Expression:
    pairs: list[tuple[Condition, str]] = [(Computed("Tarief") & ~Empty(c["Tarief"]), DERIVED)]
    pairs += [] if year else [(~Empty(c["Overschrijding"]), EXPECTED)]
    pairs += [(Always(), PROVISIONAL)] if provisional else []
    pairs += [(c["Te laat %"] > p[LATE_LIMIT], INCOMPLETE)]
    return marks(*pairs)


def norm_columns() -> tuple[Column, ...]:
    """The columns of table `Normen`: the settings' norms of the year, which `MaxInzet` looks up."""
    return (
        Column("Productcode", Kind.CODE, help="Code van het product.", never_empty=True),
        Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij op productcode.", never_empty=True),
        Column("Product", Kind.TEXT, help="Naam uit de instellingen, tabel Producten."),
        Column("Jaar", Kind.YEAR, help="Kalenderjaar waarvoor de norm geldt.", never_empty=True),
        Column("Norm (uren)", Kind.HOURS, id="MI-3", source="A §3, tabel", help="Norm per cliënt per jaar, in uren."),
        Column(
            "Maximale totaalprijs",
            Kind.EURO,
            id="MI-5",
            source="A art. 8.1",
            help="Vastgesteld bedrag per cliënt per jaar; leeg: norm × tarief.",
        ),
        Column("Bron", Kind.TEXT, help="Waar de norm staat."),
    )


def rows_with(status: str) -> Expression:
    """How many rows of `MaxInzet` have a status."""
    return total("MaxInzet", None, {"Status": status})
