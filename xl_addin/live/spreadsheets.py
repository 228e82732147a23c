"""xlwings, without pandas: it would load that at once, a quarter of a second, for tables that we never ask of it.

The program imports xlwings from here when it runs. What loaded pandas already keeps it, and can use both.
"""

import sys

if "xlwings" not in sys.modules and "pandas" not in sys.modules:
    sys.modules["pandas"] = None  # pyright: ignore[reportArgumentType]  # to Python: cannot be imported
    try:
        import xlwings
    finally:
        del sys.modules["pandas"]
else:
    import xlwings

__all__ = ["xlwings"]
