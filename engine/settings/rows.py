"""The rows of instellingen.xlsx (data.md, Settings): one frozen model per table, each column declared once.

English field, type, Dutch header, form and explanation stand together; a field without a default is mandatory.
Reading, writing, SQL tables and snapshots all follow these declarations.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from engine.settings.columns import Column, Form

LAWS = ("Jw", "Wmo")
RAISE_STATES = ("Ontvangen", "In behandeling", "Toegekend", "Afgewezen", "Ingetrokken")
NAMED_BY = ("Aanbieder", "Bureau")
CEILING_KINDS = ("Regulier", "Niet-vrijblijvend", "Budgetplafond")
INSTRUMENTS = ("max-inzet", "plafonds", "lumpsum", "plekken", "monitor")

Agb = Annotated[str, Column("AGB", Form.AGB, "AGB-code van de aanbieder, 8 cijfers.", refers="providers.agb")]
Municipality = Annotated[
    str,
    Column(
        "Gemeentecode", Form.MUNICIPALITY, "Gemeentecode van het CBS, 4 cijfers.", refers="municipalities.municipality"
    ),
]
ProductCode = Annotated[
    str,
    Column("Productcode", Form.PRODUCT, "Productcode zoals in de declaraties.", refers="products.product_code"),
]
CareDomain = Annotated[
    str,
    Column(
        "Zorgdomein",
        Form.TEXT,
        "Groep van producten met één budget; dezelfde naam als in de tabel Producten.",
        refers="products.care_domain",
    ),
]
ServiceForm = Annotated[
    str,
    Column(
        "Dienstvorm",
        Form.TEXT,
        "Dienstvorm, bijvoorbeeld BGI of BGG; dezelfde naam als in de tabel Producten.",
        refers="products.service_form",
    ),
]
Year = Annotated[int, Column("Jaar", Form.YEAR, "Kalenderjaar waarvoor de rij geldt, bijvoorbeeld 2024.")]
Note = Annotated[str | None, Column("Toelichting", Form.TEXT, "Vrije tekst voor uzelf en uw collega's.")]
Source = Annotated[str | None, Column("Bron", Form.TEXT, "Waar dit staat: besluit, contract of verklaring.")]


def _day(header: str, help: str) -> Column:
    """An optional date column."""
    return Column(header, Form.DATE, help)


class SettingsRow(BaseModel):
    """A row of a settings table: immutable, exact types, no unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class BureauDetail(SettingsRow):
    """Who the bureau is, for letters and workbooks."""

    name: Annotated[str, Column("Naam", Form.TEXT, "Welk gegeven dit is. Verander deze namen niet.")]
    value: Annotated[str | None, Column("Waarde", Form.TEXT, "Zoals het op brieven en werkmappen komt.")] = None


class ParameterRow(SettingsRow):
    """A chosen value (rules.md section 8). `value` is canonical text: 0.05, ja, 01-03 J."""

    name: Annotated[str, Column("Naam", Form.TEXT, "Naam van de keuze. Verander deze namen niet.")]
    value: Annotated[
        str,
        Column("Waarde", Form.PARAMETER, "De waarde waarmee wordt gerekend, bijvoorbeeld 5%, ja, 30 of 01-03 J."),
    ]
    valid_from: Annotated[
        date | None,
        _day("Vanaf", "Eerste dag waarop de waarde geldt. Leeg = altijd. Meer rijen per naam mogen."),
    ] = None
    unit: Annotated[str | None, Column("Eenheid", Form.TEXT, "Waarin de waarde is uitgedrukt.")] = None
    source: Source = None
    note: Note = None


class MunicipalityRow(SettingsRow):
    """A gemeente of the region."""

    municipality: Annotated[
        str, Column("Gemeentecode", Form.MUNICIPALITY, "Gemeentecode van het CBS, 4 cijfers, bijvoorbeeld 0353.")
    ]
    name: Annotated[str | None, Column("Gemeente", Form.TEXT, "Naam van de gemeente.")] = None


