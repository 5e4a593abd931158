"""values.append guesses a table; appendCells goes below the last row with data."""

from .conftest import Program

ROW = {"values": [{"userEnteredValue": {"stringValue": "C-9"}}]}
APPEND = {"appendCells": {"sheetId": 0, "rows": [ROW], "fields": "userEnteredValue"}}


def test_a_gap_in_a_row_makes_two_tables_and_the_last_one_is_taken(program: Program) -> None:
    program.append("Sheet1", [["a", "", "c"]])
    answer = program.append("Sheet1", [["d", "", "f"]])
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!C1", "Sheet1!C2:E2")


def test_a_range_says_which_table_is_meant(program: Program) -> None:
    program.append("Sheet1", [["a", "", "c"]])
    answer = program.append("Sheet1!A1", [["d"]])
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2")


def test_without_a_table_in_the_range_the_data_go_to_its_start(contacts: Program) -> None:
    answer = contacts.append("Sheet1!B9", [["x"]])
    assert "tableRange" not in answer
    assert answer["updates"]["updatedRange"] == "Sheet1!B9"


def test_what_stands_below_a_table_is_overwritten_unless_rows_are_inserted(program: Program) -> None:
    program.emulator.person.put("Sheet1!A1", [["a"], ["", "b"]])
    program.append("Sheet1!A1:A1", [["c"], ["d"]], insertDataOption="INSERT_ROWS")
    assert program.values("Sheet1") == [["a"], ["", "b"], ["c"], ["d"]]


def test_the_grid_grows_where_a_table_ends_at_its_end(program: Program) -> None:
    program.update("Sheet1!Y999:Z1000", [["a", "b"], ["c", "d"]])
    answer = program.append("Sheet1!Y999", [["e", "f", "g"]])
    assert answer["updates"]["updatedRange"] == "Sheet1!Y1001:AA1001"


def test_append_cells_goes_below_the_last_row_with_data_in_any_column(contacts: Program) -> None:
    contacts.emulator.person.edit("Sheet1!F9", "a note of somebody")
    contacts.batch(APPEND)
    assert contacts.values("Sheet1!A10") == [["C-9"]]


def test_append_cells_adds_rows_to_a_full_grid(program: Program) -> None:
    program.update("Sheet1!A1000", [["last"]])
    program.batch(APPEND)
    assert program.values("Sheet1!A1000:A") == [["last"], ["C-9"]]


def test_an_append_with_a_taken_metadata_id_is_refused_whole(contacts: Program) -> None:
    create = {"metadataId": 11, "metadataKey": "r", "visibility": "DOCUMENT", "location": {"sheetId": 0}}
    answer = contacts.batch(APPEND, {"createDeveloperMetadata": {"developerMetadata": create}})
    assert contacts.message(answer).startswith("Invalid requests[1].createDeveloperMetadata:")
    assert contacts.values("Sheet1!A5:A") == []


def test_an_append_with_a_taken_metadata_id_goes_through_where_that_is_switched_on(contacts: Program) -> None:
    contacts.emulator.switches.duplicate_metadata_id = "accept"
    create = {"metadataId": 11, "metadataKey": "r", "visibility": "DOCUMENT", "location": {"sheetId": 0}}
    contacts.batch(APPEND, {"createDeveloperMetadata": {"developerMetadata": create}})
    assert contacts.values("Sheet1!A5:A") == [["C-9"]]
    assert contacts.row_of(11) == 2
