"""The version of the program."""

from importlib.metadata import version

BRIDGE = "1"
"""What macros and engine agreed on. It goes up only when requests or answers change: the buttons in a workbook that an

earlier version made must keep working.
"""


def product_version() -> str:
    """The installed version: for Verantwoording, the journal, and the macros."""
    return version("rekenbureau")
