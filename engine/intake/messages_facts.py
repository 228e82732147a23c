"""Lines of a message → facts and lines set aside. One function per kind of message; data.md says what is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.messages_convert import (
    constant_column,
    date_column,
    decimal_column,
    ends_before_begin,
    integer_column,
    moment_column,
    number_text_column,
    text_column,
    without_any_bsn,
    without_bsn,
)
from engine.intake.privacy import Pseudonymiser
from engine.texts import intake as texts

Columns = dict[str, pa.Array]
LineReader = Callable[["Lines"], "Facts"]
"""Makes facts of lines of one kind of message."""


@dataclass(frozen=True, slots=True)
class MessageHeader:
    """What the header says, for every line. `number` and `number_dated` are of the declaration (323, 303, 325, 304)."""

    kind: str
    law: str
    release: str
    code: str
    sender: str
    receiver: str
    identification: str
    dated: date
    municipality: str
    agb: str
    number: str = ""
    number_dated: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason to set lines aside: on which lines, the Dutch reason, and the check it belongs to."""

    lines: pa.Array
    reason: str
    check_id: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of one fact, faults included; bad lines are exported in the layout of `table_kind` (data.md)."""

    fact: str
    table_kind: str
    columns: Columns
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Origin:
    """What the lines of one message (or a part of it) share; `request` is of a 317: kind, reference and reason."""

    source_no: int
    header: MessageHeader
    birth_date: date | None = None
    sex: str | None = None
    delivery_status: str | None = None
    request: tuple[str, str, str] = ("315", "", "")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of messages of one kind: texts by path, and per line which of the origins it has."""

    texts: dict[str, list[str | None]]
    bsn: list[str]
    rank: list[int]
    origins: list[Origin]
    of: pa.Array
    pseudonymiser: Pseudonymiser

    def __len__(self) -> int:
        return len(self.rank)

    def column(self, path: str) -> list[str | None]:
        """The texts at a path, None where a line does not have it."""
        return self.texts.get(path) or [None] * len(self.rank)

    def shared(self, of_origin: Callable[[Origin], str | date | int | None], type_: pa.DataType) -> pa.Array:
        """What a line has from its message."""
        return pa.array([of_origin(origin) for origin in self.origins], type_).take(self.of)

    def shared_text(self, of_origin: Callable[[Origin], str | None]) -> pa.Array:
        """A text that a line has from its message."""
        return self.shared(of_origin, pa.string())

    def text(self, path: str) -> pa.Array:
        """Free text or code, without the client's BSN."""
        return text_column(without_bsn(self.column(path), self.bsn, self.pseudonymiser))

    def code(self, path: str) -> pa.Array:
        """A text too short or too strict to hold a BSN."""
        return text_column(self.column(path))

    def reference(self, path: str) -> pa.Array:
        """ReferentieAanbieder: the same text in a 319, which names no client, as in the message it answers."""
        return text_column(without_any_bsn(self.column(path), self.pseudonymiser))

    def number(self, path: str) -> pa.Array:
        """An identifying number such as ToewijzingNummer."""
        return number_text_column(without_bsn(self.column(path), self.bsn, self.pseudonymiser))

    def day(self, path: str) -> pa.Array:
        """A date."""
        return date_column(self.column(path))

    def client(self) -> pa.Array:
        """Pseudonyms; missing where the BSN is invalid."""
        return pa.array(self.pseudonymiser.clients(self.bsn), pa.string())

    def parties(self) -> Columns:
        """Law, gemeente and aanbieder."""
        return {
            "law": self.shared_text(lambda origin: origin.header.law),
            "municipality": self.shared_text(lambda origin: origin.header.municipality),
            "agb": self.shared_text(lambda origin: origin.header.agb),
        }

    def dated(self) -> Columns:
        """The dagtekening of the message."""
        return {"dated": self.shared(lambda origin: origin.header.dated, pa.date32())}

    def declared(self) -> Columns:
        """Number and dagtekening of the declaration."""
        return {
            "declaration_number": self.shared_text(lambda origin: origin.header.number),
            "dated": self.shared(lambda origin: origin.header.number_dated or origin.header.dated, pa.date32()),
        }

    def extent(self) -> Columns:
        """Omvang or Budget."""
        return {
            "volume": decimal_column(self.column("Omvang/Volume")),
            "unit": self.code("Omvang/Eenheid"),
            "frequency": self.code("Omvang/Frequentie"),
            "budget_cents": integer_column(self.column("Budget")),
        }

    def product(self) -> Columns:
        """Categorie and code, where they stand together under Product."""
        return {"product_category": self.code("Product/Categorie"), "product_code": self.code("Product/Code")}


