"""Declaration lines as they stand behind a row: which count, for how much, and why not."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.instruments.queries import Parameters, query
from engine.money import divided, euros
from engine.result import Column, Kind, ResultTable, Row
from engine.texts import tracing as texts

if TYPE_CHECKING:
    import duckdb

Line = dict[str, Any]


def declaration_lines(con: "duckdb.DuckDBPyConnection", where: str, parameters: Parameters) -> list[Line]:
    """Lines of `counted_line` (as `line`), those that do not count too, in order of begin date and dagtekening.

    `where` is SQL: the rest of the query after `FROM counted_line AS line`, joins and all, without ORDER BY.
    """
    cursor = con.execute(query("declaration_trace").replace("/* rest of the query */", where), dict(parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]


def lines_table(table: str, key: Sequence[str], lines: Sequence[Line]) -> ResultTable:
    """Table `Bronregels` of declaration lines behind a row of `table`."""
    title = texts.LINES_TITLE.format(table=table, key=" ".join(key))
    rows = [_row(number, line) for number, line in enumerate(lines, start=1)]
    return ResultTable("Bronregels", title, texts.LINES, ("Volgorde",), COLUMNS, rows)


def net_amount(lines: Sequence[Line]) -> Decimal:
    """Net euros of lines (G-4)."""
    return euros(sum(line["net_cents"] for line in lines))


def net_hours(lines: Sequence[Line]) -> Decimal:
    """Net hours of lines; other units count 0 (G-7)."""
    return divided(sum((Decimal(line["net_minutes"] or 0) for line in lines), Decimal(0)), Decimal(60))


def unique_clients(lines: Sequence[Line]) -> int:
    """Clients with a net volume above 0 in any unit (G-6)."""
    volumes: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        volumes[line["client"], line["unit"]] += line["net_volume"]
    return len({client for (client, _), volume in volumes.items() if volume > 0})


def _row(number: int, line: Line) -> Row:
    minutes = line["net_minutes"]
    return {
        "Volgorde": number,
        "Gemeentecode": line["municipality"],
        "AGB": line["agb"],
        "Cliënt": line["client"],
        "DeclaratieNummer": line["declaration_number"],
        "ReferentieNummer": line["reference_number"],
        "VorigReferentieNummer": line["previous_reference_number"],
        "Toewijzingnummer": line["assignment_number"],
        "Productcode": line["product_code"],
        "Begindatum": line["begin_date"],
        "Einddatum": line["end_date"],
        "Volume": line["volume"],
        "Eenheid": line["unit"],
        "Gedeclareerd": euros(line["amount_cents"]),
        "DebetCredit": line["debit_credit"],
        "Dagtekening": line["dated"],
        texts.COUNTS: texts.YES if line["counts"] else texts.NO,
        "Reden": _reason(line),
        "Netto uren": None if minutes is None else divided(Decimal(minutes), Decimal(60)),
        "Netto bedrag": euros(line["net_cents"]),
        "Te laat": texts.YES if line["is_late"] else texts.NO,
        "Bestand": line["source_name"],
        "Regel": line["source_line"],
    }


def _reason(line: Line) -> str | None:
    """Why a line does not count, or counts for something else than was declared."""
    outcome, day = line["answer_outcome"], line["answer_dated"]
    if outcome == "afgekeurd":
        return _on(texts.REJECTED, day)
    if outcome == "toegekend":
        return _on(texts.GRANTED if line["counts"] else texts.GRANTED_NOTHING, day)
    if not line["counts"]:
        return texts.UNANSWERED
    return texts.NO_HOURS if line["net_minutes"] is None else None


def _on(text: str, day: date) -> str:
    return text.format(day=day)


COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Op begindatum en dagtekening."),
    Column("Gemeentecode", Kind.CODE, help="Gemeente waaraan is gedeclareerd."),
    Column("AGB", Kind.CODE, help="Aanbieder die heeft gedeclareerd."),
    Column("Cliënt", Kind.CODE, help="Pseudoniem van de cliënt."),
    Column("DeclaratieNummer", Kind.CODE, help="Nummer van de declaratie."),
    Column("ReferentieNummer", Kind.CODE, help="Nummer van de regel bij de aanbieder."),
    Column("VorigReferentieNummer", Kind.CODE, help="De regel die deze regel crediteert of vervangt."),
    Column("Toewijzingnummer", Kind.CODE, help="Nummer van de toewijzing."),
    Column("Productcode", Kind.CODE, help="Code zoals gedeclareerd, voor Codevertaling."),
    Column("Begindatum", Kind.DATE, id="G-5", help="Bepaalt de zorgmaand."),
    Column("Einddatum", Kind.DATE, help="Laatste dag van de productperiode."),
    Column("Volume", Kind.NUMBER, help="Gedeclareerd aantal."),
    Column("Eenheid", Kind.CODE, help="01 minuut, 04 uur; andere eenheden tellen niet als uren."),
    Column("Gedeclareerd", Kind.EURO, help="Bedrag op de regel, zonder teken."),
    Column("DebetCredit", Kind.CODE, help="D telt op, C trekt af."),
    Column("Dagtekening", Kind.DATE, id="G-3", help="De regel bestaat vanaf deze dag."),
    Column(texts.COUNTS, Kind.TEXT, id="G-4", help="ja of nee."),
    Column("Reden", Kind.TEXT, id="G-4", help="Waarom de regel niet of anders meetelt."),
    Column("Netto uren", Kind.HOURS, id="G-7", help="Uren die meetellen.", total=True),
    Column("Netto bedrag", Kind.EURO, id="G-4", help="Bedrag dat meetelt.", total=True),
    Column("Te laat", Kind.TEXT, id="MI-10", help="Gedeclareerd na de maand die volgt op de zorgmaand."),
    Column("Bestand", Kind.TEXT, help="Het ingelezen bestand waar de regel in staat."),
    Column("Regel", Kind.COUNT, help="Regelnummer in dat bestand; bij een bericht de plaats in het bericht."),
)
