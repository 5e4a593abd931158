"""A workbook in an Excel file: read, written in place of itself, never half."""
