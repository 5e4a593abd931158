"""values.get, update, batchUpdate, clear: what is counted, what is left out, what is refused."""

import pytest

from .conftest import Program


def test_what_is_empty_at_the_end_is_left_out_and_inner_gaps_are_empty_text(program: Program) -> None:
    program.update("Sheet1!A1:D4", [["1", "", "", ""], ["", ""], ["", "", "", "2"]])
    assert program.values("Sheet1!A1:D4") == [["1"], [], ["", "", "", "2"]]


def test_an_empty_range_has_no_values_at_all(program: Program) -> None:
    answer = program.send("GET", "/values/Sheet1")
    assert answer == {"range": "Sheet1!A1:Z1000", "majorDimension": "ROWS"}


def test_columns_can_be_asked_for_instead_of_rows(contacts: Program) -> None:
    assert contacts.values("Sheet1!B1:B3", majorDimension="COLUMNS") == [["Name", "Zoe", "Ada"]]


def test_null_leaves_a_cell_alone_and_does_not_count_but_empty_text_clears_and_counts(contacts: Program) -> None:
    answer = contacts.update("Sheet1!A2:D2", [[None, "", "Bergen", None]])
    assert (answer["updatedCells"], answer["updatedRange"]) == (2, "Sheet1!A2:D2")
    assert contacts.values("Sheet1!A2:D2") == [["C-1", "", "Bergen", "3"]]


def test_one_cell_as_a_range_takes_any_array(program: Program) -> None:
    assert program.update("Sheet1!B2", [[1, 2], [3, 4]])["updatedRange"] == "Sheet1!B2:C3"


@pytest.mark.parametrize(
    ("cells", "rows", "said"),
    [
        ("Sheet1!A1:B1", [[1, 2, 3]], "[Sheet1!A1:B1], but tried writing to column [C]"),
        ("Sheet1!A1:B1", [[1], [2]], "[Sheet1!A1:B1], but tried writing to row [2]"),
        ("Sheet1!Z1", [[1, 2]], "[Sheet1!Z1], but tried writing to column [AA]"),
        ("Sheet1!A1000", [[1], [2]], "[Sheet1!A1000], but tried writing to row [1001]"),
    ],
)
def test_an_array_larger_than_its_range_or_the_grid_is_refused(program: Program, cells, rows, said) -> None:
    answer = program.update(cells, rows)
    assert program.message(answer) == f"Requested writing within range {said}"
    assert program.status == 400


def test_values_that_are_no_list_of_lists_are_refused_as_google_does(program: Program) -> None:
    wanted = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert program.message(program.update("Sheet1!A1", "X")) == wanted


def test_a_batch_in_which_one_array_is_refused_writes_nothing(program: Program) -> None:
    data = [{"range": "Sheet1!A1", "values": [["a"]]}, {"range": "Nowhere!A1", "values": [["b"]]}]
    program.send("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert program.status == 400
    assert program.values("Sheet1") == []


def test_a_batch_says_what_each_array_changed_and_the_sums(program: Program) -> None:
    data = [{"range": "Sheet1!A1", "values": [["a", "b"]]}, {"range": "Sheet1!A3", "values": [["c"]]}]
    answer = program.send("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert [each["updatedRange"] for each in answer["responses"]] == ["Sheet1!A1:B1", "Sheet1!A3"]
    assert (answer["totalUpdatedRows"], answer["totalUpdatedColumns"], answer["totalUpdatedCells"]) == (2, 2, 3)


def test_without_an_input_option_nothing_is_written(program: Program) -> None:
    program.send("PUT", "/values/Sheet1!A1", {"values": [["a"]]})
    assert program.status == 400


def test_the_written_range_can_come_back_with_the_answer(contacts: Program) -> None:
    query = {"includeValuesInResponse": "true", "responseValueRenderOption": "UNFORMATTED_VALUE"}
    answer = contacts.update("Sheet1!A2:D2", [[None, "Zoë"]], **query)
    assert answer["updatedData"]["values"] == [["C-1", "Zoë", "Oslo", 3]]


def test_clearing_leaves_the_rest_and_names_the_whole_range(contacts: Program) -> None:
    answer = contacts.send("POST", "/values/Sheet1!B2:B:clear")
    assert answer["clearedRange"] == "Sheet1!B2:B1000"
    assert contacts.values("Sheet1!A2:C2") == [["C-1", "", "Oslo"]]


def test_a_number_comes_back_as_json_or_as_it_looks(program: Program) -> None:
    program.update("Sheet1!A1", [[2.0, 0.5, True]])
    assert program.values("Sheet1!A1:C1", valueRenderOption="UNFORMATTED_VALUE") == [[2, 0.5, True]]
    assert program.values("Sheet1!A1:C1") == [["2", "0.5", "TRUE"]]


def test_raw_text_stays_text_whatever_it_looks_like(program: Program) -> None:
    texts = ["=1+1", "+44 20", "007", "1-2", "@x", "'x", "TRUE"]
    program.update("Sheet1!A1", [texts])
    assert program.values("Sheet1!A1:G1", valueRenderOption="UNFORMATTED_VALUE") == [texts]


def test_fifty_thousand_characters_fit_and_one_more_does_not(program: Program) -> None:
    program.update("Sheet1!A1", [["x" * 50_000]])
    assert program.status == 200
    program.update("Sheet1!A1", [["x" * 50_001]])
    assert program.status == 400


def test_what_the_emulator_does_not_know_is_501_and_never_an_answer(program: Program) -> None:
    program.send("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": [], "surprise": 1})
    assert program.status == 501
    program.send("GET", "/values/Sheet1", surprise="1")
    assert program.status == 501
    program.send("POST", "/sheets/0:copyTo", {"destinationSpreadsheetId": "x"})
    assert program.status == 501


@pytest.mark.parametrize("value", ["half \ud83d", ["a"], {"a": 1}])
def test_what_is_no_value_of_a_cell_is_refused(program: Program, value: object) -> None:
    program.update("Sheet1!A1", [[value]])
    assert program.status == 400
    assert program.values("Sheet1") == []
