"""copyPaste, cutPaste, and the cells that a batch writes."""

from .conftest import Program

ROW_2 = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 4}
SHOWN = "replies,updatedSpreadsheet.sheets.data.rowData.values.formattedValue"


def row_texts(answer: dict, sheet: int = 0) -> list[list[str]]:
    """The texts of the cells in an answer with grid data."""
    found = []
    for data in answer["updatedSpreadsheet"]["sheets"][sheet]["data"]:
        for row in data.get("rowData", []):
            found.append([cell.get("formattedValue", "") for cell in row.get("values", [])])
    return found


def test_a_row_is_copied_aside_before_it_is_changed_in_one_batch(contacts: Program) -> None:
    contacts.emulator.person.add_tab("_undo")
    undo = contacts.emulator.book().titled("_undo").id
    answer = contacts.batch(
        {"copyPaste": {"source": ROW_2, "destination": ROW_2 | {"sheetId": undo}, "pasteType": "PASTE_VALUES"}},
        {"updateCells": write(1, 2, "Bergen")},
        includeSpreadsheetInResponse=True,
        responseRanges=["Sheet1!A2:D2", "_undo!A2:D2"],
        fields=SHOWN,
    )
    assert row_texts(answer, 0) == [["C-1", "Zoe", "Bergen", "3"]]
    assert row_texts(answer, 1) == [["C-1", "Zoe", "Oslo", "3"]]


def test_response_ranges_are_ignored_where_that_is_switched_on(contacts: Program) -> None:
    contacts.emulator.switches.response_ranges = "ignored"
    request = {"updateCells": write(1, 2, "Bergen")}
    more = {"includeSpreadsheetInResponse": True, "responseRanges": ["Sheet1!A2:D2"], "fields": SHOWN}
    assert len(row_texts(contacts.batch(request, **more))) == 4


def write(row: int, column: int, text: str) -> dict:
    """An UpdateCellsRequest of one cell."""
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    cell = {"userEnteredValue": {"stringValue": text}}
    return {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}


def test_a_copy_is_repeated_where_the_destination_is_a_multiple(contacts: Program) -> None:
    target = ROW_2 | {"startRowIndex": 5, "endRowIndex": 7}
    contacts.batch({"copyPaste": {"source": ROW_2, "destination": target}})
    assert contacts.values("Sheet1!A6:A8") == [["C-1"], ["C-1"]]


def test_a_copy_is_whole_where_the_destination_is_smaller(contacts: Program) -> None:
    target = {"startRowIndex": 5, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 1}
    contacts.batch({"copyPaste": {"source": ROW_2, "destination": target}})
    assert contacts.values("Sheet1!A6:D6") == [["C-1", "Zoe", "Oslo", "3"]]


def test_pasted_values_leave_the_format_and_a_formula_becomes_its_value(contacts: Program) -> None:
    contacts.emulator.person.edit("Sheet1!E2", "=D2*2")
    source = ROW_2 | {"startColumnIndex": 4, "endColumnIndex": 5}
    target = {"startRowIndex": 8, "endRowIndex": 9, "startColumnIndex": 4, "endColumnIndex": 5}
    contacts.batch({"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_VALUES"}})
    assert contacts.values("Sheet1!E9", valueRenderOption="FORMULA") == [[6]]


def test_a_copied_formula_means_the_cells_beside_it(contacts: Program) -> None:
    contacts.emulator.person.edit("Sheet1!E2", "=D2*2")
    contacts.emulator.person.copy_paste("Sheet1!E2", "Sheet1!E3")
    assert contacts.values("Sheet1!E3", valueRenderOption="FORMULA") == [["=D3*2"]]


def test_cut_cells_leave_nothing_behind(contacts: Program) -> None:
    contacts.emulator.person.cut_paste("Sheet1!A2:D2", "Sheet1!A6")
    assert contacts.values("Sheet1!A2:D2") == []
    assert contacts.values("Sheet1!A6:D6") == [["C-1", "Zoe", "Oslo", "3"]]


def test_cells_may_be_cut_and_pasted_over_their_own_place(contacts: Program) -> None:
    contacts.emulator.person.cut_paste("Sheet1!A2:D3", "Sheet1!A3")
    assert contacts.values("Sheet1!A2:A4") == [[], ["C-1"], ["C-2"]]


def test_a_range_in_update_cells_clears_what_is_not_given(contacts: Program) -> None:
    rows = [{"values": [{"userEnteredValue": {"stringValue": "C-1"}}, {}]}]
    contacts.batch({"updateCells": {"range": ROW_2, "rows": rows, "fields": "userEnteredValue"}})
    assert contacts.values("Sheet1!A2:D2") == [["C-1"]]


def test_more_cells_than_the_range_has_are_refused(contacts: Program) -> None:
    rows = [{"values": [{}] * 5}]
    contacts.batch({"updateCells": {"range": ROW_2, "rows": rows, "fields": "userEnteredValue"}})
    assert contacts.status == 400


def test_cells_cannot_be_written_beyond_the_grid(program: Program) -> None:
    program.batch({"updateCells": write(1000, 0, "x")})
    assert program.status == 400


def test_a_field_mask_limits_what_an_update_changes(contacts: Program) -> None:
    cell = {"userEnteredValue": {"stringValue": "x"}, "note": "n"}
    start = {"rowIndex": 1, "columnIndex": 1}
    contacts.batch({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "note"}})
    assert contacts.values("Sheet1!B2") == [["Zoe"]]


def test_one_format_is_repeated_over_a_column_and_typed_numbers_stay_text(program: Program) -> None:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    column = {"startColumnIndex": 1, "endColumnIndex": 2}
    fields = "userEnteredFormat.numberFormat"
    program.batch({"repeatCell": {"range": column, "cell": cell, "fields": fields}})
    program.emulator.person.edit("Sheet1!B7", "007")
    assert program.values("Sheet1!B7", valueRenderOption="UNFORMATTED_VALUE") == [["007"]]


def test_a_formatted_column_is_no_data_to_append_below(program: Program) -> None:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    program.batch({"repeatCell": {"range": {"endColumnIndex": 1}, "cell": cell, "fields": "userEnteredFormat"}})
    assert program.emulator.person.type_row("Sheet1", ["first"]) == 1


def test_find_and_replace_in_one_cell_says_whether_it_did(contacts: Program) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 2, "endColumnIndex": 3}
    find = {"find": "Oslo", "replacement": "Bergen", "matchEntireCell": True, "matchCase": True, "range": area}
    first, second = (contacts.batch({"findReplace": find})["replies"][0] for _ in range(2))
    assert first["findReplace"]["occurrencesChanged"] == 1
    assert second == {}


def test_of_equal_rows_the_first_stays(program: Program) -> None:
    program.update("Sheet1!A1:B4", [["a", 1], ["A", 2], ["b", 3], ["a", 4]])
    compare = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    area = {"endRowIndex": 4, "endColumnIndex": 2}
    answer = program.batch({"deleteDuplicates": {"range": area, "comparisonColumns": [compare]}})
    assert answer["replies"][0]["deleteDuplicates"] == {"duplicatesRemovedCount": 2}
    assert program.values("Sheet1") == [["a", "1"], ["b", "3"]]
