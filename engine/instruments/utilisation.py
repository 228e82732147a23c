"""The rules of source B that follow the use of an expectation or ceiling (UN-1..UN-7, PV-8), each declared once.

Source: B, Werkwijze productieverwachtingen 2021 (Midden-Holland). Estimates are values, and named as such.
"""

from engine.instruments.production_expectation import KEYS, NO, YES, euro, key_columns
from engine.instruments.production_facts import CEILING, STEERED
from engine.result import Column, Kind
from engine.rules import EMPTY, Empty, c, largest, lookup, marks, p, same, total, when
from engine.rules.language import Expression
from engine.texts import production_expectation as texts

SIGNAL_BASIS, DECLARED = "UN.SignaalGrondslag", "Uitnutting"
"""What signals look at: what was declared, or (any other choice) that with what is expected to come in (UN-3)."""

REACHED, ASK_PLAN, WATCH, ON_COURSE = "Plafond bereikt", "Eindejaarplan opvragen", "Let op", "Op koers"
NOT_APPLICABLE = "n.v.t."
TIGHT_LIMIT = "UN.KrapGrens"
"""From here on, of an agreement or of the time: a margin that says nothing (UN-5, UN-7)."""
FULL, TIGHT, ROOM = "vol", "krap", "ruim"
_B = "B Monitoring"
_MEASURE = "Signaalmaat"


def _own(names: tuple[str, ...] = KEYS) -> dict[str, Expression]:
    return {name: c[name] for name in names}


def _kind_column() -> Column:
    return Column("Soort", Kind.TEXT, id="PV-7", source=_B, help="Hoe hard de afspraak is.", never_empty=True)


def utilisation_columns(label: str) -> tuple[Column, ...]:
    """`Uitnutting`; `label` names the estimate."""
    return (
        *key_columns(),
        _kind_column(),
        euro(
            "Afspraak",
            when(Empty(c["Afgesproken"]), lookup("Vaststelling", "Vastgesteld", _own()), c["Afgesproken"]),
            "UN-1",
            "Het afgesproken bedrag; zonder afspraak wat op de dag van vaststelling uit de berekening kwam.",
            _B,
        ),
        euro("Realisatie", None, "UN-1, G-4", "Netto gedeclareerd over dit jaar.", _B, filled=True),
        euro(
            "Verwacht nog binnen", None, "UN-2", f"Nog te declareren over voorbije maanden: {label}.", _B, filled=True
        ),
        Column(
            "Uitnutting",
            Kind.PERCENT,
            c["Realisatie"] / c["Afspraak"],
            id="UN-2",
            source=_B,
            help="Gedeclareerd als deel van de afspraak.",
        ),
        Column(
            "Uitnutting incl. verwacht",
            Kind.PERCENT,
            (c["Realisatie"] + c["Verwacht nog binnen"]) / c["Afspraak"],
            id="UN-2",
            source=_B,
            help=f"Met wat nog binnenkomt ({label}).",
        ),
        Column("Tijd", Kind.PERCENT, id="UN-2", source=_B, help="Deel van het jaar dat voorbij is.", never_empty=True),
        *_ahead(label),
        *_followed(),
    )


def _ahead(label: str) -> tuple[Column, ...]:
    return (
        euro("Prognose jaar", None, "UN-4", f"Verwacht over het hele jaar: {label}.", _B, filled=True),
        euro(
            "Verwachte overschrijding",
            largest(0, c["Prognose jaar"] - c["Afspraak"]),
            "UN-4",
            f"Prognose boven de afspraak ({label}).",
            _B,
        ),
        Column(
            "Plafond bereikt op",
            Kind.DATE,
            id="UN-4",
            source=_B,
            help=f"Dag waarop de prognose de afspraak bereikt ({label}); leeg: niet in dit jaar.",
        ),
        euro("Verplicht", None, "UN-5", "Waarde van lopende toewijzingen na de peildatum.", _B, filled=True),
        euro(
            "Ruimte",
            c["Afspraak"] - c["Realisatie"] - c["Verwacht nog binnen"] - c["Verplicht"],
            "UN-5",
            "Wat er nog bij kan.",
            _B,
        ),
        Column("Te laat %", Kind.PERCENT, id="UN-7", source=_B, help="Deel dat te laat is gedeclareerd."),
        Column(
            "Ontwikkelplan",
            Kind.TEXT,
            id="UN-6",
            source=_B,
            help="ja: bij de grootste aanbieders, of een snelle groeier.",
            never_empty=True,
        ),
    )


