"""The team's own columns of days: a number there is a day when the sheet shows it as one."""

import datetime as dt

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, UpdateRow
from crm.store.google.calls import Spreadsheet
from crm.store.google.transport import Transport
from crm.store.google.widening import look
from tests.sheets_emulator.a1 import letters
from tests.store.conftest import TODAY
from tests.store.google.at_google import AtGoogle
from tests.store.test_every_workbook import write

DAY = dt.date(2026, 1, 5)


def heads(google: AtGoogle, heading: str) -> str:
    """A column of their own right of all others; its letters."""
    column = len(google.rows()[0])
    google.edit(lambda grid: grid[0].append(heading))
    return letters(column)


def types(google: AtGoogle, column: str, *texts: str) -> None:
    """What they type into it, as they type it."""
    for row, text in enumerate(texts, 2):
        google.emulator.person.edit(f"Contacts!{column}{row}", text)


def read(google: AtGoogle, field: str) -> list[Cell]:
    return google.workbook.read().sheets["Contacts"].columns[field]


@pytest.fixture
def member(google: AtGoogle) -> str:
    """A column of days that nobody at Kith knows; its letters."""
    column = heads(google, "Member from")
    types(google, column, "2026-01-05", "", "2026-02-06")
    return column


def formatted(google: AtGoogle, column: str, kind: str) -> None:
    """As they format a whole column in which nothing stands."""
    number = google.rows()[0].index("Paid on")
    span = {"startRowIndex": 1, "startColumnIndex": number, "endColumnIndex": number + 1}
    cell = {"userEnteredFormat": {"numberFormat": {"type": kind}}}
    page = google.emulator.person.sheet("Contacts").id
    form = {"range": {"sheetId": page, **span}, "cell": cell, "fields": "userEnteredFormat.numberFormat"}
    Spreadsheet(Transport(base=google.emulator.url), google.id).batch([{"repeatCell": form}])


def test_a_day_in_a_column_of_the_teams_own_is_a_day(google: AtGoogle, member: str) -> None:
    assert read(google, "own:Member from") == [DAY, None, dt.date(2026, 2, 6)]


@pytest.mark.parametrize(("text", "cell"), [("46027", 46027), ("12%", 0.12), ("9:30", 0.395833333333333), ("x", "x")])
def test_what_the_sheet_does_not_show_as_a_day_is_none(google: AtGoogle, text: str, cell: Cell) -> None:
    types(google, heads(google, "Shoe"), text)
    assert read(google, "own:Shoe")[0] == (pytest.approx(cell) if isinstance(cell, float) else cell)


def test_a_moment_keeps_its_time_of_day(google: AtGoogle) -> None:
    types(google, heads(google, "Seen"), "2026-01-05 09:30")
    assert read(google, "own:Seen")[0] == dt.datetime(2026, 1, 5, 9, 30)


def test_a_column_that_comes_in_later_is_known_too(google: AtGoogle) -> None:
    google.workbook.read()
    types(google, heads(google, "Member from"), "", "2026-01-05")
    assert read(google, "own:Member from")[1] == DAY


def test_a_column_that_was_blank_is_asked_about_again_when_it_holds_numbers(google: AtGoogle) -> None:
    column = heads(google, "Member from")
    google.workbook.read()
    types(google, column, "", "2026-01-05")
    assert read(google, "own:Member from")[1] == DAY


def test_formats_are_asked_about_once(google: AtGoogle, member: str) -> None:
    google.workbook.read()
    before = len(google.emulator.log)
    types(google, member, "2026-03-07")
    assert read(google, "own:Member from")[0] == dt.date(2026, 3, 7)
    assert "spreadsheets.get" not in [call.method for call in google.emulator.log[before:]]


def test_a_day_stays_one_where_its_column_is_moved_to(google: AtGoogle, member: str) -> None:
    google.workbook.read()
    google.emulator.person.move_column("Contacts", member, "B")
    assert read(google, "own:Member from")[0] == DAY


def test_a_day_that_is_saved_there_is_shown_as_one(google: AtGoogle, member: str) -> None:
    google.workbook.read()
    other = dt.date(2026, 4, 8)
    write(google, UpdateRow("Contacts", "C-ADA11A", {"own:Member from": other}))
    write(google, AddRow("Contacts", "C-NEW55N", {"name": "Eve", "own:Member from": other}))
    shown = google.emulator.person.values(f"Contacts!{member}2:{member}5")
    assert [shown[0], shown[3]] == [[46120], [46120]]
    assert read(google, "own:Member from")[3] == other


def test_the_first_day_in_a_column_that_was_formatted_for_days_is_shown_as_one(google: AtGoogle) -> None:
    column = heads(google, "Paid on")
    formatted(google, column, "DATE")
    google.workbook.read()
    write(google, UpdateRow("Contacts", "C-ADA11A", {"own:Paid on": DAY}))
    assert google.emulator.person.values(f"Contacts!{column}2") == [[46027]]


def test_looking_at_a_sheet_that_is_not_kiths_yet_knows_days_too(google: AtGoogle, member: str) -> None:
    found = look(Spreadsheet(Transport(base=google.emulator.url), google.id), TODAY)
    assert found.sheets["Contacts"].columns["own:Member from"][0] == DAY
