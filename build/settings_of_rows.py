"""Settings from plain rows, such as those that come with the made-up region."""

from collections.abc import Mapping, Sequence

from engine.settings import Settings, default_settings
from engine.settings.rows import SettingsRow
from engine.settings.tables import TABLES


def settings_of_rows(tables: Mapping[str, Sequence[Mapping[str, object]]]) -> Settings:
    """Settings from rows by Dutch table name and header; tables that are not given keep their defaults."""
    changed: dict[str, tuple[SettingsRow, ...]] = {}
    for table in TABLES:
        if table.name in tables:
            fields = {column.header: column.name for column in table.columns}
            changed[table.field] = tuple(
                table.model.model_validate({fields[header]: value for header, value in row.items()})
                for row in tables[table.name]
            )
    return default_settings().model_copy(update=changed)
