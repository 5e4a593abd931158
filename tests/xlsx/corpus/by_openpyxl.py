"""Books made by openpyxl: what it writes in a way of its own."""

import io
from collections.abc import Callable, Collection

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table, TableStyleInfo

from tests.xlsx.corpus.drawn import HEADINGS, LAST, PEOPLE

Feature = Callable[[openpyxl.Workbook], None]


def table(book: openpyxl.Workbook) -> None:
    made = Table(displayName="People", ref=f"A1:F{LAST}")
    made.tableStyleInfo = TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)
    book["People"].add_table(made)


def table_longer_than_its_rows(book: openpyxl.Workbook) -> None:
    book["People"].add_table(Table(displayName="Long", ref=f"A1:F{LAST + 4}"))


def two_tables(book: openpyxl.Workbook) -> None:
    book["People"].add_table(Table(displayName="Left", ref=f"A1:C{LAST}"))
    book["People"]["E1"], book["People"]["F1"] = "Double", "Note"
    book["People"].add_table(Table(displayName="Right", ref=f"E1:F{LAST}"))


def sheet_filter(book: openpyxl.Workbook) -> None:
    book["People"].auto_filter.ref = f"A1:F{LAST}"
    book["People"].auto_filter.add_sort_condition(f"B2:B{LAST}")


def named_styles(book: openpyxl.Workbook) -> None:
    style = NamedStyle("own", font=Font(bold=True, color="FF0000"), fill=PatternFill("solid", fgColor="EEEEEE"))
    for row in range(2, LAST + 1):
        book["People"].cell(row, 2).style = style
        book["People"].cell(row, 6).alignment = Alignment(wrap_text=True)
        book["People"].cell(row, 4).number_format = "0.00%"


def conditional_formats(book: openpyxl.Workbook) -> None:
    people = book["People"]
    people.conditional_formatting.add(f"D2:D{LAST}", ColorScaleRule("min", None, "FF0000", "max", None, "00FF00"))
    rule = FormulaRule(formula=["$D2>5"], fill=PatternFill(bgColor="FFFF00"))
    people.conditional_formatting.add(f"B2:B{LAST} F2:F{LAST}", rule)


def what_if_table(book: openpyxl.Workbook) -> None:
    book["People"]["H5"] = DataTableFormula(ref="H5:H7", dt2D=False, r1="D2")


def array_formula(book: openpyxl.Workbook) -> None:
    book["People"]["H2"] = ArrayFormula("H2:H4", "=D2:D4*2")
    book["Other"]["D2"] = ArrayFormula("D2", "=SUM(B2:B6*2)")


def comments(book: openpyxl.Workbook) -> None:
    book["People"]["B2"].comment = Comment("look & see", "Ada", height=80, width=120)
    book["Other"]["A2"].comment = Comment("other", "Bob")


def validations(book: openpyxl.Workbook) -> None:
    words = DataValidation(type="list", formula1='"yes,no,a > b"', allow_blank=True)
    book["People"].add_data_validation(words)
    words.add(f"F2:F{LAST}")
    words.add("D2:D500")


def merges(book: openpyxl.Workbook) -> None:
    book["People"]["H9"] = "together"
    book["People"].merge_cells("H9:I10")


def hyperlinks(book: openpyxl.Workbook) -> None:
    book["People"]["F3"] = "a site"
    book["People"]["F3"].hyperlink = "https://example.org/?a=1&b=2"


def chart(book: openpyxl.Workbook) -> None:
    made = BarChart()
    made.add_data(Reference(book["People"], min_col=4, min_row=1, max_row=LAST), titles_from_data=True)
    made.set_categories(Reference(book["People"], min_col=2, min_row=2, max_row=LAST))
    book["People"].add_chart(made, "K2")


def names(book: openpyxl.Workbook) -> None:
    book.defined_names["Amounts"] = DefinedName("Amounts", attr_text=f"People!$D$2:$D${LAST}")
    book["People"].defined_names["Own"] = DefinedName("Own", attr_text=f"'People'!$B$2:$B${LAST}")
    book["People"].print_area = f"A1:F{LAST}"
    book["People"].print_title_rows = "1:1"


def rich_texts(book: openpyxl.Workbook) -> None:
    book["People"]["F2"] = CellRichText("plain ", TextBlock(InlineFont(b=True), "bold"), " & more")


def protection(book: openpyxl.Workbook) -> None:
    book["People"].protection.sheet = True
    book["People"]["B2"].protection = Protection(locked=False)
    book.security.lockStructure = True


def hidden_and_grouped(book: openpyxl.Workbook) -> None:
    people = book["People"]
    people.row_dimensions[4].hidden = True
    people.row_dimensions.group(6, 8, hidden=True)
    people.column_dimensions["D"].number_format = "0.0"
    people.column_dimensions["G"].hidden = True
    book.create_sheet("Hidden").sheet_state = "hidden"


FEATURES: dict[str, Feature] = {
    feature.__name__: feature
    for feature in (
        table, table_longer_than_its_rows, two_tables, sheet_filter, named_styles, conditional_formats, what_if_table,
        array_formula, comments, validations, merges, hyperlinks, chart, names, rich_texts, protection,
        hidden_and_grouped,
    )
}  # fmt: skip
TOGETHER_NEVER = [{"table", "table_longer_than_its_rows", "two_tables", "sheet_filter"}]


def make(wanted: Collection[str]) -> bytes:
    """A book with these features."""
    book = openpyxl.Workbook()
    people, other = book.active, book.create_sheet("Other")
    people.title = "People"
    people.append(HEADINGS)
    for row, person in enumerate(PEOPLE, 2):
        people.append([*person, f"=D{row}*2"])
        people.cell(row, 2).data_type = "s"
        people.cell(row, 3).number_format = "dd.mm.yyyy"
    other.append(["Word", "Number"])
    for row, word in enumerate(["red", "green", "blue", "black", "white"], 1):
        other.append([word, row])
    for name in FEATURES:
        if name in wanted:
            FEATURES[name](book)
    book.save(file := io.BytesIO())
    return file.getvalue()
