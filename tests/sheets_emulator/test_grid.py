"""Rows and columns: inserted, deleted, moved, and what goes along with them."""

import pytest

from .conftest import Program


def span(dimension: str, start: int, end: int) -> dict:
    """A DimensionRange of the first tab."""
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def test_inserted_rows_push_the_others_down(contacts: Program) -> None:
    contacts.batch({"insertDimension": {"range": span("ROWS", 1, 3)}})
    assert contacts.values("Sheet1!A1:A4") == [["ID"], [], [], ["C-1"]]


def test_deleted_columns_pull_the_others_in(contacts: Program) -> None:
    contacts.batch({"deleteDimension": {"range": span("COLUMNS", 1, 3)}})
    assert contacts.values("Sheet1!A2:D2") == [["C-1", "3"]]


def test_a_row_is_moved_to_where_it_would_be_before_the_move(contacts: Program) -> None:
    contacts.batch({"moveDimension": {"source": span("ROWS", 1, 2), "destinationIndex": 4}})
    assert contacts.values("Sheet1!A1:A4") == [["ID"], ["C-2"], ["C-3"], ["C-1"]]


def test_a_column_is_moved_with_its_anchor(contacts: Program) -> None:
    contacts.describe(30, {"dimensionRange": span("COLUMNS", 1, 2)}, key="f:name")
    contacts.batch({"moveDimension": {"source": span("COLUMNS", 1, 2), "destinationIndex": 0}})
    assert contacts.values("Sheet1!A1:D1") == [["Name", "ID", "City", "Score"]]
    assert contacts.search(metadataId=30)[0]["location"]["dimensionRange"]["endIndex"] == 1


def test_rows_cannot_be_moved_into_themselves(contacts: Program) -> None:
    contacts.batch({"moveDimension": {"source": span("ROWS", 1, 4), "destinationIndex": 2}})
    assert contacts.status == 400


def test_not_all_rows_can_be_deleted(contacts: Program) -> None:
    answer = contacts.batch({"deleteDimension": {"range": span("ROWS", 0, 1000)}})
    assert contacts.message(answer).endswith("You can't delete all the rows on the sheet.")


@pytest.mark.parametrize("wrong", [span("ROWS", 5, 5), span("ROWS", 999, 1001), {"sheetId": 0}])
def test_a_span_that_is_not_there_cannot_be_deleted(contacts: Program, wrong: dict) -> None:
    contacts.batch({"deleteDimension": {"range": wrong}})
    assert contacts.status == 400


def test_rows_are_appended_at_the_end(program: Program) -> None:
    program.batch({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}})
    assert program.send("GET", "/values/Sheet1")["range"] == "Sheet1!A1:Z1005"


def test_a_smaller_grid_drops_what_lies_outside(contacts: Program) -> None:
    grid = {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}
    fields = "gridProperties.rowCount,gridProperties.columnCount"
    contacts.batch({"updateSheetProperties": {"properties": grid, "fields": fields}})
    assert contacts.values("Sheet1") == [["ID", "Name"], ["C-1", "Zoe"]]
    assert contacts.row_of(12) is None


def test_merges_named_and_protected_ranges_and_filters_follow_their_rows(contacts: Program) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    contacts.batch(
        {"mergeCells": {"range": area}},
        {"addNamedRange": {"namedRange": {"name": "Some", "range": area}}},
        {"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}},
        {"setBasicFilter": {"filter": {"range": area}}},
        {"insertDimension": {"range": span("ROWS", 0, 1)}},
        {"insertDimension": {"range": span("ROWS", 3, 4)}},
    )
    answer = contacts.send("GET", "")
    sheet, moved = answer["sheets"][0], area | {"startRowIndex": 2, "endRowIndex": 5}
    assert sheet["merges"] == [moved]
    assert answer["namedRanges"][0]["range"] == moved
    assert sheet["protectedRanges"][0]["range"] == moved
    assert sheet["basicFilter"] == {"range": moved}


def test_what_is_left_without_cells_is_gone(contacts: Program) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    contacts.batch({"mergeCells": {"range": area}}, {"setBasicFilter": {"filter": {"range": area}}})
    contacts.batch({"deleteDimension": {"range": span("ROWS", 1, 3)}})
    sheet = contacts.send("GET", "")["sheets"][0]
    assert "merges" not in sheet
    assert "basicFilter" not in sheet


def test_an_open_end_stays_open(contacts: Program) -> None:
    area = {"startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    contacts.batch({"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}})
    contacts.batch({"insertDimension": {"range": span("ROWS", 0, 2)}})
    (rule,) = contacts.send("GET", "")["sheets"][0]["protectedRanges"]
    assert rule["range"] == area | {"startRowIndex": 3}


