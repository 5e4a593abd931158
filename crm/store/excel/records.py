"""A new sheet of records: one table with its formats, drop-downs and conditional formats."""

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell as Place
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import Outline
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from crm.model.cells import CHOICES, LINK, Cell, Rules
from crm.model.frames import own_column
from crm.model.lists import Lists
from crm.model.schema import SHOWN, UNDERSTOOD, Column, Sheet
from crm.model.text import key
from crm.store.excel import styles

LAST_ROW = 1_048_576
Rows = Sequence[Mapping[str, Cell]]


def name_of_list(name: str) -> str:
    """The defined name of a list's words, e.g. `list_sale_kinds`."""
    return "list_" + key(name).replace(" ", "_")


def define_words(book: Workbook, name: str, sheet: str, column: int, last: int) -> None:
    """A name for the filled cells of a column below its heading: it grows by itself and ends before the blanks."""
    book.defined_names[name] = DefinedName(name, attr_text=words_in(sheet, column, 2, last))


def words_in(sheet: str, column: int, first: int, last: int) -> str:
    """The formula of the filled cells of a column, from the row `first` on."""
    letter, title = get_column_letter(column), sheet if sheet.isalnum() else "'{}'".format(sheet.replace("'", "''"))
    cells = f"{title}!${letter}${first}:${letter}${last}"
    return f"{title}!${letter}${first}:INDEX({cells},MAX(1,COUNTA({cells})))"


def add(book: Workbook, sheet: Sheet, rows: Rows, lists: Lists, rules: Rules) -> None:
    """Add a sheet of records with its rows, or with one blank row that the first record fills."""
    columns = columns_of(sheet, rows, rules)
    page = book.create_sheet(sheet.key)
    page.freeze_panes = "C2" if sheet.key == "Contacts" else "A2"
    _columns(page, columns)
    _cells(page, columns, rows)
    _table(page, sheet, len(columns), max(len(rows), 1))
    for number, column in enumerate(columns, start=1):
        _drop_down(page, number, column)
    _formats(page, sheet, columns, lists)
    styles.printed(page)
    page.print_title_rows = "1:1"
    if sheet.key in ("Contacts", "Templates"):
        where = next(number for number, column in enumerate(columns, start=1) if column.field == "name")
        define_words(book, names_of(sheet.key), sheet.key, where, LAST_ROW)


def columns_of(sheet: Sheet, rows: Rows, rules: Rules) -> list[Column]:
    """The columns of a new sheet; what else the rows hold, above all the team's own columns, comes right of them."""
    columns = list(sheet.created)
    known = {column.field for column in columns}
    for field in dict.fromkeys(field for row in rows for field in row):
        if field in sheet.fields and field not in known:
            columns.append(sheet.fields[field])
        elif field not in known:
            columns.append(own_column(field, [row.get(field) for row in rows], rules))
    return columns


def names_of(sheet: str) -> str:
    """The defined name of the names in a sheet, which links offer."""
    return f"names_{key(sheet)}"


def _columns(page: Worksheet, columns: Sequence[Column]) -> None:
    page.sheet_properties.outlinePr = Outline(summaryRight=False)
    page.column_dimensions.max_outline = 1  # without it Excel leaves no room for the button
    page.row_dimensions[1].height = 22
    folded = [column.place not in (SHOWN, UNDERSTOOD) for column in columns]
    for number, column in enumerate(columns):
        dimension = page.column_dimensions[get_column_letter(number + 1)]
        styles.dress(dimension, column)
        dimension.width = styles.width_of(column)
        if folded[number]:
            dimension.outlineLevel, dimension.hidden = 1, True
        elif number + 1 < len(columns) and folded[number + 1]:
            dimension.collapsed = True  # the button stands above the column left of what it folds


def _cells(page: Worksheet, columns: Sequence[Column], rows: Rows) -> None:
    taken: set[str] = set()
    for number, column in enumerate(columns, start=1):
        place = styles.put(page, 1, number, _free(column.heading, taken))
        styles.dress_heading(place, column)
        if column.help:
            place.comment = Comment(column.help, "Kith", height=60, width=220)
        models: dict[str, StyleArray] = {}
        for row, cells in enumerate(rows, start=2):
            value = styles.cell_of(column, cells.get(column.field))
            if value is not None and value != "":
                place = styles.put(page, row, number, value, column.field)
                _dress(place, column, _looks(column, value), models)


def _free(heading: str, taken: set[str]) -> str:
    """A heading that its table does not have yet: a table with one twice is broken to Excel."""
    name, number = heading, 2
    while name.casefold() in taken:
        name, number = f"{heading} {number}", number + 1
    taken.add(name.casefold())
    return name


