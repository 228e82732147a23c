"""instellingen.xlsx → validated, dated settings (data.md, Settings; rules.md, section 8)."""

from engine.settings.model import Settings, default_settings, settings_from_json, settings_to_json
from engine.settings.parameters import Parameter
from engine.settings.reader import read_settings

__all__ = ["Parameter", "Settings", "default_settings", "read_settings", "settings_from_json", "settings_to_json"]
