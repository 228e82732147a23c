"""The open workbook: read, changed in bulk, explained; ordinary xlwings code."""
