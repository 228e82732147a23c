"""The parameters (⚙) of rules.md section 8: name, form, default, unit, source and doubt, each declared once."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class ParameterForm(Enum):
    """What the value of a parameter is."""

    PERCENT = "percentage"  # Decimal share: 5% is 0.05
    COUNT = "heel getal"  # Decimal without decimals
    YES_NO = "ja of nee"
    CHOICE = "keuze"
    CODE = "code"  # text of two digits
    DATE_RULE = "datum"
    COUNT_OR_CHOICE = "getal of keuze"


@dataclass(frozen=True, slots=True)
class DateRule:
    """A date that moves with the year (`01-03 J`, `01-01 J-1`), or a fixed one (`fixed`)."""

    day: int
    month: int
    year_offset: int = 0
    fixed: date | None = None

    def resolve(self, year: int) -> date:
        """The date in year J."""
        return self.fixed or date(year + self.year_offset, self.month, self.day)

    def __str__(self) -> str:
        if self.fixed:
            return f"{self.fixed:%d-%m-%Y}"
        return f"{self.day:02}-{self.month:02} J{self.year_offset or ''}"


_MOVING = re.compile(r"^(\d{1,2})-(\d{1,2})\s+[Jj]\s*(?:-\s*(\d))?$")
_FIXED = re.compile(r"^(\d{1,2})-(\d{1,2})-(\d{4})$")


def parse_date_rule(text: str) -> DateRule | None:
    """From `dd-mm J`, `dd-mm J-1` or `dd-mm-jjjj`; None when it is none of these or not a day of every year."""
    moving, fixed = _MOVING.match(text.strip()), _FIXED.match(text.strip())
    try:
        if moving:
            day, month = int(moving[1]), int(moving[2])
            date(2023, month, day)  # not a leap year: 29-02 does not exist in every year
            return DateRule(day, month, -int(moving[3] or 0))
        if fixed:
            when = date(int(fixed[3]), int(fixed[2]), int(fixed[1]))
            return DateRule(when.day, when.month, fixed=when)
    except ValueError:
        return None
    return None


ParameterValue = Decimal | str | DateRule


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A declared parameter. `default` is canonical text: 0.05, 30, ja, 01-03 J. `note` names the doubt."""

    name: str
    form: ParameterForm
    default: str
    unit: str
    source: str
    note: str
    choices: tuple[str, ...] = ()

    def value_of(self, canonical: str) -> ParameterValue:
        """The typed value of a canonical text; an unreadable one is a programming error (ValueError)."""
        if self.form is ParameterForm.DATE_RULE:
            rule = parse_date_rule(canonical)
            if rule is None:
                raise ValueError(f"{self.name}: {canonical}")
            return rule
        if self.form in (ParameterForm.PERCENT, ParameterForm.COUNT):
            return Decimal(canonical)
        if self.form is ParameterForm.COUNT_OR_CHOICE and canonical not in self.choices:
            return Decimal(canonical)
        return canonical


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as it holds on a date: what a rule calculates with and what *Verantwoording* prints.

    `value` is a Decimal (a share for a percentage), text (`ja`, `Uren`, `01`) or a DateRule to resolve with a year.
    """

    name: str
    value: ParameterValue
    unit: str
    source: str
    note: str
    valid_from: date | None = None
    is_default: bool = True

    @property
    def number(self) -> Decimal:
        """The value of a numeric parameter; TypeError when it is text or a date."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.name} is not a number")
        return self.value

    @property
    def is_yes(self) -> bool:
        """Whether a ja/nee parameter is ja."""
        return self.value == "ja"

    def date_in(self, year: int) -> date:
        """The date of a date parameter in year J; TypeError when it is no date."""
        if not isinstance(self.value, DateRule):
            raise TypeError(f"{self.name} is not a date")
        return self.value.resolve(year)


