"""Small makers of table files, and what a reader makes of them."""

import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadContext, ReadResult, Source
from engine.intake.tables_read import read_table

KEY = b"k" * 32
BSN = "123456782"
OTHER_BSN = "111222333"

LINES: dict[str, dict[str, str]] = {
    "toewijzingen": {
        "Wet": "Jw", "Gemeentecode": "0344", "AGB": "01234567", "Bsn": BSN, "Geboortedatum": "13-04-2012",
        "Geslacht": "2", "Toewijzingnummer": "77", "ReferentieAanbieder": "REF-1", "Productcategorie": "54",
        "Productcode": "54B01", "Toewijzingsdatum": "14-01-2024 13:45", "Ingangsdatum": "15-01-2024",
        "Einddatum": "31-12-2024", "RedenWijziging": "", "Volume": "120", "Eenheid": "04", "Frequentie": "4",
        "Budget": "", "Dagtekening": "16-01-2024",
    },
    "startberichten": {
        "Wet": "Wmo", "Gemeentecode": "0344", "AGB": "01234567", "Bsn": BSN, "Toewijzingnummer": "77",
        "Begindatum": "15-01-2024", "Dagtekening": "16-01-2024",
    },
    "stopberichten": {
        "Wet": "Jw", "Gemeentecode": "0344", "AGB": "01234567", "Bsn": BSN, "Toewijzingnummer": "77",
        "Begindatum": "15-01-2024", "Einddatum": "20-03-2024", "RedenBeeindiging": "31", "StatusAanlevering": "1",
        "Dagtekening": "22-03-2024",
    },
    "verzoeken": {
        "Wet": "Jw", "Gemeentecode": "0344", "AGB": "01234567", "Bsn": BSN, "ReferentieAanbieder": "REF-1",
        "Productcode": "54B01", "Ingangsdatum": "15-01-2024", "Einddatum": "", "Volume": "3", "Eenheid": "04",
        "Frequentie": "2", "VerwijzerType": "02", "Dagtekening": "16-01-2024", "AntwoordDatum": "19-01-2024",
        "Antwoord": "2",
    },
    "declaraties": {
        "Wet": "Jw", "Gemeentecode": "0344", "AGB": "01234567", "Bsn": BSN, "DeclaratieNummer": "D1",
        "ReferentieNummer": "R1", "VorigReferentieNummer": "", "Toewijzingnummer": "77", "Productcategorie": "54",
        "Productcode": "54B01", "Begindatum": "01-03-2024", "Einddatum": "31-03-2024", "Volume": "90",
        "Eenheid": "01", "Tarief": "1,70", "Bedrag": "153,00", "DebetCredit": "D", "Dagtekening": "15-04-2024",
        "Afgekeurd": "", "AfgekeurdOp": "", "ToegekendBedrag": "",
    },
    "pgb": {
        "Gemeentecode": "0344", "Peildatum": "15-03-2024", "Wet": "Wmo", "Bedrag": "1.234.567,89", "Dienstvorm": "BGI",
    },
    "voorschotten": {
        "AGB": "01234567", "Gemeentecode": "0344", "Productcode": "54B01", "Datum": "15-01-2024", "Bedrag": "-250,00",
    },
}  # fmt: skip
"""One good line of every kind."""

Row = Mapping[str, str]


def line(kind: str, **changes: str) -> dict[str, str]:
    """A good line of the kind with other values in some columns."""
    return LINES[kind] | changes


def csv_text(rows: Sequence[Row], separator: str = ";") -> str:
    """A plain CSV without quotes."""
    header = list(rows[0])
    return "\r\n".join([separator.join(header), *(separator.join(row[name] for name in header) for row in rows), ""])


@dataclass
class Read:
    """What came out: the result and the rows of every fact."""

    result: ReadResult
    facts: dict[str, list[dict[str, object]]] = field(default_factory=dict[str, list[dict[str, object]]])
    tables: dict[str, pa.Table] = field(default_factory=dict[str, pa.Table])

    def one(self, fact: str) -> dict[str, object]:
        """The only row of a fact."""
        (row,) = self.facts[fact]
        return row

    @property
    def reasons(self) -> list[str]:
        """Why lines were set aside."""
        return [str(row["reason"]) for row in self.facts.get("set_aside", [])]

    @property
    def remarks(self) -> str:
        """All remarks in one text."""
        return "\n".join(problem.text for problem in self.result.problems)


def read(content: bytes | str, name: str = "bestand.csv", mappings: Path | None = None) -> Read:
    """Reads a file as an import does."""
    data = content.encode() if isinstance(content, str) else content
    return read_opener(lambda: io.BytesIO(data), name, mappings)


def read_opener(opener: Callable[[], io.BytesIO], name: str, mappings: Path | None = None) -> Read:
    """Reads from an opener."""
    staged: dict[str, list[pa.Table]] = defaultdict(list)
    context = ReadContext(Pseudonymiser(KEY), lambda fact, table: staged[fact].append(table), mappings)
    result = read_table(Source(7, name, None, opener), context)
    tables = {fact: pa.concat_tables(parts) for fact, parts in staged.items()}
    return Read(result, {fact: table.to_pylist() for fact, table in tables.items()}, tables)


def read_rows(*rows: Row) -> Read:
    """Reads rows as a CSV."""
    return read(csv_text(rows))


def pseudonym(value: str = BSN) -> str:
    """The pseudonym of a client under the test's key."""
    return Pseudonymiser(KEY).client(value)