class Provider(SettingsRow):
    """An aanbieder with a contract."""

    agb: Annotated[str, Column("AGB", Form.AGB, "AGB-code van de aanbieder, 8 cijfers.")]
    name: Annotated[str | None, Column("Aanbieder", Form.TEXT, "Naam zoals die in werkmappen en brieven komt.")] = None
    email: Annotated[str | None, Column("E-mail", Form.TEXT, "Adres voor werkmappen en brieven.")] = None
    contact: Annotated[str | None, Column("Contactpersoon", Form.TEXT, "Wie bij de aanbieder de post krijgt.")] = None


class Product(SettingsRow):
    """A product with the groups it belongs to (MO-2, PV, LS) and its standard duration (PL-3)."""

    product_category: Annotated[
        str | None, Column("Productcategorie", Form.TEXT, "Categorie, 2 cijfers, bijvoorbeeld 54.")
    ] = None
    product_code: Annotated[str, Column("Productcode", Form.PRODUCT, "Productcode zoals in de declaraties.")]
    name: Annotated[str | None, Column("Product", Form.TEXT, "Naam van het product.")] = None
    law: Annotated[str | None, Column("Wet", Form.CHOICE, "Jw of Wmo.", LAWS)] = None
    unit: Annotated[
        str | None,
        Column("Eenheid", Form.UNIT, "Eenheid waarin wordt gedeclareerd: de code, bijvoorbeeld 01 of 04."),
    ] = None
    care_domain: Annotated[
        str | None, Column("Zorgdomein", Form.TEXT, "Groep van producten met één productieverwachting.")
    ] = None
    service_form: Annotated[
        str | None, Column("Dienstvorm", Form.TEXT, "Voor de lumpsum, bijvoorbeeld BGI of BGG.")
    ] = None
    segment: Annotated[str | None, Column("Segment", Form.TEXT, "Voor de monitor, bijvoorbeeld Midden of Top.")] = None
    profile: Annotated[str | None, Column("Profiel", Form.TEXT, "Profiel in het contract.")] = None
    intensity: Annotated[str | None, Column("Intensiteit", Form.TEXT, "Intensiteit in het contract.")] = None
    standard_days: Annotated[
        Decimal | None,
        Column("Standaardduur (dagen)", Form.NUMBER, "Standaardduur van een traject in dagen: deze of de maanden."),
    ] = None
    standard_months: Annotated[
        Decimal | None,
        Column(
            "Standaardduur (maanden)",
            Form.NUMBER,
            "Standaardduur van een traject in maanden; een maand telt 365/12 dagen.",
        ),
    ] = None
    trajectory_price: Annotated[
        Decimal | None, Column("Trajectprijs", Form.EURO, "Prijs van een heel traject, in euro's.")
    ] = None


class Tariff(SettingsRow):
    """A contract tariff in euros per unit, for one aanbieder or (agb None) for all."""

    product_code: ProductCode
    agb: Annotated[
        str | None,
        Column(
            "AGB",
            Form.AGB,
            "Alleen invullen als het tarief voor één aanbieder geldt. Leeg = alle aanbieders.",
            refers="providers.agb",
        ),
    ] = None
    valid_from: Annotated[date, _day("Vanaf", "Eerste dag waarop het tarief geldt.")]
    valid_to: Annotated[date | None, _day("Tot", "Laatste dag waarop het tarief geldt. Leeg = geldt nog.")] = None
    unit: Annotated[str, Column("Eenheid", Form.UNIT, "Eenheid van het tarief: de code, bijvoorbeeld 01 of 04.")]
    tariff: Annotated[
        Decimal, Column("Tarief", Form.TARIFF, "Tarief in euro's per eenheid, hoogstens 4 cijfers achter de komma.")
    ]

    @property
    def hourly_tariff(self) -> Decimal | None:
        """Euros per hour (G-7): a minute tariff × 60; None for units that are not time."""
        factor = {"04": 1, "01": 60}.get(self.unit)
        return None if factor is None else self.tariff * factor


class Norm(SettingsRow):
    """Maximum average hours per client for a product and calendar year (MI-3), and a set maximum price (MI-5)."""

    product_code: ProductCode
    year: Year
    hours: Annotated[Decimal, Column("Norm (uren)", Form.HOURS, "Hoogste gemiddelde inzet per cliënt per jaar.")]
    maximum_price: Annotated[
        Decimal | None,
        Column(
            "Maximale totaalprijs",
            Form.EURO,
            "Vastgesteld bedrag per cliënt per jaar. Leeg = norm × tarief.",
        ),
    ] = None
    source: Source = None