_A = "Werkinstructie maximaal gemiddelde inzet 2024, Lekstroom"
_B = "Werkwijze productieverwachtingen 2021, Midden-Holland"
_C = "Lumpsum en budgetplafond 2022, Maastricht-Heuvelland"
_D = "Plekken en trajecten 2022, Noord-Limburg"
_E = "Regionale monitor 2018, IJsselland"
_OWN = "Eigen keuze van het bureau"
_PERCENT, _COUNT, _YES_NO, _DATE = (
    ParameterForm.PERCENT,
    ParameterForm.COUNT,
    ParameterForm.YES_NO,
    ParameterForm.DATE_RULE,
)


def _choice(name: str, choices: tuple[str, ...], source: str, note: str) -> ParameterSpec:
    """A parameter with a fixed set of words; the first is the default."""
    return ParameterSpec(name, ParameterForm.CHOICE, choices[0], "keuze", source, note, choices)


def _yes_no(name: str, default: str, source: str, note: str) -> ParameterSpec:
    return ParameterSpec(name, _YES_NO, default, "ja of nee", source, note, ("ja", "nee"))


def _share(name: str, default: str, source: str, note: str) -> ParameterSpec:
    return ParameterSpec(name, _PERCENT, default, "%", source, note)


def _count(name: str, default: str, unit: str, source: str, note: str) -> ParameterSpec:
    return ParameterSpec(name, _COUNT, default, unit, source, note)


