"""What waits on a day, against a slow plain working out: at month ends, in February, at changes of the clock."""

import datetime as dt
import random
from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.today import waiting
from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from tests.analytics import plain

NEAR = (-400, -366, -365, -61, -31, -30, -29, -8, -7, -6, -1, 0, 1, 6, 7, 8, 13, 14, 15, 29, 31, 365)
TIMES = (None, None, dt.time(0, 30), dt.time(1, 30), dt.time(23, 59))
IDS = [f"C-7K3{number:02d}F" for number in range(40)]
TRICKY = [
    dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2026, 2, 14), dt.date(2026, 2, 28),
    dt.date(2027, 3, 1), dt.date(2028, 2, 15), dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 11, 1),
    dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2026, 4, 30), dt.date(2026, 12, 18), dt.date(2028, 12, 31),
]  # fmt: skip


class Dice:
    """Cells that a seed decides, on and round a day."""

    def __init__(self, seed: int, as_of: dt.date) -> None:
        self.random, self.as_of = random.Random(seed), as_of

    def day(self) -> dt.date:
        """A day near, some with a time of day, as people type it."""
        day, time = self.as_of + dt.timedelta(days=self.random.choice(NEAR)), self.random.choice(TIMES)
        return day if time is None else dt.datetime.combine(day, time)

    def maybe(self) -> dt.date | None:
        return self.day() if self.random.random() < 0.6 else None

    def one_of(self, *words: object) -> object:
        return self.random.choice((None, *words))

    def celebrated(self) -> str | None:
        """A birthday with or without its year: of one who was born on a day like those near, or on 29 February."""
        near = plain.day_of(self.day())
        assert near
        month, number = (2, 29) if self.random.random() < 0.1 else (near.month, near.day)
        year = self.random.choice((1936, 1984, 2000))  # leap years: each has a 29 February
        return self.random.choice((None, f"--{month:02d}-{number:02d}", f"{year}-{month:02d}-{number:02d}"))


def book(seed: int, as_of: dt.date) -> dict[str, list[dict[str, object]]]:
    """A small workbook full of days near that one."""
    dice = Dice(seed, as_of)
    who = (None, *IDS)
    made = {
        "Contacts": [{
            "id": id, "name": f"Person {id}", "birthday": dice.celebrated(), "anniversary": dice.celebrated(),
            "status": dice.one_of("Active", "Former", "Archived"), "do_not_contact": dice.one_of("No", "No", "Yes"),
            "keep_in_touch": dice.one_of(0, 1, 7, 30, 365), "added_on": dice.maybe(),
            "ended": dice.one_of(None, None, dice.day()), "tags": dice.one_of("test", "red"),
        } for id in IDS],
        "Follow-ups": [{
            "id": f"F-7K3{n:02d}A", "due": dice.maybe(), "contact_id": dice.random.choice(who), "what": "Ring",
            "status": dice.one_of("Open", "Done", "Skipped"), "done_on": dice.one_of(dice.day()),
        } for n in range(80)],
        "Interactions": [{
            "id": f"N-7K3{n:02d}A", "date": dice.maybe(), "contact_id": dice.random.choice(who), "what": "Hello",
            "type": dice.one_of("Call", "Note", "Visit"), "outcome": dice.one_of("Good", "No answer"),
        } for n in range(60)],
        "Sales": [{
            "id": f"S-7K3{n:02d}A", "date": dice.day(), "contact_id": dice.random.choice(who), "amount": 5,
            "kind": dice.one_of("Sale", "Purchase"), "due": dice.maybe(), "paid_on": dice.one_of(dice.day()),
            "delivered_on": dice.one_of(dice.day()),
        } for n in range(60)],
        "Satisfaction": [{
            "id": f"Q-7K3{n:02d}A", "date": dice.day(), "contact_id": dice.random.choice(who),
            "question": dice.random.choice(list(plain.STAY)), "score": dice.one_of(1, 2, 3, 4, 5),
            "followed_up": dice.one_of("Yes", "No"),
        } for n in range(60)],
        "Tickets": [{
            "id": f"T-7K3{n:02d}A", "opened": dice.day(), "contact_id": dice.random.choice(who), "subject": "Gears",
            "promised_by": dice.maybe(), "solved_on": dice.one_of(dice.day()),
            "status": dice.one_of("New", "Waiting", "Solved", "Closed"),
        } for n in range(60)],
    }  # fmt: skip
    return {sheet: [_filled(row) for row in rows] for sheet, rows in made.items()}


def _filled(row: Mapping[str, object]) -> dict[str, object]:
    return {field: cell for field, cell in row.items() if cell is not None}


def frames_of(rows: dict[str, list[dict[str, object]]], as_of: dt.date) -> Frames:
    workbook = MemoryWorkbook.new(rows, today=lambda: as_of)  # type: ignore[arg-type]
    return from_snapshot(Snapshot(workbook.read(), Rules(as_of)), as_of=as_of)


@pytest.mark.capability(7)
@settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.sampled_from(TRICKY) | st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31)), st.integers(0, 2**32))
@example(dt.date(2026, 2, 14), 1)  # 29 February falls on the 28th, the last of fourteen days
@example(dt.date(2028, 2, 15), 2)
def test_what_waits_is_what_a_slow_plain_working_out_says(as_of: dt.date, seed: int) -> None:
    rows = book(seed, as_of)
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
