"""How a parameter is called in a workbook: one defined name each."""

import re


def defined_name(parameter: str) -> str:
    """`MI.RelevanteDaling` → `P_MI_RelevanteDaling`: a name Excel and LibreOffice both accept."""
    return "P_" + re.sub(r"[^A-Za-z0-9_]", "_", parameter)
