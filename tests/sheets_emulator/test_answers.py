"""spreadsheets.get and its masks, files in Drive, and the errors of access."""

import pytest
import requests

from tests.sheets_emulator import Clock, SheetsEmulator

from .conftest import Program

CELLS = "sheets.data.rowData.values"


def test_a_new_file_has_one_tab_of_1000_by_26(program: Program) -> None:
    answer = program.send("GET", "", fields="properties(title,locale,timeZone,autoRecalc),sheets.properties")
    grid = {"rowCount": 1000, "columnCount": 26}
    sheet = {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID", "gridProperties": grid}
    properties = {"title": "Team", "locale": "en_US", "timeZone": "Etc/GMT", "autoRecalc": "ON_CHANGE"}
    assert answer == {"properties": properties, "sheets": [{"properties": sheet}]}
    assert len(program.id) == 44


@pytest.mark.parametrize("mask", ["sheets.data.rowData.values.note", "sheets/data/rowData/values/note"])
def test_nothing_under_a_mask_is_an_empty_object(contacts: Program, mask: str) -> None:
    assert contacts.send("GET", "", fields=mask, ranges="Sheet1!A1:B2") == {"sheets": [{"data": [{}]}]}
    assert contacts.send("GET", "", fields="namedRanges") == {}


def test_ranges_limit_an_answer_to_their_tabs(contacts: Program) -> None:
    contacts.emulator.person.add_tab("Second")
    answer = contacts.send("GET", "", ranges="Second!A1", fields="sheets.properties.title")
    assert answer == {"sheets": [{"properties": {"title": "Second"}}]}


def test_inner_empty_cells_are_empty_objects(program: Program) -> None:
    program.update("Sheet1!A1:C3", [["a", "", "c"], [], ["", "b"]])
    answer = program.send("GET", "", fields="sheets.data.rowData.values.userEnteredValue")
    a, b, c = ({"userEnteredValue": {"stringValue": text}} for text in "abc")
    assert answer["sheets"][0]["data"][0]["rowData"] == [{"values": [a, {}, c]}, {}, {"values": [{}, b]}]


def test_a_cell_is_given_as_typed_as_computed_and_as_it_looks(program: Program) -> None:
    program.emulator.person.edit("Sheet1!A1", "=3/2")
    answer = program.send("GET", "", ranges="Sheet1!A1", includeGridData="true")
    (cell,) = answer["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cell == {
        "userEnteredValue": {"formulaValue": "=3/2"},
        "effectiveValue": {"numberValue": 1.5},
        "formattedValue": "1.5",
    }


def test_anchors_are_listed_with_their_rows(contacts: Program) -> None:
    mask = "sheets.data.rowMetadata.developerMetadata.metadataId"
    answer = contacts.send("GET", "", ranges="Sheet1!A1:A2", fields=mask)
    assert answer["sheets"][0]["data"][0]["rowMetadata"] == [{}, {"developerMetadata": [{"metadataId": 11}]}]


def test_the_number_format_of_a_cell_is_given_as_it_has_its_effect(program: Program) -> None:
    program.emulator.person.edit("Sheet1!A1", "2026-01-05")
    answer = program.send("GET", "", ranges="Sheet1!A1:B1", fields=f"{CELLS}.effectiveFormat.numberFormat")
    (cell,) = answer["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cell["effectiveFormat"]["numberFormat"]["type"] == "DATE"


@pytest.mark.parametrize("mask", ["sheets.charts", f"{CELLS}.effectiveFormat", f"{CELLS}.effectiveFormat.padding"])
def test_a_part_of_an_answer_that_the_emulator_lacks_is_501(program: Program, mask: str) -> None:
    program.send("GET", "", fields=mask)
    assert program.status == 501


@pytest.mark.parametrize("mask", ["sheets(", "a..b", ")", ","])
def test_a_mask_that_is_none_is_refused(program: Program, mask: str) -> None:
    program.send("GET", "", fields=mask)
    assert program.status == 400


@pytest.mark.parametrize(
    ("switch", "status", "said"),
    [
        ("private", 403, "The caller does not have permission"),
        ("office_files", 400, "This operation is not supported for this document. The document must not be"),
        ("other_files", 400, "Request contains an invalid argument."),
    ],
)
def test_a_file_can_be_out_of_reach(program: Program, switch: str, status: int, said: str) -> None:
    program.emulator.switches.set({switch: [program.id]})
    assert program.message(program.send("GET", "")).startswith(said)
    assert program.status == status


def test_a_file_shared_for_reading_alone_can_be_read_and_not_written(program: Program) -> None:
    program.emulator.switches.read_only = (program.id,)
    assert program.values("Sheet1") == []
    program.update("Sheet1!A1", [["x"]])
    assert program.status == 403


def test_a_file_that_is_not_there_is_not_found(program: Program) -> None:
    program.id = "1" * 44
    assert program.message(program.send("GET", "")) == "Requested entity was not found."
    assert program.status == 404


def test_a_project_without_the_api_says_so(program: Program) -> None:
    program.emulator.switches.api_disabled = True
    assert program.send("GET", "")["error"]["details"][0]["reason"] == "SERVICE_DISABLED"


def test_a_token_is_asked_for_only_where_that_is_switched_on(program: Program) -> None:
    program.emulator.switches.require_token = True
    assert program.send("GET", "")["error"]["status"] == "UNAUTHENTICATED"
    program.session.headers["Authorization"] = "Bearer abc"
    program.send("GET", "")
    assert program.status == 200


def test_a_spreadsheet_can_be_made_with_its_tabs(emulator: SheetsEmulator) -> None:
    body = {"properties": {"title": "New"}, "sheets": [{"properties": {"title": "People", "sheetId": 4}}]}
    made = requests.post(f"{emulator.url}/v4/spreadsheets", json=body, timeout=10).json()
    assert [sheet["properties"]["title"] for sheet in made["sheets"]] == ["People"]
    assert emulator.book(made["spreadsheetId"]).sheet(4).title == "People"


def test_drive_makes_shares_and_deletes_a_file(emulator: SheetsEmulator) -> None:
    files = f"{emulator.url}/drive/v3/files"
    body = {"name": "Team", "mimeType": "application/vnd.google-apps.spreadsheet"}
    id = requests.post(files, json=body, timeout=10).json()["id"]
    robot = {"type": "user", "role": "writer", "emailAddress": "robot@project.example"}
    shared = requests.post(f"{files}/{id}/permissions", json=robot, timeout=10).json()
    listed = requests.get(f"{files}/{id}/permissions", timeout=10).json()
    assert listed == {"kind": "drive#permissionList", "permissions": [shared]}
    assert requests.delete(f"{files}/{id}", timeout=10).status_code == 204
    assert requests.get(f"{files}/{id}", timeout=10).status_code == 404


def test_drive_learns_of_an_edit_late(program: Program, clock: Clock) -> None:
    def modified() -> str:
        fields = {"fields": "modifiedTime"}
        return requests.get(f"{program.emulator.url}/drive/v3/files/{program.id}", fields, timeout=10).json()

    before = modified()
    clock.advance(10)
    program.update("Sheet1!A1", [["x"]])
    assert modified() == before
    clock.advance(61)
    assert modified() != before
