"""The cases that bureau staff read and write (tests/cases/*.yaml), through import, store, settings and rules."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.errors import Refusal
from engine.instruments.max_average import Reported
from engine.instruments.max_average_report import max_average_report
from engine.instruments.max_average_trace import trace_lines
from engine.result import Report, ResultTable, Row
from engine.run import Period, Run
from engine.settings import Settings
from tests.case_files import Case, Computation, agrees, make_dossier, number, read_cases, row_key

_CASES = list(read_cases())


@pytest.mark.parametrize("case", _CASES, ids=[case.name for case in _CASES])
def test_case_gives_what_it_expects(case: Case, tmp_path: Path) -> None:
    dossier, settings = make_dossier(case.given, tmp_path)
    assert case.computations
    for computation in case.computations:
        if computation.refusal:
            with pytest.raises(Refusal, match=computation.refusal):
                _report(dossier, settings, computation)
        else:
            _check(_report(dossier, settings, computation), computation)


def test_enough_cases_and_every_name_once() -> None:
    names = [case.name for case in _CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 34


def _report(dossier: Dossier, settings: Settings, computation: Computation) -> Report:
    store = dossier.store
    stand = store.stand if computation.stand is None else computation.stand
    run = Run(Period.parse(computation.period), computation.as_of, stand, settings.fingerprint)
    counts = settings.parameter("TelOnbeantwoord", run.as_of).is_yes
    con = store.connect(run.as_of, stand, count_unanswered=counts)
    report = max_average_report(con, settings, run, product_version="toets", reported=_reported(computation))
    table = report.table("MaxInzet")
    for row in table.rows:
        assert trace_lines(con, settings, run, _key(table, row), table).agrees
    return report


def _key(table: ResultTable, row: Row) -> tuple[str, ...]:
    return tuple(str(value) for value in table.key_of(row))


def _reported(computation: Computation) -> Reported:
    return {row_key(row): (number(average), number(excess)) for row, (average, excess) in computation.reported.items()}


def _check(report: Report, computation: Computation) -> None:
    results = {_key(report.table("MaxInzet"), row): row for row in report.table("MaxInzet").rows}
    for expected in computation.rows:
        _compare(expected, results[row_key(expected["rij"])])
    for absent in computation.absent:
        assert row_key(absent) not in results
    for name, expected_rows in (("Aanvragen", computation.requests), ("Aandacht", computation.attention)):
        rows = report.table(name).rows
        assert not expected_rows or len(expected_rows) == len(rows), rows
        for expected, row in zip(expected_rows, rows, strict=False):
            assert row_key(expected["rij"]) == _key(report.table(name), row)[:2]
            _compare(expected, row)


def _compare(expected: Mapping[str, object], row: Row) -> None:
    wrong = {
        name: (f"verwacht {value}", f"is {row[name]}")
        for name, value in expected.items()
        if name != "rij" and not agrees(value, row[name])
    }
    assert not wrong, (expected["rij"], wrong)
