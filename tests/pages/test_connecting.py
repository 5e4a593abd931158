"""A Google Sheet becomes the workbook: on real pages, with a local Google Sheets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm.store import opening
from crm.ui import session
from tests.pages.conftest import APP, told
from tests.sheets_emulator import SheetsEmulator

ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"
LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit"


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
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["google_sheet"] = True
    return app.run()


def check(app: AppTest, link: str = LINK) -> AppTest:
    app.text_input(key="google_link").set_value(link).run()
    return app.button(key="google_check").click().run()


def use(app: AppTest) -> AppTest:
    return check(app).button(key="google_use").click().run()


def test_a_sheet_that_is_well_is_used_and_leads_to_today(first_page: AppTest) -> None:
    app = use(first_page)
    assert [title.value for title in app.title] == ["Today"]
    assert "Team · Test server · Up to date" in told(app)


def test_a_person_who_is_added_stands_in_the_sheet(first_page: AppTest, google: SheetsEmulator) -> None:
    app = use(first_page).switch_page("pages/contacts.py").run()
    next(field for field in app.text_input if field.label == "Name").set_value("Bo Chen").run()
    app = next(button for button in app.button if button.label == "Save").click().run()
    assert list(app.dataframe[0].value["Name"]) == ["Bo Chen"]
    assert session.store().flush(10)
    assert "Bo Chen" in [row[1] for row in google.person.values("Contacts!A2:B")]
