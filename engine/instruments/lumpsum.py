"""The rules of source C: from revenue to lumpsum, framework, advances and settlement (LS-1..LS-12), each declared once.

Source: C, Lumpsum en budgetplafond 2022 (Maastricht-Heuvelland). Euro columns round themselves to cents (G-1).
"""

from engine.result import Column, Kind
from engine.rules import Empty, c, largest, lookup, marks, p, rounded, same, smallest, total, when
from engine.rules.language import Expression
from engine.texts import lumpsum as texts

CELL = ("Gemeentecode", "Dienstvorm")
PARTNER = ("Partner", *CELL)
YES = "ja"

_INDEX, _TARGET = p["LS.Indexatie"], p["LS.Taakstelling"]
_C = "C Lumpsum 2022"
_CEILING = "C Budgetplafond"
_AFTER = "C Nacalculatie"


def _same(keys: tuple[str, ...]) -> dict[str, Expression]:
    return {name: c[name] for name in keys}


def _key(name: str, help: str, kind: Kind = Kind.CODE) -> Column:
    return Column(name, kind, help=help, never_empty=True)


def _cell_keys() -> tuple[Column, ...]:
    return _key("Gemeentecode", "Code van de gemeente."), _key("Dienstvorm", "Uit de instellingen, tabel Producten.")


def _partner_keys() -> tuple[Column, ...]:
    return _key("Partner", "AGB-code van de partner, of de naam van een combinatie."), *_cell_keys()


def _order() -> Column:
    return Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij.", never_empty=True)


def _euro(
    name: str, rule: Expression | None, id: str, help: str, source: str = _C, total: bool = True, filled: bool = False
) -> Column:
    return Column(name, Kind.EURO, rule, id=id, source=source, help=help, total=total, never_empty=filled)


def revenue_columns() -> tuple[Column, ...]:
    """`Omzetopgave`: a row per AGB of a partner; the accountant's statement goes before the declarations (LS-1)."""
    return (
        *_partner_keys()[:1],
        _key("AGB", "AGB-code van de aanbieder."),
        *_cell_keys(),
        _order(),
        Column("Naam", Kind.TEXT, help="Naam uit de instellingen, tabel Aanbieders."),
        _euro("Opgave", None, "LS-1", "Omzet van het vorige jaar volgens de accountant, uit Lumpsumpartners."),
        _euro(
            "Declaraties", None, "LS-1, G-4", "Netto gedeclareerd over het vorige jaar, op de peildatum.", filled=True
        ),
        _euro(
            "Omzet",
            when(Empty(c["Opgave"]), c["Declaraties"], c["Opgave"]),
            "LS-1",
            "De opgave als die er is, anders de declaraties.",
        ),
        _euro(
            "Verschil",
            c["Opgave"] - c["Declaraties"],
            "LS-1",
            "Opgave min declaraties: vraag bij een groot verschil om uitleg.",
        ),
        Column("Bron", Kind.TEXT, id="LS-1", source=_C, help="Waar de omzet vandaan komt."),
        _euro("Opslag", None, "LS-2", "Kosten van de Krachtenbundeling, uit Lumpsumpartners.", filled=True),
    )


def lumpsum_columns() -> tuple[Column, ...]:
    """`Lumpsum`: a row per partner, gemeente and dienstvorm (LS-1..LS-5)."""
    own = _same(PARTNER)
    with_surcharge = c["Omzet"] + c["Opslag"]
    return (
        *_partner_keys(),
        _order(),
        Column("Naam", Kind.TEXT, help="Naam van de partner."),
        _euro("Omzet", total("Omzetopgave", "Omzet", own), "LS-1", "Omzet van het vorige jaar van alle AGB-codes."),
        Column("Bron", Kind.TEXT, id="LS-1", source=_C, help="Waar de omzet vandaan komt."),
        _euro("Opslag", total("Omzetopgave", "Opslag", own), "LS-2", "Kosten van de Krachtenbundeling."),
        _euro("Indexatie", with_surcharge * _INDEX, "LS-3", "Index over omzet en opslag."),
        _euro(
            "Taakstelling",
            when(
                same(p["LS.TaakstellingOpOpslag"], YES),
                (with_surcharge + c["Indexatie"]) * _TARGET,
                c["Omzet"] * (1 + _INDEX) * _TARGET,
            ),
            "LS-4",
            "Korting op het geïndexeerde bedrag, met of zonder de opslag.",
        ),
        _euro(
            "Lumpsum",
            with_surcharge + c["Indexatie"] - c["Taakstelling"],
            "LS-5",
            "Wat de partner voor het hele jaar krijgt.",
        ),
    )


def framework_columns() -> tuple[Column, ...]:
    """`Kader`: A = B + C per gemeente and dienstvorm, and what became of it (LS-6..LS-9, LS-11); the steps last."""
    return (
        *_cell_keys(),
        _order(),
        Column("Gemeente", Kind.TEXT, help="Naam uit de instellingen, tabel Gemeenten."),
        *_partners_part(),
        *_others_part(),
        *_afterwards_part(),
        *_steps_part(),
    )


