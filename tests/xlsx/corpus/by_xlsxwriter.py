"""Books made by XlsxWriter, which writes nearly all that Excel has."""

import datetime as dt
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from tests.xlsx.corpus.drawn import HEADINGS, LAST, PEOPLE, png

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)  # stands for a VBA project: nobody runs it


@dataclass
class Made:
    """A book in the making."""

    book: Any
    people: Any
    other: Any

    def format(self, **what: object) -> Any:
        """A cell format."""
        return self.book.add_format(what)


def table(made: Made) -> None:
    columns = [{"header": heading} for heading in HEADINGS]
    columns[4]["formula"] = "=[@Amount]*2"
    made.people.add_table(0, 0, LAST - 1, 5, {"name": "People", "columns": columns})
    for row, (*_, amount) in enumerate(PEOPLE, 1):
        made.people.write_formula(row, 4, "=People[[#This Row],[Amount]]*2", None, amount * 2)


def table_with_totals(made: Made) -> None:
    columns: list[dict[str, str]] = [{"header": heading} for heading in HEADINGS]
    columns[0]["total_string"] = "Total"
    columns[3]["total_function"] = "sum"
    options = {"name": "Sums", "columns": columns, "total_row": True}
    made.people.add_table(0, 0, LAST, 5, options)


def autofilter_with_hidden_rows(made: Made) -> None:
    made.people.autofilter(0, 0, LAST - 1, 5)
    made.people.filter_column("D", "x > 5")
    for row in (2, 3):
        made.people.set_row(row, None, None, {"hidden": True})


def charts(made: Made) -> None:
    for number, kind in enumerate(["column", "bar", "line", "area", "pie", "doughnut", "scatter", "radar", "stock"]):
        chart = made.book.add_chart({"type": kind})
        for _ in range(4 if kind == "stock" else 1):
            values = f"=People!$D$2:$D${LAST}"
            chart.add_series({"categories": f"=People!$B$2:$B${LAST}", "values": values, "name": "=People!$D$1"})
        made.people.insert_chart(number * 15, 10, chart)


def chart_with_everything(made: Made) -> None:
    chart = made.book.add_chart({"type": "column"})
    series = {
        "values": ["People", 1, 3, LAST - 1, 3],
        "trendline": {"type": "linear"},
        "y_error_bars": {"type": "fixed"},
    }
    chart.add_series({**series, "data_labels": {"value": True, "custom": [{"value": "=People!$B$2"}]}})
    line = made.book.add_chart({"type": "line"})
    line.add_series({"values": "=People!$E$2:$E$11", "y2_axis": True})
    chart.combine(line)
    chart.set_title({"name": "=People!$A$1"})
    made.other.insert_chart("H2", chart)


def chart_sheet(made: Made) -> None:
    chart = made.book.add_chart({"type": "pie"})
    chart.add_series({"values": f"=People!$D$2:$D${LAST}"})
    made.book.add_chartsheet("Picture").set_chart(chart)


def sparklines(made: Made) -> None:
    made.people.add_sparkline("H2", {"range": f"People!D2:D{LAST}"})
    made.people.add_sparkline("H3", {"range": f"People!D2:E{LAST}", "type": "column", "markers": True})
    made.other.add_sparkline("H2", {"range": f"People!D2:D{LAST}", "type": "win_loss"})


def conditional_formats(made: Made) -> None:
    red, block = made.format(bg_color="#FFC7CE"), f"D2:D{LAST}"
    for rule in (
        {"type": "cell", "criteria": ">", "value": 5, "format": red},
        {"type": "3_color_scale"},
        {"type": "icon_set", "icon_style": "3_traffic_lights"},
        {"type": "formula", "criteria": "=$D2>$E2", "format": red},
        {"type": "top", "value": 3, "format": red, "multi_range": f"D2:D{LAST} F2:F{LAST}"},
        {"type": "text", "criteria": "containing", "value": "a<b", "format": red},
    ):
        made.people.conditional_format(block, rule)


