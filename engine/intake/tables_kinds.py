"""The seven kinds of table files (data.md, Tables): their columns, and which fact each column fills."""

from dataclasses import dataclass
from enum import Enum


class ValueType(Enum):
    """How a cell is read. Money and tariffs are euros in the file, eurocents in the fact."""

    LAW = "wet"
    MUNICIPALITY = "gemeentecode"
    AGB = "agb"
    CLIENT = "bsn"
    DATE = "datum"
    OPEN_DATE = "einddatum"
    MOMENT = "datum met tijd"
    TEXT = "tekst"
    NUMBER_TEXT = "nummer"
    CODE = "code"
    TWO_DIGITS = "code van twee cijfers"
    SEX = "geslacht"
    UNIT = "eenheid"
    FREQUENCY = "frequentie"
    DELIVERY = "status aanlevering"
    VOLUME = "volume"
    TARIFF = "tarief"
    MONEY = "bedrag"
    DEBIT_CREDIT = "debet of credit"
    YES_NO = "ja of nee"


NUMBERS = frozenset({ValueType.VOLUME, ValueType.TARIFF, ValueType.MONEY})
REFERENCES = frozenset({ValueType.TEXT, ValueType.NUMBER_TEXT})
"""Texts that differ on nearly every line. A NUMBER_TEXT is kept without leading zeros: 007 is 7."""
DATES = frozenset({ValueType.DATE, ValueType.OPEN_DATE, ValueType.MOMENT})


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a kind: Dutch header, the fact's column ("" when it feeds another fact), type.

    `mandatory`: the column must be in the file and every cell filled.
    """

    name: str
    field: str
    type: ValueType
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of file and the fact of which every row of the file is one."""

    name: str
    fact: str
    columns: tuple[TableColumn, ...]

    @property
    def mandatory(self) -> list[str]:
        """Headers that must be there."""
        return [column.name for column in self.columns if column.mandatory]

    @property
    def names(self) -> list[str]:
        """All headers, in the order of data.md."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> TableColumn:
        """The column with that header; StopIteration never happens for a name from `names`."""
        return next(column for column in self.columns if column.name == name)


def _must(name: str, field: str, value_type: ValueType) -> TableColumn:
    return TableColumn(name, field, value_type)


def _may(name: str, field: str, value_type: ValueType) -> TableColumn:
    return TableColumn(name, field, value_type, mandatory=False)


_PARTIES = (
    _must("Wet", "law", ValueType.LAW),
    _must("Gemeentecode", "municipality", ValueType.MUNICIPALITY),
    _must("AGB", "agb", ValueType.AGB),
    _must("Bsn", "client", ValueType.CLIENT),
)
_ASSIGNMENT_NUMBER = _may("Toewijzingnummer", "assignment_number", ValueType.NUMBER_TEXT)
_OPTIONAL_CODE = _may("Productcode", "product_code", ValueType.CODE)
_OPTIONAL_PRODUCT = (_may("Productcategorie", "product_category", ValueType.TWO_DIGITS), _OPTIONAL_CODE)
_BEGIN = _must("Begindatum", "begin_date", ValueType.DATE)
_START = _must("Ingangsdatum", "begin_date", ValueType.DATE)
_OPEN_END = _may("Einddatum", "end_date", ValueType.OPEN_DATE)
_DELIVERY = _may("StatusAanlevering", "delivery_status", ValueType.DELIVERY)
_DATED = _must("Dagtekening", "dated", ValueType.DATE)
_EXTENT = (
    _may("Volume", "volume", ValueType.VOLUME),
    _may("Eenheid", "unit", ValueType.UNIT),
    _may("Frequentie", "frequency", ValueType.FREQUENCY),
)
_SERVICE_FORM = _may("Dienstvorm", "service_form", ValueType.CODE)

ANSWER_COLUMNS = frozenset({"Afgekeurd", "AfgekeurdOp", "ToegekendBedrag", "AntwoordDatum", "Antwoord"})
"""Feed facts of their own; they do not make a line another line (data.md: the answer columns aside)."""

KINDS: tuple[TableKind, ...] = (
    TableKind(
        "toewijzingen",
        "assignment",
        (
            *_PARTIES,
            _must("Geboortedatum", "birth_date", ValueType.DATE),
            _may("Geslacht", "sex", ValueType.SEX),
            _must("Toewijzingnummer", "assignment_number", ValueType.NUMBER_TEXT),
            _may("ReferentieAanbieder", "provider_reference", ValueType.TEXT),
            _must("Productcategorie", "product_category", ValueType.TWO_DIGITS),
            _OPTIONAL_CODE,
            _must("Toewijzingsdatum", "assigned_at", ValueType.MOMENT),
            _START,
            _OPEN_END,
            _may("RedenWijziging", "change_reason", ValueType.TWO_DIGITS),
            *_EXTENT,
            _may("Budget", "budget_cents", ValueType.MONEY),
            _DATED,
        ),
    ),
    TableKind(
        "startberichten",
        "care_start",
        (*_PARTIES, _ASSIGNMENT_NUMBER, *_OPTIONAL_PRODUCT, _BEGIN, _DELIVERY, _DATED),
    ),
    TableKind(
        "stopberichten",
        "care_stop",
        (
            *_PARTIES,
            _ASSIGNMENT_NUMBER,
            *_OPTIONAL_PRODUCT,
            _BEGIN,
            _must("Einddatum", "end_date", ValueType.DATE),
            _must("RedenBeeindiging", "end_reason", ValueType.TWO_DIGITS),
            _DELIVERY,
            _DATED,
        ),
    ),
    TableKind(
        "verzoeken",
        "request",
        (
            *_PARTIES,
            _must("ReferentieAanbieder", "provider_reference", ValueType.TEXT),
            _OPTIONAL_CODE,
            _START,
            _OPEN_END,
            *_EXTENT,
            _must("VerwijzerType", "referrer_type", ValueType.TWO_DIGITS),
            _DATED,
            _may("AntwoordDatum", "", ValueType.DATE),
            _may("Antwoord", "", ValueType.CODE),
        ),
    ),
    TableKind(
        "declaraties",
        "declaration_line",
        (
            *_PARTIES,
            _must("DeclaratieNummer", "declaration_number", ValueType.TEXT),
            _must("ReferentieNummer", "reference_number", ValueType.TEXT),
            _may("VorigReferentieNummer", "previous_reference_number", ValueType.TEXT),
            _ASSIGNMENT_NUMBER,
            _must("Productcategorie", "product_category", ValueType.TWO_DIGITS),
            _must("Productcode", "product_code", ValueType.CODE),
            _BEGIN,
            _must("Einddatum", "end_date", ValueType.DATE),
            _must("Volume", "volume", ValueType.VOLUME),
            _must("Eenheid", "unit", ValueType.UNIT),
            _may("Tarief", "tariff_cents", ValueType.TARIFF),
            _must("Bedrag", "amount_cents", ValueType.MONEY),
            _must("DebetCredit", "debit_credit", ValueType.DEBIT_CREDIT),
            _DATED,
            _may("Afgekeurd", "", ValueType.YES_NO),
            _may("AfgekeurdOp", "", ValueType.DATE),
            _may("ToegekendBedrag", "", ValueType.MONEY),
        ),
    ),
    TableKind(
        "pgb",
        "pgb",
        (
            _must("Gemeentecode", "municipality", ValueType.MUNICIPALITY),
            _must("Peildatum", "dated", ValueType.DATE),
            _must("Wet", "law", ValueType.LAW),
            _must("Bedrag", "amount_cents", ValueType.MONEY),
            _SERVICE_FORM,
        ),
    ),
    TableKind(
        "voorschotten",
        "advance_payment",
        (
            _must("AGB", "agb", ValueType.AGB),
            _may("Gemeentecode", "municipality", ValueType.MUNICIPALITY),
            _OPTIONAL_CODE,
            _SERVICE_FORM,
            _must("Datum", "dated", ValueType.DATE),
            _must("Bedrag", "amount_cents", ValueType.MONEY),
        ),
    ),
)

KIND_BY_NAME: dict[str, TableKind] = {kind.name: kind for kind in KINDS}
COLUMN_BY_LOWER: dict[str, str] = {name.casefold(): name for kind in KINDS for name in kind.names}
"""Every known header by its case-folded form."""
