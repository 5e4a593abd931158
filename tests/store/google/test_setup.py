"""Making a spreadsheet Kith's, trying out how it may be written to, and opening it again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.errors import CannotOpen, NotYetKiths
from crm.model.lists import LISTS
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.store.google import GoogleWorkbook
from crm.store.google.anchors import number_of
from crm.store.google.calls import Spreadsheet
from crm.store.google.mode import ANCHOR, PRE_IMAGE, VERIFY
from crm.store.google.selftest import try_out
from crm.store.google.setup import Wishes
from crm.store.google.transport import Transport
from tests.sheets_emulator import SheetsEmulator
from tests.store.conftest import TODAY
from tests.store.google.at_google import UNHURRIED, AtGoogle

WRITES = ("spreadsheets.batchUpdate", "values.batchUpdateByDataFilter")


@pytest.fixture
def emulator() -> Iterator[SheetsEmulator]:
    """Google with an empty spreadsheet."""
    with SheetsEmulator() as server:
        server.spreadsheet("Our people")
        yield server


def kith(emulator: SheetsEmulator, folder: Path, wishes: Wishes | None = None) -> GoogleWorkbook:
    spreadsheet = Spreadsheet(Transport(base=emulator.url, per_minute=UNHURRIED), emulator.only_id())
    return GoogleWorkbook(spreadsheet, today=lambda: TODAY, folder=folder, wishes=wishes)


def titles(emulator: SheetsEmulator) -> list[str]:
    return [sheet.title for sheet in emulator.book().sheets]


# set-up ---------------------------------------------------------------------------------------------------------------


def test_an_empty_spreadsheet_gets_every_sheet_of_a_new_workbook(emulator: SheetsEmulator, tmp_path: Path) -> None:
    contents = kith(emulator, tmp_path).read()
    assert set(contents.sheets) == {name for name, sheet in SHEETS.items() if not sheet.module}
    for name, sheet in contents.sheets.items():
        assert sheet.fields == tuple(column.field for column in SHEETS[name].created)


def test_it_has_the_settings_and_words_of_a_new_workbook(emulator: SheetsEmulator, tmp_path: Path) -> None:
    contents = kith(emulator, tmp_path).read()
    assert contents.settings == {setting.key: setting.default for setting in SETTINGS.values()}
    stages: list[Cell] = [row[0] for row in LISTS["Stages"][1]]
    assert contents.lists["Stages"][: len(stages)] == stages and contents.lists["Stages: chance %"][0] == 10


def test_it_has_what_a_team_wished_for(emulator: SheetsEmulator, tmp_path: Path) -> None:
    wishes = Wishes({"currency": "EUR", "module_deals": "Yes"}, {"Tags": [("vip",)]}, ["Tickets"])
    contents = kith(emulator, tmp_path, wishes).read()
    assert {"Deals", "Tickets"} <= set(contents.sheets)
    assert (contents.settings["currency"], contents.lists["Tags"][0]) == ("EUR", "vip")


def test_opening_it_again_changes_nothing(emulator: SheetsEmulator, tmp_path: Path) -> None:
    kith(emulator, tmp_path).read()
    before = len(emulator.log)
    kith(emulator, tmp_path).read()
    assert not [call for call in emulator.log[before:] if call.method in WRITES]


def test_a_second_computer_adds_its_own_note_and_nothing_else(emulator: SheetsEmulator, tmp_path: Path) -> None:
    kith(emulator, tmp_path / "one").read()
    witness = emulator.witness("Key")
    kith(emulator, tmp_path / "two").read()
    assert {change.tab for change in witness.changes} == {"_crm"} and len(witness.changes) == 1


def test_set_up_whose_answer_was_lost_is_done_once(emulator: SheetsEmulator, tmp_path: Path) -> None:
    emulator.faults.add("503_after", kind="addSheet", times=1)
    with pytest.raises(CannotOpen):
        kith(emulator, tmp_path).read()
    kith(emulator, tmp_path).read()
    assert sorted(titles(emulator)) == sorted(set(titles(emulator)))


def test_what_people_have_already_is_asked_about_and_stays_as_it_is(emulator: SheetsEmulator, tmp_path: Path) -> None:
    emulator.person.rename_tab("Sheet1", "Contacts")
    emulator.person.put("Contacts!A1", [["Full name", "Telephone", "Town", "Shoe size"], ["Ada", "020", "London", 38]])
    witness = emulator.witness("ID")
    before = len(emulator.log)
    with pytest.raises(NotYetKiths, match="Nothing was changed"):
        kith(emulator, tmp_path).read()
    assert not [call for call in emulator.log[before:] if call.method in WRITES]
    assert not witness.of("robot") and titles(emulator) == ["Contacts"]


def test_a_column_of_ids_that_went_from_a_sheet_of_kiths_is_made_again(google: AtGoogle) -> None:
    google.workbook.read()
    google.emulator.person.delete_columns("Contacts", "A")
    assert "id" in google.kith("again").read().sheets["Contacts"].fields


def test_merged_cells_among_the_records_are_not_guessed_at(emulator: SheetsEmulator, tmp_path: Path) -> None:
    kith(emulator, tmp_path).read()
    emulator.person.merge("Contacts!A2:B3")
    with pytest.raises(CannotOpen, match="some cells are merged"):
        kith(emulator, tmp_path).read()


def test_a_copy_of_a_spreadsheet_is_told_from_the_original(emulator: SheetsEmulator, tmp_path: Path) -> None:
    kith(emulator, tmp_path).read()
    notes = [row[0] for row in emulator.person.values("_crm")]
    emulator.person.put(f"_crm!B{notes.index('book_id') + 1}", [["1AnotherSpreadsheetAnotherSpreadsheet"]])
    with pytest.raises(CannotOpen, match="is a copy of another one"):
        kith(emulator, tmp_path).read()


def test_a_sheet_of_records_that_was_deleted_is_not_replaced_by_an_empty_one(google: AtGoogle) -> None:
    google.workbook.read()
    google.emulator.person.delete_tab("Contacts")
    assert "Contacts" not in google.kith("again").read().sheets


def test_our_own_hidden_sheets_are_made_again(google: AtGoogle) -> None:
    for title in ("_crm", "_crm_undo"):
        google.emulator.person.delete_tab(title)
    google.kith("again").read()
    assert {"_crm", "_crm_undo"} <= set(titles(google.emulator))


def test_every_row_and_column_gets_its_anchor(google: AtGoogle) -> None:
    google.workbook.read()
    metadata = google.emulator.book().metadata
    assert {number_of(id) for id in ("C-ADA11A", "C-BOB22B", "C-CLE33C")} <= set(metadata)
    assert "f:city" in {each.key for each in metadata.values()}


def test_headings_and_ids_are_protected_by_a_question_only(emulator: SheetsEmulator, tmp_path: Path) -> None:
    kith(emulator, tmp_path).read()
    ranges = [each for sheet in emulator.book().sheets for each in sheet.protected.values()]
    assert ranges and all(each["warningOnly"] for each in ranges)


# trying out -----------------------------------------------------------------------------------------------------------

BEHAVIOUR = [
    ({}, ANCHOR),
    ({"echo_header": False}, ANCHOR),
    ({"nomatch_filter": "empty", "duplicate_metadata_id": "accept"}, ANCHOR),
    ({"anchors_follow_sort": False}, PRE_IMAGE),
    ({"anchors_follow_sort": False, "response_ranges": "ignored"}, VERIFY),
]


@pytest.mark.parametrize(("switches", "mode"), BEHAVIOUR)
def test_how_a_sheet_may_be_written_to_is_found_out_by_trying(switches: dict[str, object], mode: str) -> None:
    with SheetsEmulator(**switches) as server:  # type: ignore[arg-type]
        id = server.spreadsheet("Team")
        found = try_out(Spreadsheet(Transport(base=server.url), id), "2026-11-12")
        assert found.edits == mode and titles(server) == ["Sheet1"]
        assert found.guards == (server.switches.duplicate_metadata_id == "reject")
        assert found.echoes == (server.switches.echo_header and mode == ANCHOR)


def test_what_was_found_out_is_kept_for_a_month(emulator: SheetsEmulator, tmp_path: Path) -> None:
    kith(emulator, tmp_path).read()
    emulator.switches.anchors_follow_sort = False
    assert [_mode(emulator, tmp_path / "two")] == [ANCHOR]
    notes = [row[0] for row in emulator.person.values("_crm")]
    emulator.person.put(f"_crm!B{notes.index('checked day') + 1}", [["2026-10-01"]])
    assert _mode(emulator, tmp_path / "three") == PRE_IMAGE


def _mode(emulator: SheetsEmulator, folder: Path) -> str:
    workbook = kith(emulator, folder)
    workbook.read()
    return workbook.mode


def test_trying_that_is_cut_short_decides_nothing(emulator: SheetsEmulator, tmp_path: Path) -> None:
    emulator.faults.add("503", kind="sortRange")
    with pytest.raises(CannotOpen):
        kith(emulator, tmp_path).read()
    emulator.faults.clear()
    assert _mode(emulator, tmp_path) == ANCHOR
    assert not [title for title in titles(emulator) if title.startswith("_crm_test")]


@pytest.mark.capability(10)
def test_a_new_spreadsheet_begins_with_a_guide_and_a_playbook(emulator: SheetsEmulator, tmp_path: Path) -> None:
    contents = kith(emulator, tmp_path).read()
    assert titles(emulator)[0] == "Start here"
    assert contents.playbook[0] == ("Somebody calls or comes in", "Note it the same day, in one line.")
