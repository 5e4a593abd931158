"""A workbook moves to Google and back: the same cells, the same history, and twice is once."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm import demo
from crm.commands.answers import opened
from crm.model.cells import Cell
from crm.model.changes import ChangeSet, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.held import Held
from crm.store.excel import template
from crm.store.store import Store
from tests.sheets_emulator import SheetsEmulator
from tests.store.conftest import owner_file
from tests.test_cli import Kith, added

ADA, TOM = "C-7K3Q9F", "C-04XT2M"
OWN: dict[str, dict[str, Cell]] = {
    ADA: {"name": "Ada", "phone": "+44 20 7946 0000", "birthday": "14 March", "since": dt.date(2020, 2, 29),
          "own:Shoe size": 38, "own:Met": dt.date(2026, 1, 5), "added_on": dt.datetime(2025, 3, 1, 9, 30),
          "changed_by": "Maya", "notes": "=1+1\n@home"},
    TOM: {"name": "Tom Wójcik", "postcode": "01234", "own:Allergies": "nuts", "region": "Yorkshire"},
}  # fmt: skip


@pytest.fixture
def google(kith: Kith, monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsEmulator]:
    """A local Google Sheets with an empty spreadsheet."""
    with SheetsEmulator(seed=1) as emulator:
        emulator.spreadsheet("Team")
        monkeypatch.setenv("KITH_SHEETS_URL", emulator.url)
        yield emulator


@pytest.fixture
def link(google: SheetsEmulator) -> str:
    """The address of that spreadsheet."""
    (id,) = google.world.files
    return f"https://docs.google.com/spreadsheets/d/{id}/edit#gid=0"


@pytest.fixture
def team(kith: Kith) -> str:
    """A workbook of two people with columns of the team's own, and one call with Ada."""
    rows = {"Contacts": [{"id": id, **row} for id, row in OWN.items()]}
    lists = {"Relationships": [("Client", "customer"), ("Friend", "other")]}
    template.write("team.xlsx", book_id="7ea7", today=dt.date.today(), rows=rows, lists=lists,
                   settings={"word_customer": "Client", "currency": "EUR"}, sheets=["Deals"])  # fmt: skip
    added(kith, "team.xlsx", "interactions", "contact=Ada", "date=2026-01-02", "type=Call", "what=A quote")
    return "team.xlsx"


def contents(location: str) -> Contents:
    with opened(location) as store:
        return store.snapshot().contents


def held(location: str) -> Held:
    return Held.of(contents(location))


def set_cell(location: str, id: str, **cells: Cell) -> None:
    with opened(location) as store:
        store.save(ChangeSet("Set by hand", (UpdateRow("Contacts", id, cells),)))
        assert store.flush(30)