def test_notes_and_formats_follow_their_cells(contacts: Program) -> None:
    cell = {"note": "call first", "userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    rows = [{"values": [cell]}]
    contacts.batch({"updateCells": {"start": start, "rows": rows, "fields": "note,userEnteredFormat.numberFormat"}})
    contacts.batch({"insertDimension": {"range": span("COLUMNS", 0, 1)}})
    mask = "sheets.data.rowData.values(note,userEnteredFormat)"
    answer = contacts.send("GET", "", ranges="Sheet1!C2", fields=mask)
    assert answer["sheets"][0]["data"][0]["rowData"] == [{"values": [cell]}]


def test_a_merge_keeps_its_first_value_alone(contacts: Program) -> None:
    contacts.emulator.person.merge("Sheet1!A1:B2")
    assert contacts.values("Sheet1!A1:C2") == [["ID", "", "City"], ["", "", "Oslo"]]


@pytest.mark.parametrize(("kind", "count"), [("MERGE_ALL", 1), ("MERGE_ROWS", 2), ("MERGE_COLUMNS", 3)])
def test_cells_are_merged_whole_by_rows_or_by_columns(program: Program, kind: str, count: int) -> None:
    area = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 3}
    program.batch({"mergeCells": {"range": area, "mergeType": kind}})
    assert len(program.send("GET", "")["sheets"][0]["merges"]) == count


def test_part_of_a_merge_cannot_be_taken_apart(program: Program) -> None:
    program.emulator.person.merge("Sheet1!A1:B2")
    program.batch({"unmergeCells": {"range": {"endRowIndex": 1, "endColumnIndex": 1}}})
    assert program.status == 400


def test_rows_are_hidden_and_seen_again(program: Program) -> None:
    program.emulator.person.hide_rows("Sheet1", first=2)
    rows = program.send("GET", "", fields="sheets.data.rowMetadata")["sheets"][0]["data"][0]["rowMetadata"]
    assert rows[1]["hiddenByUser"] is True
    assert "hiddenByUser" not in rows[0]


def test_groups_of_columns_are_kept(program: Program) -> None:
    group = {"range": span("COLUMNS", 2, 5), "depth": 1, "collapsed": True}
    program.batch({"addDimensionGroup": {"range": span("COLUMNS", 2, 5)}})
    program.batch({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    kept = {name: value for name, value in span("COLUMNS", 2, 5).items() if name != "sheetId"}
    assert program.send("GET", "")["sheets"][0]["columnGroups"] == [group | {"range": kept}]


def test_an_inserted_row_takes_formats_and_rules_from_its_neighbour_but_no_values(program: Program) -> None:
    text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    cell = text | {"userEnteredValue": {"stringValue": "x"}, "note": "n"}
    program.batch({"updateCells": {"start": {"rowIndex": 1}, "rows": [{"values": [cell]}], "fields": "*"}})
    program.emulator.person.insert_rows("Sheet1", before=2)
    mask = "sheets.data.rowData.values(userEnteredFormat,userEnteredValue,note)"
    answer = program.send("GET", "", ranges="Sheet1!A2", fields=mask)
    assert answer["sheets"][0]["data"][0]["rowData"] == [{"values": [text]}]


def test_an_inserted_column_takes_the_formats_beside_it(program: Program) -> None:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    column = {"startColumnIndex": 1, "endColumnIndex": 2}
    program.batch({"repeatCell": {"range": column, "cell": cell, "fields": "userEnteredFormat"}})
    program.batch({"insertDimension": {"range": span("COLUMNS", 2, 3), "inheritFromBefore": True}})
    program.emulator.person.edit("Sheet1!C2", "007")
    assert program.values("Sheet1!C2") == [["007"]]


def test_colour_rules_tables_and_groups_follow_their_rows_and_columns(program: Program) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 1}
    colour = {"ranges": [area], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}
    program.batch(
        {"addConditionalFormatRule": {"rule": colour}},
        {"addTable": {"table": {"name": "People", "range": area}}},
        {"addDimensionGroup": {"range": span("ROWS", 2, 5)}},
        {"insertDimension": {"range": span("ROWS", 0, 1)}},
    )
    sheet, moved = program.send("GET", "")["sheets"][0], area | {"startRowIndex": 2, "endRowIndex": 10}
    assert sheet["conditionalFormats"][0]["ranges"] == [moved]
    assert sheet["tables"][0]["range"] == moved
    assert sheet["rowGroups"][0]["range"] == {"dimension": "ROWS", "startIndex": 3, "endIndex": 6}


@pytest.mark.parametrize(
    ("where", "before", "said"),
    [
        ({"startIndex": 1000, "endIndex": 1001}, False, "range.startIndex must be less than the grid size (1000) if"),
        ({"startIndex": 1001, "endIndex": 1002}, True, "range.startIndex is larger than current grid size (1000)"),
        ({"endIndex": 1}, False, "range.startIndex must be set"),
    ],
)
def test_rows_cannot_be_inserted_just_anywhere(program: Program, where: dict, before: bool, said: str) -> None:
    body = {"range": {"sheetId": 0, "dimension": "ROWS", **where}, "inheritFromBefore": before}
    answer = program.batch({"insertDimension": body})
    assert program.message(answer).startswith(f"Invalid requests[0].insertDimension: {said}")


def test_rows_are_inserted_at_the_end_when_they_take_after_the_last_one(program: Program) -> None:
    program.batch({"insertDimension": {"range": span("ROWS", 1000, 1002), "inheritFromBefore": True}})
    assert program.send("GET", "/values/Sheet1")["range"] == "Sheet1!A1:Z1002"


def test_a_name_goes_with_cells_that_are_cut_whole(contacts: Program) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    contacts.batch({"addNamedRange": {"namedRange": {"name": "Some", "range": area}}})
    contacts.emulator.person.cut_paste("Sheet1!A2:D3", "Sheet1!B8")
    assert contacts.values("Some") == [["C-1", "Zoe"], ["C-2", "Ada"]]
