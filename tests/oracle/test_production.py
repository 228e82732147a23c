"""What the store says of net production equals what the second implementation reads from the same messages."""

from collections import defaultdict
from datetime import date
from functools import cache

import pytest

from tests.build.imported import imported
from tests.build.made import small_region
from tests.oracle.max_inzet import Book, counting_lines, is_late, minutes, sign
from tests.oracle.reading import read_declarations

AS_OF = (date(2023, 9, 1), date(2024, 3, 1), date(2024, 9, 1), date(2025, 3, 1), date(2025, 4, 21), date(2026, 1, 1))
Sums = dict[tuple[str, str, date], tuple[int, ...]]


@cache
def book() -> Book:
    """The small region as the second implementation reads it."""
    region = small_region()
    return Book(*read_declarations([region.messages]), region.settings)


def expected_production(as_of: date) -> Sums:
    """Net cents, net minutes, late cents and clients by aanbieder, product and care month."""
    sums: dict[tuple[str, str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
    volumes: dict[tuple[str, str, date], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for line in counting_lines(book(), as_of):
        key = (line["agb"], line["product"], line["begin"].replace(day=1))
        cents = sign(line) * line["centen"]
        for position, amount in enumerate((cents, minutes(line), cents if is_late(line) else 0)):
            sums[key][position] += amount
        volumes[key][line["bsn"], line["eenheid"]] += sign(line) * line["volume"]
    clients = {key: len({bsn for (bsn, _), net in units.items() if net > 0}) for key, units in volumes.items()}
    return {key: (*values, clients[key]) for key, values in sums.items()}


def stored_production(source: str, as_of: date) -> Sums:
    """The same from the store's view `counted_line`."""
    dossier, _ = imported(source)
    rows = (
        dossier.store.connect(as_of=as_of)
        .execute(
            """
            WITH client_unit AS (
                SELECT agb, product_code, care_month, client, unit, sum(net_cents) AS cents,
                    coalesce(sum(net_minutes), 0) AS minutes, sum(net_volume) AS volume,
                    sum(CASE WHEN is_late THEN net_cents ELSE 0 END) AS late
                FROM counted_line WHERE counts GROUP BY ALL
            )
            SELECT agb, product_code, care_month, sum(cents), sum(minutes), sum(late),
                count(DISTINCT CASE WHEN volume > 0 THEN client END)
            FROM client_unit GROUP BY ALL
            """
        )
        .fetchall()
    )
    return {(row[0], row[1], row[2]): tuple(int(value) for value in row[3:]) for row in rows}


@pytest.mark.parametrize("as_of", AS_OF, ids=str)
@pytest.mark.parametrize("source", ["berichten", "declaraties"])
def test_net_production_per_month_equals_the_second_implementation(source: str, as_of: date) -> None:
    expected = expected_production(as_of)
    assert len(expected) > 20
    assert stored_production(source, as_of) == expected


def test_the_comparison_sees_credits_late_lines_and_rejections() -> None:
    """Else it would prove little."""
    lines = book().lines
    assert sum(not line["debet"] for line in lines) > 5
    assert sum(map(is_late, lines)) > 5
    early, late = (len(counting_lines(book(), day)) for day in (date(2025, 4, 15), date(2025, 4, 21)))
    assert early != late
