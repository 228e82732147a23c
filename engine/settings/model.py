"""The validated settings of a dossier: rows per table, dated parameters, what was found wrong."""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from engine.errors import Problem, Refusals
from engine.settings import rows
from engine.settings.columns import canonical_decimal
from engine.settings.parameters import PARAMETERS, Parameter
from engine.settings.tables import TABLES
from engine.texts.settings import SettingsProblem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Settings(BaseModel):
    """Everything of instellingen.xlsx, immutable. Money in euros, percentages as shares (5% is 0.05).

    `warnings` stop nothing. `problems` are those in tables that were not needed when reading: their rows are absent
    here, so `require` the table before using it; `parameter` does so by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    bureau: tuple[rows.BureauDetail, ...] = ()
    parameters: tuple[rows.ParameterRow, ...] = ()
    municipalities: tuple[rows.MunicipalityRow, ...] = ()
    providers: tuple[rows.Provider, ...] = ()
    products: tuple[rows.Product, ...] = ()
    tariffs: tuple[rows.Tariff, ...] = ()
    norms: tuple[rows.Norm, ...] = ()
    raises: tuple[rows.Raise, ...] = ()
    recoveries: tuple[rows.Recovery, ...] = ()
    benchmark_partners: tuple[rows.BenchmarkPartner, ...] = ()
    agreements: tuple[rows.Agreement, ...] = ()
    discretionary: tuple[rows.Discretionary, ...] = ()
    domain_budgets: tuple[rows.DomainBudget, ...] = ()
    lumpsum_partners: tuple[rows.LumpsumPartner, ...] = ()
    framework: tuple[rows.FrameworkSetting, ...] = ()
    places: tuple[rows.PlacesAgreement, ...] = ()
    calendar: tuple[rows.CalendarEntry, ...] = ()
    code_translation: tuple[rows.CodeTranslation, ...] = ()
    warnings: tuple[SettingsProblem, ...] = Field(default=(), exclude=True)
    problems: tuple[SettingsProblem, ...] = Field(default=(), exclude=True)

    @property
    def bureau_details(self) -> dict[str, str]:
        """The filled details of the bureau: Bureaunaam, Regio, Adres, E-mail, Telefoon, Contractmanager."""
        return {detail.name: detail.value for detail in self.bureau if detail.value}

    def table_rows(self, field: str) -> tuple[rows.SettingsRow, ...]:
        """The rows of a table by its English field name."""
        return getattr(self, field)

    def require(self, *subjects: str) -> None:
        """Refuses when a table (English field name) or parameter that is going to be used has a problem."""
        found: list[Problem] = [problem for problem in self.problems if problem.subject in subjects]
        if found:
            raise Refusals(found)

    def parameter(self, name: str, on: date) -> Parameter:
        """A parameter as it holds on a day: the row with the latest Vanaf, else the row without, else the default.

        KeyError for a name that rules.md does not have; Refusals when its row in the workbook is wrong.
        """
        spec = PARAMETERS[name]
        self.require("parameters", name)
        held = [row for row in self.parameters if row.name == name and (row.valid_from or date.min) <= on]
        if not held:
            return Parameter(name, spec.value_of(spec.default), spec.unit, spec.source, spec.note)
        row = max(held, key=lambda candidate: candidate.valid_from or date.min)
        value, default = spec.value_of(row.value), spec.value_of(spec.default)
        source, note = row.source or spec.source, row.note or spec.note
        return Parameter(name, value, spec.unit, source, note, row.valid_from, value == default)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the content: independent of looks and of the order of rows."""
        content = {table.field: self._content(table.field) for table in TABLES}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def table_fingerprint(self, field: str, columns: Collection[str]) -> str:
        """SHA-256 over the content of one table (English field name) in these columns, derived ones included."""
        lines = sorted(_canonical((name, getattr(row, name)) for name in columns) for row in self.table_rows(field))
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()

    def _content(self, field: str) -> list[str]:
        return sorted(map(_canonical, self.table_rows(field)))

    def register(self, con: "DuckDBPyConnection") -> None:
        """Creates the temporary tables `settings_<field>` in a DuckDB connection (engine.settings.sql)."""
        from engine.settings.sql import register

        register(self, con)


def default_settings() -> Settings:
    """What a new dossier starts with: the defaults of rules.md and source A."""
    return settings_of({table.field: table.defaults() for table in TABLES})


def settings_of(
    content: dict[str, tuple[rows.SettingsRow, ...]],
    warnings: Iterable[SettingsProblem] = (),
    problems: Iterable[SettingsProblem] = (),
) -> Settings:
    """Settings of rows that were already validated (building the whole schema costs start-up time)."""
    return Settings.model_construct(None, **content, warnings=tuple(warnings), problems=tuple(problems))


def settings_to_json(settings: Settings) -> str:
    """A snapshot of all rows, values exact (a closed period keeps it)."""
    return settings.model_dump_json(exclude_none=True, indent=1)


def settings_from_json(text: str) -> Settings:
    """The settings of a snapshot; pydantic's ValidationError when it was tampered with."""
    return Settings.model_validate_json(text)


def _canonical(row: Iterable[tuple[str, object]]) -> str:
    """A row as text in which equal values look equal: 15 and 15.00 are one number."""
    values = {
        name: canonical_decimal(value) if isinstance(value, Decimal) else str(value)
        for name, value in row
        if value is not None
    }
    return json.dumps(values, sort_keys=True)