def _partners_part() -> tuple[Column, ...]:
    def of_partners(name: str, column: str, id: str, help: str) -> Column:
        return _euro(name, total("Lumpsum", column, _same(CELL)), id, help, _CEILING)

    return (
        of_partners("Omzet partners", "Omzet", "LS-1", "Omzet van de partners in het vorige jaar."),
        of_partners("Opslag", "Opslag", "LS-2", "Opslag van de partners."),
        of_partners("Indexatie", "Indexatie", "LS-3", "Indexatie van de partners."),
        of_partners("Taakstelling", "Taakstelling", "LS-4", "Taakstelling van de partners."),
        of_partners("Lumpsum totaal (B)", "Lumpsum", "LS-9", "Alle lumpsums in deze gemeente en dienstvorm."),
    )


def _others_part() -> tuple[Column, ...]:
    others = c["Omzet overig"] + c["Indexatie omzet overig"]
    with_pgb = others + c["PGB"] + c["Indexatie PGB"]

    def of_others(name: str, rule: Expression | None, id: str, help: str, filled: bool = False) -> Column:
        return _euro(name, rule, id, help, _CEILING, filled=filled)

    return (
        of_others(
            "Omzet overig",
            c["Omzet niet-partners"] - c["Ouderen uitgezonderd"],
            "LS-8",
            "Omzet van wie geen partner is, zonder de uitgezonderde ouderen.",
        ),
        of_others(
            "Ouderen uitgezonderd",
            None,
            "LS-7",
            "Omzet van cliënten boven de leeftijdsgrens, waar die niet meetellen.",
            filled=True,
        ),
        of_others(
            "Indexatie overig",
            c["Indexatie omzet overig"] + c["Indexatie PGB"],
            "LS-8",
            "Index over de overige uitgaven.",
        ),
        of_others(
            "Taakstelling overig",
            when(same(p["LS.TaakstellingPGB"], YES), with_pgb * _TARGET, others * _TARGET),
            "LS-8",
            "Korting op de geïndexeerde overige uitgaven, met of zonder het pgb.",
        ),
        of_others("PGB", None, "LS-6", "Pgb van de gemeente dat bij deze dienstvorm hoort. Leeg: niet te verdelen."),
        of_others(
            "Overige uitgaven (C)",
            c["Omzet overig"] + c["Indexatie overig"] - c["Taakstelling overig"] + c["PGB"],
            "LS-8",
            "Wat buiten de lumpsum mag worden uitgegeven.",
        ),
        of_others("Budgetplafond (A)", c["Lumpsum totaal (B)"] + c["Overige uitgaven (C)"], "LS-9", "A = B + C."),
    )


def _afterwards_part() -> tuple[Column, ...]:
    return (
        _euro(
            "C werkelijk",
            c["Omzet overig werkelijk"] + c["PGB werkelijk"],
            "LS-11",
            "Wat buiten de lumpsum is uitgegeven. Leeg zolang het werkelijke pgb niet bekend is.",
            _AFTER,
        ),
        _euro("PGB werkelijk", None, "LS-11", "Uitgegeven pgb, uit Kaderinstellingen. Leeg: nog niet bekend.", _AFTER),
        _euro(
            "Overschrijding",
            largest(0, c["Lumpsum totaal (B)"] + c["C werkelijk"] - c["Budgetplafond (A)"]),
            "LS-11",
            "Wat meer is uitgegeven dan het budgetplafond.",
            _AFTER,
        ),
    )


def _steps_part() -> tuple[Column, ...]:
    return (
        _euro(
            "Omzet niet-partners",
            None,
            "LS-8, G-4",
            "Netto gedeclareerd over het vorige jaar door wie geen partner is.",
            _CEILING,
            filled=True,
        ),
        _euro(
            "Indexatie omzet overig",
            when(same(p["LS.IndexatieOverig"], YES), c["Omzet overig"] * _INDEX, 0),
            "LS-8",
            "Index over de overige omzet.",
            _CEILING,
        ),
        _euro(
            "Indexatie PGB",
            when(same(p["LS.IndexatiePGB"], YES), c["PGB"] * _INDEX, 0),
            "LS-8",
            "Index over het pgb.",
            _CEILING,
        ),
        _euro(
            "Omzet overig werkelijk",
            None,
            "LS-11, G-4",
            "Netto gedeclareerd over dit jaar door wie geen partner is, zonder de uitgezonderde ouderen.",
            _AFTER,
            filled=True,
        ),
    )


