"""Developer metadata: created, found, moved, lost with its row."""

import pytest

from .conftest import Program, row_filter


def test_an_anchor_says_where_it_is(contacts: Program) -> None:
    (found,) = contacts.search(metadataId=11)
    span = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    assert found == {
        "metadataId": 11,
        "metadataKey": "r",
        "location": {"locationType": "ROW", "dimensionRange": span},
        "visibility": "DOCUMENT",
    }


def test_an_empty_lookup_lists_everything(contacts: Program) -> None:
    contacts.describe(77, {"spreadsheet": True}, key="kith", value="1")
    assert [each["metadataId"] for each in contacts.search()] == [11, 12, 13, 77]


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        ({"metadataId": 12, "locationType": "ROW"}, [12]),
        ({"metadataId": 12, "locationType": "COLUMN"}, []),
        ({"metadataKey": "r", "metadataId": 13}, [13]),
        ({"metadataKey": "f:name"}, [21]),
        ({"metadataValue": "here"}, [22]),
        ({"visibility": "PROJECT"}, []),
        ({"locationType": "SHEET"}, [22]),
        ({"metadataLocation": {"sheetId": 0}}, [11, 12, 13, 21, 22]),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "EXACT_LOCATION"}, [22]),
    ],
)
def test_a_lookup_finds_what_matches_all_of_its_fields(contacts: Program, lookup: dict, found: list[int]) -> None:
    column = {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    contacts.describe(21, {"dimensionRange": column}, key="f:name")
    contacts.describe(22, {"sheetId": 0}, key="k", value="here")
    assert [each["metadataId"] for each in contacts.search(**lookup)] == found


def test_an_anchor_goes_with_its_row_when_rows_are_inserted_deleted_and_moved(contacts: Program) -> None:
    person = contacts.emulator.person
    person.insert_rows("Sheet1", before=2, count=2)
    person.delete_rows("Sheet1", first=1)
    assert contacts.row_of(12) == 4
    person.move_rows("Sheet1", first=4, before=1)
    assert contacts.row_of(12) == 1
    assert contacts.row_of(11) == 4


def test_an_anchor_is_gone_with_its_row(contacts: Program) -> None:
    contacts.emulator.person.delete_rows("Sheet1", first=3)
    assert [each["metadataId"] for each in contacts.search()] == [11, 13]


def test_an_anchor_stays_where_it_was_when_cells_are_cut(contacts: Program) -> None:
    contacts.emulator.person.cut_paste("Sheet1!A2:D2", "Sheet1!A9")
    assert contacts.row_of(11) == 2


def test_a_duplicated_tab_has_no_metadata(contacts: Program) -> None:
    contacts.emulator.person.duplicate_tab("Sheet1")
    assert len(contacts.search()) == 3


def test_metadata_of_a_deleted_tab_are_gone(contacts: Program) -> None:
    contacts.emulator.person.add_tab("Other")
    contacts.emulator.person.delete_tab("Sheet1")
    assert contacts.search() == []


def test_an_anchor_can_be_moved_by_an_update_of_its_location(contacts: Program) -> None:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 8, "endIndex": 9}
    update = {"dataFilters": [row_filter(11)], "fields": "location"}
    update |= {"developerMetadata": {"location": {"dimensionRange": span}}}
    answer = contacts.batch({"updateDeveloperMetadata": update})
    assert contacts.row_of(11) == 9
    assert len(answer["replies"][0]["updateDeveloperMetadata"]["developerMetadata"]) == 1


def test_an_anchor_parked_on_a_sheet_is_no_row(contacts: Program) -> None:
    contacts.describe(50, {"sheetId": 0})
    assert contacts.row_of(50) is None


def test_a_deleted_entry_comes_back_in_the_reply(contacts: Program) -> None:
    answer = contacts.batch({"deleteDeveloperMetadata": {"dataFilter": row_filter(11)}})
    (deleted,) = answer["replies"][0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]
    assert deleted["metadataId"] == 11
    assert contacts.row_of(11) is None


@pytest.mark.parametrize(
    "entry",
    [
        {"metadataId": 0},
        {"metadataId": 2**31},
        {"metadataKey": ""},
        {"visibility": "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"},
        {"location": {}},
        {"location": {"dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}}},
        {"location": {"dimensionRange": {"dimension": "ROWS", "startIndex": 1000, "endIndex": 1001}}},
    ],
)
def test_metadata_that_google_would_not_keep_are_refused(program: Program, entry: dict) -> None:
    right = {"metadataId": 5, "metadataKey": "r", "visibility": "DOCUMENT", "location": {"sheetId": 0}}
    program.batch({"createDeveloperMetadata": {"developerMetadata": right | entry}})
    assert program.status == 400


def test_a_sheet_takes_thirty_thousand_characters_of_metadata(program: Program) -> None:
    program.describe(1, {"sheetId": 0}, value="x" * 29_999)
    assert program.status == 200
    program.describe(2, {"sheetId": 0}, key="r")
    assert program.status == 400


def test_one_entry_can_be_read_by_its_id(contacts: Program) -> None:
    assert contacts.send("GET", "/developerMetadata/11")["metadataKey"] == "r"
    contacts.send("GET", "/developerMetadata/999")
    assert contacts.status == 404
