"""One declaration, one value: what `evaluate` gives is what the spreadsheet program makes of the formula."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine.result import Report, ResultTable
from engine.rules import evaluate, sentence
from engine.run import Period, Run
from tests.rules.random_tables import PARAMETERS, ROWS, VALUES, other_tables, tables
from tests.tools.office import assert_recalculates
from workbooks.accountability_sheet import write_parameters
from workbooks.generate import new_book
from workbooks.table_sheet import write_table

_COLUMNS = 40
_ONLY_GENERATE = {
    "deadline": None,
    "phases": [Phase.generate],
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def _workbook(table: ResultTable, other: ResultTable) -> bytes:
    run = Run(Period(2024), date(2025, 3, 1), 1, "0" * 64)
    report = Report("toets", "Toets", run, "", [table, other], PARAMETERS, "0")
    book = new_book(report, "toets.xlsx")
    write_table(book, table)
    write_table(book, other)
    write_parameters(book)
    return book.close()


def _check(table: ResultTable, other: ResultTable, folder: Path) -> None:
    evaluate(table, [other], VALUES)
    path = folder / "toets.xlsx"
    path.write_bytes(_workbook(table, other))
    assert assert_recalculates([path]) >= _COLUMNS * ROWS


@settings(max_examples=2, **_ONLY_GENERATE)
@given(table=tables(_COLUMNS), other=other_tables())
def test_libreoffice_recalculates_every_random_rule_to_the_engines_value(
    tmp_path_factory: pytest.TempPathFactory, table: ResultTable, other: ResultTable
) -> None:
    _check(table, other, tmp_path_factory.mktemp("regels"))


@pytest.mark.full
@settings(max_examples=40, **_ONLY_GENERATE)
@given(table=tables(_COLUMNS), other=other_tables())
def test_libreoffice_recalculates_thousands_of_random_rules_to_the_engines_value(
    tmp_path_factory: pytest.TempPathFactory, table: ResultTable, other: ResultTable
) -> None:
    _check(table, other, tmp_path_factory.mktemp("regels"))


@settings(max_examples=20, **_ONLY_GENERATE)
@given(table=tables(_COLUMNS))
def test_every_random_rule_has_a_sentence(table: ResultTable) -> None:
    for column in table.columns:
        if column.rule is not None:
            assert sentence(column).endswith(".")
            assert "None" not in sentence(column)