def _followed() -> tuple[Column, ...]:
    return (
        Column(
            "Melding 70%",
            Kind.TEXT,
            when(same(c["Soort"], CEILING) & (c[_MEASURE] >= p["UN.Meldgrens"]), YES, NO),
            id="UN-3",
            source=_B,
            help="ja: bij een budgetplafond is de meldgrens bereikt; de aanbieder moet dat melden.",
        ),
        Column(
            "Signaal",
            Kind.STATUS,
            when(Empty(c[_MEASURE]), NOT_APPLICABLE, when(c[_MEASURE] >= 1, REACHED, _early_signal())),
            id="UN-3",
            source=_B,
            help="Wat de uitnutting van u vraagt. Plafond bereikt: alles is gebruikt; bij Regulier zonder gevolgen.",
        ),
        Column(
            _MEASURE,
            Kind.PERCENT,
            when(same(p[SIGNAL_BASIS], DECLARED), c["Uitnutting"], c["Uitnutting incl. verwacht"]),
            id="UN-3",
            source=_B,
            help="De uitnutting waarop het signaal let.",
        ),
        euro(
            "Afgesproken", None, "UN-1", "Uit de instellingen, tabel Afspraken; leeg: geen afspraak.", _B, total=False
        ),
        Column(
            "Opmerking",
            Kind.TEXT,
            marks(
                (
                    (c["Uitnutting"] < c["Tijd"] * (1 - p[TIGHT_LIMIT])) & (c["Te laat %"] > p["TeLaatGrens"]),
                    texts.LOW_BUT_LATE,
                )
            ),
            id="UN-7",
            source=_B,
            help="Een uitnutting die duidelijk achterblijft bij de tijd, en dat kan komen door te laat declareren.",
        ),
    )


def _early_signal() -> Expression:
    binding = same(c["Soort"], STEERED) | same(c["Soort"], CEILING)
    faster = (c[_MEASURE] >= p["UN.Signaalgrens"]) & (c[_MEASURE] > c["Tijd"])
    return when(faster, when(binding, ASK_PLAN, WATCH), ON_COURSE)


def _of_use(name: str) -> Expression:
    return lookup("Uitnutting", name, _own())


def room_columns() -> tuple[Column, ...]:
    """`Ruimte`: what the access teams look at before choosing an aanbieder."""
    return (
        *key_columns(),
        _kind_column(),
        euro("Ruimte", _of_use("Ruimte"), "UN-5", "Wat er nog bij kan.", _B),
        Column(
            "Teken",
            Kind.STATUS,
            when(c["Ruimte"] > 0, when(c["Ruimte"] < p[TIGHT_LIMIT] * c["Afspraak"], TIGHT, ROOM), FULL),
            id="UN-5",
            source=_B,
            help="vol: geen ruimte; krap: minder dan de grens; ruim: genoeg.",
        ),
        Column(
            "Spoedtoestemming",
            Kind.TEXT,
            id="UN-5",
            source=_B,
            help="Of bij spoed boven de afspraak mag worden gekozen.",
        ),
        euro("Afspraak", _of_use("Afspraak"), "UN-1", "Het bedrag waarvan de ruimte een deel is.", _B),
    )


