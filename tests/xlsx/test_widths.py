"""A column that is added is wide enough and shown, however the columns around it are described."""

import pytest

from crm.xlsx import Workbook
from tests.xlsx.books import SHEET, book, content, row, sheet
from tests.xlsx.soundness import unsound

LIST = row(1, "Name", "Amount") + row(2, "Ada", "3")
NEW = '<col min="3" max="3" width="17" customWidth="1"/>'


def columns(before: str, width: float = 17) -> str:
    """How the columns are described after a third one was added to these."""
    team = Workbook.from_bytes(book(sheet(LIST, before=before)), "team.xlsx")
    team.sheet("People").add_column("Phone", 1, width=width)
    after = team.pack()
    assert unsound(after) == []
    text = content(after, SHEET)
    return text[text.find("<cols>") : text.find("<sheetData")].removeprefix("<cols>").removesuffix("</cols>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", NEW),
        ("<cols/>", NEW),
        ('<cols><col min="1" max="1" width="5"/></cols>', f'<col min="1" max="1" width="5"/>{NEW}'),
        ('<cols><col min="7" max="9" width="5"/></cols>', f'{NEW}<col min="7" max="9" width="5"/>'),
        (
            '<cols><col min="2" max="1024" width="11.5" style="0"/></cols>',
            '<col min="2" max="2" width="11.5" style="0"/>'
            '<col min="3" max="3" width="17" style="0" customWidth="1"/>'
            '<col min="4" max="1024" width="11.5" style="0"/>',
        ),
        (
            '<cols><col min="3" max="4" width="9" hidden="1"></col></cols>',
            '<col min="3" max="3" width="17" hidden="0" customWidth="1"/><col min="4" max="4" width="9" hidden="1"/>',
        ),
        ('<cols><col min="1" max="9" width="40"/></cols>', '<col min="1" max="9" width="40"/>'),
    ],
    ids=["none", "an empty list", "on the left", "on the right", "up to the end", "hidden", "wide enough"],
)
def test_a_new_column_is_as_wide_as_it_must_be_and_all_others_stay(before: str, after: str) -> None:
    assert columns(before) == after


def test_without_a_width_nothing_is_said_of_it() -> None:
    assert columns("", 0) == ""
