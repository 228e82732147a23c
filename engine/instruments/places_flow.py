"""Tables of all care of a year, with and without places: `Looptijden`, `Uitstroom`, `InUitstroom`, `Verwijzers` and
`Tijdigheid` (PL-5..PL-9). `Uitstroom`, `Verwijzers` and `Tijdigheid` have only what occurs.
"""

from collections import defaultdict
from datetime import date

from engine.instruments.places_care import CareFacts, CareYear
from engine.instruments.places_flow_columns import (
    MESSAGES,
    duration_columns,
    flow_columns,
    outflow_columns,
    outflow_total_columns,
    referrer_columns,
    timeliness_columns,
)
from engine.instruments.reporting import numbered
from engine.result import ResultTable, Row
from engine.texts import places as texts

_OUTCOME_ORDER = {name: place for place, name in enumerate(texts.OUTCOMES)}
REFERRER_ORDER = (*texts.REFERRER_TYPES.values(), texts.UNKNOWN_REFERRER, texts.ALL)


def durations(facts: CareFacts) -> ResultTable:
    """`Looptijden`: aanbieder × product with a period that ended in this year or the same days of the last (PL-5)."""
    found: dict[tuple[str, str], Row] = {}
    for agb, product, year, periods, days in facts.rows("places_duration"):
        row = found.setdefault((agb, product), _no_durations(facts.care, agb, product))
        suffix = "" if year == facts.care.year else " vorig jaar"
        row |= {f"Perioden{suffix}": periods, f"Dagen{suffix}": days}
    rows = numbered([found[key] for key in sorted(found)])
    keys = ("AGB", "Productcode")
    return ResultTable("Looptijden", texts.DURATIONS_TITLE, texts.DURATIONS, keys, duration_columns(), rows)


def _no_durations(care: CareYear, agb: str, product: str) -> Row:
    counts: Row = {"Perioden": 0, "Dagen": 0, "Perioden vorig jaar": 0, "Dagen vorig jaar": 0}
    return {**_product(care, agb, product), **counts}


def _product(care: CareYear, agb: str, product: str) -> Row:
    """A product of an aanbieder, with its name."""
    return {"AGB": agb, "Productcode": product, "Product": care.product_names.get(product)}


def outflows(facts: CareFacts) -> tuple[ResultTable, ResultTable]:
    """`Uitstroom` per aanbieder × product × what follows, this year; and per aanbieder for this year and the last."""
    found = sorted(facts.rows("places_outflow"), key=lambda line: (line[0], line[1] or "", _OUTCOME_ORDER[line[3]]))
    rows: list[Row] = []
    totals: list[Row] = []
    for agb, product, year, outcome, clients, periods, days in found:
        counts: Row = {"Cliënten": clients, "Perioden": periods, "Dagen": days}
        kind = texts.OUTCOMES[outcome]
        if product is None:
            totals.append({"AGB": agb, "Jaar": year, "Uitstroomtype": kind, **counts})
        elif year == facts.care.year:
            rows.append({**_product(facts.care, agb, product), "Uitstroomtype": kind, **counts})
    return (
        ResultTable(
            "Uitstroom",
            texts.OUTFLOW_TITLE,
            texts.OUTFLOW,
            ("AGB", "Productcode", "Uitstroomtype"),
            outflow_columns(),
            numbered(rows),
        ),
        ResultTable(
            "UitstroomTotaal",
            texts.OUTFLOW_TOTAL_TITLE,
            texts.OUTFLOW_TOTAL,
            ("AGB", "Jaar", "Uitstroomtype"),
            outflow_total_columns(),
            numbered(totals),
        ),
    )


def flow(facts: CareFacts) -> ResultTable:
    """`InUitstroom`: every month up to the peildatum of who has a client in care in the year, zeros included (PL-7)."""
    found = facts.rows("places_flow")
    rows: list[Row] = [
        {
            "AGB": agb,
            "Maand": facts.care.months[month - 1],
            "Instroom": inflow,
            "Uitstroom": outflow,
            "In zorg": present,
        }
        for agb, month, inflow, outflow, present in found
    ]
    keys = ("AGB", "Maand")
    return ResultTable("InUitstroom", texts.FLOW_TITLE, texts.FLOW, keys, flow_columns(), numbered(rows))


def referrers(facts: CareFacts) -> ResultTable:
    """`Verwijzers`: aanbieder × verwijzer × month, clients from 1 January through that month (PL-8)."""
    new: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for agb, is_total, code, month, clients in facts.rows("places_referrer"):
        new[agb, texts.ALL if is_total else texts.referrer_name(code)][month] = clients
    rows: list[Row] = [
        {"AGB": agb, "Verwijzer": name, "Maand": month, "Cliënten": clients}
        for agb, name in sorted(new, key=lambda key: (key[0], referrer_place(key[1])))
        for month, clients in running(new[agb, name], facts.care)
    ]
    keys = ("AGB", "Verwijzer", "Maand")
    return ResultTable("Verwijzers", texts.REFERRERS_TITLE, texts.REFERRERS, keys, referrer_columns(), numbered(rows))


def referrer_place(name: str) -> tuple[int, str]:
    """Where a verwijzer stands: those of the code list, other codes, unknown, Totaal."""
    last = len(REFERRER_ORDER) - 2
    return (REFERRER_ORDER.index(name) if name in REFERRER_ORDER else last, "" if name in REFERRER_ORDER else name)


def running(new: dict[int, int], care: CareYear) -> list[tuple[date, int]]:
    """Months with the clients up to and including each, from the first month with one."""
    counted, clients = 0, list[tuple[date, int]]()
    for month in care.months:
        counted += new.get(month.month, 0)
        if counted:
            clients.append((month, counted))
    return clients


def timeliness(facts: CareFacts) -> ResultTable:
    """`Tijdigheid`: aanbieder × kind of message × month of sending (PL-9)."""
    found = sorted(facts.rows("places_timeliness"), key=lambda line: (line[0], MESSAGES.index(line[1]), line[2]))
    rows: list[Row] = [
        {
            "AGB": agb,
            "Bericht": message,
            "Maand": facts.care.months[month - 1],
            "Totaal": messages,
            "Binnen norm": within,
        }
        for agb, message, month, messages, within in found
    ]
    keys = ("AGB", "Bericht", "Maand")
    title, explanation = texts.TIMELINESS_TITLE, texts.TIMELINESS
    return ResultTable("Tijdigheid", title, explanation, keys, timeliness_columns(), numbered(rows))
