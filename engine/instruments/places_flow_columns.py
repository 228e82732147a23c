"""The columns of the tables of all care (PL-5..PL-9), each declared once.

Source: D, Pilot plekken en trajecten, 16-12-2021 (Noord-Limburg).
"""

from engine.instruments.places_columns import order_column, product_column
from engine.result import Column, Kind
from engine.rules import c, lookup

MESSAGES = ("315", "305", "305 werkdagen", "307")
"""Kinds of `Tijdigheid`, in the order in which source D shows them."""
_DASHBOARD = "D dashboard 2"
_ADMINISTRATION = "D Administratie; D Berichtenverkeer"


def _agb() -> Column:
    return Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True)


def _product() -> Column:
    return Column("Productcode", Kind.CODE, help="Code van het product, na Codevertaling.", never_empty=True)


def _fact(name: str, help: str, id: str, source: str = _DASHBOARD, total: bool = False) -> Column:
    return Column(name, Kind.COUNT, id=id, source=source, help=help, total=total, never_empty=True)


def _mean(name: str, days: str, periods: str, id: str, help: str) -> Column:
    return Column(name, Kind.NUMBER, c[days] / c[periods], id=id, source=_DASHBOARD, help=help)


def duration_columns() -> tuple[Column, ...]:
    """Columns of `Looptijden`, the sums behind the means last."""
    return (
        _agb(),
        _product(),
        order_column(),
        product_column(),
        _fact("Perioden", "Zorgperioden die in dit jaar eindigden, tot en met de peildatum.", "PL-5", total=True),
        _mean("Gemiddelde looptijd", "Dagen", "Perioden", "PL-5", "Gemiddeld aantal dagen van die perioden."),
        Column(
            "Standaard",
            Kind.NUMBER,
            lookup("Standaarden", "Standaard", {"Productcode": c["Productcode"]}),
            id="PL-3, PL-5",
            source="D Looptijden per traject",
            help="Standaardduur van een traject in dagen.",
        ),
        _mean(
            "Vorig jaar",
            "Dagen vorig jaar",
            "Perioden vorig jaar",
            "PL-5",
            "Gemiddelde looptijd in dezelfde dagen van het vorige jaar.",
        ),
        _fact("Dagen", "Dagen van die perioden samen, ook die van voor dit jaar.", "PL-5", total=True),
        _fact("Perioden vorig jaar", "Zorgperioden die in dezelfde dagen van het vorige jaar eindigden.", "PL-5"),
        _fact("Dagen vorig jaar", "Dagen van die perioden samen.", "PL-5"),
    )


def _outflow_counts() -> tuple[Column, ...]:
    return (
        _fact("Cliënten", "Unieke cliënten van wie een periode zo eindigde.", "PL-6"),
        _mean("Gemiddelde looptijd", "Dagen", "Perioden", "PL-6", "Gemiddeld aantal dagen van die perioden."),
        _fact("Perioden", "Zorgperioden die zo eindigden.", "PL-6"),
        _fact("Dagen", "Dagen van die perioden samen.", "PL-6"),
    )


def _outcome() -> Column:
    help = "Wat er binnen het aantal Aansluitdagen na het einde volgt; Totaal telt elke cliënt een keer."
    return Column("Uitstroomtype", Kind.TEXT, id="PL-6", source=_DASHBOARD, help=help, never_empty=True)


def outflow_columns() -> tuple[Column, ...]:
    """Columns of `Uitstroom`."""
    return (_agb(), _product(), _outcome(), order_column(), product_column(), *_outflow_counts())


def outflow_total_columns() -> tuple[Column, ...]:
    """Columns of `UitstroomTotaal`."""
    year = Column("Jaar", Kind.YEAR, id="PL-6", help="Jaar waarin de zorg eindigde.", never_empty=True)
    return (_agb(), year, _outcome(), order_column(), *_outflow_counts())


def _month(help: str) -> Column:
    return Column("Maand", Kind.MONTH, help=help, never_empty=True)


def flow_columns() -> tuple[Column, ...]:
    """Columns of `InUitstroom`."""
    return (
        _agb(),
        _month("De maand waar het om gaat."),
        order_column(),
        _fact("Instroom", "Cliënten met hun eerste dag zorg bij deze aanbieder.", "PL-7", total=True),
        _fact("Uitstroom", "Cliënten van wie de zorg in deze maand eindigde zonder vervolg.", "PL-7", total=True),
        _fact("In zorg", "Cliënten met een dag in zorg in deze maand.", "PL-7"),
    )


def referrer_columns() -> tuple[Column, ...]:
    """Columns of `Verwijzers`."""
    help = "Het type van het verzoek om toewijzing (315); Totaal telt elke cliënt een keer."
    return (
        _agb(),
        Column("Verwijzer", Kind.TEXT, id="PL-8", source=_DASHBOARD, help=help, never_empty=True),
        _month("Van 1 januari tot en met deze maand."),
        order_column(),
        _fact("Cliënten", "Unieke cliënten met een dag in zorg.", "PL-8"),
    )


def timeliness_columns() -> tuple[Column, ...]:
    """Columns of `Tijdigheid`."""
    return (
        _agb(),
        Column("Bericht", Kind.CODE, id="PL-9", source=_ADMINISTRATION, help="Het bericht.", never_empty=True),
        _month("Maand van verzending."),
        order_column(),
        _fact("Totaal", "Berichten die zijn verstuurd, of waarvan de termijn voorbij is.", "PL-9", _ADMINISTRATION),
        _fact("Binnen norm", "Berichten die binnen de termijn kwamen.", "PL-9", _ADMINISTRATION),
        Column(
            "Aandeel",
            Kind.PERCENT,
            c["Binnen norm"] / c["Totaal"],
            id="PL-9",
            source=_ADMINISTRATION,
            help="Deel binnen de norm.",
        ),
    )
