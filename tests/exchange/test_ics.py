"""The calendar file, read back by the library that calendars are read with, and unfolded over ten years by another."""

import calendar
import datetime as dt
from collections.abc import Sequence

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.actions.follow_ups import following
from crm.analytics.frames import from_snapshot
from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.ui.calendars import calendar_of
from tests.analytics import plain

TODAY = dt.date(2026, 11, 22)
END = TODAY.replace(year=2036)
ANN = {"id": "C-7K3Q9F", "name": "Ann Lee"}
NASTY = (
    "=1+1; a, b\\n",
    "BEGIN:VEVENT\nSUMMARY:stolen",
    "Łukasz Wójcik Ünïcode 田中",
    "x" * 900,
    'a "b": c\r\nEND:VCALENDAR',
)


def made(today: dt.date = TODAY, who: str = "", **rows: Sequence[dict[str, object]]) -> icalendar.Calendar:
    """The file of a workbook with these rows, read back."""
    sheets = {"Contacts": [ANN], **{name.replace("_", "-"): part for name, part in rows.items()}}
    book = MemoryWorkbook.new(sheets, today=lambda: today)  # type: ignore[arg-type]
    frames = from_snapshot(Snapshot(book.read(), Rules(today)), as_of=today)
    return icalendar.Calendar.from_ical(calendar_of(frames, who))


def step(due: dt.date | None = TODAY, repeat: str | None = None, **more: object) -> dict[str, object]:
    return {"id": "F-7K3Q9F", "what": "Send the quote", "contact_id": ANN["id"], "due": due, "repeat": repeat, **more}


def fall(file: icalendar.Calendar, end: dt.date = END) -> list[dt.date]:
    """Every day that the file means until then."""
    return [event["DTSTART"].dt for event in recurring_ical_events.of(file).between(dt.date(2020, 1, 1), end)]


@pytest.mark.capability(25)
def test_a_next_step_is_a_whole_day_with_whom_it_is_and_how() -> None:
    file = made(Follow_ups=[step(how="Email", owner="Maya", notes="Two bikes\nin red")])
    (event,) = file.walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (TODAY, TODAY + dt.timedelta(days=1))
    assert (event["SUMMARY"], event["UID"]) == ("Send the quote: Ann Lee", "F-7K3Q9F@kith")
    assert event["DESCRIPTION"] == "How: Email\nWho: Maya\nTwo bikes\nin red"


def test_what_is_done_or_has_no_day_or_is_with_somebody_put_away_is_not_in_it() -> None:
    away = {"id": "C-7K3Q9G", "name": "Old", "status": "Archived", "birthday": "--03-14"}
    steps = [
        step(status="Done"),
        step(None) | {"id": "F-7K3Q9G"},
        step() | {"id": "F-7K3Q9H", "contact_id": away["id"]},
    ]
    assert made(Contacts=[ANN, away], Follow_ups=steps).walk("VEVENT") == []


def test_a_step_with_nobody_is_in_it() -> None:
    (event,) = made(Follow_ups=[step(contact_id=None)]).walk("VEVENT")
    assert event["SUMMARY"] == "Send the quote"


def test_who_looks_after_nothing_gets_what_is_nobodys() -> None:
    steps = [step(owner="Tom"), step() | {"id": "F-7K3Q9G", "what": "Nobody's"}]
    (event,) = made(who="Maya", Follow_ups=steps).walk("VEVENT")
    assert event["SUMMARY"] == "Nobody's: Ann Lee"


def last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


ENDS = st.builds(last_of_month, st.integers(2024, 2027), st.integers(1, 12))
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2027, 12, 31)) | ENDS


@settings(max_examples=12, deadline=None)
@given(DAYS, st.sampled_from(["Weekly", "Monthly", "Quarterly", "Yearly"]))
def test_a_step_that_repeats_falls_on_the_days_on_which_it_comes_here(due: dt.date, repeat: str) -> None:
    expected = [due]
    while (day := following(due, repeat, expected[-1])) < END:
        expected.append(day)
    assert fall(made(Follow_ups=[step(due, repeat)])) == expected


@pytest.mark.capability(7)
@settings(max_examples=15, deadline=None)
@given(st.dates(dt.date(1930, 1, 1), dt.date(2025, 12, 31)) | st.just(dt.date(1984, 2, 29)), st.booleans(), DAYS)
def test_a_birthday_falls_once_in_each_of_ten_years(born: dt.date, has_year: bool, today: dt.date) -> None:
    cell = f"{born:%Y-%m-%d}" if has_year else f"--{born:%m-%d}"
    born_then = ANN | {"birthday": cell} if born.year < today.year else ANN | {"birthday": f"--{born:%m-%d}"}
    first, end = dt.date(today.year, 1, 1), dt.date(today.year + 10, 1, 1)
    days = (first + dt.timedelta(days=number) for number in range((end - first).days))
    expected = [day for day in days if plain.is_celebrated(day, born.month, born.day)]
    assert fall(made(today, Contacts=[born_then]), end) == expected


def test_a_birthday_and_an_anniversary_are_two_and_keep_their_numbers() -> None:
    file = made(Contacts=[ANN | {"birthday": "1984-02-29", "anniversary": "--06-01"}])
    told = {str(event["UID"]): (str(event["SUMMARY"]), event.get("DESCRIPTION")) for event in file.walk("VEVENT")}
    assert told == {
        "C-7K3Q9F-birthday@kith": ("Birthday: Ann Lee", "Since 1984"),
        "C-7K3Q9F-anniversary@kith": ("Anniversary: Ann Lee", None),
    }


def test_nobody_is_congratulated_who_asked_not_to_be_contacted() -> None:
    assert made(Contacts=[ANN | {"birthday": "--06-01", "do_not_contact": "Yes"}]).walk("VEVENT") == []


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_typed_stays_a_text(text: str) -> None:
    (event,) = made(Follow_ups=[step(what=text, notes=text)]).walk("VEVENT")
    assert str(event["SUMMARY"]) == " ".join(text.split()) + ": Ann Lee"
    assert event["DESCRIPTION"] == text.replace("\r\n", "\n").strip()


def test_two_files_of_one_day_are_equal() -> None:
    assert made(Follow_ups=[step()]).to_ical() == made(Follow_ups=[step()]).to_ical()
