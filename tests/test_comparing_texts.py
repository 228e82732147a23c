"""What `compare` prints: numbers as the workbook shows them."""

from engine.result import Kind
from engine.texts.comparing import printed


def test_numbers_are_printed_as_the_workbook_shows_them() -> None:
    assert printed("8160", "-69360,5", Kind.EURO) == ("€ 8.160,00", "€ -69.360,50")
    assert printed("0,133", "", Kind.PERCENT) == ("13,3%", "")
    assert printed("1200", "1300", Kind.COUNT) == ("1.200", "1.300")
    assert printed("98100000", "98100001", Kind.CODE) == ("98100000", "98100001")


def test_a_difference_that_rounding_would_hide_stays_visible() -> None:
    assert printed("0,1331", "0,1332", Kind.PERCENT) == ("0,1331", "0,1332")
