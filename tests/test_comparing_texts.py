"""What `compare` prints: numbers as the workbook shows them."""

from engine.result import Kind
from engine.texts.comparing import lines, printed
from engine.texts.numbers import counted
from engine.texts.refresh import of_table
from engine.texts.tracing import number_of_counting_lines, number_of_other_lines


def test_numbers_are_printed_as_the_workbook_shows_them() -> None:
    assert printed("8160", "-69360,5", Kind.EURO) == ("€ 8.160,00", "€ -69.360,50")
    assert printed("0,133", "", Kind.PERCENT) == ("13,3%", "")
    assert printed("1200", "1300", Kind.COUNT) == ("1.200", "1.300")
    assert printed("98100000", "98100001", Kind.CODE) == ("98100000", "98100001")


def test_a_difference_that_rounding_would_hide_stays_visible() -> None:
    assert printed("0,1331", "0,1332", Kind.PERCENT) == ("13,31%", "13,32%")
    assert printed("20,528461538", "20,494871795", Kind.HOURS) == ("20,53", "20,49")


def test_one_is_said_as_one() -> None:
    assert counted(1, "cel", "cellen") == "1 cel"
    assert [counted(number, "cel", "cellen") for number in (0, 1234)] == ["0 cellen", "1.234 cellen"]
    row = dict.fromkeys(("Tabel", "Rij", "Kolom", "Was", "Is", "Door"), "")
    assert lines([row], "01-03-2025", [])[0].startswith("1 cel is veranderd")
    causes = [("MaxInzet", "Late declaraties, Correcties"), ("Benchmark", "Correcties"), ("MaxInzet", "Correcties")]
    said = lines([row | {"Tabel": table, "Door": by} for table, by in causes], "01-03-2025", [])
    assert said[1:3] == [
        "  Per tabel: MaxInzet 2, Benchmark 1.",
        "  Per oorzaak (een cel kan er meer hebben): Correcties 3, Late declaraties 1.",
    ]
    assert number_of_other_lines(1) == "1 andere bronregel."
    assert number_of_counting_lines(2, 1) == "2 declaratieregels, waarvan 1 meetelt."
    assert of_table("Normen", {"nieuw": 1, "gewijzigde cellen": 1}) == "  Normen: 1 nieuw, 1 gewijzigde cel"
