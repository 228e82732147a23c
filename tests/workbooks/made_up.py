"""A made-up report: every kind of column, empties, formula-looking text, facts beside formulas, an empty table."""

import random
from datetime import date
from decimal import Decimal

from engine.result import Column, Kind, ParameterUse, Report, ResultTable, Row, Value
from engine.rules import c, evaluate, largest, lookup, marks, p, rounded, same, total, when
from engine.rules.language import Always, Computed, Empty
from engine.run import Period, Run

PRODUCTS = ("Behandeling Regulier", "Behandeling Specialistisch-1", "Behandeling Hoog Specialistisch")
HOSTILE = (
    "=1+1",
    "+31 30 1234567",
    "-x",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "Zorg & Zo <b>",
    "  spatie ",
    "_x0041_",
    "tab\tof\x0bregel \ufffe",
)
PARAMETERS = (
    ParameterUse("MI.RelevanteDaling", Decimal("0.05"), "%", "A §3.5", "Bron noemt geen getal; dit is onze lezing."),
    ParameterUse("TeLaatGrens", Decimal("0.05"), "%", "", "Hierboven is het beeld onvolledig."),
    ParameterUse("DK.StartNa", Decimal(30), "dagen", "E", ""),
    ParameterUse("Macroknoppen", "ja", "", "", "Werkmappen met of zonder knoppen."),
    ParameterUse("Vaststellingsdatum", date(2024, 3, 1), "", "B", ""),
)
VALUES: dict[str, Value] = {use.name: use.value for use in PARAMETERS}
_EURO, _HOURS, _PERCENT = Kind.EURO, Kind.HOURS, Kind.PERCENT


def norms() -> ResultTable:
    """A table that others look into."""
    columns = (Column("Productcode", Kind.CODE), Column("Norm (uren)", _HOURS), Column("Ingangsdatum", Kind.DATE))
    rows: list[Row] = [
        {"Productcode": code, "Norm (uren)": Decimal(norm), "Ingangsdatum": date(2024, 1, 1)}
        for code, norm in (("54B01", 15), ("54B02", 29), ("54B03", 5))
    ]
    return ResultTable("Normen", "Normen 2024", "De norm per product.", ("Productcode",), columns, rows)


