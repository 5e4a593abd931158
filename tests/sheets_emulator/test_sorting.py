"""Sorting, and whether anchors go along."""

import pytest

from .conftest import Program

AREA = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 4}


def sort(program: Program, column: int, order: str = "ASCENDING", **area: int) -> None:
    """Sort the contacts by a column."""
    spec = {"dimensionIndex": column, "sortOrder": order}
    program.batch({"sortRange": {"range": AREA | area, "sortSpecs": [spec]}})


def anchors(program: Program) -> list[int | None]:
    """Where the anchors of C-1, C-2 and C-3 are."""
    return [program.row_of(number) for number in (11, 12, 13)]


@pytest.mark.parametrize(("follow", "rows"), [(True, [4, 2, 3]), (False, [2, 3, 4])])
def test_anchors_follow_a_sort_of_the_full_width_or_stay_as_the_switch_says(contacts: Program, follow, rows) -> None:
    contacts.emulator.switches.anchors_follow_sort = follow
    sort(contacts, 1)
    assert contacts.values("Sheet1!A2:A4") == [["C-2"], ["C-3"], ["C-1"]]
    assert anchors(contacts) == rows


@pytest.mark.parametrize(("follow", "rows"), [(True, [4, 2, 3]), (False, [2, 3, 4])])
def test_a_sort_of_some_columns_tears_rows_apart(contacts: Program, follow: bool, rows: list[int]) -> None:
    contacts.emulator.switches.partial_sort_moves_anchor = follow
    sort(contacts, 1, startColumnIndex=1)
    assert contacts.values("Sheet1!A2:B4") == [["C-1", "Ada"], ["C-2", "Bob"], ["C-3", "Zoe"]]
    assert anchors(contacts) == rows


@pytest.mark.parametrize(
    ("order", "sorted_values"),
    [("ASCENDING", ["1", "10", "a", "B", "TRUE", ""]), ("DESCENDING", ["TRUE", "B", "a", "10", "1", ""])],
)
def test_numbers_come_before_text_and_blanks_come_last_both_ways(program: Program, order, sorted_values) -> None:
    program.update("Sheet1!A1:A6", [["B"], [""], [10], ["a"], [True], [1]])
    area = {"endRowIndex": 6, "endColumnIndex": 1}
    program.batch({"sortRange": {"range": area, "sortSpecs": [{"sortOrder": order}]}})
    found = program.values("Sheet1!A1:A6")
    assert [row[0] if row else "" for row in found] + [""] * (6 - len(found)) == sorted_values


@pytest.mark.parametrize("order", ["ASCENDING", "DESCENDING"])
def test_equal_rows_keep_their_order(program: Program, order: str) -> None:
    program.update("Sheet1!A1:B4", [["x", 1], ["x", 2], ["x", 3], ["x", 4]])
    program.batch(
        {"sortRange": {"range": {"endRowIndex": 4, "endColumnIndex": 2}, "sortSpecs": [{"sortOrder": order}]}}
    )
    assert program.values("Sheet1!B1:B4") == [["1"], ["2"], ["3"], ["4"]]


def test_later_columns_decide_between_equal_ones(program: Program) -> None:
    program.update("Sheet1!A1:B3", [["b", 1], ["a", 2], ["a", 1]])
    specs = [{"dimensionIndex": 0}, {"dimensionIndex": 1}]
    program.batch({"sortRange": {"range": {"endRowIndex": 3, "endColumnIndex": 2}, "sortSpecs": specs}})
    assert program.values("Sheet1!A1:B3") == [["a", "1"], ["a", "2"], ["b", "1"]]


def test_merged_cells_cannot_be_sorted(contacts: Program) -> None:
    contacts.emulator.person.merge("Sheet1!A2:B2")
    sort(contacts, 2)
    assert contacts.status == 400


def test_a_column_outside_of_the_range_cannot_sort_it(contacts: Program) -> None:
    sort(contacts, 9)
    assert contacts.status == 400


def test_a_formula_goes_on_meaning_its_own_row(contacts: Program) -> None:
    for row in (2, 3, 4):
        contacts.emulator.person.edit(f"Sheet1!E{row}", f"=D{row}*10")
    sort(contacts, 1, endColumnIndex=5)
    assert contacts.values("Sheet1!B2:E4") == [
        ["Ada", "Rome", "1", "10"],
        ["Bob", "Bonn", "2", "20"],
        ["Zoe", "Oslo", "3", "30"],
    ]