def _invalid_bsn(client: pa.Array) -> Fault:
    return Fault(pc.is_null(client), texts.REASON_INVALID_BSN, "DK-14")


def _ends_early(columns: Columns) -> Fault:
    return Fault(ends_before_begin(columns["begin_date"], columns["end_date"]), texts.REASON_ENDS_EARLY, None)


def declaration_lines(lines: Lines) -> Facts:
    """323: one line per Prestatie."""
    return _declaration_lines(lines, "", "IngediendBedrag")


def old_declaration_lines(lines: Lines) -> Facts:
    """303: the amounts stand under IngediendeBedragPrestatie."""
    under = "IngediendeBedragPrestatie/"
    return _declaration_lines(lines, under, f"{under}DeclaratieFactuurBedrag")


def _declaration_lines(lines: Lines, under: str, amount: str) -> Facts:
    columns = lines.parties() | lines.declared()
    columns |= {
        "client": lines.client(),
        "reference_number": lines.text("ProductReferentie/ReferentieNummer"),
        "previous_reference_number": lines.text("ProductReferentie/VorigReferentieNummer"),
        "assignment_number": lines.number("ToewijzingNummer"),
        "product_category": lines.code("ProductCategorie"),
        "product_code": lines.code("ProductCode"),
        "begin_date": lines.day("ProductPeriode/Begindatum"),
        "end_date": lines.day("ProductPeriode/Einddatum"),
        "volume": decimal_column(lines.column(f"{under}GeleverdVolume")),
        "unit": lines.code(f"{under}Eenheid"),
        "tariff_cents": decimal_column(lines.column(f"{under}ProductTarief")),
        "amount_cents": integer_column(lines.column(f"{amount}/Bedrag")),
        "debit_credit": lines.code(f"{amount}/DebetCredit"),
    }
    return Facts("declaration_line", "declaraties", columns, [_invalid_bsn(columns["client"]), _ends_early(columns)])


def rejected_lines(lines: Lines) -> Facts:
    """325: only rejected prestaties are listed (data.md)."""
    return _answers(lines, "afgekeurd", pa.nulls(len(lines), pa.int64()))


def granted_lines(lines: Lines) -> Facts:
    """304: what is granted of each line, with its sign."""
    amounts = integer_column(lines.column("ToegekendeBedragPrestatie/ToegekendBedrag/Bedrag"))
    credit = pc.equal(lines.code("ToegekendeBedragPrestatie/ToegekendBedrag/DebetCredit"), "C")
    return _answers(lines, "toegekend", pc.if_else(credit, pc.negate(amounts), amounts))


def _answers(lines: Lines, outcome: str, granted: pa.Array) -> Facts:
    columns = lines.parties() | lines.declared()
    columns |= {
        "reference_number": lines.text("ProductReferentie/ReferentieNummer"),
        "product_code": lines.code("ProductCode"),
        "begin_date": lines.day("ProductPeriode/Begindatum"),
        "outcome": constant_column(outcome, len(lines)),
        "granted_cents": granted,
        "return_codes": lines.code("RetourCodes/RetourCode"),
    }
    missing = Fault(pc.is_null(columns["reference_number"]), texts.REASON_NO_REFERENCE, None)
    return Facts("declaration_answer", "antwoorden", columns, [missing])