def max_average(rows: int, seed: int = 1) -> ResultTable:
    """28 columns in the shape of MaxInzet (product.md); the rules are simpler than the real ones."""
    columns = (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder."),
        Column("Productcode", Kind.CODE, help="Code van het product."),
        Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen."),
        Column("Product", Kind.TEXT),
        Column("Volgorde", Kind.COUNT, never_empty=True),
        Column("Cliënten", Kind.COUNT, id="MI-1", source="A §2", help="Unieke cliënten.", total=True, never_empty=True),
        Column("Uren", _HOURS, id="MI-1", source="A §2", help="Netto uren.", total=True, never_empty=True),
        Column("Bedrag", _EURO, id="MI-1", source="A §2", help="Netto bedrag.", total=True, never_empty=True),
        Column("Gemiddelde inzet", _HOURS, rule=c["Uren"] / c["Cliënten"], id="MI-2", source="A §2"),
        Column("Norm", _HOURS, rule=lookup("Normen", "Norm (uren)", {"Productcode": c["Productcode"]}), id="MI-3"),
        Column("Ophoging", _HOURS, id="MI-3", help="Toegekend."),
        Column("Norm incl. ophoging", _HOURS, rule=c["Norm"] + c["Ophoging"], id="MI-3"),
        Column("Overschrijding", _HOURS, rule=largest(0, c["Gemiddelde inzet"] - c["Norm incl. ophoging"]), id="MI-4"),
        Column("Overschrijding %", _PERCENT, rule=c["Overschrijding"] / c["Norm incl. ophoging"], id="MI-4"),
        Column("Tarief", _EURO, rule=c["Bedrag"] / c["Uren"], fact_first=True, id="MI-5", source="A §8.1"),
        Column("Maximale totaalprijs", _EURO, rule=c["Norm incl. ophoging"] * c["Tarief"], id="MI-5"),
        Column("Gemiddelde totaalprijs", _EURO, rule=c["Bedrag"] / c["Cliënten"], id="MI-5"),
        Column(
            "Overschrijdingsbedrag",
            _EURO,
            rule=largest(0, c["Bedrag"] - c["Cliënten"] * c["Maximale totaalprijs"]),
            id="MI-6",
            total=True,
        ),
        Column("Seizoensfactor", Kind.FACTOR, id="MI-7", help="Jaar gedeeld door halfjaar."),
        Column("Vorig jaar (nu)", _HOURS, id="MI-8"),
        Column("Beweging", _PERCENT, rule=rounded(c["Gemiddelde inzet"] / c["Vorig jaar (nu)"], 12) - 1, id="MI-9"),
        Column(
            "Aandeel",
            Kind.NUMBER,
            rule=100 * c["Uren"] - total("MaxInzet", "Uren", {"Productcode": c["Productcode"]}),
        ),
        Column("Te laat %", _PERCENT, id="MI-10", help="Te laat gedeclareerd deel."),
        Column("Eerste maand", Kind.MONTH),
        Column("Besluitdatum", Kind.DATE),
        Column("Eigen notitie", Kind.TEXT, is_input=True),
        Column(
            "Status",
            Kind.STATUS,
            id="MI-9",
            rule=when(
                Empty(c["Gemiddelde inzet"]),
                "n.v.t.",
                when(
                    (c["Overschrijdingsbedrag"] > 0) & ~(c["Beweging"] <= -1 * p["MI.RelevanteDaling"]),
                    "Overschrijding, terugvordering mogelijk",
                    when(
                        c["Gemiddelde inzet"] <= c["Norm"],
                        "Binnen norm",
                        when(
                            c["Gemiddelde inzet"] <= c["Norm incl. ophoging"],
                            "Binnen norm met ophoging",
                            "Overschrijding",
                        ),
                    ),
                ),
            ),
        ),
        Column(
            "Opmerking",
            Kind.TEXT,
            rule=marks(
                (Computed("Tarief"), "afgeleid"),
                (Always(), "voorlopig"),
                (c["Te laat %"] > p["TeLaatGrens"], "beeld onvolledig"),
                (same(c["Productcode"], "54B03"), "klein product"),
            ),
        ),
    )
    table = ResultTable(
        "MaxInzet",
        "Maximaal gemiddelde inzet",
        "Gemiddelde inzet per aanbieder en product, met de norm.",
        ("AGB", "Productcode"),
        columns,
        _rows(rows, random.Random(seed)),
    )
    evaluate(table, [norms()], VALUES)
    return table


def _rows(count: int, chance: random.Random) -> list[Row]:
    return [_row(number, chance) for number in range(count)]


def _row(number: int, chance: random.Random) -> Row:
    clients = 0 if number % 17 == 5 else chance.randint(1, 400)
    hours = Decimal(chance.randint(0, clients * 2500)) / 60
    amount = (hours * Decimal("102.35")).quantize(Decimal("0.01"))
    known = number % 7 != 3
    return {
        "AGB": f"{1000 + number // 3:08}",
        "Productcode": f"54B{number % 3 + 1:02}",
        "Aanbieder": HOSTILE[number % len(HOSTILE)] if number % 5 == 0 else f"Jeugdhulp {number // 3} Lekstroom",
        "Product": PRODUCTS[number % 3],
        "Volgorde": number + 1,
        "Cliënten": clients,
        "Uren": hours,
        "Bedrag": amount,
        "Ophoging": Decimal(number % 4 == 0),
        "Tarief": Decimal("102.35") if known else None,
        "Seizoensfactor": Decimal("1.834") if known else None,
        "Vorig jaar (nu)": Decimal(chance.randint(300, 2500)) / 100 if known else None,
        "Te laat %": Decimal(chance.randint(0, 200)) / 1000,
        "Eerste maand": date(2024, number % 12 + 1, 1),
        "Besluitdatum": date(2024, 5, 17) if number % 3 == 0 else None,
        "Eigen notitie": "Gebeld; vraagt toelichting" if number % 9 == 0 else None,
    }  # fmt: skip


def empty_requests() -> ResultTable:
    """A table without rows, with a total and a rule."""
    columns = (
        Column("AGB", Kind.CODE),
        Column("Productcode", Kind.CODE),
        Column("Gevraagd (uren)", _HOURS, total=True),
        Column("Toegekend (uren)", _HOURS),
        Column("Verschil", _HOURS, rule=c["Gevraagd (uren)"] - c["Toegekend (uren)"]),
        Column("Status", Kind.STATUS),
    )
    title = "Aanvragen om ophoging"
    return ResultTable("Aanvragen", title, "De aanvragen met hun stappen.", ("AGB", "Productcode"), columns, [])


