"""Ranges in A1 notation, as they are read and as they are answered."""

import pytest

from .conftest import Program


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("A1", "Sheet1!A1"),
        ("'Sheet1'!A1:A1", "Sheet1!A1"),
        ("Sheet1!A:B", "Sheet1!A1:B1000"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!A2:2", "Sheet1!A2:Z2"),
        ("Sheet1!A2:B", "Sheet1!A2:B1000"),
        ("Sheet1!B3:A2", "Sheet1!A2:B3"),
        ("Sheet1!Y999:ZZ5000", "Sheet1!Y999:Z1000"),
        ("sheet1!$A$1:b2", "Sheet1!A1:B2"),
    ],
)
def test_a_range_comes_back_in_its_normal_form(program: Program, asked: str, answered: str) -> None:
    assert program.send("GET", f"/values/{asked}")["range"] == answered


def test_a_title_with_blanks_or_quotes_is_quoted(program: Program) -> None:
    program.emulator.person.add_tab("It's 2026")
    assert program.send("GET", "/values/'It''s 2026'!A1")["range"] == "'It''s 2026'!A1"


def test_a_quoted_cell_is_the_title_of_a_tab(program: Program) -> None:
    assert program.message(program.send("GET", "/values/'A1'")) == "Unable to parse range: 'A1'"
    program.emulator.person.add_tab("A1")
    assert program.send("GET", "/values/'A1'")["range"] == "'A1'!A1:Z1000"


@pytest.mark.parametrize("text", ["Nowhere!A1", "Sheet1!", "Sheet1!A0", "Sheet1!A1:B2:C3", "no tab", "Sheet1!1A"])
def test_a_range_that_names_nothing_cannot_be_parsed(program: Program, text: str) -> None:
    assert program.message(program.send("GET", f"/values/{text}")) == f"Unable to parse range: {text}"


@pytest.mark.parametrize("cells", ["AA1", "A1001", "A1001:B1002"])
def test_a_range_that_starts_outside_of_the_grid_is_refused(program: Program, cells: str) -> None:
    wanted = f"Range (Sheet1!{cells}) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert program.message(program.send("GET", f"/values/Sheet1!{cells}")) == wanted


def test_a_named_range_can_be_read_by_its_name(contacts: Program) -> None:
    span = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 2}
    contacts.batch({"addNamedRange": {"namedRange": {"name": "Names", "range": span}}})
    assert contacts.values("Names") == [["Zoe"], ["Ada"], ["Bob"]]


def test_a_grid_range_beyond_the_grid_is_refused(program: Program) -> None:
    beyond = {"gridRange": {"sheetId": 0, "startRowIndex": 1000, "endRowIndex": 1001}}
    program.send("POST", "/values:batchGetByDataFilter", {"dataFilters": [beyond]})
    assert program.status == 400


def test_a_sheet_id_that_no_tab_has_is_named(program: Program) -> None:
    answer = program.batch({"deleteSheet": {"sheetId": 5}})
    assert program.message(answer) == "Invalid requests[0].deleteSheet: No grid with id: 5"