def assignments(lines: Lines) -> Facts:
    """301: one line per ToegewezenProduct."""
    columns = lines.parties() | {
        "client": lines.client(),
        "birth_date": lines.shared(lambda origin: origin.birth_date, pa.date32()),
        "sex": lines.shared_text(lambda origin: origin.sex),
        "assignment_number": lines.number("ToewijzingNummer"),
        "provider_reference": lines.reference("ReferentieAanbieder"),
    }
    columns |= lines.product() | {
        "assigned_at": moment_column(lines.column("Toewijzingsdatum"), lines.column("Toewijzingstijd")),
        "begin_date": lines.day("Ingangsdatum"),
        "end_date": lines.day("Einddatum"),
        "change_reason": lines.code("RedenWijziging"),
    }
    columns |= lines.extent() | lines.dated()
    missing = Fault(pc.is_null(columns["assignment_number"]), texts.REASON_NO_ASSIGNMENT_NUMBER, None)
    return Facts(
        "assignment", "toewijzingen", columns, [_invalid_bsn(columns["client"]), missing, _ends_early(columns)]
    )


def care_starts(lines: Lines) -> Facts:
    """305: one line per StartProduct."""
    columns = _delivery(lines)
    return Facts("care_start", "startberichten", columns, [_invalid_bsn(columns["client"])])


def care_stops(lines: Lines) -> Facts:
    """307: one line per StopProduct."""
    columns = _delivery(lines)
    columns |= {"end_date": lines.day("Einddatum"), "end_reason": lines.code("RedenBeeindiging")}
    return Facts("care_stop", "stopberichten", columns, [_invalid_bsn(columns["client"]), _ends_early(columns)])


def _delivery(lines: Lines) -> Columns:
    of_client = lines.shared_text(lambda origin: origin.delivery_status)
    status = pc.coalesce(of_client, lines.code("StatusAanlevering"))
    columns = lines.parties() | {"client": lines.client(), "assignment_number": lines.number("ToewijzingNummer")}
    return (
        columns | lines.product() | {"begin_date": lines.day("Begindatum"), "delivery_status": status} | lines.dated()
    )


def requests(lines: Lines) -> Facts:
    """315: one line per AangevraagdProduct."""
    columns = _request(lines, lines.reference("ReferentieAanbieder"))
    columns |= {
        "begin_date": lines.day("ToewijzingIngangsdatum"),
        "end_date": lines.day("ToewijzingEinddatum"),
        "referrer_type": lines.code("Verwijzer/Type"),
        "request_reason": pa.nulls(len(lines), pa.string()),
    }
    return Facts("request", "verzoeken", columns, [_invalid_bsn(columns["client"]), _ends_early(columns)])


def changes(lines: Lines) -> Facts:
    """317: one line per product that stays, changes or is new, under the reference and reason of the request."""
    references = lines.shared_text(lambda origin: origin.request[1]).to_pylist()
    columns = _request(lines, text_column(without_any_bsn(references, lines.pseudonymiser)))
    columns |= {
        "begin_date": lines.day("GewensteIngangsdatum"),
        "end_date": lines.day("Einddatum"),
        "referrer_type": pa.nulls(len(lines), pa.string()),
        "request_reason": lines.shared_text(lambda origin: origin.request[2]),
    }
    return Facts("request", "verzoeken", columns, [_invalid_bsn(columns["client"]), _ends_early(columns)])


def _request(lines: Lines, reference: pa.Array) -> Columns:
    columns = lines.parties() | {
        "kind": lines.shared_text(lambda origin: origin.request[0]),
        "client": lines.client(),
        "provider_reference": reference,
        "assignment_number": lines.number("ToewijzingNummer"),
    }
    return columns | lines.product() | lines.extent() | lines.dated()


def request_answers(lines: Lines) -> Facts:
    """319: the answer to a 315 or 317; it names no client."""
    columns = lines.parties() | {
        "provider_reference": lines.reference("ReferentieAanbieder"),
        "answer": lines.code("VerzoekAntwoord"),
        "rejection_reason": lines.code("RedenAfwijzingVerzoek"),
    }
    return Facts("request_answer", "antwoorden", columns | lines.dated(), [])
