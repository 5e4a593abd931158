"""What workbooks that people made had in them, and the drawn workbooks of older tests had not."""

from crm.xlsx import CellError, Formula, Workbook
from crm.xlsx.places import name_of
from tests.clock import least_cpu
from tests.xlsx.books import book, cell, row, sheet

HEAD = row(1, "Name", "Amount")


def people(rows: str, after: str = "") -> Workbook:
    return Workbook.from_bytes(book(sheet(rows, after)), "people.xlsx")


def wide(number: int, columns: int, text: str) -> str:
    cells = "".join(cell(name_of(number, column), text) for column in range(1, columns + 1))
    return f'<row r="{number}">{cells}</row>'


def test_a_new_row_stands_below_cells_that_are_merged_downwards():
    merged = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    opened = people(HEAD + row(2, "Ada", "1"), merged)
    assert opened.sheet("People").append_row({1: "Ben", 2: 2}) == 5
    assert dict(opened.sheet("People").rows())[5] == {1: "Ben", 2: 2}


def test_merged_cells_beside_the_columns_of_a_new_row_do_not_move_it():
    merged = '<mergeCells count="1"><mergeCell ref="F1:F9"/></mergeCells>'
    opened = people(HEAD + row(2, "Ada", "1"), merged)
    assert opened.sheet("People").append_row({1: "Ben", 2: 2}) == 3


def test_a_row_of_many_thousand_cells_is_emptied_at_once():
    many = [people(HEAD + wide(2, 8_000, "5")) for _ in range(4)]
    assert least_cpu(lambda: many.pop().sheet("People").clear_row(2)) < 2
    many[0].sheet("People").clear_row(2)
    assert [number for number, _ in many[0].sheet("People").rows()] == [1]


def test_emptying_a_row_hands_its_shared_formula_to_the_row_below():
    first = (
        '<c r="A2"><f t="shared" ref="A2:B3" si="0">C2*2</f><v>7</v></c><c r="B2"><f t="shared" si="0"/><v>7</v></c>'
    )
    below = '<c r="A3"><f t="shared" si="0"/><v>8</v></c><c r="B3"><f t="shared" si="0"/><v>9</v></c>'
    opened = people(HEAD + f'<row r="2">{first}</row><row r="3">{below}</row>')
    opened.sheet("People").clear_row(2)
    again = Workbook.from_bytes(opened.pack(), "people.xlsx")
    assert dict(again.sheet("People").rows())[3] == {1: Formula("C3*2", 8), 2: Formula("D3*2", 9)}


def test_many_formatted_rows_below_the_data_do_not_delay_a_new_row():
    blank = "".join(
        f'<row r="{n}"><c r="A{n}" s="3"/><c r="B{n}" s="3"/><c r="C{n}" s="3"/></row>' for n in range(3, 60_000)
    )
    many = [people(HEAD + row(2, "Ada", "1") + blank) for _ in range(4)]
    assert [len(list(one.sheet("People").text.upwards())) for one in many] == [59_999] * 4
    assert least_cpu(lambda: many.pop().sheet("People").append_row({1: "Ben"})) < 1
    assert many[0].sheet("People").append_row({1: "Ben"}) == 3


RUNS = '<c r="B1" t="inlineStr"><is><r><t>Ada </t></r><r><t>Lovelace</t></r></is></c>'


def test_blanks_between_runs_of_text_are_kept_in_a_sheet_with_line_ends_of_windows():
    assert next(people(f'<row r="1">\r\n{RUNS}</row>').sheet("People").rows()) == (1, {2: "Ada Lovelace"})


def test_the_error_of_a_formula_is_read_in_a_sheet_with_line_ends_of_windows():
    error = '<c r="A1" t="e">\r\n<f>NA()</f>\r\n<v>#N/A</v>\r\n</c>\r\n' + RUNS.replace("Ada ", "Ada")
    found = dict(people(f'<row r="1">\r\n{error}</row>').sheet("People").rows())
    assert found[1][1] == Formula("NA()", CellError("#N/A"))
