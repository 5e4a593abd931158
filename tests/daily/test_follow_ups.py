"""Next steps, birthdays and promises on each kind of record."""

import datetime as dt

import icalendar
import pytest

from crm.actions.finishing import note_of
from crm.actions.follow_ups import add_follow_up, edit_follow_up, put_off, skip
from crm.actions.settings import add_to_list, set_setting
from crm.analytics.frames import from_snapshot
from crm.analytics.today import waiting
from crm.store.store import Store
from crm.ui.calendars import calendar_of
from tests.daily.conftest import ANN, TODAY, TOM, Save

QUOTE = "F-5QN7AE"  # overdue since 6 November, monthly; today is 12 November 2026


@pytest.mark.capability(7)
def test_a_birthday_is_told_in_time(store: Store) -> None:
    found = waiting(from_snapshot(store.snapshot(), as_of=TODAY), as_of=TODAY).occasions
    assert found[["contact_id", "in_days"]].to_numpy().tolist() == [[ANN, 2]]


@pytest.mark.capability(7)
@pytest.mark.capability(25)
def test_the_calendar_file_holds_the_step_and_the_birthday(store: Store) -> None:
    file = icalendar.Calendar.from_ical(calendar_of(from_snapshot(store.snapshot(), as_of=TODAY)))
    assert {str(event["SUMMARY"]) for event in file.walk("VEVENT")} == {"Send the quote: Ann Lee", "Birthday: Ann Lee"}


@pytest.mark.capability(33)
def test_everybody_sees_their_own_and_what_is_nobodys(store: Store, save: Save) -> None:
    save(add_to_list(store.snapshot(), "People", "Maya"))
    save(add_follow_up(store.snapshot(), TOM, {"what": "Ring Tom", "due": "today", "owner": "Maya"}))
    seen = save(add_follow_up(store.snapshot(), TOM, {"what": "Write to Tom", "due": "today", "owner": "Ines"}))
    frames = from_snapshot(seen, as_of=TODAY)
    mine = waiting(frames, as_of=TODAY).of(frames, "maya").follow_ups
    assert set(mine["what"]) == {"Send the quote", "Ring Tom"}


def test_a_step_with_nobody_stands_in_the_sheet(store: Store, save: Save) -> None:
    found = save(add_follow_up(store.snapshot(), "", {"what": "Pay the rent", "due": "1 Dec"})).follow_ups
    row = found.set_index("what").loc["Pay the rent"]
    assert (row["due"].date(), row.isna()["contact"], row.isna()["contact_id"]) == (dt.date(2026, 12, 1), True, True)


def test_a_step_is_changed_put_off_and_skipped(store: Store, save: Save) -> None:
    save(edit_follow_up(store.snapshot(), QUOTE, {"what": "Send both quotes", "how": "Email"}))
    save(put_off(store.snapshot(), QUOTE, dt.date(2026, 11, 30)))
    found = save(skip(store.snapshot(), QUOTE)).follow_ups
    assert found.loc[QUOTE, ["what", "how", "status"]].tolist() == ["Send both quotes", "Email", "Skipped"]
    assert found.iloc[-1]["due"].date() == dt.date(2026, 12, 30)


@pytest.mark.capability(25)
def test_what_came_of_a_step_is_noted_with_its_person(store: Store, save: Save) -> None:
    row = save(note_of(store.snapshot(), QUOTE, {"what": "Sent it"})).interactions.set_index("what").loc["Sent it"]
    assert (row["contact_id"], row["type"], row["date"].date(), row["about"]) == (ANN, "Call", TODAY, QUOTE)


def test_the_first_steps_are_hidden_for_the_team(store: Store, save: Save) -> None:
    assert not save(set_setting(store.snapshot(), "first_steps", "No")).settings.yes("first_steps")
