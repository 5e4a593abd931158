"""Workbooks made for the tests: each thing that people keep in a workbook, alone and with others, by three makers.

Every book has the sheet “People” with headings in row 1 and ten people in rows 2 to 11, and a sheet “Other”.
"""