def moves(kith: Kith, *words: str) -> Mapping[str, object]:
    """Move, and what was answered."""
    code, out, err = kith("move", *words, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert isinstance(answer, dict) and (answer["in_workbook"] or "--dry-run" in words)
    return answer


# there and back -------------------------------------------------------------------------------------------------------


def test_at_google_is_what_was_in_the_workbook(kith: Kith, team: str, link: str) -> None:
    assert moves(kith, team, link)["rows"] == {
        "Contacts": {"added": 2, "changed": 0, "removed": 0},
        "Interactions": {"added": 1, "changed": 0, "removed": 0},
    }
    here, there = held(team), held(link)
    assert there.settings == here.settings and there.lists == here.lists
    assert there.rows["Contacts"][ADA] == {**OWN[ADA], "own:Met": "2026-01-05"}
    assert there.rows["Contacts"][TOM] == OWN[TOM] and "Deals" in there.rows


@pytest.mark.capability(30)
def test_there_and_back_is_the_same_to_the_cell(kith: Kith, team: str, link: str) -> None:
    moves(kith, team, link)
    moves(kith, link, "back.xlsx")
    assert held("back.xlsx") == held(team)


def test_the_sample_data_come_back_as_they_were(kith: Kith, link: str) -> None:
    demo.write(Path("sample.xlsx"), dt.date.today(), book_id="5a3b")
    moves(kith, "sample.xlsx", link)
    moves(kith, link, "back.xlsx")
    assert held("back.xlsx") == held("sample.xlsx")


def test_moving_again_changes_nothing(kith: Kith, team: str, link: str, google: SheetsEmulator) -> None:
    moves(kith, team, link)
    told, before, calls = kith("log", link), held(link), len(google.log)
    code, out, _ = kith("move", team, link)
    assert (code, out) == (0, "Nothing to move: Team holds all of it already.\n")
    assert not [call for call in google.log[calls:] if call in google.log.write_calls]
    assert (kith("log", link), held(link)) == (told, before)


def test_moving_anew_asks_google_a_few_times_only(kith: Kith, team: str, link: str, google: SheetsEmulator) -> None:
    moves(kith, team, link)
    set_cell(team, ADA, city="Bath")
    calls = len(google.log)
    moves(kith, team, link)
    assert len(google.log) - calls <= 15


def test_from_one_file_to_another_and_again(kith: Kith, team: str) -> None:
    moves(kith, team, "new.xlsx")
    before = Path("new.xlsx").read_bytes()
    assert kith("move", team, "new.xlsx")[1].startswith("Nothing to move: new.xlsx holds all of it already.")
    assert held("new.xlsx") == held(team) and Path("new.xlsx").read_bytes() == before


def list_colours(path: str, column: str, *cells: Cell) -> None:
    """Type a column into the sheet Lists, right of all others."""
    book = openpyxl.load_workbook(path)
    place = book["Lists"].max_column + 1
    for row, cell in enumerate([column, *cells], 1):
        book["Lists"].cell(row, place, cell)
    book.save(path)


def test_lists_of_the_teams_own_go_along_and_come_back(kith: Kith, team: str, link: str) -> None:
    list_colours(team, "Colours", "red", "blue", 7)
    list_colours(team, "Colours: share", 60, 0.4)
    assert "Columns to add in Lists: Colours, Colours: share" in kith("move", team, link, "--dry-run")[1]
    moves(kith, team, link)
    assert held(link).lists == held(team).lists
    assert held(link).lists["Colours"] == {"red": {"share": 60}, "blue": {"share": 0.4}, "7": {}}
    moves(kith, link, "back.xlsx")
    assert held("back.xlsx").lists == held(team).lists
    assert kith("move", link, "back.xlsx")[1].startswith("Nothing to move")


def test_a_new_list_goes_into_what_was_moved_before_and_one_undo_takes_its_words_back(
    kith: Kith, team: str, link: str
) -> None:
    for to in (link, "other.xlsx"):
        moves(kith, team, to)
        list_colours(team, f"For {to[-4:]}", "red", "blue")
        assert "Settings and lists: 2 changes" in kith("move", team, to)[1]
        assert held(to).lists[f"For {to[-4:]}"] == {"red": {}, "blue": {}}
        assert kith("undo", to, json.loads(kith("log", to, "--json")[1])[0]["batch"])[0] == 0
        assert held(to).lists[f"For {to[-4:]}"] == {}


def test_a_workbook_that_lost_its_sheet_of_lists_gets_it_again(kith: Kith, team: str) -> None:
    moves(kith, team, "other.xlsx")
    book = openpyxl.load_workbook("other.xlsx")
    del book["Lists"]
    book.save("other.xlsx")
    list_colours(team, "Colours", "red")
    kith("move", team, "other.xlsx")
    assert held("other.xlsx").lists == held(team).lists


# what changed since ---------------------------------------------------------------------------------------------------


def test_what_changed_at_google_comes_back_and_what_changed_here_goes_there(kith: Kith, team: str, link: str) -> None:
    moves(kith, team, link)
    set_cell(link, ADA, city="Bath")
    set_cell(team, TOM, city="Hull")
    moves(kith, team, link)
    moves(kith, link, team)
    here, there = held(team).rows["Contacts"], held(link).rows["Contacts"]
    assert [here[id]["city"] for id in (ADA, TOM)] == [there[id]["city"] for id in (ADA, TOM)] == ["Bath", "Hull"]


def test_a_cell_that_changed_on_both_sides_is_asked_about(kith: Kith, team: str, link: str) -> None:
    moves(kith, team, link)
    set_cell(link, ADA, city="Bath")
    set_cell(team, ADA, city="Hull")
    assert "1 cell changed here and in Team" in kith("move", team, link, "--dry-run")[1]
    assert len(moves(kith, team, link)["conflicts"]) == 1  # type: ignore[arg-type]
    assert held(link).rows["Contacts"][ADA]["city"] == "Bath"
    assert "Hull" in kith("conflicts", link)[1]


def test_a_row_that_was_moved_and_removed_goes_there_too(kith: Kith, team: str, link: str) -> None:
    moves(kith, team, link)
    with opened(team) as store:
        store.save(ChangeSet("Removed Tom", (RemoveRow("Contacts", TOM),)))
    moves(kith, team, link)
    assert list(held(link).rows["Contacts"]) == [ADA]


def test_a_row_added_at_google_stays_there_and_comes_along_the_other_way(kith: Kith, team: str, link: str) -> None:
    moves(kith, team, link)
    added(kith, link, "contacts", "name=Grace")
    assert "1 row that only Team has: left as they are." in kith("move", team, link)[1]
    assert len(held(link).rows["Contacts"]) == 3
    moves(kith, link, team)
    assert len(held(team).rows["Contacts"]) == 3


def test_a_column_that_was_added_at_google_is_added_here_too(
    kith: Kith, team: str, link: str, google: SheetsEmulator
) -> None:
    moves(kith, team, link)
    width = len(google.person.values("Contacts!1:1")[0])
    google.person.insert_columns("Contacts", "AZ")
    google.person.put(f"Contacts!{column(width)}1", [["Hat size"], [57]])
    assert "Columns to add in Contacts: Hat size" in kith("move", link, team, "--dry-run")[1]
    moves(kith, link, team)
    assert held(team).rows["Contacts"][ADA]["own:Hat size"] == 57
    assert kith("move", link, team)[1].startswith("Nothing to move")


def column(number: int) -> str:
    """The letters of a column from 0."""
    return (chr(64 + number // 26) if number >= 26 else "") + chr(65 + number % 26)


def test_a_sheet_that_a_workbook_lacks_is_added_to_it(kith: Kith, team: str) -> None:
    kith("new", "other.xlsx")
    moves(kith, team, "other.xlsx")
    assert "Deals" in contents("other.xlsx").sheets
    assert held("other.xlsx") == held(team)
    assert kith("move", team, "other.xlsx")[1].startswith("Nothing to move")


def test_a_workbook_that_somebody_has_open_is_given_no_column(kith: Kith, team: str) -> None:
    kith("new", "other.xlsx")
    before = Path("other.xlsx").read_bytes()
    with owner_file(Path("other.xlsx")):
        code, _, err = kith("move", team, "other.xlsx")
    assert code == 2 and "has other.xlsx open. Close it there" in err
    assert Path("other.xlsx").read_bytes() == before


def test_what_is_typed_while_a_workbook_moves_goes_with_the_next_move(
    kith: Kith, team: str, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.take_over

    def typed_meanwhile(there: Store, source: Store, *given: Any) -> object:
        source.save(ChangeSet("Meanwhile", (UpdateRow("Contacts", ADA, {"city": "Bath"}),)))
        return real(there, source, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "take_over", typed_meanwhile)
        moves(kith, team, link)
    assert "city" not in held(link).rows["Contacts"][ADA]
    moves(kith, team, link)
    assert held(link).rows["Contacts"][ADA]["city"] == "Bath"


def test_a_file_that_somebody_has_open_gets_the_rest_later_and_says_so(
    kith: Kith, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.ui.moved.PATIENCE", 20.0)
    moves(kith, team, "other.xlsx")
    set_cell(team, ADA, city="Bath")
    with owner_file(Path("other.xlsx")):
        said = kith("move", team, "other.xlsx")[1]
    assert "Not all of it is in other.xlsx yet." in said and "has the workbook open." in said
    assert held("other.xlsx").rows["Contacts"][ADA]["city"] == "Bath"


def test_a_row_of_the_teams_own_in_settings_is_said_to_stay_behind(kith: Kith, team: str) -> None:
    moves(kith, team, "other.xlsx")
    book = openpyxl.load_workbook(team)
    book["Settings"].append(["wifi", "Our wireless network", "guest"])
    book.save(team)
    assert "1 row of your own in Settings: left behind." in kith("move", team, "other.xlsx")[1]


# history --------------------------------------------------------------------------------------------------------------


def test_the_history_goes_along_with_who_and_when(kith: Kith, team: str, link: str) -> None:
    set_cell(team, ADA, city="Bath")
    old = json.loads(kith("log", team, "--json")[1])
    moves(kith, team, link)
    new = json.loads(kith("log", link, "--json")[1])
    assert new[0]["summary"] == "Moved here from team.xlsx"
    assert new[1:] == old


def test_the_history_is_whole_in_both_places_and_comes_once(kith: Kith, team: str, link: str) -> None:
    moves(kith, team, link)
    set_cell(link, ADA, city="Bath")
    moves(kith, link, team)
    moves(kith, team, link)
    summaries = [batch["summary"] for batch in json.loads(kith("log", team, "--json")[1])]
    assert summaries.count("Set by hand") == 1
    assert [kith("log", place, "--verify")[0] for place in (team, link)] == [0, 0]


def test_what_was_done_before_the_move_is_taken_back_after_it(kith: Kith, team: str, link: str) -> None:
    set_cell(team, ADA, city="Bath")
    moves(kith, team, link)
    batch = json.loads(kith("log", link, "--json")[1])[1]["batch"]
    assert kith("undo", link, batch)[0] == 0
    assert "city" not in held(link).rows["Contacts"][ADA]


def test_a_move_that_was_taken_back_is_made_anew_and_removes_nobody_the_other_way(
    kith: Kith, team: str, link: str
) -> None:
    moves(kith, team, link)
    assert kith("undo", link, json.loads(kith("log", link, "--json")[1])[0]["batch"])[0] == 0
    code, _, err = kith("move", link, team)
    assert code == 2 and "holds nobody" in err
    moves(kith, team, link)
    assert held(link).rows["Contacts"].keys() == {ADA, TOM}


# looking first, and what is refused -----------------------------------------------------------------------------------


def test_looking_first_writes_nothing_anywhere(kith: Kith, team: str, link: str, google: SheetsEmulator) -> None:
    before = Path(team).read_bytes()
    for to in (link, "new.xlsx"):
        code, out, _ = kith("move", team, to, "--dry-run")
        assert code == 0 and "Contacts: 2 to add" in out and out.endswith("Nothing was done yet.\n")
    assert not google.log.write_calls and not Path("new.xlsx").exists()
    assert Path(team).read_bytes() == before


def test_formulas_are_said_to_stay_behind_and_their_values_move(kith: Kith, team: str, link: str) -> None:
    book = openpyxl.load_workbook(team)
    book["Contacts"]["E2"] = "=1+1"
    book.save(team)
    assert "1 formula of yours: the values go along, the formulas stay behind." in kith("move", team, link)[1]


def test_a_place_with_other_people_in_it_is_refused(kith: Kith, team: str, link: str) -> None:
    added(kith, link, "contacts", "name=Grace")
    before = held(link)
    code, _, err = kith("move", team, link)
    assert code == 2 and err.startswith("Team holds 1 row of its own, Grace among them.")
    assert held(link) == before


@pytest.mark.parametrize(
    ("make", "to", "sentence"),
    [
        (lambda: None, "team.xlsx", "This is the workbook itself."),
        (lambda: None, "nowhere/new.xlsx", "There is no folder nowhere."),
        (lambda: None, "team.csv", "The name of a workbook ends in .xlsx"),
        (lambda: openpyxl.Workbook().save("theirs.xlsx"), "theirs.xlsx", "is a spreadsheet, but not yet one of Kith's"),
        (lambda: Path("notes.xlsx").write_text("words"), "notes.xlsx", "notes.xlsx"),
    ],
)
def test_a_place_that_can_hold_no_workbook_is_refused_and_left_as_it_is(
    kith: Kith, team: str, make: Callable[[], object], to: str, sentence: str
) -> None:
    make()
    before = {path: path.read_bytes() for path in Path().glob("*.*")}
    code, _, err = kith("move", team, to)
    assert code == 2 and sentence in err
    assert {path: path.read_bytes() for path in Path().glob("*.*")} == before


def test_a_spreadsheet_that_is_not_shared_says_so(kith: Kith, team: str, link: str, google: SheetsEmulator) -> None:
    google.switches.private = frozenset(google.world.files)  # type: ignore[assignment]
    code, _, err = kith("move", team, link)
    assert code == 2 and "Editor" in err


def test_a_move_that_was_cut_short_says_so_and_is_finished_by_the_next(
    kith: Kith, team: str, link: str, google: SheetsEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.ui.moved.PATIENCE", 20.0)
    moves(kith, team, link)
    added(kith, team, "contacts", "name=Grace")
    google.faults.add("503", kind="appendCells")
    said = kith("move", team, link)[1]
    assert "Not all of it is in Team yet." in said and "by itself" not in said
    assert "when Kith works with Team, or when you move again." in said
    google.faults.clear()
    looked = kith("move", team, link, "--dry-run")[1]
    assert "Waiting on this computer to go into Team: 1 change" in looked
    assert "removed" not in looked and "Nothing to move" not in looked
    assert kith("move", team, link)[1].endswith("Moved to Team.\n")
    assert held(link).rows["Contacts"].keys() == held(team).rows["Contacts"].keys()
    assert kith("move", team, link)[1].startswith("Nothing to move")
