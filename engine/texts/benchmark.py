"""Dutch texts of the benchmark (BM): measures, columns, named peers."""

from collections.abc import Mapping

TITLE = "Benchmark"
EXPLANATION = "Elke aanbieder naast de andere aanbieders van hetzelfde product. Alleen voor het bureau."

AVERAGE_HOURS = "Gemiddelde inzet (uren)"
AVERAGE_PRICE = "Gemiddelde totaalprijs (€)"
LATE_SHARE = "Te laat (%)"
CLIENTS = "Cliënten (aantal)"

COLUMN_HELP: Mapping[str, str] = {
    "AGB": "AGB-code van de aanbieder.",
    "Productcode": "Code van het product, na Codevertaling.",
    "Maat": "Wat vergeleken wordt, met de eenheid erbij.",
    "Volgorde": "Plaats van de rij op product, maat en AGB.",
    "Aanbieder": "Naam uit de instellingen, tabel Aanbieders.",
    "Waarde": "De waarde van deze aanbieder, gelijk aan de cel in MaxInzet.",
    "Cliënten": "Unieke cliënten van deze aanbieder bij dit product.",
    "Regio": "Gemiddelde van de regio: som gedeeld door som over alle aanbieders. Bij Cliënten: per aanbieder.",
    "Mediaan": "Middelste waarde van de aanbieders met dit product.",
    "Kwartiel 1": "Een kwart van de aanbieders zit hieronder (als KWARTIEL.INC in Excel).",
    "Kwartiel 3": "Een kwart van de aanbieders zit hierboven (als KWARTIEL.INC in Excel).",
    "Partners": "De genoemde partners met hun waarde, uit tabel Benchmarkpartners. Alleen voor het bureau.",
}

_NAMED_BY = {"Aanbieder": "genoemd door aanbieder", "Bureau": "genoemd door bureau"}


def partner(name: str, value: str, named_by: str | None) -> str:
    """One named peer: `Stichting Zorg 16,2 (genoemd door bureau)`."""
    by = _NAMED_BY.get(named_by or "", "")
    return f"{name}: {value}" + (f" ({by})" if by else "")


NO_VALUE = "geen waarde"
