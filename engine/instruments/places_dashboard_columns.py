"""The columns of the tables behind the dashboards of source D (PL-2, PL-5..PL-8), each declared once."""

from collections.abc import Sequence
from datetime import date

from engine.instruments.places_columns import order_column, product_column
from engine.result import Column, Kind
from engine.rules import EMPTY, Empty, c, lookup, p, same, total, when
from engine.rules.language import Expression
from engine.texts import places as texts

_ONE, _TWO = "D dashboard 1", "D dashboard 2"
_CHOSEN = p[texts.CHOSEN]
_LAST_MONTH = total("DashboardMaanden", None, {})
"""How many months there are so far: the number of the last one."""


def choice_columns() -> tuple[Column, ...]:
    """Columns of `DashboardKeuze`."""
    name = lookup("Aanbieders", "Aanbieder", {"AGB": _CHOSEN})
    return (
        Column("AGB", Kind.CODE, _CHOSEN, id="PL-2", source=_ONE, help="AGB-code van de gekozen aanbieder."),
        Column("Aanbieder", Kind.TEXT, name, id="PL-2", source=_ONE, help="Naam uit de instellingen."),
    )


def provider_columns() -> tuple[Column, ...]:
    """Columns of `Aanbieders`."""
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        order_column(),
        Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen, tabel Aanbieders."),
    )


def product_columns() -> tuple[Column, ...]:
    """Columns of `DashboardProducten`."""
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Onderdeel", Kind.TEXT, help="Product met plekken, of met beëindigde zorg.", never_empty=True),
        Column("Nummer", Kind.COUNT, help="Regel op het dashboard.", never_empty=True),
        order_column(),
        Column("Productcode", Kind.CODE, help="Code van het product.", never_empty=True),
        product_column(),
    )


def seen_columns() -> tuple[Column, ...]:
    """Columns of `PlekkenCliënten`."""
    through = "Unieke cliënten met een dag op een plek van 1 januari tot en met deze maand"
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Maand", Kind.MONTH, help="Tot en met deze maand.", never_empty=True),
        order_column(),
        Column("Cliënten", Kind.COUNT, id="PL-2", source=_ONE, help=f"{through}.", never_empty=True),
        Column(
            "Cliënten vorig jaar", Kind.COUNT, id="PL-2", source=_ONE, help=f"{through}, vorig jaar.", never_empty=True
        ),
    )


def _sum(name: str, kind: Kind, rule: Expression, id: str, source: str, help: str) -> Column:
    return Column(name, kind, rule, id=id, source=source, help=help)


def month_columns() -> tuple[Column, ...]:
    """Columns of `DashboardMaanden`."""
    month = {"AGB": _CHOSEN, "Maandnummer": c["Maandnummer"]}
    seen = {"AGB": _CHOSEN, "Maand": c["Maand"]}
    days_before = total("Plekken", "Zorgdagen vorig jaar", {"AGB": _CHOSEN}, upto="Maandnummer")
    return (
        Column("Maand", Kind.MONTH, help="Van 1 januari tot en met deze maand.", never_empty=True),
        order_column(),
        Column("Maandnummer", Kind.COUNT, help="De hoeveelste maand van het jaar.", never_empty=True),
        _sum("Zorgdagen", Kind.COUNT, total("Plekken", "Zorgdagen t/m maand", month), "PL-2", _ONE, "Vanaf 1 januari."),
        _sum("Plekken", Kind.NUMBER, total("Plekken", "Plekken t/m maand", month), "PL-2", _ONE, "Vanaf 1 januari."),
        _sum("Zorgdagen vorig jaar", Kind.COUNT, days_before, "PL-2", _ONE, "In dezelfde dagen van het vorige jaar."),
        Column(
            "Dagen t/m maand vorig jaar", Kind.COUNT, id="PL-2", help="Dagen van het vorige jaar.", never_empty=True
        ),
        _sum(
            "Plekken vorig jaar",
            Kind.NUMBER,
            c["Zorgdagen vorig jaar"] / c["Dagen t/m maand vorig jaar"],
            "PL-2",
            _ONE,
            "In dezelfde dagen van het vorige jaar.",
        ),
        _sum(
            "Plekken afgesproken",
            Kind.NUMBER,
            total("PlekkenAfrekening", "Plekken afgesproken", {"AGB": _CHOSEN}),
            "PL-0",
            _ONE,
            "Over alle producten en gemeenten.",
        ),
        _sum("Cliënten", Kind.COUNT, total("PlekkenCliënten", "Cliënten", seen), "PL-2", _ONE, "Uniek, op een plek."),
        _sum(
            "Cliënten vorig jaar",
            Kind.COUNT,
            total("PlekkenCliënten", "Cliënten vorig jaar", seen),
            "PL-2",
            _ONE,
            "Uniek, op een plek, in dezelfde dagen van het vorige jaar.",
        ),
        _sum("Instroom", Kind.COUNT, total("InUitstroom", "Instroom", seen), "PL-7", _TWO, "In de maand, alle zorg."),
        _sum("Uitstroom", Kind.COUNT, total("InUitstroom", "Uitstroom", seen), "PL-7", _TWO, "In de maand, alle zorg."),
        _sum("In zorg", Kind.COUNT, total("InUitstroom", "In zorg", seen), "PL-7", _TWO, "In de maand, alle zorg."),
    )


