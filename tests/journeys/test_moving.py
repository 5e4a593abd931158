"""A workbook on this computer moves into a Google Sheet and back into a file: the people and the history go along."""

from playwright.sync_api import BrowserContext

from tests.journeys.screen import SIDEBAR, Screen, window
from tests.journeys.serving import Served
from tests.journeys.sheets import people
from tests.journeys.test_a_google_sheet import ANN, CY, LINK, phones
from tests.journeys.test_every_page import barriers
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.calls import Call

FIGURES = {"Overview", "_crm_undo"}
WHERE_TO = "Where to: a file, or the link of a Google Sheet"


def test_an_owner_moves_the_workbook_into_a_google_sheet_and_back_into_a_file(
    desk: BrowserContext, by_google: Served, google: SheetsEmulator
) -> None:
    back = by_google.folder / "Back again.xlsx"
    with window(desk, by_google.url) as screen:
        screen.open().begin("shop").go("Contacts").add(ANN).add(CY).is_saved()
        into_the_sheet(screen)
        assert phones(google) == {"Ann Lee": ANN["Phone"], "Cy Twombly": CY["Phone"]}
        screen.go("Contacts").lists("Ann Lee", "Cy Twombly").pick("Ann Lee")
        screen.press("Edit").type("Phone", "020 7946 0999").press("Save").is_saved()

        look(screen, str(back)).sees("Contacts: 2 to add").press("Move to Back again.xlsx")
        screen.sees("Moved to Back again.xlsx.", seconds=30).press("Work with Back again.xlsx from now on").is_saved()
        assert {name: row["Phone"] for name, row in people(back).items()} == phones(google)
        has_its_history(screen)
        written = rows_written(google)
        look(screen, LINK).sees("Nothing to move: Team holds all of it already.")
        assert rows_written(google) == written


def rows_written(google: SheetsEmulator) -> list[Call]:
    """The calls that wrote something else than the figures, which go into the sheet by the clock."""
    return [call for call in google.log.write_calls if not sheets_of(call) or sheets_of(call) - FIGURES]


def sheets_of(call: Call) -> set[str]:
    """The sheets whose rows a call looks at while it writes."""
    asked = call.body.get("responseRanges", []) if isinstance(call.body, dict) else []
    return {one.rpartition("!")[0].strip("'") for one in asked}


def into_the_sheet(screen: Screen) -> None:
    """The sheet is checked, the move looked at and made, and Kith goes on there; the same move again is none."""
    screen.go("Workbook").unfold("Use a Google Sheet").type("The link of the sheet", LINK)
    screen.press("Check").sees("✓ Sorting").press("Move this workbook into it").sees("Contacts: 2 to add", seconds=20)
    assert barriers(screen) == []
    screen.press("Move to Team").sees("Moved to Team.", seconds=30)
    look(screen, LINK).sees("Nothing to move: Team holds all of it already.")
    screen.press("Work with Team from now on").sees("Today").is_saved()
    screen.sees("Team · Test server · Up to date", within=SIDEBAR)
    has_its_history(screen)


def look(screen: Screen, to: str) -> Screen:
    """Look where a move would lead."""
    return screen.go("Workbook").unfold("Move this workbook").type(WHERE_TO, to).press("Look first")


def has_its_history(screen: Screen) -> None:
    """Who was added when, before the move, is told after it."""
    screen.open("history").sees("Moved here from").sees("Ann Lee").sees("Cy Twombly")
