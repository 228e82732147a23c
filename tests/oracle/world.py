"""The second implementation: all that is known about a region, the choices, and what every instrument needs of it.

Settings are the rows of instellingen.xlsx: dicts by Dutch table and header; a table that is not there is empty.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.max_inzet import Book, counting_lines, is_late, minutes, sign
from tests.oracle.reading import Fields
from tests.oracle.reading_care import Care, standing

Row = dict[str, Any]


class SettingsRow(Row):
    """A row of the settings: a column that is not filled in is None."""

    def __missing__(self, name: str) -> None:
        return None


DEFAULTS: dict[str, Fraction | str] = {
    "PV.Indexatie": Fraction(0),
    "PV.Korting": Fraction(4, 100),
    "PV.KortingSnelleGroei": Fraction(9, 100),
    "PV.Groeigrens": Fraction(25, 100),
    "PV.GrondslagSnelleGroei": "Basisbedrag",
    "PV.Afronding": Fraction(2),
    "PV.WmoAlleenRegulier": "ja",
    "Vaststellingsdatum": "01-03 J",
    "TeLaatGrens": Fraction(5, 100),
    "UN.SignaalGrondslag": "Uitnutting",
    "UN.Signaalgrens": Fraction(60, 100),
    "UN.Meldgrens": Fraction(70, 100),
    "UN.KrapGrens": Fraction(10, 100),
    "UN.AantalOntwikkelplan": Fraction(50),
    "LS.Indexatie": Fraction(387, 10_000),
    "LS.Taakstelling": Fraction(75, 1000),
    "LS.TaakstellingOpOpslag": "ja",
    "LS.IndexatieOverig": "ja",
    "LS.TaakstellingPGB": "nee",
    "LS.IndexatiePGB": "nee",
    "LS.Leeftijdsgrens": Fraction(70),
    "LS.LeeftijdPeildatum": "01-01 J-1",
    "LS.PGBPeildatum": "01-03 J",
    "LS.AandeelNacalculatie": Fraction(50, 100),
    "PL.Aansluitdagen": Fraction(30),
    "PL.Norm315": Fraction(14),
    "PL.Norm305": Fraction(7),
    "PL.Norm305Werkdagen": Fraction(5),
    "PL.Norm307Werkdagen": Fraction(5),
    "PL.Bandbreedte": Fraction(105, 100),
    "PL.VerwijzerZonder315": "01",
}
"""Section 8 of rules.md."""


@dataclass
class World:
    """Everything that came in, the settings, and the choices that differ from the defaults."""

    lines: list[Fields]
    rejections: list[Fields]
    care: Care
    pgb: list[Fields]
    advances: list[Fields]
    settings: dict[str, list[Row]]
    chosen: dict[str, Fraction | str] = field(default_factory=dict[str, Fraction | str])
    grants: list[Fields] = field(default_factory=list[Fields])
    """Lines of which a part was granted (304), with `toegekend` in eurocents and the dagtekening of that answer."""

    def __post_init__(self) -> None:
        self.settings = {name: [SettingsRow(row) for row in rows] for name, rows in self.settings.items()}

    def rows(self, table: str) -> list[Row]:
        """Rows of a table of the settings."""
        return self.settings.get(table, [])

    def number(self, name: str) -> Fraction:
        """A parameter that is a number."""
        return Fraction(self.chosen.get(name, DEFAULTS[name]))

    def word(self, name: str) -> str:
        """A parameter that is a word."""
        return str(self.chosen.get(name, DEFAULTS[name]))

    def moment(self, name: str, year: int) -> date:
        """A parameter that is a date which moves with the year: `dd-mm J` or `dd-mm J-1`."""
        day, moves = self.word(name).split(" ")
        return date(year - (1 if moves == "J-1" else 0), int(day[3:5]), int(day[:2]))

    def with_settings(self, **tables: list[Row]) -> "World":
        """The same world with other rows in some tables."""
        return replace(self, settings={**self.settings, **tables})

    def with_choices(self, **chosen: Fraction | str) -> "World":
        """The same world with other parameters; `PV_Korting` stands for PV.Korting."""
        named = {name.replace("_", ".", 1): value for name, value in chosen.items()}
        return replace(self, chosen={**self.chosen, **named})

    # ── names, products, tariffs ───────────────────────────────────────────────────────────────────────────────────

    def provider_name(self, agb: str) -> str | None:
        """Name of an aanbieder in the settings."""
        return next((row["Aanbieder"] for row in self.rows("Aanbieders") if row["AGB"] == agb), None)

    def product(self, code: str | None) -> Row:
        """The row of a product, empty when it is not in the settings."""
        return next((row for row in self.rows("Producten") if row["Productcode"] == code), {})

    def translated(self, agb: str, municipality: str, code: str | None) -> str | None:
        """A code after Codevertaling (MO-2): the aanbieder's row, else the gemeente's, else the general one."""
        for origin in (agb, municipality, None):
            for row in self.rows("Codevertaling"):
                if (row["Herkomst"] or None) == origin and row["Code"] == code:
                    return row["Productcode"]
        return code

    def tariff(self, agb: str, product: str, unit: str, on: date) -> Fraction | None:
        """Tariff of a day in this unit (per hour for 04, per minute for 01): the aanbieder's own, else the general."""
        for wanted in (agb, None):
            for row in self.rows("Tarieven"):
                valid = row["Vanaf"] <= on and (row["Tot"] is None or on <= row["Tot"])
                if row["Productcode"] == product and row["AGB"] == wanted and valid:
                    tariff = Fraction(row["Tarief"])
                    if row["Eenheid"] == unit:
                        return tariff
                    if (row["Eenheid"], unit) == ("01", "04"):
                        return tariff * 60
                    if (row["Eenheid"], unit) == ("04", "01"):
                        return tariff / 60
        return None

    def paid_otherwise(self, agb: str, municipality: str, product: str | None, year: int) -> bool:
        """PL-0: care paid by places, or by the lumpsum of a partner."""
        for row in self.rows("Plekkenafspraken"):
            if (row["AGB"], row["Gemeentecode"], row["Productcode"], row["Jaar"]) == (
                agb, municipality, product, year,
            ):  # fmt: skip
                return True
        service_form = self.product(product).get("Dienstvorm")
        return service_form is not None and agb in partners_in(self, municipality, service_form, year)

    # ── what is known on a day ─────────────────────────────────────────────────────────────────────────────────────

    def production(self, as_of: date) -> list[Fields]:
        """Counting lines of G-4 with their translated product (`code`) and signed `netto` in eurocents."""
        counted = counting_lines(Book(self.lines, self.rejections, self.settings), as_of)
        return [
            line
            | {
                "code": self.translated(line["agb"], line["gemeente"], line["product"]),
                "netto": sign(line) * self._granted(line, as_of),
                "minuten": minutes(line),
                "hoeveelheid": sign(line) * line["volume"],
                "laat": is_late(line),
            }
            for line in counted
        ]

    def _granted(self, line: Fields, as_of: date) -> int:
        """Eurocents of a line: from the date of a 304 what that granted."""
        for grant in self.grants:
            if grant["gedateerd"] <= as_of and {**grant, "gedateerd": line["gedateerd"]} == {
                **line, "toegekend": grant["toegekend"],
            }:  # fmt: skip
                return grant["toegekend"]
        return line["centen"]

    def standing_care(self, as_of: date) -> Care:
        """Messages around care that stand on the day."""
        return standing(self.care, as_of)


def partners_in(world: World, municipality: str, service_form: str, year: int) -> set[str]:
    """AGBs that are lumpsum partner in a gemeente × dienstvorm × year."""
    return {
        row["AGB"]
        for row in world.rows("Lumpsumpartners")
        if (row["Gemeentecode"], row["Dienstvorm"], row["Jaar"]) == (municipality, service_form, year)
    }


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def month_end(year: int, month: int) -> date:
    """Last day of a month; months go on after 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def days_between(first: date, last: date) -> int:
    """Days with both ends (G-2)."""
    return (last - first).days + 1
