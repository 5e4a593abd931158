"""However a program spells its XML, a cell is where Excel shows it."""

import pytest

from crm.xlsx import Workbook
from tests.xlsx.books import book, sheet
from tests.xlsx.corpus.respelled import SPELLINGS, respell

FAR = sheet('<row r="4"><c r="C4" t="str"><v>far</v></c><c r="E4"><v>5</v></c></row>')


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_places_are_as_in_excel_when_the_first_rows_and_columns_are_empty(spelling):
    opened = Workbook.from_bytes(respell(book(FAR), spelling), "far.xlsx")
    assert dict(opened.sheet("People").rows()) == {4: {3: "far", 5: 5}}
    opened.sheet("People").set_cell(3, 2, "near")
    assert dict(opened.sheet("People").rows()) == {3: {2: "near"}, 4: {3: "far", 5: 5}}
