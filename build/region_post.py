"""Where the messages of the made-up region go: month folders with ZIPs and plain files, and one CSV per part."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CSV_HEADER = (
    "Wet;Gemeentecode;AGB;Bsn;DeclaratieNummer;ReferentieNummer;VorigReferentieNummer;Toewijzingnummer;"
    "Productcategorie;Productcode;Begindatum;Einddatum;Volume;Eenheid;Tarief;Bedrag;DebetCredit;Dagtekening;"
    "Afgekeurd;AfgekeurdOp\n"
)


class Post:
    """Writes what one part of the providers exchanges: deterministic, to the byte.

    Messages dated before `plain_from` go into `berichten/jjjj-mm/deel-NN.zip`, later ones are files of their own;
    messages after `until` were never sent. Declaration lines also go to `declaraties/deel-NN.csv`.
    """

    def __init__(self, folder: Path, part: int, plain_from: date, until: date) -> None:
        self.folder, self.part, self.plain_from, self.until = folder, part, plain_from, until
        self.counts: Counter[str] = Counter()
        self._bundles: dict[str, ZipFile] = {}
        csv_folder = folder / "declaraties"
        csv_folder.mkdir(parents=True, exist_ok=True)
        self._csv = (csv_folder / f"deel-{part:02}.csv").open("w", encoding="utf-8", newline="")
        self._csv.write(CSV_HEADER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._csv.close()
        for bundle in self._bundles.values():
            bundle.close()

    def send(self, dated: date, name: str, text: str) -> bool:
        """Writes one message; False when it lies after the last day."""
        if dated > self.until:
            return False
        self.counts[f"bericht {name[name.index('_') - 3 : name.index('_')]}"] += 1
        month = dated.isoformat()[:7]
        if dated < self.plain_from:
            self._bundle(month).writestr(_entry(name, dated), text)
        else:
            target = self.folder / "berichten" / month
            target.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(text.encode())
        return True

    def write_lines(self, rows: list[str]) -> None:
        """Rows of the table `declaraties`, each with its line end."""
        self.counts["declaratieregels"] += len(rows)
        self._csv.writelines(rows)

    def _bundle(self, month: str) -> ZipFile:
        if month not in self._bundles:
            target = self.folder / "berichten" / month
            target.mkdir(parents=True, exist_ok=True)
            self._bundles[month] = ZipFile(target / f"deel-{self.part:02}.zip", "w", ZIP_DEFLATED, compresslevel=1)
        return self._bundles[month]


def _entry(name: str, dated: date) -> ZipInfo:
    entry = ZipInfo(name, (max(1980, dated.year), dated.month, dated.day, 12, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


@cache
def dutch(day: date) -> str:
    """dd-mm-jjjj."""
    return f"{day.day:02}-{day.month:02}-{day.year}"


def dutch_euros(cents: int) -> str:
    """1234,50 for 123450."""
    return f"{cents // 100},{cents % 100:02}"