def domain_columns(label: str) -> tuple[Column, ...]:
    """`Domeinen`: the region's budget, what was agreed and what is used (PV-8)."""
    return (
        Column("Zorgdomein", Kind.TEXT, help="Groep van producten uit de instellingen.", never_empty=True),
        Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij.", never_empty=True),
        euro("Domeinbudget", None, "PV-8", "Uit de instellingen, tabel Domeinbudgetten."),
        euro("Afgesproken", total("Uitnutting", "Afspraak", _own(("Zorgdomein",))), "PV-8", "Alle afspraken samen."),
        euro(
            "Beschikbare ruimte",
            c["Domeinbudget"] - c["Afgesproken"],
            "PV-8",
            "Waaruit een hoger plafond kan worden toegekend.",
        ),
        euro(
            "Realisatie", None, "UN-1, G-4", "Netto gedeclareerd over dit jaar, door alle aanbieders.", _B, filled=True
        ),
        Column(
            "Uitnutting",
            Kind.PERCENT,
            c["Realisatie"] / c["Afgesproken"],
            id="UN-2",
            source=_B,
            help="Gedeclareerd als deel van wat is afgesproken.",
        ),
        euro(
            "Prognose jaar",
            None,
            "UN-4",
            f"Verwacht over het hele jaar, van alle aanbieders: {label}.",
            _B,
            filled=True,
        ),
    )


def list_columns(label: str) -> tuple[Column, ...]:
    """`Actielijst`: to whom the bureau has something to ask."""

    def shown(name: str, kind: Kind, id: str, help: str) -> Column:
        return Column(name, kind, _of_use(name), id=id, source=_B, help=help)

    return (
        Column("Lijst", Kind.TEXT, id="UN-3, UN-6", source=_B, help="Waarom de rij hier staat.", never_empty=True),
        *key_columns(),
        _kind_column(),
        shown("Afspraak", Kind.EURO, "UN-1", "Het afgesproken bedrag."),
        shown("Realisatie", Kind.EURO, "UN-1", "Netto gedeclareerd over dit jaar."),
        shown("Uitnutting", Kind.PERCENT, "UN-2", "Gedeclareerd als deel van de afspraak."),
        shown("Tijd", Kind.PERCENT, "UN-2", "Deel van het jaar dat voorbij is."),
        shown("Prognose jaar", Kind.EURO, "UN-4", f"Verwacht over het hele jaar: {label}."),
        shown("Plafond bereikt op", Kind.DATE, "UN-4", f"Dag waarop de prognose de afspraak bereikt: {label}."),
        Column(
            "Realisatie Y-1 alle domeinen",
            Kind.EURO,
            id="UN-6",
            source=_B,
            help="Productie van de aanbieder in het vorige jaar, waarop de grootste zijn gekozen.",
        ),
    )


def course_columns(label: str) -> tuple[Column, ...]:
    """`Verloop`: spending against time per domain."""
    own = _own(("Zorgdomein",))
    return (
        Column("Zorgdomein", Kind.TEXT, help="Groep van producten uit de instellingen.", never_empty=True),
        Column("Maand", Kind.MONTH, help="Zorgmaand.", never_empty=True),
        Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij.", never_empty=True),
        euro("Realisatie", None, "UN-1, G-4", "Netto gedeclareerd over de maand; leeg: de maand moet nog komen.", _B),
        euro("Prognose", None, "UN-4", f"Verwacht over de maand: {label}.", _B, filled=True),
        euro(
            "Realisatie t/m maand",
            when(Empty(c["Realisatie"]), EMPTY, total("Verloop", "Realisatie", own, upto="Volgorde")),
            "UN-1",
            "Opgeteld vanaf januari.",
            _B,
            total=False,
        ),
        euro(
            "Prognose t/m maand",
            total("Verloop", "Prognose", own, upto="Volgorde"),
            "UN-4",
            f"Opgeteld vanaf januari: {label}.",
            _B,
            total=False,
        ),
        euro(
            "Afgesproken naar tijd",
            lookup("Domeinen", "Afgesproken", own) * c["Maandnummer"] / 12,
            "PV-8",
            "Wat is afgesproken, gelijk over het jaar verdeeld.",
            _B,
            total=False,
        ),
        Column("Maandnummer", Kind.COUNT, help="De hoeveelste maand van het jaar.", never_empty=True),
    )