def data_bars(made: Made) -> None:
    made.people.conditional_format(f"D2:D{LAST}", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    made.people.conditional_format(f"E2:E{LAST}", {"type": "data_bar", "bar_axis_position": "middle"})


def validations(made: Made) -> None:
    made.people.data_validation(f"F2:F{LAST}", {"validate": "list", "source": "=Other!$A$2:$A$6"})
    prompt = {"input_title": "A > B", "input_message": "more > less & so on"}
    made.people.data_validation(f"D2:D{LAST}", {"validate": "decimal", "criteria": ">", "value": -100, **prompt})
    made.people.data_validation("F2:F500", {"validate": "custom", "value": '=LEN(F2)<"9"'})


def images(made: Made) -> None:
    made.people.insert_image("K2", "a.png", {"image_data": io.BytesIO(png()), "url": "https://example.org"})
    made.other.insert_image("K9", "b.png", {"image_data": io.BytesIO(png(16)), "object_position": 1})


def image_in_cell(made: Made) -> None:
    made.people.embed_image("G2", "c.png", {"image_data": io.BytesIO(png(4))})


def background(made: Made) -> None:
    made.people.set_background(io.BytesIO(png(32)), is_byte_stream=True)


def header_image(made: Made) -> None:
    made.people.set_header("&L&G&CPeople", {"image_left": "d.png", "image_data_left": io.BytesIO(png(5))})
    made.other.set_footer("&P of &N")


def comments(made: Made) -> None:
    made.people.write_comment("B2", "a remark <b> & more", {"author": "Ada", "visible": True})
    made.people.write_comment(f"B{LAST}", "the last one", {"x_scale": 2})


def shapes(made: Made) -> None:
    made.people.insert_textbox("K4", "A text in a box", {"font": {"bold": True}, "textlink": "=$B$2"})


def buttons(made: Made) -> None:
    made.other.insert_button("K2", {"caption": "Press", "macro": "go"})


def rich_texts(made: Made) -> None:
    bold = made.format(bold=True)
    made.people.write_rich_string("F2", "plain ", bold, "bold ", "plain")
    made.people.write_rich_string(f"F{LAST}", bold, "all ", "mixed", made.format(text_wrap=True))


def array_formulas(made: Made) -> None:
    made.people.write_array_formula("H5:H7", "{=D2:D4*2}", None, 20)
    made.other.write_array_formula("D2", "{=SUM(B2:B6*2)}", None, 30)


def dynamic_arrays(made: Made) -> None:
    made.people.write_dynamic_array_formula("I2:I11", "=_xlfn.UNIQUE(B2:B11)", None, "Ada Lovelace")
    made.other.write_dynamic_array_formula("D3", "=LEN(A2:A6)", None, 1)


def hyperlinks(made: Made) -> None:
    made.people.write_url("F3", "https://example.org/?a=1&b=2", None, "a site", "a tip")
    made.people.write_url("F4", "mailto:ada@example.org")
    made.people.write_url("F5", "internal:Other!A1", None, "inside")


def outline_groups(made: Made) -> None:
    for row in range(4, LAST):
        made.people.set_row(row, None, None, {"level": 1, "hidden": row > 8})
    made.people.set_column("D:E", None, None, {"level": 1})


def names(made: Made) -> None:
    made.book.define_name("Amounts", f"=People!$D$2:$D${LAST}")
    made.book.define_name("People!Local", f"=People!$B$2:$B${LAST}")
    made.book.define_name("Twice", "=People!$D$2*2")
    made.book.define_name("Whole", "=People!$D:$D")


def print_settings(made: Made) -> None:
    made.people.print_area(0, 0, LAST - 1, 5)
    made.people.repeat_rows(0)
    made.people.set_landscape()
    made.people.fit_to_pages(1, 0)
    made.people.set_h_pagebreaks([5])
    made.other.set_paper(9)


def protection(made: Made) -> None:
    made.people.protect("secret", {"format_cells": True})
    made.people.unprotect_range("D2:D5", "some")


def macros(made: Made) -> None:
    made.book.add_vba_project(io.BytesIO(OLE), is_stream=True)
    made.book.set_vba_name("ThisWorkbook")


def properties(made: Made) -> None:
    made.book.set_properties({"title": "A <title>", "author": "Ada & Co"})
    made.book.set_custom_property("Checked by", "Bob")
    made.book.set_custom_property("When", dt.datetime(2024, 5, 6), "date")
    made.book.set_custom_property("Count", 5)


def date_formats(made: Made) -> None:
    when = dt.datetime(2024, 5, 6, 7, 8, 9)
    for column, code in enumerate(
        ["dd/mm/yy hh:mm", "[h]:mm:ss", "mmm yyyy", "hh:mm", '"due" d.m.', "[$-409]d-mmm"], 7
    ):
        for row in (1, LAST - 1):
            made.people.write_datetime(row, column, when, made.format(num_format=code))


def ignored_errors(made: Made) -> None:
    made.people.ignore_errors({"number_stored_as_text": f"A2:A{LAST}", "formula_differs": "E2"})


def checkboxes(made: Made) -> None:
    made.people.insert_checkbox("G3", True)
    made.people.insert_checkbox(f"G{LAST}", False)


def merges(made: Made) -> None:
    made.people.merge_range("H9:I10", "together", made.format(bold=True))
    made.other.merge_range("A8:B8", "below", made.format(border=1))


def panes_and_views(made: Made) -> None:
    made.people.freeze_panes(1, 2)
    made.people.set_zoom(80)
    made.people.set_selection("B3:C4")
    made.people.set_tab_color("red")
    made.other.hide_gridlines(2)


def column_formats(made: Made) -> None:
    made.people.set_column("D:D", 12, made.format(num_format="#,##0.00"))
    made.people.set_column("G:G", 20, made.format(num_format="yyyy-mm-dd"))
    made.people.set_column("M:XFD", None, None, {"hidden": True})


def styled_rows_below(made: Made) -> None:
    for row in range(LAST, LAST + 5):
        made.people.set_row(row, 22, made.format(bg_color="#EEEEEE"))
        for column in range(6):
            made.people.write_blank(row, column, None, made.format(border=1, italic=column == 2))


def odd_values(made: Made) -> None:
    made.people.write_boolean("H2", True)
    made.people.write_formula("H3", "=1/0", None, "#DIV/0!")
    made.people.write_formula("H4", '="a"&"b<c"', None, "ab<c")
    made.people.write_formula("H5", "=D2>1", None, True)
    made.people.write_string("H6", "_x0041_ \t tab \x01")
    made.people.write_string("H7", " x" * 16_000)


def hidden_sheets(made: Made) -> None:
    hidden = made.book.add_worksheet("Hidden")
    hidden.write_row(0, 0, ["a", 1, 2])
    hidden.hide()
    made.book.add_worksheet("Bob's & <Co>").very_hidden()


def formulas_across_sheets(made: Made) -> None:
    made.other.write_formula("C2", f"=SUM(People!D2:D{LAST})", None, 75)
    made.other.write_formula("C3", "=VLOOKUP(A3,People!A:D,4,FALSE)", None, "#N/A")
    made.other.write_formula("C4", "=NOW()", None, 45000)
    made.other.write_formula("C5", "=C2*RANDBETWEEN(1,9)", None, 75)


Feature = Callable[[Made], None]
FEATURES: dict[str, Feature] = {
    feature.__name__: feature
    for feature in (
        table, table_with_totals, autofilter_with_hidden_rows, charts, chart_with_everything, chart_sheet, sparklines,
        conditional_formats, data_bars, validations, images, image_in_cell, background, header_image, comments, shapes,
        buttons, rich_texts, array_formulas, dynamic_arrays, hyperlinks, outline_groups, names, print_settings,
        protection, macros, properties, date_formats, ignored_errors, checkboxes, merges, panes_and_views,
        column_formats, styled_rows_below, odd_values, hidden_sheets, formulas_across_sheets,
    )
}  # fmt: skip
SETTINGS = {"days_since_1904": {"default_date_format": "d.m.yy", "date_1904": True}}
TOGETHER_NEVER = [
    {"table", "table_with_totals", "autofilter_with_hidden_rows"},
    {"table_with_totals", "styled_rows_below"},
]


def make(wanted: Collection[str]) -> bytes:
    """A book with these features."""
    options: dict[str, object] = {"in_memory": True}
    for name in wanted:
        options.update(SETTINGS.get(name, {}))
    book = xlsxwriter.Workbook(file := io.BytesIO(), options)
    made = Made(book, book.add_worksheet("People"), book.add_worksheet("Other"))
    _draw(made)
    for name in FEATURES:
        if name in wanted:
            FEATURES[name](made)
    book.close()
    return file.getvalue()


def _draw(made: Made) -> None:
    day = made.format(num_format="dd.mm.yyyy")
    made.people.write_row(0, 0, HEADINGS, made.format(bold=True))
    for row, (id_, name, born, amount) in enumerate(PEOPLE, 1):
        made.people.write_string(row, 0, id_)
        made.people.write_string(row, 1, name)
        made.people.write_datetime(row, 2, born, day)
        made.people.write_number(row, 3, amount)
        made.people.write_formula(row, 4, f"=D{row + 1}*2", None, amount * 2)
    made.other.write_row(0, 0, ["Word", "Number"])
    for row, word in enumerate(["red", "green", "blue", "black", "white"], 1):
        made.other.write_row(row, 0, [word, row])
