"""Where a row of `MaxInzet` comes from: its declaration lines, whose sums equal the row."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.instruments.max_average_facts import collect_lines, divided
from engine.instruments.queries import query
from engine.money import euros
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.run import Run
from engine.texts import max_average as texts

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

Key = tuple[str, ...]
_CHECKED = ("Bedrag", "Uren", "Cliënten")


@dataclass(frozen=True)
class Trace:
    """The lines behind a row, and their totals beside the row's."""

    lines: ResultTable
    of_row: dict[str, Value]
    of_lines: dict[str, Value]

    @property
    def agrees(self) -> bool:
        """Whether every total of the lines equals the row's cell."""
        return all(self.of_row[name] == self.of_lines[name] for name in _CHECKED)

    @property
    def check(self) -> dict[str, dict[str, str]]:
        """Per total: of the row, of the lines."""
        return {name: {"rij": str(self.of_row[name]), "regels": str(self.of_lines[name])} for name in _CHECKED}

    def lines_as_text(self) -> list[str]:
        """How many lines, and how many count."""
        counting = sum(row["Telt mee"] == texts.YES for row in self.lines.rows)
        return [texts.trace_line(len(self.lines.rows), counting)]

    def check_as_text(self) -> list[str]:
        """One sentence a total."""
        return [_compared(name, self.of_row[name], self.of_lines[name]) for name in _CHECKED]


def _compared(name: str, of_row: Value, of_lines: Value) -> str:
    decimals = 0 if name == "Cliënten" else 2
    shown = [texts.dutch_number(Decimal(str(value)), decimals) for value in (of_row, of_lines)]
    return texts.check_line(name, shown[0], shown[1], of_row == of_lines)


def trace_lines(
    con: "duckdb.DuckDBPyConnection", settings: "Settings", run: Run, key: Key, table: ResultTable
) -> Trace:
    """The declaration lines behind the row of `table` (MaxInzet of this run) with that AGB and product code.

    Refusal when there is no such row.
    """
    row = next((row for row in table.rows if table.key_of(row) == tuple(key)), None)
    if row is None:
        raise texts.unknown_row(tuple(key))
    collect_lines(con, settings, run.period.year)
    span = {"first_day": run.period.first_day, "last_day": run.period.last_day}
    cursor = con.execute(query("average_trace"), {"agb": key[0], "product_code": key[1], **span})
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]
    rows = [_row(number, line) for number, line in enumerate(found, start=1)]
    title = texts.TRACE_TITLE.format(key=" ".join(key))
    lines = ResultTable("Bronregels", title, texts.TRACE, ("Volgorde",), _COLUMNS, rows)
    return Trace(lines, {name: row[name] for name in _CHECKED}, _totals(found))


def _totals(lines: list[dict[str, Any]]) -> dict[str, Value]:
    """Net amount, net hours and unique clients (G-6) of lines."""
    minutes = sum((Decimal(line["net_minutes"] or 0) for line in lines), Decimal(0))
    volumes: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        volumes[line["client"], line["unit"]] += line["net_volume"]
    clients = len({client for (client, _), volume in volumes.items() if volume > 0})
    amount = euros(sum(line["net_cents"] for line in lines))
    return {"Bedrag": amount, "Uren": divided(minutes, Decimal(60)), "Cliënten": clients}


def _row(number: int, line: dict[str, Any]) -> Row:
    minutes = line["net_minutes"]
    return {
        "Volgorde": number,
        "Gemeentecode": line["municipality"],
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
        "Telt mee": texts.YES if line["counts"] else texts.NO,
        "Reden": _reason(line),
        "Netto uren": None if minutes is None else divided(Decimal(minutes), Decimal(60)),
        "Netto bedrag": euros(line["net_cents"]),
        "Te laat": texts.YES if line["is_late"] else texts.NO,
    }


def _reason(line: dict[str, Any]) -> str | None:
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


_COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Op begindatum en dagtekening."),
    Column("Gemeentecode", Kind.CODE, help="Gemeente waaraan is gedeclareerd."),
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
    Column("Telt mee", Kind.TEXT, id="G-4", help="ja of nee."),
    Column("Reden", Kind.TEXT, id="G-4", help="Waarom de regel niet of anders meetelt."),
    Column("Netto uren", Kind.HOURS, id="G-7", help="Uren die meetellen.", total=True),
    Column("Netto bedrag", Kind.EURO, id="G-4", help="Bedrag dat meetelt.", total=True),
    Column("Te laat", Kind.TEXT, id="MI-10", help="Gedeclareerd na de maand die volgt op de zorgmaand."),
)
