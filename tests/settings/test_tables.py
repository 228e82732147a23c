"""The declarations against the law: data.md (tables and headers) and rules.md section 8 (parameters)."""

import re

import pytest

from engine.settings.model import Settings, default_settings
from engine.settings.parameters import PARAMETERS
from engine.settings.tables import TABLES, referred
from tests.paths import SHARED

DATA = (SHARED / "spec" / "data.md").read_text("utf-8")
RULES = (SHARED / "spec" / "rules.md").read_text("utf-8")


def _spec_tables() -> dict[str, list[str]]:
    section = DATA.split("## Settings")[1].split("## Privacy")[0]
    found = {}
    for name, columns in re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE):
        without_remark = re.sub(r": section 8.*$", "", columns)
        if not without_remark.endswith("(uren)"):
            without_remark = re.sub(r" \([^()]*\)$", "", without_remark)
        found[name] = [header.strip() for header in without_remark.split(",")]
    return found


def test_every_table_of_the_spec_has_exactly_its_headers():
    assert {table.name: [column.header for column in table.columns] for table in TABLES} == _spec_tables()


def test_settings_have_a_field_for_every_table_and_nothing_else():
    assert [*Settings.model_fields] == [table.field for table in TABLES] + ["warnings", "problems"]


def test_every_column_is_explained_in_a_sentence():
    for table in TABLES:
        assert table.explanation.endswith(".")
        for column in table.columns:
            assert column.help.endswith("."), f"{table.name}, {column.header}"


def test_keys_and_references_name_existing_columns():
    for table in TABLES:
        for name in table.key:
            assert table.column(name)
        for column in table.columns:
            if column.refers:
                assert referred(column)[1].form is column.form


def _spec_parameters() -> dict[str, str]:
    section = RULES.split("## 8.")[1]
    found = {}
    for names, defaults in re.findall(r"^\| ([A-Z][\w./ ]+?) \| (.+?) \| .* \|$", section, re.MULTILINE):
        words = names.split(" / ")
        prefix = words[0].split(".")[0] + "."
        full = [word if "." in word or len(words) == 1 else prefix + word for word in words]
        found |= dict(zip(full, defaults.split(" / "), strict=True))
    return found


def _canonical(text: str) -> str:
    """5% → 0.05, 30 days → 30."""
    percent = re.fullmatch(r"([\d,]+)%", text)
    if percent:
        return f"{float(percent[1].replace(',', '.')) / 100:.10g}"
    return re.sub(r" (days|months|decimals)$", "", text)


def test_every_parameter_of_the_spec_has_its_default():
    expected = {name: _canonical(default) for name, default in _spec_parameters().items()}
    expected["PR.K"] = "terugtoets"  # "chosen by backtest"
    assert {name: spec.default for name, spec in PARAMETERS.items()} == expected


@pytest.mark.parametrize("spec", PARAMETERS.values(), ids=lambda spec: spec.name)
def test_a_default_is_a_value_of_its_own_form_with_source_and_doubt(spec):
    assert spec.value_of(spec.default) is not None
    assert spec.unit
    assert spec.source
    assert spec.note.endswith((".", "?"))


def test_the_norms_of_source_a_are_the_defaults():
    source = next((SHARED / "seeds").glob("lekstroom*")).read_text("utf-8")
    told = dict(re.findall(r"^(54B\d\d)\t.*\t(\d+) uur", source, re.MULTILINE))
    assert {norm.product_code: str(norm.hours) for norm in default_settings().norms} == told
    assert {norm.year for norm in default_settings().norms} == {2024}
