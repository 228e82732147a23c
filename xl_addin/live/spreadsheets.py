"""xlwings, without pandas: it would load that at once, a quarter of a second, for tables that we never ask of it.

Whoever imports xlwings when the program runs, imports it from here. What loaded pandas already keeps it.
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