PARAMETERS: dict[str, ParameterSpec] = {
    spec.name: spec
    for spec in (
        _yes_no("TelOnbeantwoord", "ja", _OWN, "Tellen declaratieregels zonder antwoord (325 of 304) mee?"),
        _yes_no("Macroknoppen", "ja", _OWN, "ja: werkmappen met knoppen (.xlsm). nee: zonder macro's (.xlsx)."),
        _choice(
            "MI.GrondslagOverschrijding",
            ("Uren", "Prijs"),
            _A,
            "Artikel 8.1 noemt de prijs, de norm gaat over uren. Uren: er is pas een overschrijdingsbedrag als ook de "
            "uren boven de norm liggen. Prijs: de prijs alleen is genoeg.",
        ),
        _share(
            "MI.RelevanteDaling",
            "0.05",
            _A,
            "Paragraaf 3.5 noemt 'geen relevante neerwaartse beweging' zonder getal. Wij vergelijken met dezelfde "
            "periode van het vorige jaar.",
        ),
        _share("TeLaatGrens", "0.05", _OWN, "Boven dit deel te late declaraties heet het beeld onvolledig."),
        _share("PV.Indexatie", "0", _B, "De bron noemt nieuwe tarieven en indexatie; in tarieven zit de index al."),
        _share("PV.Korting", "0.04", _B, "De bron zegt 'circa'."),
        _share("PV.KortingSnelleGroei", "0.09", _B, "De bron zegt 'circa'."),
        _share("PV.Groeigrens", "0.25", _B, "De bron zegt 'circa'. Precies op de grens is geen snelle groei."),
        _choice(
            "PV.GrondslagSnelleGroei",
            ("Basisbedrag", "NaKorting"),
            _B,
            "De bron zegt 'extra'. NaKorting: over het bedrag na de gewone korting.",
        ),
        _count("PV.Afronding", "2", "decimalen", _OWN, "Zoveel cijfers achter de komma houdt Vastgesteld."),
        _yes_no("PV.WmoAlleenRegulier", "ja", _B, "Wmo-producten krijgen alleen de soort Regulier."),
        ParameterSpec(
            "Vaststellingsdatum",
            _DATE,
            "01-03 J",
            "datum",
            _B,
            "De bron informeert op 15 november van het jaar ervoor; dat jaar is dan nog niet volledig.",
        ),
        _choice(
            "UN.SignaalGrondslag",
            ("Uitnutting", "Uitnutting incl. verwacht"),
            _B,
            "De bron spreekt van productie: gedeclareerd, of met wat nog verwacht wordt.",
        ),
        _share("UN.Signaalgrens", "0.6", _B, "Vanaf dit deel van de afspraak volgt een signaal."),
        _share("UN.Meldgrens", "0.7", "Standaard in de contracten", "Vanaf dit deel volgt een melding."),
        _share(
            "UN.KrapGrens",
            "0.1",
            _OWN,
            "Onder dit deel van de afspraak heet de ruimte krap; bij minder verschil volgt geen opmerking.",
        ),
        _count("UN.AantalOntwikkelplan", "50", "aanbieders", _B, "Zoveel grootste aanbieders maken een ontwikkelplan."),
        _share("LS.Indexatie", "0.0387", _C, "Index over omzet en opslag."),
        _share("LS.Taakstelling", "0.075", _C, "Taakstelling over het geïndexeerde bedrag."),
        _yes_no("LS.TaakstellingOpOpslag", "ja", _C, "De bron zegt niet of de taakstelling ook over de opslag gaat."),
        _yes_no(
            "LS.IndexatieOverig",
            "ja",
            _C,
            "De bron indexeert 'de omzetbedragen 2021' van de lumpsum en zwijgt over de overige uitgaven (C).",
        ),
        _yes_no(
            "LS.TaakstellingPGB",
            "nee",
            _C,
            "De bron legt de taakstelling 'op het budgetplafond', en daar zit het PGB in.",
        ),
        _yes_no("LS.IndexatiePGB", "nee", _C, "De bron zegt niet of het PGB wordt geïndexeerd."),
        _count("LS.Leeftijdsgrens", "70", "jaar", _C, "De bron zegt '70+' en elders 'ouder dan 70'."),
        ParameterSpec("LS.LeeftijdPeildatum", _DATE, "01-01 J-1", "datum", _C, "De dag waarop de leeftijd telt."),
        ParameterSpec("LS.PGBPeildatum", _DATE, "01-03 J", "datum", _C, "Het laatste cijfer tot en met deze dag telt."),
        _share("LS.AandeelNacalculatie", "0.5", _C, "Dit deel van de overschrijding wordt bij de partners ingehouden."),
        _count("PL.Aansluitdagen", "30", "dagen", _D, "De bron toont de soorten uitstroom, niet de termijn."),
        _count("PL.Norm315", "14", "dagen", _D, "Termijn voor een antwoord op een verzoek om toewijzing (315)."),
        _count("PL.Norm305", "7", "dagen", _D, "De definitie noemt 5 werkdagen, de grafiek 7 dagen."),
        _count("PL.Norm305Werkdagen", "5", "werkdagen", _D, "De definitie noemt 5 werkdagen, de grafiek 7 dagen."),
        _count("PL.Norm307Werkdagen", "5", "werkdagen", _D, "Termijn voor een stopbericht (307)."),
        _share("PL.Bandbreedte", "1.05", _D, "De bron noemt de bandbreedtebrief, niet het getal."),
        ParameterSpec(
            "PL.VerwijzerZonder315",
            ParameterForm.CODE,
            "01",
            "verwijzertype",
            _OWN,
            "Verwijzer van een toewijzing zonder verzoek (315): 01 is de gemeente.",
        ),
        _count("DK.StartNa", "30", "dagen", _E, "Na zoveel dagen zonder start is een toewijzing een signaal."),
        _count("DK.ZonderDeclaratie", "3", "maanden", _E, "Na zoveel maanden zonder declaratie volgt een signaal."),
        _count("PR.Maanden", "24", "maanden", _OWN, "Zoveel zorgmaanden tellen mee in het declaratiepatroon."),
        ParameterSpec(
            "PR.K",
            ParameterForm.COUNT_OR_CHOICE,
            "terugtoets",
            "getal",
            _OWN,
            "Gewicht van het eigen patroon van een aanbieder. terugtoets: het programma kiest het met de terugtoets.",
            ("terugtoets",),
        ),
        _count("BM.MinAanbieders", "5", "aanbieders", _OWN, "Leg dit voor aan uw privacyfunctionaris."),
        _count("BM.MinClienten", "10", "cliënten", _OWN, "Leg dit voor aan uw privacyfunctionaris."),
        _share("BM.MaxAandeel", "0.5", _OWN, "Leg dit voor aan uw privacyfunctionaris."),
    )
}
