"""Python's search for cycles, off while many objects are made that hold none."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def no_cycle_search() -> Generator[None]:
    """A report is thousands of rows without a cycle; searching them again and again took a seventh of a refill."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
