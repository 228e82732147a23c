"""Where a row of `MaxInzet` comes from: its declaration lines, whose sums equal the row."""

from engine.instruments.declaration_trace import (
    declaration_lines,
    lines_table,
    net_amount,
    net_hours,
    unique_clients,
)
from engine.instruments.max_average_facts import AverageLines
from engine.instruments.reporting import Inputs
from engine.result import Report
from engine.tracing import Check, Trace, find_row

_OF_THE_ROW = """
SEMI JOIN average_line AS average
    ON average.import_no = line.import_no
    AND average.source_no = line.source_no
    AND average.source_line = line.source_line
    AND average.product_code = $product_code
WHERE line.agb = $agb AND line.begin_date BETWEEN $first_day AND $last_day
"""


def trace_max_inzet(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The declaration lines behind the row of MaxInzet with that AGB and product code. Refusal without such a row."""
    table = report.table("MaxInzet")
    row = find_row(table, key)
    period = inputs.run.period
    AverageLines(inputs.con, inputs.settings, period.year).make()
    span = {"first_day": period.first_day, "last_day": period.last_day}
    lines = declaration_lines(inputs.con, _OF_THE_ROW, {"agb": key[0], "product_code": key[1], **span})
    checks = (
        Check("Bedrag", row["Bedrag"], net_amount(lines)),
        Check("Uren", row["Uren"], net_hours(lines)),
        Check("Cliënten", row["Cliënten"], unique_clients(lines), decimals=0),
    )
    return Trace(lines_table(table.name, key, lines), checks)


TRACED = {"MaxInzet": trace_max_inzet}
