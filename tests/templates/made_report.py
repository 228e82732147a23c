"""A made-up report of `max-inzet` with the real columns and rules, and figures that cannot be mistaken for others."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.disclosure import ProviderViews, Receivers
from engine.instruments.benchmark import benchmark
from engine.instruments.data_quality import CHECKS
from engine.instruments.max_average_columns import columns, norm_columns
from engine.result import ParameterUse, Report, ResultTable, Row, Value
from engine.rules import evaluate
from engine.rules.walk import parameters
from engine.run import Period, Run
from engine.settings import default_settings
from engine.settings.rows import BenchmarkPartner

PRODUCTS = ("54B01", "54B02", "54B03")
DETAIL_COLUMNS = (
    "Controle", "Gemeentecode", "AGB", "Productcode", "Toewijzingnummer", "DeclaratieNummer", "ReferentieNummer",
    "Begindatum", "Bedrag", "Toelichting",
)  # fmt: skip
HOSTILE_NUMBER = "=1+1"
LIMITS: dict[str, Value] = {
    "BM.MinAanbieders": Decimal(5),
    "BM.MinClienten": Decimal(10),
    "BM.MaxAandeel": Decimal("0.5"),
}


def agb_of(number: int) -> str:
    """AGB of provider `number`."""
    return f"7{number * 104729 % 10**7:07}"


def name_of(number: int) -> str:
    """Name of provider `number`: no name is part of another."""
    return f"Zorghuis N{number:03}x"


def made_report(providers: int, code: str = "2024", seed: int = 1, others_seed: int | None = None) -> Report:
    """Provider 0 depends on `seed` only; the others on `others_seed` (default: the same)."""
    period = Period.parse(code)
    values = _parameters(period)
    norms = _norms()
    chances = [
        random.Random(f"{seed if number == 0 or others_seed is None else others_seed}-{number}")
        for number in range(providers)
    ]
    rows = [row for number, chance in enumerate(chances) for row in _rows(number, chance)]
    results = ResultTable("MaxInzet", "Titel", "Uitleg", ("AGB", "Productcode"), columns(period, False), rows)
    evaluate(results, [norms], values)
    settings = default_settings().model_copy(update={"benchmark_partners": _partners(providers)})
    run = Run(period, date(2025, 3, 1), 7, "c0ffee" * 4)
    compared = benchmark(None, settings, run, results)  # type: ignore[arg-type]
    whole = sum((Decimal(str(row["Bedrag"])) for row in rows), Decimal(0))
    secret = ResultTable("Kerncijfers", "Kerncijfers", "Regio", (), (), [{"Bedrag": whole}])
    return Report(
        "max-inzet", "Maximaal gemiddelde inzet 2024", run, "voorlopig", [results, compared, norms, secret],
        [ParameterUse(name, value, "", "vrije bron", "vrije toelichting") for name, value in values.items()],
        "0.1.0", {"Bureaunaam": "Inkoopbureau Proef", "Regio": "Regio Proef", "E-mail": "=bureau@proef.example"},
    )  # fmt: skip


def _parameters(period: Period) -> dict[str, Value]:
    settings = default_settings()
    rules = [column.rule for column in columns(period, False) if column.rule is not None]
    used = sorted({name for rule in rules for name in parameters(rule)})
    found: dict[str, Value] = {}
    for name in used:
        value = settings.parameter(name, period.last_day).value
        found[name] = value if isinstance(value, Decimal | str) else str(value)
    return found | LIMITS


def _norms() -> ResultTable:
    rows: list[Row] = [
        {
            "Productcode": code, "Volgorde": number, "Product": f"Product {code}", "Jaar": 2024,
            "Norm (uren)": Decimal(norm), "Maximale totaalprijs": None, "Bron": "besluit na gesprek met Zorghuis",
        }
        for number, (code, norm) in enumerate(zip(PRODUCTS, ("15", "29", "5"), strict=True), start=1)
    ]  # fmt: skip
    return ResultTable("Normen", "Normen", "De normen.", ("Productcode",), norm_columns(), rows)


def _rows(number: int, chance: random.Random) -> list[Row]:
    made: list[Row] = []
    for code in PRODUCTS[: 1 + number % 3]:
        clients = chance.randint(101, 989)
        hours = Decimal(chance.randint(clients * 700_001, clients * 1_600_003)) / 60_000
        made.append(
            {
                "AGB": agb_of(number), "Productcode": code, "Volgorde": number, "Aanbieder": name_of(number),
                "Product": f"Product {code}", "Cliënten": clients, "Uren": hours,
                "Bedrag": (hours * 102).quantize(Decimal("0.01")) + Decimal(chance.randint(1, 99)) / 100,
                "Ophoging": Decimal(0), "Tarief": Decimal("102.00"), "Seizoensfactor": Decimal("1.8123"),
                "Vorig jaar (nu)": Decimal(chance.randint(900_001, 1_999_999)) / 100_003,
                "Vorig jaar (gemeld)": None, "Overschrijdingsbedrag vorig jaar (nu)": None,
                "Overschrijdingsbedrag vorig jaar (gemeld)": None,
                "Te laat %": Decimal(chance.randint(10_001, 99_999)) / 1_000_003,
                "Prognose jaar": None, "Boven maximale prijs": None, "Overschrijdingsbedrag": None,
            }
        )  # fmt: skip
    return made


def _partners(providers: int) -> tuple[BenchmarkPartner, ...]:
    return tuple(
        BenchmarkPartner(agb=agb_of(0), product_code="54B01", partner_agb=agb_of(number), named_by="Bureau")
        for number in range(1, min(providers, 5))
    )


def made_details(providers: int) -> ResultTable:
    """Rows behind every check for every provider."""
    rows: list[Row] = [
        {
            "Controle": check, "Gemeentecode": "9001", "AGB": agb_of(number), "Productcode": "54B01",
            "Toewijzingnummer": HOSTILE_NUMBER if number == 0 and check == "DK-1" else f"TW{number:04}{check}",
            "DeclaratieNummer": f"DCL{number}", "ReferentieNummer": f"REF{number}", "Begindatum": date(2024, 5, 1),
            "Bedrag": Decimal(100_003 + number) / 100, "Toelichting": None,
        }
        for number in range(providers)
        for check in CHECKS
    ]  # fmt: skip
    unknown: Row = dict.fromkeys(DETAIL_COLUMNS) | {"Controle": "DK-11"}
    return ResultTable("DatakwaliteitRegels", "", "", (), (), [*rows, unknown])


def made_views(report: Report, providers: int) -> ProviderViews:
    """What each may see of that report and the details of so many providers."""
    names = {agb_of(number): name_of(number) for number in range(providers)}
    return ProviderViews({report.name: report}, made_details(providers), Receivers(names, {}))


def with_parameter(report: Report, name: str, value: Decimal) -> Report:
    """The report with another value of one parameter."""
    uses = [replace(use, value=value) if use.name == name else use for use in report.parameters]
    return replace(report, parameters=uses)
