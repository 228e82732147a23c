"""The title of a chart tells the truth about what is drawn and about all that is counted."""

from engine.texts import lumpsum, max_average, places


def test_the_lumpsum_title_counts_all_ceilings_and_says_which_are_not_known() -> None:
    assert lumpsum.chart_title(4, 6, 6, 6) == "4 van 6 budgetplafonds overschreden"
    assert lumpsum.chart_title(4, 4, 6, 6) == "4 van 6 budgetplafonds overschreden (van 2 nog niet bekend)"
    assert lumpsum.chart_title(4, 30, 40, 20).endswith("overschreden (van 10 nog niet bekend; hier de 20 grootste)")
    assert lumpsum.chart_title(0, 0, 40, 20).endswith("(40 kaders) (hier de 20 grootste)")


def test_a_title_says_that_only_the_largest_are_drawn() -> None:
    assert places.chart_title(3, 20, 20) == "In 3 van 20 gevallen meer plekken dan afgesproken"
    assert places.chart_title(3, 25, 20).endswith("(hier de 20 grootste)")
    assert max_average.chart_title(6, 25, 25, "54B02", False) == "6 van 25 aanbieders boven de norm voor 54B02"
    assert max_average.chart_title(6, 45, 40, "54B02", False).endswith("voor 54B02 (hier de 40 hoogste)")