def advance_columns() -> tuple[Column, ...]:
    """`Voorschotten`: four quarters, from which what declarations paid already is taken, the earliest first (LS-10)."""
    before = rounded(c["Lumpsum"] * (c["Kwartaal"] - 1) / 4, 2)
    return (
        *_partner_keys(),
        _key("Kwartaal", "1 tot en met 4.", Kind.COUNT),
        _order(),
        Column(
            "Betaalbaar op",
            Kind.DATE,
            id="LS-10",
            source=_C,
            help="De eerste dag van het kwartaal; is dat voorbij, dan de dag van het besluit.",
        ),
        _euro(
            "Voorschot",
            rounded(c["Lumpsum"] * c["Kwartaal"] / 4, 2) - before,
            "LS-10, G-8",
            "Een kwart van de lumpsum; de vier tellen op tot de lumpsum.",
        ),
        _euro(
            "Reeds betaald",
            c["Declaraties betaald"] - largest(0, smallest(c["Declaraties betaald"], before)),
            "LS-10",
            "Wat al via declaraties is betaald en nog niet met een eerder voorschot is verrekend.",
            total=False,
        ),
        _euro(
            "Verrekend",
            largest(0, smallest(c["Voorschot"], c["Reeds betaald"])),
            "LS-10",
            "Deel van het voorschot dat al betaald is.",
        ),
        _euro("Te betalen", c["Voorschot"] - c["Verrekend"], "LS-10", "Wat van dit voorschot nog wordt betaald."),
        _euro(
            "Nog te verrekenen",
            c["Reeds betaald"] - c["Verrekend"],
            "LS-10",
            "Gaat naar het volgende kwartaal; na het vierde blijft dit over.",
            total=False,
        ),
        _euro("Lumpsum", lookup("Lumpsum", "Lumpsum", _same(PARTNER)), "LS-5", "De lumpsum van het jaar.", total=False),
        _euro(
            "Declaraties betaald",
            None,
            "LS-10, G-4",
            "Netto gedeclareerd over dit jaar door de partner, op de peildatum.",
            total=False,
            filled=True,
        ),
        Column(
            "Betaaldag",
            Kind.TEXT,
            id="LS-10",
            source=_C,
            help="Of Betaalbaar op al bereikt is op de peildatum; leeg zonder besluit. Niet of het betaald is.",
        ),
    )


def settlement_columns() -> tuple[Column, ...]:
    """`Nacalculatie`: part of the overspending is deducted from the partners by their share in the lumpsum (LS-11)."""
    cell = _same(CELL)
    running, whole = c["Lumpsum t/m partner"], c["Lumpsum totaal (B)"]
    return (
        *_partner_keys(),
        _order(),
        _euro("Lumpsum", lookup("Lumpsum", "Lumpsum", _same(PARTNER)), "LS-5", "De lumpsum van het jaar.", _AFTER),
        Column(
            "Aandeel", Kind.PERCENT, c["Lumpsum"] / whole, id="LS-11", source=_AFTER, help="Aandeel in alle lumpsums."
        ),
        _euro(
            "Overschrijding",
            lookup("Kader", "Overschrijding", cell),
            "LS-11",
            "Overschrijding van het budgetplafond van deze gemeente en dienstvorm.",
            _AFTER,
            total=False,
        ),
        _euro(
            "Inhouding",
            rounded(c["In te houden"] * running / whole, 2)
            - rounded(c["In te houden"] * (running - c["Lumpsum"]) / whole, 2),
            "LS-11, G-8",
            "Het deel van de partner; alle delen tellen op tot wat wordt ingehouden.",
            _AFTER,
        ),
        _euro("Definitieve lumpsum", c["Lumpsum"] - c["Inhouding"], "LS-11", "Lumpsum min inhouding.", _AFTER),
        _euro(
            "In te houden",
            c["Overschrijding"] * p["LS.AandeelNacalculatie"],
            "LS-11",
            "Het deel van de overschrijding dat de partners samen dragen.",
            _AFTER,
            total=False,
        ),
        _euro(
            "Lumpsum t/m partner",
            total("Nacalculatie", "Lumpsum", cell, upto="Volgorde"),
            "G-8",
            "Lumpsums van deze gemeente en dienstvorm, opgeteld tot en met deze rij.",
            _AFTER,
            total=False,
        ),
        _euro(
            "Lumpsum totaal (B)",
            lookup("Kader", "Lumpsum totaal (B)", cell),
            "LS-9",
            "Alle lumpsums van deze gemeente en dienstvorm.",
            _AFTER,
            total=False,
        ),
        _below_zero(),
    )


def _below_zero() -> Column:
    """Why what is left is less than nothing: the rule has no floor (LS-11)."""
    lumpsum, final = c["Lumpsum"], c["Definitieve lumpsum"]
    rule = marks((lumpsum < 0, texts.LUMPSUM_BELOW_ZERO), ((final < 0) & ~(lumpsum < 0), texts.FINAL_BELOW_ZERO))
    return Column("Opmerking", Kind.TEXT, rule, id="LS-11", source=_AFTER, help="Waarop te letten.")


def inflow_columns() -> tuple[Column, ...]:
    """`Instroom`: new starts with partners and with others, since partners go first (LS-12)."""
    help = "Nieuwe startberichten (305) bij {}; hervatte zorg telt niet."
    return (
        _key("Maand", "Maand waarin de zorg begon.", Kind.MONTH),
        *_cell_keys(),
        _order(),
        *(
            Column(name, Kind.COUNT, id="LS-12", source=_C, help=help.format(whom), total=True, never_empty=True)
            for name, whom in (("Bij partners", "partners"), ("Bij anderen", "andere aanbieders"))
        ),
    )
