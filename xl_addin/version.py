"""The version of the program."""

from importlib.metadata import version


def product_version() -> str:
    """The installed version: for Verantwoording, the journal, and the macros."""
    return version("rekenbureau")
