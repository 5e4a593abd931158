"""A Google Sheet becomes the workbook: on real pages, with a local Google Sheets."""

import datetime as dt
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm.model.changes import AddRow, ChangeSet
from crm.store import opening
from crm.store.excel import template
from crm.store.google import secrets
from crm.ui import session
from tests.pages.conftest import APP, PAGES, told
from tests.sheets_emulator import SheetsEmulator
from tests.store.google.keys import service_account

ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"
LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit"
NONE = "https://docs.google.com/spreadsheets/d/1NoneNoneNoneNoneNoneNoneNoneNoneNoneNoneNon/edit"


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsEmulator]:
    """A local Google Sheets with one empty sheet, and Kith on a computer where it never ran."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("KITH_WORKBOOK", raising=False)
    monkeypatch.setattr(opening, "PROGRAM", tmp_path / "program")
    with SheetsEmulator() as emulator:
        emulator.spreadsheet("Team", ID)
        monkeypatch.setenv("KITH_SHEETS_URL", emulator.url)
        yield emulator
        st.cache_resource.clear()


@pytest.fixture
def first_page(google: SheetsEmulator, routed: None) -> AppTest:
    """The first page, with the place for Google unfolded."""
    return unfolded().run()


@pytest.fixture
def key() -> dict[str, str]:
    """What a key of Google's looks like."""
    return service_account()


def unfolded() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["google_sheet"] = True
    return app


def upload(app: AppTest, content: str) -> AppTest:
    return app.file_uploader(key="google_key").upload("key.json", content.encode(), "application/json").run()


def check(app: AppTest, link: str = LINK) -> AppTest:
    app.text_input(key="google_link").set_value(link).run()
    return app.button(key="google_check").click().run()


def use(app: AppTest) -> AppTest:
    return check(app).button(key="google_use").click().run()


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


# checking -------------------------------------------------------------------------------------------------------------


def test_every_check_is_a_line_with_a_mark(first_page: AppTest) -> None:
    said = told(check(first_page))
    for name in ("The key", "The link", "Google", "Reading", "Writing", "Sorting", "Dates"):
        assert f"✓ {name}: " in said


def test_a_check_leaves_the_sheet_as_it_was(first_page: AppTest, google: SheetsEmulator) -> None:
    check(first_page)
    assert [sheet.title for sheet in google.book(ID).sheets] == ["Sheet1"]
    assert google.person.values("Sheet1") == []


@pytest.mark.parametrize(
    ("switches", "sentence"),
    [
        ({"private": (ID,)}, "✗ Reading: Share the sheet with Kith's robot as Editor, then press Check again."),
        ({"read_only": (ID,)}, "✗ Writing: The sheet is shared as Viewer or Commenter. Change it to Editor"),
        ({"office_files": (ID,)}, "✗ Reading: This is an Excel file kept in Google Drive. Open it in Google Sheets"),
        ({"other_files": (ID,)}, "✗ Reading: This link is not a spreadsheet."),
        ({"api_disabled": True}, "✗ Reading: The Google Sheets API is not switched on for this project."),
        ({"require_token": True}, "✗ Google: Google refused the key. Either this computer's clock is wrong"),
    ],
)
def test_what_fails_says_what_to_do_and_no_sheet_can_be_used(
    first_page: AppTest, google: SheetsEmulator, switches: dict[str, object], sentence: str
) -> None:
    google.switches.set(switches)
    app = check(first_page)
    assert sentence in told(app)
    assert "Use this sheet" not in buttons(app)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        (NONE, "✗ Reading: No such sheet, or it is not shared with Kith's robot. Check the link, share it"),
        ("https://example.org", "✗ The link: This does not look like a Google Sheets link."),
        ("", "✗ The link: This does not look like a Google Sheets link."),
    ],
)
def test_a_link_that_leads_nowhere_says_so(first_page: AppTest, link: str, sentence: str) -> None:
    assert sentence in told(check(first_page, link))


def test_an_api_that_is_off_has_a_link_to_switch_it_on(first_page: AppTest, google: SheetsEmulator) -> None:
    google.switches.set({"api_disabled": True})
    (link,) = check(first_page).get("link_button")
    assert link.url.startswith("https://console.cloud.google.com/")


def test_what_was_put_right_is_well_at_the_next_check(first_page: AppTest, google: SheetsEmulator) -> None:
    google.switches.set({"private": (ID,)})
    app = check(first_page)
    google.switches.set({"private": ()})
    assert "Use this sheet" in buttons(app.button(key="google_check").click().run())


def test_a_link_that_was_not_checked_cannot_be_used(first_page: AppTest) -> None:
    app = check(first_page)
    app.text_input(key="google_link").set_value(NONE).run()
    assert "Use this sheet" not in buttons(app)


# the key --------------------------------------------------------------------------------------------------------------


