"""Every table of instellingen.xlsx (data.md, Settings): name, rows, key, explanation and default rows."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from engine.settings import rows
from engine.settings.columns import Column, Form
from engine.settings.parameters import PARAMETERS


@dataclass(frozen=True)
class Table:
    """One table: Dutch `name` (sheet and Excel table), English `field` of `Settings`, row model, unique key.

    `key` are the English fields that together occur once (empty = rows may repeat); `derived` are properties of a row
    that SQL gets as extra columns; `defaults` makes the rows of a new dossier (late: building rows costs time).
    """

    name: str
    field: str
    model: type[rows.SettingsRow]
    explanation: str
    key: tuple[str, ...] = ()
    derived: tuple[tuple[str, Form], ...] = ()
    defaults: Callable[[], tuple[rows.SettingsRow, ...]] = tuple
    columns: tuple[Column, ...] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(_columns(self.model)))

    def column(self, name: str) -> Column:
        """The column of an English field name; KeyError when absent."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _columns(model: type[rows.SettingsRow]) -> Iterable[Column]:
    """The declared columns of a row model, with field name and mandatory filled in."""
    for name, info in model.model_fields.items():
        column = next(item for item in info.metadata if isinstance(item, Column))
        yield dataclasses.replace(column, name=name, mandatory=info.is_required())


_NORM_SOURCE = "Werkinstructie maximaal gemiddelde inzet 2024, Lekstroom, hoofdstuk 3"
_BUREAU = ("Bureaunaam", "Regio", "Adres", "E-mail", "Telefoon", "Contractmanager")
_PRODUCTS = (
    ("54B01", "Behandeling Regulier", "15"),
    ("54B02", "Behandeling Specialistisch-1", "29"),
    ("54B03", "Behandeling Hoog Specialistisch", "5"),
)


def _default_bureau() -> tuple[rows.BureauDetail, ...]:
    """The names of what letters need; the bureau fills in the values."""
    return tuple(rows.BureauDetail(name=name) for name in _BUREAU)


def _default_parameters() -> tuple[rows.ParameterRow, ...]:
    """Each parameter of rules.md section 8 as a row that always holds."""
    return tuple(
        rows.ParameterRow(name=spec.name, value=spec.default, unit=spec.unit, source=spec.source, note=spec.note)
        for spec in PARAMETERS.values()
    )


def _default_products() -> tuple[rows.Product, ...]:
    """The products of source A, declared in minutes."""
    return tuple(
        rows.Product(product_category="54", product_code=code, name=name, law="Jw", unit="01")
        for code, name, _ in _PRODUCTS
    )


def _default_norms() -> tuple[rows.Norm, ...]:
    """The norms of 2024 of source A, in hours per client."""
    return tuple(
        rows.Norm(product_code=code, year=2024, hours=Decimal(hours), source=_NORM_SOURCE)
        for code, _, hours in _PRODUCTS
    )


TABLES: tuple[Table, ...] = (
    Table(
        "Bureau",
        "bureau",
        rows.BureauDetail,
        "Gegevens van uw bureau, voor brieven en werkmappen.",
        ("name",),
        defaults=_default_bureau,
    ),
    Table(
        "Parameters",
        "parameters",
        rows.ParameterRow,
        "Keuzes waar de regels ruimte laten. Wijzigt een keuze? Voeg dan een rij toe met Vanaf.",
        ("name", "valid_from"),
        defaults=_default_parameters,
    ),
    Table("Gemeenten", "municipalities", rows.MunicipalityRow, "De gemeenten van uw regio.", ("municipality",)),
    Table("Aanbieders", "providers", rows.Provider, "De aanbieders met een contract.", ("agb",)),
    Table(
        "Producten",
        "products",
        rows.Product,
        "De producten en de groepen waar ze bij horen.",
        ("product_code",),
        defaults=_default_products,
    ),
    Table(
        "Tarieven",
        "tariffs",
        rows.Tariff,
        "Tarieven volgens contract, in euro's per eenheid. Een tarief van de aanbieder zelf gaat vóór het algemene.",
        derived=(("hourly_tariff", Form.TARIFF),),
    ),
    Table(
        "Normen",
        "norms",
        rows.Norm,
        "De maximale gemiddelde inzet per cliënt, per product en kalenderjaar.",
        ("product_code", "year"),
        defaults=_default_norms,
    ),
    Table(
        "Ophogingen",
        "raises",
        rows.Raise,
        "Alle aanvragen om een ophoging. Van de toegekende telt de rij met de laatste besluitdatum.",
    ),
    Table(
        "Terugvorderingen",
        "recoveries",
        rows.Recovery,
        "Terugvorderingen met overleg en besluit. Zonder rij hier komt er geen brief.",
        ("agb", "product_code", "year"),
    ),
    Table(
        "Benchmarkpartners",
        "benchmark_partners",
        rows.BenchmarkPartner,
        "Met welke aanbieders u vergelijkt: 2 gekozen door de aanbieder, 2 door het bureau.",
        ("agb", "product_code", "partner_agb"),
    ),
    Table(
        "Afspraken",
        "agreements",
        rows.Agreement,
        "Afgesproken jaarbedragen. Wijzigt een bedrag? Voeg een rij toe met het nieuwe totaal en Vanaf.",
        ("agb", "care_domain", "year", "valid_from"),
    ),
    Table(
        "Discretionair",
        "discretionary",
        rows.Discretionary,
        "Bedragen waarmee u van de berekening afwijkt, altijd met reden.",
    ),
    Table(
        "Domeinbudgetten",
        "domain_budgets",
        rows.DomainBudget,
        "Het budget van de regio per zorgdomein en jaar.",
        ("care_domain", "year"),
    ),
    Table(
        "Lumpsumpartners",
        "lumpsum_partners",
        rows.LumpsumPartner,
        "Partners met een lumpsum, per gemeente en dienstvorm. Jaar is het jaar van de lumpsum.",
        ("agb", "municipality", "service_form", "year"),
    ),
    Table(
        "Kaderinstellingen",
        "framework",
        rows.FrameworkSetting,
        "Keuzes voor het financiële kader per gemeente, dienstvorm en jaar.",
        ("municipality", "service_form", "year"),
    ),
    Table(
        "Plekkenafspraken",
        "places",
        rows.PlacesAgreement,
        "Afgesproken plekken en budget per aanbieder, gemeente, product en jaar.",
        ("agb", "municipality", "product_code", "year"),
    ),
    Table(
        "Kalender",
        "calendar",
        rows.CalendarEntry,
        "Wanneer u welke werkmap maakt.",
        ("instrument", "as_of"),
    ),
    Table(
        "Codevertaling",
        "code_translation",
        rows.CodeTranslation,
        "Welke productcode bij een eigen code van een gemeente of systeem hoort.",
        ("origin", "code"),
    ),
)

TABLE_BY_FIELD: dict[str, Table] = {table.field: table for table in TABLES}


def referred(column: Column) -> tuple[Table, Column]:
    """The table and column a `refers` points to."""
    field, name = column.refers.split(".")
    return TABLE_BY_FIELD[field], TABLE_BY_FIELD[field].column(name)
