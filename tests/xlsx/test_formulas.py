"""Formulas moved to another cell, compared with openpyxl's own translator, and shared formulas handed on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from crm.xlsx import Formula, RefusedWorkbook, Workbook
from crm.xlsx.formulas.text import FormulaCell, Shared, find_formulas, full_texts, move
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.places import name_of
from tests.xlsx.books import SHEET, book, content, sheet

DOLLAR = st.sampled_from(["", "$"])
CELL = st.builds(
    lambda a, column, b, row: f"{a}{column}{b}{row}",
    DOLLAR, st.sampled_from(["A", "K", "Z", "AA", "ABC"]), DOLLAR, st.integers(20, 90_000),
)  # fmt: skip
AREA = st.builds(lambda a, b: f"{a}:{b}", CELL, CELL) | st.sampled_from(["$B:C", "D:$E", "5:7", "$3:$4"])
SHEETS = st.sampled_from(["", "Sheet1!", "'My A1 sheet'!", "'it''s'!"])
TERM = st.builds(lambda sheet, ref: sheet + ref, SHEETS, CELL | AREA) | st.sampled_from(
    ['"A1 said ""B2"""', "LOG10(A20)", "SUM(B22,C33)", "TRUE", "1.5E+3", "Total_2024", "#N/A", "name.A1"]
)


@given(st.lists(TERM, min_size=1, max_size=5), st.sampled_from("+-*/&<"), st.integers(-4, 90), st.integers(0, 30))
@settings(max_examples=300, deadline=None)
def test_a_moved_formula_reads_as_openpyxl_would_move_it(terms, sign, down, right):
    text = sign.join(terms)
    target = name_of(50 + down, 3 + right)
    assert "=" + move(text, down, right) == Translator("=" + text, origin="C50").translate_formula(target)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("T[[#This Row],[A1]]*B2", "T[[#This Row],[A1]]*B3"),
        ("[1]Other!A1", "[1]Other!A2"),
        ("SUM(Tab1:Tab3!A1)", "SUM(Tab1:Tab3!A2)"),
        ("Tab1!$A$1:A1", "Tab1!$A$1:A2"),
        ("A1048576", "#REF!"),
        ("A1.B1", "A1.B1"),
        ("Ä1+XFE1+A0+A1048577", "Ä1+XFE1+A0+A1048577"),
    ],
)
def test_what_only_looks_like_a_cell_stays(text, moved):
    assert move(text, 1, 0) == moved


def text_of(rows: str) -> SheetText:
    return SheetText([sheet(rows).encode()], SHEET)


def test_a_block_of_shared_formulas_in_two_directions_is_written_out():
    first = '<row r="2"><c r="B2"><f t="shared" ref="B2:C3" si="0">A1*$A$9</f></c>'
    first += '<c r="C2"><f t="shared" si="0"/></c></row>'
    rest = '<row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="C3"><f t="shared" si="0"/></c></row>'
    assert full_texts(find_formulas(text_of(first + rest))) == {
        (2, 2): "A1*$A$9", (2, 3): "B1*$A$9", (3, 2): "A2*$A$9", (3, 3): "B2*$A$9",
    }  # fmt: skip


def test_after_each_loss_the_rest_of_a_block_computes_as_before():
    first = '<row r="2"><c r="B2"><f t="shared" ref="B2:C3" si="0">A1*$A$9</f><v>1</v></c>'
    rest = '<c r="C2"><f t="shared" si="0"/><v>2</v></c></row>'
    rest += '<row r="3"><c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
    opened = Workbook.from_bytes(book(sheet(first + rest)), "x")
    wanted = {(2, 2): Formula("A1*$A$9", 1), (2, 3): Formula("B1*$A$9", 2), (3, 2): Formula("A2*$A$9", 3)}
    for place in list(wanted)[:-1]:
        opened.sheet("People").set_cell(*place, None)
        del wanted[place]
        assert Workbook.from_bytes(opened.pack(), "x").sheet("People").grid().formulas == wanted
    assert '<f t="shared" ref="B3:B3" si="0">A2*$A$9</f><v>3</v>' in content(opened.pack(), SHEET)


def test_two_groups_of_shared_formulas_do_not_mix():
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" {ref.format(row)}si="{group}">{text}</f></c></row>'
        for row, group, ref, text in (
            (1, 1, 'ref="A1:A2" ', "B1"),
            (2, 1, "", ""),
            (3, 11, 'ref="A3:A4" ', "C3"),
            (4, 11, "", ""),
        )
    )
    opened = Workbook.from_bytes(book(sheet(rows)), "x")
    opened.sheet("People").set_cell(1, 1, "x")
    assert {place: f.text for place, f in opened.sheet("People").grid().formulas.items()} == {
        (2, 1): "B2", (3, 1): "C3", (4, 1): "C4",
    }  # fmt: skip


REFERENCES = ["A1", "$B$2", "c$3:D4", "XFD1048576", "ZZZ9", "$1048575:2", "3:$5", "A:$C", "'S %1'!E6", '"A1%d"', "F7%"]


@given(st.lists(st.sampled_from(REFERENCES), min_size=1, max_size=4), st.integers(-5, 5), st.integers(-3, 3))
def test_a_shared_formula_reads_in_each_cell_as_if_it_were_moved_there(references, down, right):
    text = "+".join(references)
    assert Shared(text, 10, 10).at(10 + down, 10 + right) == move(text, down, right)


def test_a_long_formula_shared_among_very_many_cells_is_refused():
    first = FormulaCell(1, 1, "A1+" * 2_000 + "1", "shared", "0")
    with pytest.raises(RefusedWorkbook, match="very long formulas"):
        full_texts([first, *(FormulaCell(row, 1, "", "shared", "0") for row in range(2, 20_000))])