class Raise(SettingsRow):
    """A request to raise the maximum average; counts once granted and decided (MI-3). Hours per client."""

    agb: Agb
    product_code: ProductCode
    year: Year
    requested_hours: Annotated[
        Decimal | None, Column("Gevraagd (uren)", Form.HOURS, "Gevraagde extra uren per cliënt.")
    ] = None
    granted_hours: Annotated[
        Decimal | None,
        Column("Toegekend (uren)", Form.HOURS, "Toegekende extra uren per cliënt. Leeg bij een afwijzing."),
    ] = None
    status: Annotated[str | None, Column("Status", Form.CHOICE, "Hoe ver de aanvraag is.", RAISE_STATES)] = None
    received_on: Annotated[date | None, _day("Ontvangen op", "Dag waarop de aanvraag binnenkwam.")] = None
    confirmed_on: Annotated[date | None, _day("Bevestigd op", "Dag van de ontvangstbevestiging.")] = None
    complete_on: Annotated[date | None, _day("Volledig op", "Dag waarop de aanvraag volledig was.")] = None
    to_expert_on: Annotated[date | None, _day("Naar deskundige op", "Dag van verzending naar de deskundige.")] = None
    assessed_on: Annotated[date | None, _day("Beoordeeld op", "Dag van het oordeel van de deskundige.")] = None
    decided_on: Annotated[
        date | None,
        _day("Besluitdatum", "Dag van het besluit. Zonder deze datum telt een toegekende ophoging niet mee."),
    ] = None
    announced_on: Annotated[date | None, _day("Medegedeeld op", "Dag waarop de aanbieder het besluit kreeg.")] = None
    archived_on: Annotated[date | None, _day("Gearchiveerd op", "Dag waarop de aanvraag is opgeborgen.")] = None
    by: Annotated[str | None, Column("Door", Form.TEXT, "Wie de aanvraag behandelt.")] = None
    note: Note = None


class Recovery(SettingsRow):
    """The register of recoveries: without a row no recovery letter (MI-12). Amount in euros."""

    agb: Agb
    product_code: ProductCode
    year: Year
    invited_on: Annotated[date | None, _day("Uitgenodigd op", "Dag van de uitnodiging voor overleg.")] = None
    consulted_on: Annotated[date | None, _day("Overleg op", "Dag van het overleg.")] = None
    decided_on: Annotated[date | None, _day("Besluitdatum", "Dag van het besluit tot terugvordering.")] = None
    amount: Annotated[
        Decimal | None, Column("Bedrag", Form.EURO, "Bedrag dat u terugvordert, in euro's; dit mag een deel zijn.")
    ] = None
    reason: Annotated[str | None, Column("Reden", Form.TEXT, "Waarom u dit bedrag terugvordert.")] = None


class BenchmarkPartner(SettingsRow):
    """A named peer for the benchmark (BM-2)."""

    agb: Agb
    product_code: ProductCode
    partner_agb: Annotated[
        str,
        Column("Partner AGB", Form.AGB, "AGB-code van de aanbieder waarmee u vergelijkt.", refers="providers.agb"),
    ]
    named_by: Annotated[str | None, Column("Genoemd door", Form.CHOICE, "Wie deze partner koos.", NAMED_BY)] = None


class Agreement(SettingsRow):
    """An agreed yearly total (UN-1): of the rows of a year, the latest Vanaf on or before the as-of date counts."""

    agb: Agb
    care_domain: CareDomain
    year: Year
    kind: Annotated[
        str | None,
        Column("Soort", Form.CHOICE, "Hoe hard de afspraak is. Leeg = Regulier.", CEILING_KINDS),
    ] = None
    amount: Annotated[
        Decimal, Column("Bedrag", Form.EURO, "Het nieuwe totaal voor het hele jaar, in euro's (niet de verhoging).")
    ]
    valid_from: Annotated[
        date | None, _day("Vanaf", "Dag waarop dit totaal gaat gelden. Leeg = vanaf het begin van het jaar.")
    ] = None
    emergency_consent: Annotated[
        bool | None,
        Column("Spoedtoestemming", Form.YES_NO, "Mag deze aanbieder bij spoed boven het plafond? ja of nee."),
    ] = None


