"""The lines of a trace of `plekken`: care, advances and messages, and their columns."""

from collections.abc import Mapping
from typing import Any

from engine.instruments.places_tables import Payment
from engine.result import Column, Kind, Row
from engine.texts import places as texts
from engine.texts.tracing import NO, YES

Line = Mapping[str, Any]

CARE_COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Op cliënt en begindatum."),
    Column("Soort", Kind.TEXT, help="Zorg, of een betaald voorschot."),
    Column("Gemeentecode", Kind.CODE, help="Gemeente die de zorg toewees."),
    Column("AGB", Kind.CODE, help="Aanbieder."),
    Column("Cliënt", Kind.CODE, help="Pseudoniem van de cliënt."),
    Column("Toewijzingnummer", Kind.CODE, help="Nummer van de toewijzing."),
    Column("Productcode", Kind.CODE, help="Code van het product, na Codevertaling."),
    Column("Begindatum", Kind.DATE, id="PL-1", help="Eerste dag in zorg (305)."),
    Column("Einddatum", Kind.DATE, id="PL-1", help="Laatste dag in zorg; leeg als de zorg loopt."),
    Column("Einde volgens", Kind.TEXT, id="PL-1", help="Stopbericht, of anders de toewijzing."),
    Column("RedenBeeindiging", Kind.CODE, id="PL-1", help="Uit het stopbericht; 20 is tijdelijk."),
    Column("Dagen", Kind.COUNT, id="PL-5", help="Dagen van begin tot en met einde of peildatum."),
    Column("Dagtekening 305", Kind.DATE, help="Dagtekening van het startbericht."),
    Column("Dagtekening 307", Kind.DATE, help="Dagtekening van het stopbericht."),
    Column("Verwijzer", Kind.TEXT, id="PL-8", help="Type verwijzer."),
    Column("Instroom", Kind.TEXT, id="PL-7", help="Of de cliënt met deze zorg instroomde."),
    Column("Vervolg", Kind.TEXT, id="PL-6", help="Wat op het einde van de zorgperiode volgde."),
    Column("Betaald op", Kind.DATE, id="PL-4", help="Dag van de betaling."),
    Column("Bedrag", Kind.EURO, id="PL-4", help="Betaald voorschot.", total=True),
)
MESSAGE_COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Op dag van verzending."),
    Column("Gemeentecode", Kind.CODE, help="Gemeente."),
    Column("AGB", Kind.CODE, help="Aanbieder."),
    Column("Cliënt", Kind.CODE, help="Pseudoniem van de cliënt."),
    Column("Kenmerk", Kind.CODE, help="ReferentieAanbieder van een verzoek, anders het toewijzingnummer."),
    Column("Dag", Kind.DATE, id="PL-9", help="Waar de termijn begint: verzoek, start of einde van de zorg."),
    Column("Verstuurd op", Kind.DATE, id="PL-9", help="Dagtekening van het bericht."),
    Column("Antwoord op", Kind.DATE, id="PL-9", help="Dagtekening van het antwoord op een verzoek."),
    Column("Dagen", Kind.COUNT, id="PL-9", help="Dagen of werkdagen die het duurde."),
    Column("Binnen norm", Kind.TEXT, id="PL-9", help="ja of nee."),
)


def care_row(line: Line) -> Row:
    """A part of care as a line of the trace."""
    runs_on = line["end_date"] is None or line["end_date"] > line["last_day"]
    return {
        "Soort": texts.CARE,
        "Gemeentecode": line["municipality"],
        "AGB": line["agb"],
        "Cliënt": line["client"],
        "Toewijzingnummer": line["assignment_number"],
        "Productcode": line["product_code"],
        "Begindatum": line["begin_date"],
        "Einddatum": None if runs_on else line["end_date"],
        "Einde volgens": texts.STILL_RUNNING if runs_on else texts.ENDED_BY[line["ended_by"]],
        "RedenBeeindiging": None if runs_on else line["end_reason"],
        "Dagen": (line["last_day"] - line["begin_date"]).days + 1,
        "Dagtekening 305": line["start_dated"],
        "Dagtekening 307": line["stop_dated"],
        "Verwijzer": texts.referrer_name(line["referrer"]),
        "Instroom": YES if line["flowed_in"] else NO,
        "Vervolg": texts.OUTCOMES[line["outcome"]] if line["outcome"] else None,
        "Betaald op": None,
        "Bedrag": None,
    }


def payment_row(payment: Payment) -> Row:
    """An advance as a line of the trace."""
    empty: Row = {column.name: None for column in CARE_COLUMNS}
    return empty | {
        "Soort": texts.PAYMENT,
        "Gemeentecode": payment.municipality,
        "AGB": payment.agb,
        "Productcode": payment.product,
        "Betaald op": payment.paid_on,
        "Bedrag": payment.amount,
    }


def message_row(line: Line) -> Row:
    """A message as a line of the trace."""
    return {
        "Gemeentecode": line["municipality"],
        "AGB": line["agb"],
        "Cliënt": line["client"],
        "Kenmerk": line["reference"],
        "Dag": line["day"],
        "Verstuurd op": line["sent"],
        "Antwoord op": line["answered"],
        "Dagen": line["took"],
        "Binnen norm": YES if line["is_within"] else NO,
    }
