"""A batch is done whole or not at all; tabs, protected ranges and what is only kept."""

import pytest

from .conftest import Program

ADD = {"addSheet": {"properties": {"title": "Second"}}}
HIDE = {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}


def titles(program: Program) -> list[str]:
    """The titles of the tabs."""
    return [sheet["properties"]["title"] for sheet in program.send("GET", "")["sheets"]]


def test_a_batch_with_one_wrong_request_changes_nothing(program: Program) -> None:
    answer = program.batch(ADD, ADD)
    said = 'A sheet with the name "Second" already exists. Please enter another name.'
    assert program.message(answer) == f"Invalid requests[1].addSheet: {said}"
    assert titles(program) == ["Sheet1"]


def test_a_batch_with_an_unknown_request_is_501_and_changes_nothing(program: Program) -> None:
    program.batch(ADD, {"addChart": {}})
    assert program.status == 501
    assert titles(program) == ["Sheet1"]


def test_a_request_with_a_part_that_is_unknown_is_501(program: Program) -> None:
    program.batch({"deleteSheet": {"sheetId": 0, "gently": True}})
    assert program.status == 501


def test_each_request_sees_what_those_before_it_did(program: Program) -> None:
    program.batch({"addSheet": {"properties": {"sheetId": 7, "title": "Second"}}}, {"deleteSheet": {"sheetId": 0}})
    assert titles(program) == ["Second"]


def test_an_empty_batch_is_refused(program: Program) -> None:
    program.batch()
    assert program.status == 400


def test_the_last_tab_can_be_neither_hidden_nor_deleted(program: Program) -> None:
    assert program.message(program.batch(HIDE)) == (
        "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document."
    )
    said = "Invalid requests[0].deleteSheet: You can't remove all the visible sheets in a document."
    assert program.message(program.batch({"deleteSheet": {"sheetId": 0}})) == said


@pytest.mark.parametrize("properties", [{"title": "x" * 101}, {"title": ""}, {"sheetId": -1}])
def test_a_tab_has_a_title_of_a_hundred_characters_at_most_and_no_negative_id(program: Program, properties) -> None:
    program.batch({"addSheet": {"properties": properties}})
    assert program.status == 400


def test_a_tab_id_is_given_once(program: Program) -> None:
    program.batch({"addSheet": {"properties": {"sheetId": 0, "title": "Second"}}})
    assert program.status == 400


def test_a_tab_moves_to_an_index_that_counts_before_the_move(program: Program) -> None:
    program.batch(ADD, {"addSheet": {"properties": {"title": "Third"}}})
    program.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "index": 2}, "fields": "index"}})
    assert titles(program) == ["Second", "Sheet1", "Third"]


def test_a_duplicate_of_a_tab_changes_alone(contacts: Program) -> None:
    copy = contacts.emulator.person.duplicate_tab("Sheet1")
    contacts.update(f"'{copy}'!B2", [["Other"]])
    assert contacts.values("Sheet1!B2") == [["Zoe"]]
    assert contacts.values(f"'{copy}'!B2:B3") == [["Other"], ["Ada"]]


def test_what_a_person_protected_the_program_cannot_change(contacts: Program) -> None:
    contacts.emulator.person.protect("Sheet1!A1:D1")
    answer = contacts.update("Sheet1!B1", [["Full name"]])
    assert contacts.message(answer).startswith("You are trying to edit a protected cell or object.")
    contacts.update("Sheet1!B2", [["Zoë"]])
    assert contacts.status == 200


@pytest.mark.parametrize("open_to_it", [{"warning_only": True}, {"editors": ["robot@project.example"]}])
def test_a_warning_or_a_place_among_the_editors_lets_the_program_in(contacts: Program, open_to_it: dict) -> None:
    contacts.emulator.person.protect("Sheet1!A1:D1", **open_to_it)
    contacts.update("Sheet1!B1", [["Full name"]])
    assert contacts.status == 200


def test_the_program_sees_that_it_may_not_edit(contacts: Program) -> None:
    contacts.emulator.person.protect("Sheet1!A1:D1")
    (rule,) = contacts.send("GET", "")["sheets"][0]["protectedRanges"]
    assert "requestingUserCanEdit" not in rule
    contacts.batch({"deleteProtectedRange": {"protectedRangeId": rule["protectedRangeId"]}})
    assert contacts.status == 400


def test_a_range_that_the_program_protects_lists_it_as_editor_only_later(contacts: Program) -> None:
    rule = {"range": {"endRowIndex": 1}, "description": "headings"}
    answer = contacts.batch({"addProtectedRange": {"protectedRange": rule}})
    assert answer["replies"][0]["addProtectedRange"]["protectedRange"]["editors"] == {}
    (found,) = contacts.send("GET", "")["sheets"][0]["protectedRanges"]
    assert found["editors"] == {"users": ["robot@project.example"]}


def test_colour_rules_rules_of_cells_and_tables_are_kept(program: Program) -> None:
    area = {"endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 1}
    colour = {"ranges": [area], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}
    choice = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]}, "strict": True}
    program.batch(
        {"addConditionalFormatRule": {"rule": colour, "index": 0}},
        {"setDataValidation": {"range": area, "rule": choice}},
        {"addTable": {"table": {"name": "People", "range": area}}},
    )
    mask = "sheets(conditionalFormats,tables,data.rowData.values.dataValidation)"
    sheet = program.send("GET", "", fields=mask, ranges="Sheet1!A1")["sheets"][0]
    assert sheet["conditionalFormats"] == [colour]
    assert sheet["tables"][0]["name"] == "People"
    assert sheet["data"][0]["rowData"][0]["values"] == [{"dataValidation": choice}]


def test_ten_million_cells_are_the_most(program: Program) -> None:
    grid = {"sheetId": 0, "gridProperties": {"rowCount": 400_000}}
    program.batch({"updateSheetProperties": {"properties": grid, "fields": "gridProperties.rowCount"}})
    assert program.status == 400
