"""A workbook file from within: its zip, parts, sheets, tables and references; knows nothing of care or of reports.

Whatever is not changed here is written back as it was read, to the byte.
"""