def test_the_robots_address_stands_there_to_be_copied(first_page: AppTest, key: dict[str, str]) -> None:
    app = upload(first_page, json.dumps(key))
    assert [code.value for code in app.code] == ["kith@team.example"]


@pytest.mark.parametrize("content", ["", "not JSON", "[1]", '{"installed": {"client_id": "x"}}'])
def test_another_file_than_a_key_says_which_one_is_needed(first_page: AppTest, content: str) -> None:
    said = told(check(upload(first_page, content)))
    assert "✗ The key: This is a different kind of Google file." in said


def test_a_key_that_is_cut_off_is_to_be_downloaded_again(first_page: AppTest, key: dict[str, str]) -> None:
    cut = {**key, "private_key": key["private_key"][:300]}
    assert "✗ The key: The key in this file is cut off." in told(check(upload(first_page, json.dumps(cut))))


def test_without_a_key_google_is_not_asked(first_page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_SHEETS_URL")
    assert "✗ The key: Choose the key file first" in told(check(first_page))


def test_a_key_that_is_used_is_kept_for_the_owner_of_the_computer_alone(
    first_page: AppTest, key: dict[str, str]
) -> None:
    use(upload(first_page, json.dumps(key)))
    assert secrets.key(opening.PROGRAM) == key
    assert stat.S_IMODE((opening.PROGRAM / secrets.FILE).stat().st_mode) == 0o600


def test_a_key_that_was_only_checked_is_not_kept(first_page: AppTest, key: dict[str, str]) -> None:
    check(upload(first_page, json.dumps(key)))
    assert not (opening.PROGRAM / secrets.FILE).exists()


def test_a_kept_key_need_not_be_chosen_again(google: SheetsEmulator, routed: None, key: dict[str, str]) -> None:
    secrets.keep(opening.PROGRAM, key)
    app = unfolded().run()
    assert "Kith has a key already, of kith@team.example." in told(app)
    assert [code.value for code in app.code] == ["kith@team.example"]


def test_another_key_for_the_sheet_that_is_used_opens_it_anew(first_page: AppTest, key: dict[str, str]) -> None:
    app = use(first_page)
    before = session._shared(session.chosen())
    app.session_state["google_sheet"] = True
    app = upload(app.switch_page("pages/workbook.py").run(), json.dumps(key))
    app = app.button(key="google_check").click().run().button(key="google_use").click().run()
    assert [title.value for title in app.title] == ["Today"]
    assert session._shared(session.chosen()) is not before


# using ----------------------------------------------------------------------------------------------------------------


def test_a_sheet_that_is_well_is_used_and_leads_to_today(first_page: AppTest) -> None:
    app = use(first_page)
    assert [title.value for title in app.title] == ["Today"]
    assert "Team · Test server · Up to date" in told(app)
    assert session.chosen() == LINK


def test_a_sheet_that_was_used_before_is_opened_again_by_a_press(first_page: AppTest, tmp_path: Path) -> None:
    use(first_page)
    path = tmp_path / "team.xlsx"
    template.write(path, book_id="0123456789abcdef", today=dt.date(2026, 11, 20))
    session.choose(str(path))
    app = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("pages/welcome.py").run()
    again = next(button for button in app.button if button.label == "Team at Google")
    again.click().run()
    assert session.chosen() == LINK


def test_a_link_that_is_pasted_where_a_path_is_asked_for_is_opened(first_page: AppTest) -> None:
    first_page.text_input(key="open_where").set_value(f" {LINK} ")
    app = first_page.button(key="open_submit").click().run()
    assert [title.value for title in app.title] == ["Today"] and session.chosen() == LINK


def test_a_link_without_a_key_says_where_to_get_one(first_page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_SHEETS_URL")
    first_page.text_input(key="open_where").set_value(LINK)
    app = first_page.button(key="open_submit").click().run()
    (place,) = [each.label for each in app.expander if each.label == "Use a Google Sheet"]
    assert f"Kith has no key for Google yet. {place}, on the first page" in told(app) and not session.chosen()


def settings() -> dict[str, object]:
    names = ("country", "currency", "day_first")
    return {name: session.snapshot().settings.text(name) for name in names}


def test_an_empty_sheet_begins_with_the_settings_of_where_the_team_works(first_page: AppTest) -> None:
    first_page.context = {"locale": "en-US", "timezone": "America/Chicago"}
    use(first_page.run())
    assert settings() == {"country": "US", "currency": "USD", "day_first": "No"}


def test_a_sheet_with_people_is_shown_first_as_it_is_read_and_then_looked_at_or_worked_in(
    first_page: AppTest, google: SheetsEmulator
) -> None:
    google.person.add_tab("Contacts")
    google.person.put("Contacts!A1", [["Name", "Phone"], ["Ann Lee", "030 1"]])
    app = use(first_page)
    assert "So Kith reads it" in told(app) and not session.chosen()
    app = app.button(key="adopt_look").click().run()
    assert [title.value for title in app.title] == ["Today"] and "Kith writes nothing into it" in told(app)
    assert google.person.values("Contacts") == [["Name", "Phone"], ["Ann Lee", "030 1"]]
    assert [sheet.title for sheet in google.book(ID).sheets] == ["Sheet1", "Contacts"]
    app.switch_page("pages/workbook.py").run()
    assert "two hidden sheets, _crm and _crm_undo" in told(app)
    app = app.button(key="adopt_yes").click().run()
    assert google.person.values("Contacts!1:1")[0][:3] == ["Name", "Phone", "Kith ID"]
    app.switch_page("pages/workbook.py").run()
    app = app.button(key="adopt_undo").click().run()
    assert google.person.values("Contacts") == [["Name", "Phone"], ["Ann Lee", "030 1"]] and not app.exception
    assert "Kith writes nothing into it" in told(app) and len(google.book(ID).sheets) == 2


def test_a_sheet_with_people_begins_with_the_settings_that_were_agreed_to(
    first_page: AppTest, google: SheetsEmulator
) -> None:
    google.person.put("Sheet1!A1", [["Name", "Phone"], ["Ann Lee", "030 1"]])
    app = use(first_page.run())
    app.selectbox(key="start_country").select("US").run()
    app.button(key="adopt_yes").click().run()
    assert settings() == {"country": "US", "currency": "USD", "day_first": "No"}
    assert list(session.snapshot().contacts["name"]) == ["Ann Lee"]


def test_a_person_who_is_added_stands_in_the_sheet(first_page: AppTest, google: SheetsEmulator) -> None:
    app = use(first_page).switch_page("pages/contacts.py").run()
    next(field for field in app.text_input if field.label == "Name").set_value("Bo Chen").run()
    app = next(button for button in app.button if button.label == "Save").click().run()
    assert list(app.dataframe[0].value["Name"]) == ["Bo Chen"]
    assert session.store().flush(10)
    assert "Bo Chen" in [row[1] for row in google.person.values("Contacts!A2:B")]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_on_a_sheet_at_google(first_page: AppTest, page: str) -> None:
    app = use(first_page)
    session.store().save(ChangeSet("Added Ann Lee", (AddRow("Contacts", "C-7K3Q9F", {"name": "Ann Lee"}),)))
    app.query_params["id"] = "C-7K3Q9F"
    app = app.switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error


def test_the_page_workbook_links_to_the_sheet_and_shows_no_path(first_page: AppTest) -> None:
    app = use(first_page).switch_page("pages/workbook.py").run()
    assert [(link.label, link.url) for link in app.get("link_button")] == [("Open Team at Google", LINK)]
    assert LINK not in told(app)


def test_a_sheet_that_is_not_shared_any_more_says_so_on_every_page_and_can_be_checked(
    first_page: AppTest, google: SheetsEmulator
) -> None:
    app = use(first_page)
    google.switches.set({"private": (ID,)})
    session.let_go()
    app.session_state["google_sheet"] = True
    app = app.switch_page("pages/workbook.py").run()
    assert "The sheet is not shared with Kith's robot any more" in told(app)
    assert "✗ Reading: Share the sheet" in told(app.button(key="google_check").click().run())


@pytest.mark.parametrize(
    ("switches", "sentence"),
    [
        ({}, "Checked: Kith edits safely while others sort and insert rows."),
        ({"anchors_follow_sort": False}, "Checked: Kith uses its careful mode for this sheet"),
        ({"anchors_follow_sort": False, "response_ranges": "ignored"}, "Checked, with a warning: if somebody sorts"),
    ],
)
def test_how_a_sheet_is_written_to_is_told_when_it_is_checked_and_afterwards(
    first_page: AppTest, google: SheetsEmulator, switches: dict[str, object], sentence: str
) -> None:
    google.switches.set(switches)
    app = check(first_page)
    assert f"Sorting: {sentence}" in told(app)
    app = app.button(key="google_use").click().run().switch_page("pages/workbook.py").run()
    assert sentence in told(app)


def test_kith_that_was_started_for_a_file_offers_no_sheet(
    first_page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_WORKBOOK", str(tmp_path / "team.xlsx"))
    app = unfolded().run().switch_page("pages/welcome.py").run()
    assert not app.file_uploader


def test_kith_that_was_started_for_a_sheet_takes_a_key_for_it_alone(
    google: SheetsEmulator, routed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_WORKBOOK", LINK)
    app = unfolded().run().switch_page("pages/welcome.py").run()
    field = app.text_input(key="google_link")
    assert (field.value, field.disabled) == (LINK, True)
