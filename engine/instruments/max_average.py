"""The table `MaxInzet` (MI-1..MI-10): facts from store and settings, everything else by the rules of its columns."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from engine.instruments import max_average_facts as facts
from engine.instruments.max_average_columns import (
    EXCESS_BASIS,
    KEYS,
    LATE_LIMIT,
    RELEVANT_DROP,
    columns,
    norm_columns,
)
from engine.instruments.max_average_facts import Figures, FiguresByKey, Key
from engine.instruments.reporting import Reported, parameter_values
from engine.result import ResultTable, Row, Value
from engine.rules import evaluate
from engine.run import Period, Run, month_end
from engine.texts.max_average import MAX_INZET, MAX_INZET_TITLE, NORMS, NORMS_TITLE, no_norms

if TYPE_CHECKING:
    from engine.settings import Settings

_NEEDED = (
    "norms", "tariffs", "raises", "code_translation", "providers", "products", "municipalities", "places",
    "lumpsum_partners", "benchmark_partners",
)  # fmt: skip
"""Settings tables that the workbook reads, its checks and benchmark too."""
PARAMETERS = (EXCESS_BASIS, RELEVANT_DROP, LATE_LIMIT)


@dataclass
class MaxInzet:
    """The table, the norms it looks up, and the figures behind it."""

    table: ResultTable
    norms: ResultTable
    figures: FiguresByKey
    region_clients: int
    previous: "MaxInzet | None" = None
    """The previous year restated (MI-8), for a calendar year."""
    previous_figures: FiguresByKey | None = None
    """The same months of the previous year, as known now."""
    previous_region_clients: int = 0


def reporting_moment(period: Period) -> date:
    """First day of the report that is not provisional: two months after the period (MI-8)."""
    return date.fromordinal(month_end(period.year, period.last_month + 2).toordinal() + 1)


def is_provisional(run: Run) -> bool:
    """Whether the as-of date lies before the reporting moment (MI-8)."""
    return run.as_of < reporting_moment(run.period)


def max_inzet(lines: facts.AverageLines, run: Run, reported: Reported | None = None) -> MaxInzet:
    """The table of a period from January; `lines` are those of its year, as of the run. Refusal without norms."""
    settings, year = lines.settings, run.period.year
    settings.require(*_NEEDED)
    if not any(norm.year == year for norm in settings.norms):
        raise no_norms(year)
    return _Maker(lines, settings, run).report_year(reported)


@dataclass
class _Maker:
    lines: facts.AverageLines
    settings: "Settings"
    run: Run

    @cached_property
    def provider_names(self) -> dict[str, str | None]:
        return {provider.agb: provider.name for provider in self.settings.providers}

    @cached_property
    def product_names(self) -> dict[str, str | None]:
        return {product.product_code: product.name for product in self.settings.products}

    @cached_property
    def raises(self) -> facts.GrantedRaises:
        return facts.GrantedRaises(self.settings)

    def report_year(self, reported: Reported | None) -> MaxInzet:
        """The run's period, with the previous year beside it."""
        period = self.run.period
        before = period.in_year(period.year - 1)
        made = self._facts(period)
        made.previous_figures, made.previous_region_clients = facts.figures(self.lines, before)
        if period.is_full_year:
            made.previous = self._facts(before, made.previous_figures)
            self._evaluate(made.previous, before)
        self._add_previous(made, reported or {})
        self._evaluate(made, period)
        return made

    def _facts(self, period: Period, known: FiguresByKey | None = None) -> MaxInzet:
        """Rows with the facts of a period itself."""
        figures, clients = (known, 0) if known is not None else facts.figures(self.lines, period)
        tariffs = facts.contract_tariffs(self.lines, period)
        norms = self._norms(period.year)
        normed = set(norms.values("Productcode"))
        made_columns = columns(period, is_provisional(self.run))
        empty: Row = {column.name: None for column in made_columns if column.rule is None}
        rows = [
            empty | self._row(key, figures[key], period) | {"Tarief": tariffs.get(key)}
            for key in sorted(figures)
            if key[1] in normed
        ]
        for number, row in enumerate(rows, start=1):
            row["Volgorde"] = number
        table = ResultTable("MaxInzet", MAX_INZET_TITLE, MAX_INZET, KEYS, made_columns, rows)
        return MaxInzet(table, norms, {key: figures[key] for key in figures if key[1] in normed}, clients)

    def _row(self, key: Key, figures: Figures, period: Period) -> Row:
        agb, product = key
        return {
            "AGB": agb,
            "Productcode": product,
            "Aanbieder": self.provider_names.get(agb),
            "Product": self.product_names.get(product),
            "Cliënten": figures.clients,
            "Uren": figures.hours,
            "Bedrag": figures.amount,
            "Ophoging": self.raises.hours(key, period.year, self.run.as_of),
            "Te laat %": figures.late_share,
        }

    def _norms(self, year: int) -> ResultTable:
        """Table `Normen`: the settings' norms of a year, by product code."""
        listed = sorted((norm for norm in self.settings.norms if norm.year == year), key=lambda norm: norm.product_code)
        rows: list[Row] = [
            {
                "Productcode": norm.product_code,
                "Volgorde": number,
                "Product": self.product_names.get(norm.product_code),
                "Jaar": year,
                "Norm (uren)": norm.hours,
                "Maximale totaalprijs": norm.maximum_price,
                "Bron": norm.source,
            }
            for number, norm in enumerate(listed, start=1)
        ]
        return ResultTable("Normen", NORMS_TITLE.format(year=year), NORMS, ("Productcode",), norm_columns(), rows)

    def _add_previous(self, made: MaxInzet, reported: Reported) -> None:
        """Last year's average and excess, as known now and as reported (MI-8); the season factor for a part (MI-7)."""
        restated = {made.previous.table.key_of(row): row for row in made.previous.table.rows} if made.previous else {}
        factors = {} if self.run.period.is_full_year else self._season_factors(made.previous_figures or {})
        for row in made.table.rows:
            key = (str(row["AGB"]), str(row["Productcode"]))
            before = (made.previous_figures or {}).get(key)
            then_average, then_excess = reported.get(key, (None, None))
            row["Seizoensfactor"] = factors.get(key[1])
            row["Vorig jaar (nu)"] = before.average if before else None
            row["Vorig jaar (gemeld)"] = then_average
            row["Overschrijdingsbedrag vorig jaar (nu)"] = restated.get(key, {}).get("Overschrijdingsbedrag")
            row["Overschrijdingsbedrag vorig jaar (gemeld)"] = then_excess if self.run.period.is_full_year else None

    def _season_factors(self, part: FiguresByKey) -> dict[str, Value]:
        whole, _ = facts.figures(self.lines, Period(self.run.period.year - 1))
        return {**facts.season_factors(part, whole)}

    def _evaluate(self, made: MaxInzet, period: Period) -> None:
        evaluate(made.table, [made.norms], parameter_values(self.settings, PARAMETERS, period.last_day))
