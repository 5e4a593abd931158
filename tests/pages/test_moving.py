"""The workbook moves to another place from the page Workbook: looked at first, moved at a press."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm.commands.answers import opened
from crm.model.changes import AddRow, ChangeSet
from crm.model.held import Held
from crm.store import opening, places
from crm.ui import session
from tests.pages.conftest import Opened, told
from tests.sheets_emulator import SheetsEmulator

ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"
LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit"
ADA = {"id": "C-7K3Q9F", "name": "Ada", "own:Shoe size": 38}


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsEmulator]:
    """A local Google Sheets with one empty sheet."""
    monkeypatch.setattr(opening, "PROGRAM", tmp_path / "program")
    with SheetsEmulator() as emulator:
        emulator.spreadsheet("Team", ID)
        monkeypatch.setenv("KITH_SHEETS_URL", emulator.url)
        yield emulator


@pytest.fixture
def page(make: Callable[..., Path], open_page: Opened, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page Workbook of one person; another workbook may be chosen."""
    path = make(rows={"Contacts": [ADA]})
    monkeypatch.delenv("KITH_WORKBOOK")
    places.write(places.state_folder(os.environ), session.CHOSEN, {"location": str(path)})
    return open_page("workbook")


def looked(app: AppTest, to: str) -> AppTest:
    """Say where to, and look first."""
    app.text_input("move_to").set_value(to)
    return app.button("move_look").click().run()


def people(location: str) -> dict[str, object]:
    with opened(location) as store:
        return dict(Held.of(store.snapshot().contents).rows["Contacts"])


def test_looking_first_tells_what_would_move_and_writes_nothing(page: AppTest, google: SheetsEmulator) -> None:
    app = looked(page, LINK)
    for line in ("Contacts: 1 to add", "Columns to add in Contacts: Shoe size", "the history goes along"):
        assert line in told(app)
    assert not google.log.write_calls and not app.exception


def test_one_press_moves_and_another_goes_on_there(page: AppTest, google: SheetsEmulator, team: Path) -> None:
    app = looked(page, LINK).button("move_press").click().run()
    assert "Moved to Team." in [one.value.replace("\\", "") for one in app.success]
    app.button("move_go").click().run()
    assert session.chosen() == LINK
    assert people(LINK) == people(str(team))


def test_a_file_that_is_not_there_is_made(page: AppTest, tmp_path: Path, team: Path) -> None:
    looked(page, str(tmp_path / "new.xlsx")).button("move_press").click().run()
    assert people(str(tmp_path / "new.xlsx")) == people(str(team))


def test_moving_again_has_nothing_to_press(page: AppTest, tmp_path: Path) -> None:
    app = looked(page, str(tmp_path / "new.xlsx")).button("move_press").click().run()
    app = looked(app, str(tmp_path / "new.xlsx"))
    assert "Nothing to move: new.xlsx holds all of it already." in told(app)
    assert "move_press" not in [button.key for button in app.button]
    app.button("move_go").click().run()
    assert session.chosen() == str(tmp_path / "new.xlsx")


def test_what_was_looked_at_is_forgotten_when_another_workbook_was_chosen(page: AppTest, tmp_path: Path) -> None:
    app = looked(page, str(tmp_path / "new.xlsx")).button("move_press").click().run()
    app = looked(app, str(tmp_path / "newer.xlsx"))
    session.choose(str(tmp_path / "new.xlsx"))
    app.run()
    assert "move_press" not in [button.key for button in app.button]


def test_a_move_that_is_not_through_says_when_it_goes_on(
    page: AppTest, google: SheetsEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = looked(page, LINK).button("move_press").click().run()
    with opened(session.chosen()) as store:
        store.save(ChangeSet("Added Tom", (AddRow("Contacts", "C-04XT2M", {"name": "Tom"}),)))
    monkeypatch.setattr("crm.ui.moved.PATIENCE", 20.0)
    google.faults.add("503", kind="appendCells")
    app = looked(app, LINK).button("move_press").click().run()
    (said,) = [one.value.replace("\\", "") for one in app.warning]
    assert "Not all of it is in Team yet." in said and "It goes there when Kith works with Team" in said
    google.faults.clear()


def test_the_press_names_the_place_that_was_looked_at(page: AppTest, tmp_path: Path) -> None:
    app = looked(page, str(tmp_path / "new.xlsx"))
    assert app.button("move_press").label == "Move to new\\.xlsx"


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("team.pdf", "ends in .xlsx"),
        ("/nowhere/new.xlsx", "There is no folder"),
        ("https://example.org/a", "Sheets link"),
    ],
)
def test_a_place_that_can_hold_no_workbook_says_why(page: AppTest, google: object, to: str, sentence: str) -> None:
    app = looked(page, to)
    assert sentence in told(app)
    assert not app.exception and "nobody foresaw" not in told(app)


def test_a_sheet_with_other_people_is_refused_by_naming_one(page: AppTest, google: SheetsEmulator) -> None:
    with opened(LINK) as store:
        store.save(ChangeSet("Added Grace", (AddRow("Contacts", "C-04XT2M", {"name": "Grace"}),)))
        assert store.flush(30)
    assert "Team holds 1 row of its own, Grace among them." in told(looked(page, LINK))


def test_where_kith_was_started_for_one_workbook_it_says_where_to_name_the_new_one(
    make: Callable[..., Path], open_page: Opened, tmp_path: Path
) -> None:
    make(rows={"Contacts": [ADA]})
    app = looked(open_page("workbook"), str(tmp_path / "new.xlsx")).button("move_press").click().run()
    assert "KITH_WORKBOOK" in told(app)
    assert "move_go" not in [button.key for button in app.button]


@pytest.fixture(autouse=True)
def nothing_open() -> Iterator[None]:
    """Each test begins with no workbook open on the server."""
    yield
    st.cache_resource.clear()


def test_a_sheet_that_was_checked_is_offered_to_move_into(page: AppTest, google: SheetsEmulator, team: Path) -> None:
    page.session_state["google_sheet"] = True
    app = page.run()
    app.text_input("google_link").set_value(LINK).run()
    app = app.button("google_check").click().run().button("google_move").click().run()
    assert "Contacts: 1 to add" in told(app)
    app.button("move_press").click().run()
    assert people(LINK) == people(str(team))
