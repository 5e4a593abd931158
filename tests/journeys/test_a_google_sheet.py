"""A sheet at Google: connected step by step, worked in while somebody sorts it, and Google away for a while."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.conftest import ID
from tests.journeys.screen import SIDEBAR, Screen, window
from tests.journeys.serving import Served, serving
from tests.journeys.test_every_page import barriers
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.a1 import letters
from tests.store.google.keys import service_account

LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
NONE = "https://docs.google.com/spreadsheets/d/1NoneNoneNoneNoneNoneNoneNoneNoneNoneNoneNon/edit"
ANN = {"Name": "Ann Lee", "Phone": "020 7946 0112"}
CY = {"Name": "Cy Twombly", "Phone": "0117 496 0002"}
NO_KEY = "✗ The key: This is a different kind of Google file. Kith needs the one from Service accounts > Keys > Add key"
NO_SHEET = "✗ The link: This does not look like a Google Sheets link. Open the sheet and copy the address"
GONE = "✗ Reading: No such sheet, or it is not shared with Kith's robot. Check the link, share it"
REFUSALS: tuple[tuple[Mapping[str, object], str], ...] = (
    ({"api_disabled": True}, "✗ Reading: The Google Sheets API is not switched on for this project. Switch it on"),
    ({"private": (ID,)}, "✗ Reading: Share the sheet with Kith's robot as Editor, then press Check again."),
    ({"read_only": (ID,)}, "✗ Writing: The sheet is shared as Viewer or Commenter. Change it to Editor, then press"),
    (
        {"office_files": (ID,)},
        "✗ Reading: This is an Excel file kept in Google Drive. Open it in Google Sheets, choose",
    ),
    ({"other_files": (ID,)}, "✗ Reading: This link is not a spreadsheet."),
    (
        {"require_token": True},
        "✗ Google: Google refused the key. Either this computer's clock is wrong, or the key was",
    ),
)
WELL = {
    "api_disabled": False,
    "private": (),
    "read_only": (),
    "office_files": (),
    "other_files": (),
    "require_token": False,
}
AWAY = "Google cannot be reached just now. Go on working"
UNSHARED = "The sheet is not shared with Kith's robot any more"


@pytest.fixture
def team(tmp_path: Path, google: SheetsEmulator) -> Iterator[Served]:
    """Kith on that sheet."""
    with serving(tmp_path, google=google.url, link=LINK) as served:
        yield served
        assert served.bugs == ""


def test_every_wrong_key_and_every_wrong_sheet_is_answered_with_what_to_do(
    desk: BrowserContext, by_google: Served, google: SheetsEmulator
) -> None:
    key = service_account()
    cut_off = {**key, "private_key": key["private_key"][:300]}
    with window(desk, by_google.url) as screen:
        screen.open().unfold("Use a Google Sheet").type("The link of the sheet", LINK)
        for content, sentence in (
            (b'{"installed": {"client_id": "x", "client_secret": "y"}}', NO_KEY),
            (b"not a key at all", NO_KEY),
            (json.dumps(cut_off).encode(), "✗ The key: The key in this file is cut off. Download it again"),
        ):
            screen.hand_in("key.json", content).press("Check").sees(sentence)
        assert google.log == []

        screen.open().unfold("Use a Google Sheet")
        for link, sentence in (("https://example.org", NO_SHEET), (NONE, GONE)):
            screen.type("The link of the sheet", link).press("Check").sees(sentence)
        screen.type("The link of the sheet", LINK)
        for switches, sentence in REFUSALS:
            google.switches.set(switches)
            screen.press("Check").sees(sentence)
            assert not screen.button("Use this sheet").count()
            google.switches.set(WELL)
    assert [sheet.title for sheet in google.book().sheets] == ["Sheet1"] and google.person.values("Sheet1") == []


def test_a_sheet_is_connected_and_edited_while_somebody_sorts(
    desk: BrowserContext, by_google: Served, google: SheetsEmulator
) -> None:
    with window(desk, by_google.url) as screen:
        connect(screen)
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
        screen.go("Workbook").sees("Open Team at Google").sees("3 in Contacts")


def test_while_google_is_away_people_go_on_and_afterwards_nothing_is_lost(
    desk: BrowserContext, team: Served, google: SheetsEmulator
) -> None:
    with window(desk, team.url) as screen:
        screen.open("contacts").unfold("Add a contact").add(ANN).is_saved()
        google.faults.add("reset_before")  # nobody gets through, for as long as it lasts
        screen.add(CY).lists("Ann Lee", "Cy Twombly").sees(AWAY, seconds=30).sees("1 change waits", within=SIDEBAR)
        google.person.put("Contacts!B3", [["Di Marco"]])
        types_phone(google, "Ann Lee", "0113 496 0111")
        screen.open("contacts").lists("Ann Lee", "Cy Twombly").pick("Ann Lee")
        screen.press("Edit").type("Phone", "020 7946 0999").press("Save").sees("2 changes wait", within=SIDEBAR)
        google.faults.clear()

        screen.sees("1 thing to decide", seconds=30, within=SIDEBAR).is_saved().sees_not(AWAY)
        assert phones(google) == {"Ann Lee": "0113 496 0111", "Di Marco": "", "Cy Twombly": CY["Phone"]}
        screen.press("1 thing to decide", SIDEBAR).sees("020 7946 0999").sees("0113 496 0111").press(
            "Use mine"
        ).is_saved()
        screen.sees_not("1 thing to decide", within=SIDEBAR).go("Contacts").lists("Ann Lee", "Cy Twombly", "Di Marco")
        assert phones(google) == {"Ann Lee": "020 7946 0999", "Di Marco": "", "Cy Twombly": CY["Phone"]}


def test_a_sheet_that_is_not_shared_any_more_says_so_and_takes_what_waits_once_it_is(
    desk: BrowserContext, team: Served, google: SheetsEmulator
) -> None:
    with window(desk, team.url) as screen:
        screen.open("contacts").unfold("Add a contact").add(ANN).is_saved()
        google.switches.set({"private": (ID,)})
        screen.add(CY).lists("Ann Lee", "Cy Twombly").sees(UNSHARED, seconds=30)
        screen.go("Workbook").sees(UNSHARED).unfold("The connection to Google").press("Check").sees(REFUSALS[1][1])
        google.switches.set(WELL)
        screen.press("Check").sees("✓ Dates").is_saved().sees_not(UNSHARED)
        screen.go("Contacts").lists("Ann Lee", "Cy Twombly")
        assert phones(google) == {"Ann Lee": ANN["Phone"], "Cy Twombly": CY["Phone"]}


def connect(screen: Screen) -> None:
    """All is well, and the sheet is used."""
    screen.open().unfold("Use a Google Sheet").type("The link of the sheet", LINK)
    screen.press("Check").sees("✓ Sorting: Checked: Kith edits safely while others sort and insert rows.")
    assert barriers(screen) == []
    screen.press("Use this sheet").sees("Today").is_saved()
    screen.sees("Team · Test server · Up to date", within=SIDEBAR)


def types_phone(google: SheetsEmulator, name: str, phone: str) -> None:
    """Somebody types into the sheet."""
    heads, *rows = google.person.values("Contacts!A1:AZ")
    row = next(number for number, row in enumerate(rows, 2) if row[heads.index("Name")] == name)
    google.person.put(f"Contacts!{letters(heads.index('Phone'))}{row}", [[phone]])


def phones(google: SheetsEmulator) -> dict[str, str]:
    """Name -> phone, as the sheet shows them. A name that stands there twice is an error."""
    heads, *rows = google.person.values("Contacts!A1:AZ")
    name, phone = heads.index("Name"), heads.index("Phone")
    found = {str(row[name]): str(row[phone]) if phone < len(row) else "" for row in rows if len(row) > name}
    assert len(found) == len(rows), "somebody is in the sheet twice, or has no name"
    return found
