"""Typed cells (XLSX, Parquet) as text: exact, and numbers marked so that no column's notation touches them."""

import math
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.tables_notation import NUMBER_MARK

SIGNIFICANT_DIGITS = 15
"""What Excel keeps of a number somebody types. More digits are the dust of binary sums: 0.30000000000000004."""


def number_text(value: float) -> str:
    """The shortest decimal text of a float of at most 15 digits, without exponent: 1736.55."""
    if not math.isfinite(value):
        return str(value)
    return f"{Decimal(format(value, f'.{SIGNIFICANT_DIGITS}g')):f}"


def float_texts(floats: pa.Array) -> pa.Array:
    """`number_text` of every value; null stays null."""
    encoded = floats.dictionary_encode()
    texts = [number_text(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def marked(texts: pa.Array) -> pa.Array:
    """The texts with the mark of a typed number before them; null stays null."""
    return pc.binary_join_element_wise(NUMBER_MARK, texts, "")


def as_text(column: pa.Array, is_number: bool) -> pa.Array:
    """A column of any Parquet type as text; an empty cell is "". `is_number`: the column of data.md holds numbers."""
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pc.fill_null(column.cast(pa.string()), "")
    if pa.types.is_boolean(kind):
        return pc.fill_null(pc.if_else(column, "ja", "nee"), "")
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        texts = float_texts(column.cast(pa.float64())) if pa.types.is_floating(kind) else column.cast(pa.string())
        return pc.fill_null(marked(texts) if is_number else _without_zero_decimals(texts), "")
    if pa.types.is_timestamp(kind) and kind.tz:
        column = pc.local_timestamp(column)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pc.fill_null(column.cast(pa.string()), "")
    return pc.if_else(pc.is_valid(column), f"[{kind}]", "")


def _without_zero_decimals(texts: pa.Array) -> pa.Array:
    """A code that came as a decimal number: 12.00 is code 12."""
    return pc.replace_substring_regex(texts, r"\.0+$", "")
