"""What waits on a day, against a slow plain working out: at month ends, in February, at changes of the clock."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.today import waiting
from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from tests.analytics import plain

TRICKY = [
    dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2026, 2, 14), dt.date(2026, 2, 28),
    dt.date(2027, 3, 1), dt.date(2028, 2, 15), dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 11, 1),
    dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2026, 4, 30), dt.date(2026, 12, 18), dt.date(2028, 12, 31),
]  # fmt: skip
IDS = [f"C-7K3{number}9F" for number in range(10)]
NEAR = st.sampled_from([-400, -366, -365, -61, -31, -30, -29, -8, -7, -6, -1, 0, 1, 6, 7, 8, 14, 15, 29, 31, 365])
CLOCK = st.sampled_from([None, dt.time(0, 30), dt.time(1, 30), dt.time(12), dt.time(23, 59)])
BORN = st.dates(dt.date(1930, 1, 1), dt.date(2023, 12, 31)) | st.sampled_from(
    [dt.date(1984, 2, 29), dt.date(2000, 2, 28)]
)


def days(as_of: dt.date) -> st.SearchStrategy[dt.date]:
    """Days near that one, some with a time of day, as they are typed."""

    def one(number: int, clock: dt.time | None) -> dt.date:
        day = as_of + dt.timedelta(days=number)
        return day if clock is None else dt.datetime.combine(day, clock)

    return st.builds(one, NEAR, CLOCK)


@st.composite
def celebrated(draw: st.DrawFn, as_of: dt.date) -> str:
    """A birthday with or without its year, often one that is near."""
    day = draw(BORN | days(as_of).map(lambda near: dt.date(2000, near.month, near.day)))
    return f"{day:%Y-%m-%d}" if draw(st.booleans()) else f"--{day:%m-%d}"


def row(letter: str, number: int, **cells: object) -> dict[str, object]:
    filled = {field: cell for field, cell in cells.items() if cell is not None}
    return {"id": f"{letter}-7K3{number:02d}A", **filled}


@st.composite
def books(draw: st.DrawFn) -> tuple[dt.date, dict[str, list[dict[str, object]]]]:
    """A day, and a small workbook full of days near it."""
    as_of = draw(st.sampled_from(TRICKY) | st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31)))
    near, maybe = days(as_of), st.none() | days(as_of)
    who = st.sampled_from([None, *IDS])

    def some(letter: str, **parts: st.SearchStrategy[object]) -> list[dict[str, object]]:
        made = draw(st.lists(st.fixed_dictionaries(parts), min_size=10, max_size=16))
        return [row(letter, number, **cells) for number, cells in enumerate(made)]

    def one_of(*words: object) -> st.SearchStrategy[object]:
        return st.sampled_from([None, *words])

    contacts = [
        {"id": id, "name": f"Person {id}", **{field: cell for field, cell in cells.items() if cell is not None}}
        for id, cells in ((id, draw(st.fixed_dictionaries({
            "birthday": st.none() | celebrated(as_of), "anniversary": st.none() | celebrated(as_of),
            "status": one_of("Active", "Former", "Archived"), "do_not_contact": one_of("Yes", "No"),
            "keep_in_touch": one_of(0, 1, 7, 30, 365), "added_on": maybe, "ended": st.none() | days(as_of),
            "tags": one_of("test", "red"),
        }))) for id in IDS)
    ]  # fmt: skip
    return as_of, {
        "Contacts": contacts,
        "Follow-ups": some("F", due=maybe, contact_id=who, status=one_of("Open", "Done", "Skipped"), done_on=maybe,
                           what=st.just("Ring")),
        "Interactions": some("N", date=maybe, contact_id=who, type=one_of("Call", "Note", "Visit"),
                             outcome=one_of("Good", "No answer"), what=st.just("Hello")),
        "Sales": some("S", date=near, contact_id=who, kind=one_of("Sale", "Purchase"), amount=st.just(5), due=maybe,
                      paid_on=maybe, delivered_on=maybe),
        "Satisfaction": some("Q", date=near, contact_id=who, question=st.sampled_from(list(plain.STAY)),
                             score=one_of(1, 2, 3, 4, 5), followed_up=one_of("Yes", "No")),
        "Tickets": some("T", opened=near, contact_id=who, subject=st.just("Gears"), promised_by=maybe, solved_on=maybe,
                        status=one_of("New", "Waiting", "Solved", "Closed")),
    }  # fmt: skip


def frames_of(rows: dict[str, list[dict[str, object]]], as_of: dt.date) -> Frames:
    book = MemoryWorkbook.new(rows, today=lambda: as_of)  # type: ignore[arg-type]
    return from_snapshot(Snapshot(book.read(), Rules(as_of)), as_of=as_of)


@pytest.mark.capability(7)
@settings(max_examples=20, deadline=None)
@given(books())
def test_what_waits_is_what_a_slow_plain_working_out_says(
    made: tuple[dt.date, dict[str, list[dict[str, object]]]],
) -> None:
    as_of, rows = made
    found = waiting(frames_of(rows, as_of), as_of=as_of)
    assert found.follow_ups["state"].to_dict() == plain.steps(rows, as_of)
    assert found.tickets["days_late"].to_dict() == plain.promises(rows, as_of)
    assert found.invoices["days_late"].to_dict() == plain.invoices(rows, as_of)
    assert set(found.unhappy.index) == plain.unhappy(rows, as_of)
    told = found.occasions.astype(object).itertuples(index=False)
    days = {(one.contact_id, one.what, one.day.date(), None if pd.isna(one.years) else one.years) for one in told}
    assert days == plain.occasions(rows, as_of, 14)
    silent = found.losing_touch["days_since"].astype(object)
    assert silent.where(silent.notna(), None).to_dict() == plain.losing_touch(rows, as_of, 0)
