"""The main job - add, find, edit, take back - is the same in a workbook on this computer and in a sheet at Google."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from crm.store.excel import template
from tests.journeys.screen import window
from tests.journeys.serving import Served, serving
from tests.journeys.sheets import Row, people
from tests.sheets_emulator import SheetsEmulator

ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"
LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
ANN = {"Name": "Ann Lee", "Phone": "+44 20 7946 0112"}
BO = {"Name": "Bo Chen", "Phone": "0113 496 0001"}
ZOE = {"Name": "Zoë Ångström", "Phone": "=1+1"}


@dataclass(frozen=True)
class Record:
    """A Kith on an empty record, and who stands in that, by name, as others read it."""

    served: Served
    people: Callable[[], dict[str, Row]]


@pytest.fixture(params=["a workbook", "a sheet at Google"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    """One of each kind."""
    is_at_google, path = request.param == "a sheet at Google", tmp_path / "team.xlsx"
    with SheetsEmulator() as google:
        google.spreadsheet("Team", ID)
        if not is_at_google:
            template.write(path, book_id="b-both", today=dt.date.today())
        where = {"google": google.url, "link": LINK} if is_at_google else {"workbook": path}
        with serving(tmp_path, **where) as served:  # type: ignore[arg-type]
            yield Record(served, (lambda: at_google(google)) if is_at_google else (lambda: people(path)))
            assert served.bugs == ""


def at_google(google: SheetsEmulator) -> dict[str, Row]:
    """The rows of the sheet by name. A name that stands there twice is an error."""
    headings, *rows = google.person.values("Contacts")
    found = [dict(zip(map(str, headings), row, strict=False)) for row in rows if any(row)]
    assert len({row["Name"] for row in found}) == len(found), "somebody is in the sheet twice"
    return {str(row["Name"]): row for row in found}


def test_people_are_added_found_edited_and_an_edit_is_taken_back(desk: BrowserContext, record: Record) -> None:
    with window(desk, record.served.url) as screen:
        screen.open("contacts").unfold("Add a contact")
        for person in (ANN, BO, ZOE):
            screen.add(person)
        screen.is_saved()
        assert {name: row["Phone"] for name, row in record.people().items()} == {
            person["Name"]: person["Phone"] for person in (ANN, BO, ZOE)
        }
        screen.search("angstrom").lists("Zoë Ångström").search("0112").lists("Ann Lee").pick("Ann Lee")
        screen.press("Edit").type("City", "Leeds").press("Save").sees("Leeds").is_saved()
        before = record.people()
        assert before["Ann Lee"]["City"] == "Leeds" and len({row["ID"] for row in before.values()}) == 3
        screen.open("history").press("Undo").sees("Undone").is_saved()
    assert record.people()["Ann Lee"].get("City") in (None, "")
    assert {name: row["ID"] for name, row in record.people().items()} == {n: row["ID"] for n, row in before.items()}
