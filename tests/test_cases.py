"""The cases that bureau staff read and write (tests/cases/*.yaml), through import, store, settings and rules."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.errors import Refusal
from engine.instruments.catalogue import INSTRUMENTS
from engine.instruments.reporting import Inputs, Reported
from engine.result import Report, ResultTable, Row
from engine.run import Period, Run
from engine.settings import read_settings
from engine.tracing import key_text
from tests.case_files import Case, Computation, make_dossier, read_cases
from tests.case_words import agrees, key_words, number

_CASES = list(read_cases())
_TRACED = {
    "max-inzet": {"MaxInzet"},
    "plafonds": {"Plafondopbouw", "Uitnutting", "Ruimte", "Domeinen"},
    "lumpsum": {"Kader", "Lumpsum", "Voorschotten", "Nacalculatie", "Instroom"},
    "plekken": {
        "Plekken", "PlekkenAfrekening", "Looptijden", "Uitstroom", "InUitstroom", "Verwijzers", "Tijdigheid",
    },
}  # fmt: skip
"""The result tables of product.md: every row of them leads to its source lines."""


@pytest.mark.parametrize("case", _CASES, ids=[case.name for case in _CASES])
def test_case_gives_what_it_expects(case: Case, tmp_path: Path) -> None:
    dossier = make_dossier(case, tmp_path)
    assert case.computations
    for computation in case.computations:
        if computation.refusal:
            with pytest.raises(Refusal, match=computation.refusal):
                _report(dossier, case.workbook, computation)
        else:
            _check(_report(dossier, case.workbook, computation), computation)


def test_enough_cases_and_every_name_once() -> None:
    names = [case.name for case in _CASES]
    assert len(names) == len(set(names))
    cases = Counter(case.workbook for case in _CASES)
    assert cases["max-inzet"] >= 34
    assert all(cases[name] >= 25 for name in ("plafonds", "lumpsum", "plekken"))


def _report(dossier: Dossier, workbook: str, computation: Computation) -> Report:
    """The report of one run; every row of its result tables leads to lines that add up to it."""
    settings, store = read_settings(dossier.settings_path), dossier.store
    stand = store.stand if computation.stand is None else computation.stand
    run = Run(Period.parse(computation.period), computation.as_of, stand, settings.fingerprint)
    counts = settings.parameter("TelOnbeantwoord", run.as_of).is_yes
    inputs = Inputs(
        con=store.connect(run.as_of, stand, count_unanswered=counts),
        settings=settings,
        run=run,
        product_version="toets",
        connect=lambda day: store.connect(day, stand, count_unanswered=counts),
        reported=_reported(computation),
    )
    report = INSTRUMENTS[workbook].report(inputs)
    for name in sorted(_TRACED[workbook]):
        for row in report.table(name).rows:
            key = key_text(report.table(name), row)
            trace = INSTRUMENTS[workbook].traced[name](inputs, report, key)
            assert trace.agrees, (name, key, trace.check)
    return report


def _reported(computation: Computation) -> Reported:
    given = {key_words(row): figures for row, figures in computation.reported.items()}
    return {(agb, product): (number(average), number(excess)) for (agb, product), (average, excess) in given.items()}


def _check(report: Report, computation: Computation) -> None:
    for name, expected_rows in computation.rows.items():
        rows = _by_key(report.table(name))
        for expected in expected_rows:
            key = key_words(expected["rij"])
            assert key in rows, (name, expected["rij"], list(rows))
            _compare(expected, rows[key])
    for name, absent in computation.absent.items():
        assert not {key_words(text) for text in absent} & set(_by_key(report.table(name))), (name, absent)
    for name, count in computation.counts.items():
        assert len(report.table(name).rows) == count, (name, _by_key(report.table(name)).keys())
    for name, expected_rows in computation.whole_lists.items():
        _check_list(report.table(name), expected_rows)
    for expected in computation.attention:
        rows = report.table("Aandacht").rows
        assert any(not _differences(expected, row) for row in rows), (expected, rows)


def _by_key(table: ResultTable) -> dict[tuple[str, ...], Row]:
    return {key_text(table, row): row for row in table.rows}


def _check_list(table: ResultTable, expected_rows: list[dict[str, object]]) -> None:
    """All rows of a list, in order; `rij` is the first part of the key."""
    assert len(expected_rows) == len(table.rows), table.rows
    for expected, row in zip(expected_rows, table.rows, strict=True):
        key = key_words(str(expected["rij"]))
        assert key_text(table, row)[: len(key)] == key
        _compare(expected, row)


def _compare(expected: Mapping[str, object], row: Row) -> None:
    wrong = _differences(expected, row)
    assert not wrong, (expected["rij"], wrong)


def _differences(expected: Mapping[str, object], row: Row) -> dict[str, tuple[str, str]]:
    return {
        name: (f"verwacht {value}", f"is {row[name]}")
        for name, value in expected.items()
        if name != "rij" and not agrees(value, row[name])
    }