def _product_code(part: str) -> Column:
    help = "Het zoveelste product van de gekozen aanbieder."
    return Column("Productcode", Kind.CODE, _nth_product(part), id="PL-2", source=_ONE, help=help)


def _nth_product(part: str) -> Expression:
    where: dict[str, Expression | str] = {"AGB": _CHOSEN, "Onderdeel": part, "Nummer": c["Nummer"]}
    return lookup("DashboardProducten", "Productcode", where)


def _of_product(name: str, kind: Kind, column: str, id: str, help: str) -> Column:
    rule = lookup("Standaarden", column, {"Productcode": c["Productcode"]})
    return Column(name, kind, rule, id=id, source=_ONE, help=help)


def place_columns(months: Sequence[date]) -> tuple[Column, ...]:
    """Columns of `DashboardPlekken`: a column for each month, as on dashboard 1; empty in months to come."""
    return (
        Column("Nummer", Kind.COUNT, help="Regel op het dashboard.", never_empty=True),
        order_column(),
        _product_code(texts.WITH_PLACES),
        _of_product("Product", Kind.TEXT, "Product", "PL-2", "Naam uit de instellingen."),
        *(_places_through(texts.month_code(month), month.month) for month in months),
        _places_through("Totaal", _LAST_MONTH),
        _of_product("Prijs per product", Kind.EURO, "Trajectprijs", "PL-3", "Prijs van een heel traject."),
        Column(
            "Afgesproken",
            Kind.NUMBER,
            _with_product(total("PlekkenAfrekening", "Plekken afgesproken", _chosen_product())),
            id="PL-0",
            source=_ONE,
            help="Afgesproken plekken, over alle gemeenten.",
        ),
    )


def _chosen_product() -> dict[str, Expression | int]:
    return {"AGB": _CHOSEN, "Productcode": c["Productcode"]}


def _with_product(rule: Expression) -> Expression:
    """Empty on a row without product: the chosen aanbieder has fewer than another."""
    return when(Empty(c["Productcode"]), EMPTY, rule)


def _in_months_so_far(month: Expression | int, rule: Expression) -> Expression:
    return rule if isinstance(month, Expression) else when(month > _LAST_MONTH, EMPTY, rule)


def _places_through(name: str, month: Expression | int) -> Column:
    places = total("Plekken", "Plekken t/m maand", {**_chosen_product(), "Maandnummer": month})
    rule = _in_months_so_far(month, _with_product(places))
    return Column(name, Kind.NUMBER, rule, id="PL-2", source=_ONE, help="Plekken van 1 januari tot en met de maand.")


def referrer_columns(months: Sequence[date]) -> tuple[Column, ...]:
    """Columns of `DashboardVerwijzers`: a column for each month of the year, and the share of the last one so far."""
    return (
        Column("Verwijzer", Kind.TEXT, help="Wie de cliënt verwees; Totaal telt iedereen een keer.", never_empty=True),
        order_column(),
        *(_clients_through(texts.month_code(month), month.month) for month in months),
        *_shares(),
    )