def key_figures(table: ResultTable) -> ResultTable:
    """The cards of Overzicht."""
    compared = " t.o.v. vorig jaar"
    columns = (
        Column("Cliënten", Kind.COUNT, rule=total("MaxInzet", "Cliënten"), total=False),
        Column("Cliënten" + compared, Kind.PERCENT),
        Column("Uren", _HOURS, rule=total("MaxInzet", "Uren")),
        Column("Uren" + compared, Kind.PERCENT),
        Column("Bedrag", _EURO, rule=total("MaxInzet", "Bedrag")),
        Column("Bedrag" + compared, _EURO),
        Column("Boven de norm", Kind.COUNT),
        Column("Boven de norm" + compared, Kind.COUNT),
        Column("Overschrijdingsbedrag", _EURO, rule=total("MaxInzet", "Overschrijdingsbedrag")),
        Column("Te laat gedeclareerd", Kind.PERCENT),
    )
    row: Row = {
        "Cliënten" + compared: Decimal("0.083"),
        "Uren" + compared: Decimal("-0.0214"),
        "Bedrag" + compared: None,
        "Boven de norm": 6,
        "Boven de norm" + compared: 0,
        "Te laat gedeclareerd": Decimal("0.041"),
    }
    figures = ResultTable("Kerncijfers", "Kerncijfers", "De cijfers op Overzicht.", (), columns, [row])
    evaluate(figures, [table], VALUES)
    return figures


def chart_table(bars: int) -> ResultTable:
    """The chart of Overzicht."""
    columns = (
        Column("AGB", Kind.CODE),
        Column("Aanbieder", Kind.TEXT),
        Column("Binnen de norm", _HOURS),
        Column("Boven de norm", _HOURS),
        Column("Norm incl. ophoging", _HOURS),
    )
    rows: list[Row] = []
    for number in range(bars):
        hours = Decimal(440 - 12 * number) / 10
        above = hours > 29
        rows.append(
            {
                "AGB": f"{1000 + number:08}",
                "Aanbieder": f"Jeugdhulp {number} Lekstroom",
                "Binnen de norm": None if above else hours,
                "Boven de norm": hours if above else None,
                "Norm incl. ophoging": Decimal(29),
            }
        )
    title = f"13 van {bars} aanbieders boven de norm voor 54B02"
    return ResultTable("Grafiek", title, "De cijfers achter de grafiek op Overzicht.", ("AGB",), columns, rows)


def attention(count: int) -> ResultTable:
    """What needs attention."""
    columns = (
        Column("Volgorde", Kind.COUNT),
        Column("AGB", Kind.CODE),
        Column("Aanbieder", Kind.TEXT),
        Column("Productcode", Kind.CODE),
        Column("Wat valt op", Kind.TEXT),
        Column("Bedrag", _EURO),
        Column("Wat te doen", Kind.TEXT),
    )
    rows: list[Row] = [
        {
            "Volgorde": number + 1,
            "AGB": f"{1000 + number:08}",
            "Aanbieder": HOSTILE[-number] if number else "Stichting Jeugdhulp Lekstroom en Omstreken",
            "Productcode": "54B02",
            "Wat valt op": "54B02: gemiddeld 34,2 uur per cliënt, 5,2 uur boven de norm van 29,0",
            "Bedrag": None if number == 2 else Decimal("8160.00") * (60 - number),
            "Wat te doen": "Nodig uit om een ophoging te vragen en leg het gesprek vast",
        }
        for number in range(count)
    ]
    return ResultTable("Aandacht", "Wat aandacht vraagt", "Het meest dringende eerst.", ("Volgorde",), columns, rows)


def made_up_report(rows: int = 300, bars: int = 25, attention_rows: int = 7) -> Report:
    """Everything together."""
    table = max_average(rows)
    return Report(
        name="max-inzet",
        title="Maximaal gemiddelde inzet 2024",
        run=Run(Period.parse("2024"), date(2025, 2, 1), 12, "3fa9c1d2aabbccdd"),
        state="voorlopig",
        tables=[table, empty_requests(), norms(), key_figures(table), chart_table(bars), attention(attention_rows)],
        parameters=PARAMETERS,
        product_version="0.1.0",
        bureau={
            "Bureaunaam": "Inkoopbureau Lekstroom",
            "Regio": "Regio Lekstroom",
            "E-mail": "vragen@lekstroom.example",
        },
        results=("MaxInzet", "Aanvragen"),
    )
