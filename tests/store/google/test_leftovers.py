"""What Kith leaves in a sheet for a while: numbers of rows that never came or are gone, and copies of rows."""

import datetime as dt
from collections.abc import Callable

import pytest

from crm.model.changes import AddRow, UpdateRow
from crm.store.google import GoogleWorkbook, Pace
from crm.store.google.anchors import number_of, parked
from crm.store.google.calls import Spreadsheet
from crm.store.google.transport import Transport
from tests.store.conftest import TODAY
from tests.store.google.at_google import UNHURRIED, AtGoogle
from tests.store.test_every_workbook import STAMP, write

GONE = "C-G0NE5G"
Reads = Callable[[int], GoogleWorkbook]


def http(google: AtGoogle) -> Spreadsheet:
    return Spreadsheet(Transport(base=google.emulator.url, per_minute=UNHURRIED, clock=google.clock), google.id)


@pytest.fixture
def reads(google: AtGoogle) -> Reads:
    """Opens the sheet some days after today."""

    def after(days: int) -> GoogleWorkbook:
        day, pace = TODAY + dt.timedelta(days), Pace(google.clock, look=0.0, settle=0.0)
        workbook = GoogleWorkbook(http(google), today=lambda: day, folder=google.folder / "state", pace=pace)
        workbook.read()
        return workbook

    return after


@pytest.fixture
def left(google: AtGoogle) -> None:
    """The number of a row that was added and is gone."""
    google.workbook.read()
    undo = google.emulator.person.sheet("_crm_undo").id
    http(google).batch([parked(GONE, undo)])


def is_there(google: AtGoogle, id: str = GONE) -> bool:
    return number_of(id) in google.emulator.book().metadata


def test_the_number_of_a_row_that_is_gone_is_taken_out_after_a_day(google: AtGoogle, left: None, reads: Reads) -> None:
    reads(0)
    assert is_there(google)
    reads(2)
    assert not is_there(google)


def test_a_number_that_was_just_seen_stays_however_long_kith_was_away(
    google: AtGoogle, left: None, reads: Reads
) -> None:
    reads(50)
    assert is_there(google)


def test_the_number_of_a_row_that_came_after_all_leads_to_it(google: AtGoogle, left: None, reads: Reads) -> None:
    reads(0)
    google.edit(lambda grid: grid.append([GONE, "Eve"]))
    reads(2)
    assert is_there(google)


def test_a_row_whose_number_was_taken_out_can_be_added_again(google: AtGoogle, left: None, reads: Reads) -> None:
    reads(0)
    google.workbook = reads(2)
    write(google, AddRow("Contacts", GONE, {"name": "Eve"}))
    assert is_there(google) and GONE in google.workbook.read().sheets["Contacts"].places


def test_a_kith_that_is_never_closed_takes_it_out_too(google: AtGoogle, left: None) -> None:
    day = [TODAY]
    pace = Pace(google.clock, look=0.0, settle=0.0)
    workbook = GoogleWorkbook(http(google), today=lambda: day[0], folder=google.folder / "state", pace=pace)
    workbook.read()
    day[0] += dt.timedelta(2)
    workbook.read()
    assert not is_there(google)


def copies(google: AtGoogle) -> int:
    return len(google.emulator.person.values("_crm_undo"))


@pytest.mark.parametrize(("days", "is_left"), [(80, True), (95, False)])
def test_copies_of_rows_are_kept_for_three_months(google: AtGoogle, reads: Reads, days: int, is_left: bool) -> None:
    google.emulator.switches.anchors_follow_sort = False  # rows are written by their place, and copied first
    workbook = reads(0)
    update = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"})
    workbook.write([update], seen=workbook.read().revision, stamp=STAMP, before_swap=lambda intent: None)
    assert copies(google)
    reads(days)
    assert bool(copies(google)) is is_left


def test_google_being_busy_only_puts_it_off(google: AtGoogle, left: None, reads: Reads) -> None:
    reads(0)
    google.emulator.faults.add("503", kind="deleteDeveloperMetadata")
    workbook = reads(2)
    google.emulator.faults.clear()
    google.clock.now += 100
    assert workbook.read() and is_there(google)
    reads(3)
    assert not is_there(google)