def _clients_through(name: str, month: Expression | int) -> Column:
    that_month = lookup("DashboardMaanden", "Maand", {"Maandnummer": month})
    clients = total("Verwijzers", "Cliënten", {"AGB": _CHOSEN, "Verwijzer": c["Verwijzer"], "Maand": that_month})
    rule = _in_months_so_far(month, clients)
    help = "Unieke cliënten van 1 januari tot en met de maand."
    return Column(name, Kind.COUNT, rule, id="PL-8", source=_TWO, help=help)


def _shares() -> tuple[Column, ...]:
    all_clients = total("DashboardVerwijzers", texts.ALL, {"Verwijzer": texts.ALL})
    share = when(same(c["Verwijzer"], texts.ALL), EMPTY, c[texts.ALL] / c["Alle cliënten"])
    return (
        _clients_through(texts.ALL, _LAST_MONTH),
        Column("Alle cliënten", Kind.COUNT, all_clients, id="PL-8", source=_TWO, help="Unieke cliënten."),
        Column("Aandeel", Kind.PERCENT, share, id="PL-8", source=_TWO, help="Deel van de unieke cliënten."),
    )


def duration_columns() -> tuple[Column, ...]:
    """Columns of `DashboardLooptijden`: the products of the chosen aanbieder, then Totaal."""
    number = total("DashboardProducten", None, {"AGB": _CHOSEN, "Onderdeel": texts.WITH_DURATION})
    product = when(
        c["Nummer"] <= c["Aantal producten"],
        _nth_product(texts.WITH_DURATION),
        when(c["Nummer"] <= c["Aantal producten"] + 1, texts.ALL, EMPTY),
    )
    return (
        Column("Nummer", Kind.COUNT, help="Regel op het dashboard.", never_empty=True),
        order_column(),
        Column("Productcode", Kind.CODE, product, id="PL-5", source=_TWO, help="De producten; daarna Totaal."),
        _of_product("Product", Kind.TEXT, "Product", "PL-5", "Naam uit de instellingen."),
        Column("Gem. looptijd", Kind.NUMBER, c["Dagen"] / c["Perioden"], id="PL-5", source=_TWO, help="In dagen."),
        _of_product("Standaard", Kind.NUMBER, "Standaard", "PL-3", "Standaardduur in dagen."),
        Column(
            "Vorig jaar",
            Kind.NUMBER,
            c["Dagen vorig jaar"] / c["Perioden vorig jaar"],
            id="PL-5",
            source=_TWO,
            help="In dezelfde periode van het vorige jaar.",
        ),
        *(
            Column(name, Kind.COUNT, _of_durations(name), id="PL-5", source=_TWO, help="Uit Looptijden.")
            for name in ("Perioden", "Dagen", "Perioden vorig jaar", "Dagen vorig jaar")
        ),
        Column("Aantal producten", Kind.COUNT, number, id="PL-5", source=_TWO, help="Van de gekozen aanbieder."),
    )


def _of_durations(column: str) -> Expression:
    whole = total("Looptijden", column, {"AGB": _CHOSEN})
    own = _with_product(total("Looptijden", column, _chosen_product()))
    return when(same(c["Productcode"], texts.ALL), whole, own)


def next_columns(year: int) -> tuple[Column, ...]:
    """Columns of `DashboardVervolg`: the year before, then this one."""
    return (
        Column("Uitstroomtype", Kind.TEXT, help="Wat volgt; Totaal telt iedereen een keer.", never_empty=True),
        order_column(),
        *_outflow_of(year - 1),
        *_outflow_of(year),
    )


def _outflow_of(year: int) -> tuple[Column, ...]:
    where: dict[str, Expression | int] = {"AGB": _CHOSEN, "Jaar": year, "Uitstroomtype": c["Uitstroomtype"]}
    mean = lookup("UitstroomTotaal", "Gemiddelde looptijd", where)
    help = f"Unieke cliënten van wie de zorg eindigde in {year}."
    return (
        Column(
            f"Cliënten {year}",
            Kind.COUNT,
            total("UitstroomTotaal", "Cliënten", where),
            id="PL-6",
            source=_TWO,
            help=help,
        ),
        Column(
            f"Gem. looptijd {year}",
            Kind.NUMBER,
            mean,
            id="PL-6",
            source=_TWO,
            help=f"Gemiddelde looptijd in dagen, {year}.",
        ),
    )