def _looks(column: Column, value: Cell) -> str:
    """The format of a cell that is not as its column's cells are: a time of day, or a real date among texts."""
    if isinstance(value, dt.datetime) and value.time() != dt.time(0):
        return styles.FORMATS["moment"]
    if isinstance(value, dt.date) and column.kind.storage not in ("day", "moment"):
        return styles.FORMATS["day"]
    return styles.FORMATS[column.kind.storage]


def _dress(place: Place, column: Column, looks: str, models: dict[str, StyleArray]) -> None:
    """Give a cell its looks; a column's first cell of each kind is the model of the others, which is much quicker."""
    if looks not in models:
        styles.dress(place, column)
        place.number_format = looks
        models[looks] = place._style  # type: ignore[attr-defined]  # missing in the stubs
    place._style = copy(models[looks])  # type: ignore[attr-defined]


def _table(page: Worksheet, sheet: Sheet, width: int, height: int) -> None:
    name = "".join(filter(str.isalnum, sheet.key.title()))  # Follow-ups: FollowUps
    table = Table(displayName=name, ref=f"A1:{get_column_letter(width)}{height + 1}")
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    page.add_table(table)


# drop-downs ---------------------------------------------------------------------------------------------------------


def _drop_down(page: Worksheet, number: int, column: Column) -> None:
    letter = get_column_letter(number)
    rule = _rule(column)
    if rule:
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        page.add_data_validation(rule)


def _rule(column: Column) -> DataValidation | None:
    if column.field == "id":
        return DataValidation(showInputMessage=True, promptTitle="ID", prompt="Kith's own number")
    if column.kind is LINK:
        return DataValidation("list", formula1=names_of(column.to), allow_blank=True, showErrorMessage=False)
    if column.fixed:
        words = '"' + ",".join(column.fixed) + '"'
    elif column.list:
        words = name_of_list(column.list)
    else:
        return None
    return warning(words, quiet=column.kind is CHOICES)


def warning(words: str, *, quiet: bool = False) -> DataValidation:
    """A drop-down that lets people keep another word: after a question, or at once when `quiet`."""
    return DataValidation(
        "list",
        formula1=words,
        allow_blank=True,
        showErrorMessage=not quiet,
        errorStyle=None if quiet else "warning",
        errorTitle=None if quiet else "Not in the list",
        error=None if quiet else "This word is not in the list yet. You may keep it.",
    )


# conditional formats ------------------------------------------------------------------------------------------------


def _formats(page: Worksheet, sheet: Sheet, columns: Sequence[Column], lists: Lists) -> None:
    at = {column.field: get_column_letter(number) for number, column in enumerate(columns, start=1)}
    everything = f"A2:{get_column_letter(len(columns))}{LAST_ROW}"
    late = _late(sheet.key, at, lists)
    if late:
        field, formula = late
        _when(page, f"{at[field]}2:{at[field]}{LAST_ROW}", formula, bold=True, color="7C2D12", fill="FBD5A8")
        _when(page, everything, formula, fill="FDEBD5")
    if sheet.key == "Contacts":
        _when(page, everything, f'${at["do_not_contact"]}2="Yes"', strike=True, color=styles.QUIET)
        _when(page, everything, f'${at["status"]}2="Archived"', italic=True, color=styles.QUIET)


def _late(sheet: str, at: Mapping[str, str], lists: Lists) -> tuple[str, str] | None:
    """The field that shows what is late in a sheet, and the formula that says so for row 2."""
    if sheet == "Follow-ups":
        due, status, done = (f"${at[field]}2" for field in ("due", "status", "done_on"))
        return "due", f'AND(ISNUMBER({due}),{due}<TODAY(),OR({status}="",{status}="Open"),{done}="")'
    if sheet == "Sales":
        due, paid = (f"${at[field]}2" for field in ("due", "paid_on"))
        return "due", f'AND(ISNUMBER({due}),{due}<TODAY(),{paid}="")'
    if sheet == "Tickets":
        due, status, solved = (f"${at[field]}2" for field in ("promised_by", "status", "solved_on"))
        words = [
            word for word in lists.entries("Ticket statuses") if lists.meaning("Ticket statuses", word) == "solved"
        ]
        open_still = "".join(f',{status}<>"{_quoted(word)}"' for word in words)
        return "promised_by", f'AND(ISNUMBER({due}),{due}<NOW(),{solved}=""{open_still})'
    return None


def _quoted(word: str) -> str:
    return word.replace('"', '""')


def _when(page: Worksheet, cells: str, formula: str, **looks: object) -> None:
    page.conditional_formatting.add(cells, Rule("expression", formula=[formula], dxf=styles.highlight(**looks)))