class Discretionary(SettingsRow):
    """A signed amount in euros added to a ceiling, with its mandatory reason (PV-5)."""

    agb: Agb
    care_domain: CareDomain
    year: Year
    amount: Annotated[
        Decimal,
        Column("Bedrag", Form.EURO, "Bedrag erbij, of met een minteken eraf, in euro's.", minimum=None),
    ]
    reason: Annotated[str, Column("Reden", Form.TEXT, "Verplicht: waarom u van de berekening afwijkt.")]


class DomainBudget(SettingsRow):
    """The region's budget for a care domain and year, in euros (PV-8)."""

    care_domain: CareDomain
    year: Year
    amount: Annotated[Decimal, Column("Bedrag", Form.EURO, "Budget van het zorgdomein voor het jaar, in euro's.")]


class LumpsumPartner(SettingsRow):
    """A strategic partner per gemeente × dienstvorm for year Y (LS-1). Amounts in euros of Y-1."""

    partner: Annotated[
        str | None,
        Column("Partner", Form.TEXT, "Naam van de combinatie als meer AGB's samen één partner zijn. Leeg = de AGB."),
    ] = None
    agb: Agb
    municipality: Municipality
    service_form: ServiceForm
    year: Year
    revenue: Annotated[
        Decimal | None,
        Column("Omzet", Form.EURO, "Omzet van het vorige jaar volgens de accountant. Leeg = uit de declaraties."),
    ] = None
    source: Source = None
    surcharge: Annotated[
        Decimal | None, Column("Opslag", Form.EURO, "Kosten van de Krachtenbundeling in het vorige jaar. Leeg = 0.")
    ] = None


class FrameworkSetting(SettingsRow):
    """Choices per gemeente × dienstvorm × year for the lumpsum (LS-7, LS-10, LS-11)."""

    municipality: Municipality
    service_form: ServiceForm
    year: Year
    elderly_excluded: Annotated[
        bool | None,
        Column("Ouderen uitgezonderd", Form.YES_NO, "Tellen oudere cliënten niet mee? ja of nee; leeg = nee."),
    ] = None
    pgb_actual: Annotated[
        Decimal | None,
        Column("PGB werkelijk", Form.EURO, "Werkelijke PGB-uitgaven in het jaar, voor de nacalculatie."),
    ] = None
    decided_on: Annotated[date | None, _day("Besluitdatum", "Dag van het besluit over de lumpsum.")] = None


class PlacesAgreement(SettingsRow):
    """Agreed places and budget in euros (PL-0, PL-4)."""

    agb: Agb
    municipality: Municipality
    product_code: ProductCode
    year: Year
    places: Annotated[Decimal, Column("Plekken", Form.NUMBER, "Afgesproken aantal plekken in het jaar.")]
    budget: Annotated[Decimal | None, Column("Budget", Form.EURO, "Afgesproken budget voor het jaar in euro's.")] = None


class CalendarEntry(SettingsRow):
    """A reporting moment."""

    instrument: Annotated[str, Column("Instrument", Form.CHOICE, "Welke werkmap u dan maakt.", INSTRUMENTS)]
    as_of: Annotated[date, _day("Peildatum", "Stand van welke dag u wilt laten zien.")]
    description: Annotated[str | None, Column("Omschrijving", Form.TEXT, "Waarvoor u de werkmap maakt.")] = None


class CodeTranslation(SettingsRow):
    """A local product code and the code it stands for (MO-2); of one aanbieder, one gemeente, or (None) everyone."""

    origin: Annotated[
        str | None,
        Column("Herkomst", Form.TEXT, "AGB-code of gemeentecode van wie de eigen code gebruikt. Leeg = iedereen."),
    ] = None
    code: Annotated[str, Column("Code", Form.TEXT, "De eigen code, precies zoals die in het bestand staat.")]
    product_code: ProductCode
