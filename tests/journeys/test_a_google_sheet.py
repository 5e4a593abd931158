"""A sheet at Google: connected step by step, worked in while somebody sorts it, and Google away for a while."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.screen import Screen, window
from tests.journeys.serving import Served, serving
from tests.journeys.test_every_page import barriers
from tests.sheets_emulator import SheetsEmulator

ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"
LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
ANN = {"Name": "Ann Lee", "Phone": "020 7946 0112"}
CY = {"Name": "Cy Twombly", "Phone": "0117 496 0002"}
REFUSALS = (
    ({"private": (ID,)}, "Share the sheet with Kith's robot as Editor, then press Check again."),
    ({"read_only": (ID,)}, "The sheet is shared as Viewer or Commenter. Change it to Editor, then press Check again."),
    ({"office_files": (ID,)}, "This is an Excel file kept in Google Drive. Open it in Google Sheets"),
    ({"other_files": (ID,)}, "This link is not a spreadsheet."),
)
WELL = {"private": (), "read_only": (), "office_files": (), "other_files": ()}


@pytest.fixture
def google() -> Iterator[SheetsEmulator]:
    """A local Google Sheets with one empty sheet."""
    with SheetsEmulator() as emulator:
        emulator.spreadsheet("Team", ID)
        yield emulator


@pytest.fixture
def kith(tmp_path: Path, google: SheetsEmulator) -> Iterator[Served]:
    """Kith on a computer where it never ran, with that in the place of Google."""
    with serving(tmp_path, google=google.url) as served:
        yield served
        assert served.bugs == ""


def test_a_sheet_is_connected_edited_while_somebody_sorts_and_kept_while_google_is_away(
    desk: BrowserContext, kith: Served, google: SheetsEmulator
) -> None:
    with window(desk, kith.url) as screen:
        connect(screen, google)
        google.person.put("Contacts!B2", [["Bo Chen"]])
        screen.go("Contacts").unfold("Add a contact").add(ANN).is_saved()
        screen.lists("Ann Lee", "Bo Chen")
        assert phones(google) == {"Ann Lee": ANN["Phone"], "Bo Chen": ""}

        screen.pick("Ann Lee").press("Edit").type("Phone", "020 7946 0999")
        google.person.sort("Contacts!A2:AZ", by="B", descending=True)
        google.person.insert_rows("Contacts", before=2, count=1)
        google.person.put("Contacts!B2", [["Di Marco"]])
        screen.press("Save").sees("020 7946 0999").is_saved()
        screen.go("Contacts").lists("Ann Lee", "Bo Chen", "Di Marco")
        assert phones(google) == {"Ann Lee": "020 7946 0999", "Bo Chen": "", "Di Marco": ""}

        away_and_back(screen, google)
        everybody = {"Ann Lee": "020 7946 0999", "Bo Chen": "", "Di Marco": "", "Cy Twombly": CY["Phone"]}
        assert phones(google) == everybody
        screen.go("Workbook").sees("Open Team at Google").sees("4 in Contacts")


def connect(screen: Screen, google: SheetsEmulator) -> None:
    """Everything that can be wrong, each with its sentence; and then the sheet is used."""
    screen.open().unfold("Use a Google Sheet").type("The link of the sheet", "https://example.org")
    screen.press("Check").sees("This does not look like a Google Sheets link.")
    screen.type("The link of the sheet", LINK)
    for switches, sentence in REFUSALS:
        google.switches.set(switches)
        screen.press("Check").sees(sentence)
        google.switches.set(WELL)
    screen.press("Check").sees("✓ Sorting: Checked: Kith edits safely while others sort and insert rows.")
    assert barriers(screen) == []
    screen.press("Use this sheet").sees("Today").is_saved()
    screen.sees("Team · Test server · Up to date", within="[data-testid=stSidebar]")


def away_and_back(screen: Screen, google: SheetsEmulator) -> None:
    """Somebody is added while Google refuses everything: it is said, and goes in by itself."""
    google.faults.add("503", retry_after=1)
    screen.unfold("Add a contact").add(CY).shows_in_list("Cy Twombly")
    screen.sees("1 change waits", seconds=30)
    screen.open("contacts").lists("Ann Lee", "Bo Chen", "Cy Twombly", "Di Marco")
    google.faults.clear()
    screen.is_saved().sees_not("1 change waits")


def phones(google: SheetsEmulator) -> dict[str, str]:
    """Name -> phone, as the sheet shows them. A name that stands there twice is an error."""
    heads, *rows = google.person.values("Contacts!A1:AZ")
    name, phone = heads.index("Name"), heads.index("Phone")
    found = {str(row[name]): str(row[phone]) if phone < len(row) else "" for row in rows if len(row) > name}
    assert len(found) == len(rows), "somebody is in the sheet twice, or has no name"
    return found
