"""The forms by DataFilter: the server finds the row at the moment when it writes."""

from .conftest import Program, row_filter

HEADER = {"gridRange": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}}
ECHOED_HEADER = {"gridRange": {"endRowIndex": 1}}


def test_a_write_by_anchor_finds_its_row_after_a_sort(contacts: Program) -> None:
    contacts.emulator.before_next(
        "values.batchUpdateByDataFilter", lambda: contacts.emulator.person.sort("Sheet1!A2:D4", by="B")
    )
    answer = contacts.write_by(row_filter(11), [None, None, "Bergen"])
    assert answer["responses"][0]["updatedData"]["values"] == [["C-1", "Zoe", "Bergen", "3"]]
    assert contacts.values("Sheet1!A4:C4") == [["C-1", "Zoe", "Bergen"]]


def test_the_echo_shows_another_id_where_anchors_stay_behind(contacts: Program) -> None:
    contacts.emulator.switches.anchors_follow_sort = False
    contacts.emulator.person.sort("Sheet1!A2:D4", by="B")
    answer = contacts.write_by(row_filter(11), [None, None, "Bergen"])
    assert answer["responses"][0]["updatedData"]["values"][0][0] == "C-2"


def test_an_entry_of_nulls_changes_nothing_and_echoes_the_row(contacts: Program) -> None:
    answer = contacts.write_by(HEADER, [None, None])
    assert answer["responses"][0]["updatedData"]["values"] == [["ID", "Name", "City", "Score"]]
    assert "updatedCells" not in answer["responses"][0]


def test_an_entry_of_nulls_is_silent_where_that_is_switched_on(contacts: Program) -> None:
    contacts.emulator.switches.echo_header = False
    assert "updatedData" not in contacts.write_by(HEADER, [None])["responses"][0]


def test_an_entry_of_nulls_is_refused_where_that_is_switched_on(contacts: Program) -> None:
    contacts.emulator.switches.echo_header = "refused"
    contacts.write_by(HEADER, [None])
    assert contacts.status == 400


def test_metadata_of_a_sheet_stand_for_all_of_it_so_a_write_starts_at_the_header(contacts: Program) -> None:
    contacts.describe(50, {"sheetId": 0})
    contacts.write_by({"developerMetadataLookup": {"metadataId": 50}}, ["oops"])
    assert contacts.values("Sheet1!A1") == [["oops"]]


def test_the_kind_of_location_keeps_a_write_off_the_header(contacts: Program) -> None:
    contacts.describe(50, {"sheetId": 0})
    contacts.write_by(row_filter(50), ["oops"])
    assert contacts.status == 400
    assert contacts.values("Sheet1!A1") == [["ID"]]


def test_metadata_of_the_spreadsheet_select_no_cells(contacts: Program) -> None:
    contacts.describe(50, {"spreadsheet": True})
    contacts.emulator.switches.nomatch_filter = "empty"
    assert "responses" not in contacts.write_by({"developerMetadataLookup": {"metadataId": 50}}, ["oops"])


def test_a_filter_without_a_match_refuses_the_whole_batch(contacts: Program) -> None:
    data = [{"dataFilter": row_filter(11), "values": [[None, "x"]]}, {"dataFilter": row_filter(99), "values": [["y"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    contacts.send("POST", "/values:batchUpdateByDataFilter", body)
    assert contacts.status == 400
    assert contacts.values("Sheet1!B2") == [["Zoe"]]


def test_a_filter_without_a_match_is_passed_over_where_that_is_switched_on(contacts: Program) -> None:
    contacts.emulator.switches.nomatch_filter = "empty"
    data = [{"dataFilter": row_filter(99), "values": [["y"]]}, {"dataFilter": row_filter(11), "values": [[None, "x"]]}]
    answer = contacts.send("POST", "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    assert [each["dataFilter"] for each in answer["responses"]] == [row_filter(11)]


def test_an_array_wider_than_the_matched_row_is_refused(contacts: Program) -> None:
    contacts.write_by(row_filter(11), [None] * 26 + ["x"])
    assert contacts.status == 400
    contacts.write_by(row_filter(11), [None, "a"], [None, "b"])
    assert contacts.status == 400


def test_all_updates_are_done_before_the_echo(contacts: Program) -> None:
    data = [{"dataFilter": row_filter(11), "values": [[None, "one"]]}]
    data += [{"dataFilter": row_filter(11), "values": [[None, "two"]]}]
    body = {"valueInputOption": "RAW", "includeValuesInResponse": True, "data": data}
    answer = contacts.send("POST", "/values:batchUpdateByDataFilter", body)
    assert [each["updatedData"]["values"][0][1] for each in answer["responses"]] == ["two", "two"]


def test_rows_are_read_by_their_anchors_with_the_filter_that_found_them(contacts: Program) -> None:
    body = {"dataFilters": [row_filter(12), HEADER], "valueRenderOption": "UNFORMATTED_VALUE"}
    answer = contacts.send("POST", "/values:batchGetByDataFilter", body)
    found = {str(each["dataFilters"]): each["valueRange"]["values"] for each in answer["valueRanges"]}
    assert found[str([row_filter(12)])] == [["C-2", "Ada", "Rome", 1]]
    assert found[str([ECHOED_HEADER])] == [["ID", "Name", "City", "Score"]]


def test_rows_come_back_in_another_order_than_they_were_asked_for(contacts: Program) -> None:
    body = {"dataFilters": [row_filter(11), row_filter(12), row_filter(13)]}
    answer = contacts.send("POST", "/values:batchGetByDataFilter", body)
    assert [each["dataFilters"] for each in answer["valueRanges"]] == [[row_filter(n)] for n in (13, 12, 11)]


def test_a_row_can_be_cleared_by_its_anchor(contacts: Program) -> None:
    answer = contacts.send("POST", "/values:batchClearByDataFilter", {"dataFilters": [row_filter(12)]})
    assert answer["clearedRanges"] == ["Sheet1!A3:Z3"]
    assert contacts.values("Sheet1!A3:D3") == []


def test_the_spreadsheet_can_be_read_by_filter(contacts: Program) -> None:
    body = {"dataFilters": [row_filter(12)], "includeGridData": True}
    answer = contacts.send("POST", ":getByDataFilter", body)
    assert answer["sheets"][0]["data"][0]["rowData"][0]["values"][1]["formattedValue"] == "Ada"


def test_a_filter_of_two_kinds_is_refused(contacts: Program) -> None:
    contacts.write_by(HEADER | row_filter(11), ["x"])
    assert contacts.status == 400
