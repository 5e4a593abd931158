"""Next steps: set with somebody or with nobody, changed, done with a note, skipped, opened again."""

import datetime as dt

import pytest

from crm.actions.finishing import note_of, type_of
from crm.actions.follow_ups import add_follow_up, edit_follow_up, reopen, skip, tick_off
from crm.actions.settings import set_setting
from crm.analytics.frames import from_snapshot
from crm.analytics.today import last_touch
from crm.model.cells import Rules
from crm.model.changes import AddRow
from crm.model.entry import Entry
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, ROWS

RENT, TUBES, CARD = "F-5QN7AE", "F-9C41XJ", "F-T0B6WY"  # NOW is Sunday, 1 February 2026


def test_a_next_step_may_be_with_nobody(store: Store) -> None:
    store.save(add_follow_up(store.snapshot(), "", {"what": "Pay the rent", "due": "2026-02-03"}))
    row = store.snapshot().follow_ups.set_index("what").loc["Pay the rent"]
    assert (row["due"].date(), row["contact_id"] is None or row.isna()["contact_id"]) == (dt.date(2026, 2, 3), True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tomorrow", "2026-02-02"), ("Friday", "2026-02-06"), ("in 2 weeks", "2026-02-15"), ("14 March", "2026-03-14"),
     ("28.2.2026", "2026-02-28"), ("2026-12-31", "2026-12-31")],
)  # fmt: skip
def test_its_day_is_typed_as_people_say_it(typed: str, meant: str, store: Store) -> None:
    (row,) = add_follow_up(store.snapshot(), ANN, {"what": "Ring", "due": typed}).changes
    assert str(row.values["due"]) == meant


@pytest.mark.parametrize("typed", ["31 Feb", "31 Feb 2026"])
def test_a_day_that_there_is_not_is_answered_with_the_two_that_may_be_meant(typed: str, store: Store) -> None:
    with pytest.raises(InvalidInput, match=r"is not a day. Did you mean 28 Feb or 3 Mar\?") as refused:
        add_follow_up(store.snapshot(), ANN, {"what": "Ring", "due": typed})
    assert refused.value.field == "due"


@pytest.mark.parametrize("typed", ["soon", "9999-12-31", "\u200b", "=1+1", "x" * 40_000])
def test_what_is_no_day_is_refused_at_its_field(typed: str, store: Store) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_follow_up(store.snapshot(), ANN, {"what": "Ring", "due": typed})
    assert refused.value.field == "due"


def test_a_step_is_changed_where_somebody_changed_it_and_nowhere_else(store: Store) -> None:
    seen = store.snapshot().row("Follow-ups", RENT)
    given = Entry({"what": "Rent and water", "repeat": "Quarterly"}, seen)
    changes = edit_follow_up(store.snapshot(), RENT, given)
    assert changes.summary == "Rent, what, repeat"
    assert changes.changes[0].values == {"what": "Rent and water", "repeat": "Quarterly"}


def test_a_step_keeps_a_few_words(store: Store) -> None:
    with pytest.raises(InvalidInput, match="Write a few words"):
        edit_follow_up(store.snapshot(), RENT, {"what": " "})


def test_a_step_that_was_not_changed_is_not_written(store: Store) -> None:
    assert not edit_follow_up(store.snapshot(), RENT, {"what": "Rent"})


def test_one_that_repeats_names_its_next_day(store: Store) -> None:
    assert tick_off(store.snapshot(), RENT).summary == "Done: Rent. Next on 28 Feb 2026"


def test_a_step_that_repeats_comes_again_after_it_was_skipped(store: Store) -> None:
    changes = skip(store.snapshot(), RENT)
    assert changes.summary == "Skipped: Rent. Next on 28 Feb 2026"
    assert len(changes.changes) == 2


def test_one_that_is_skipped_already_is_not_skipped_again(store: Store) -> None:
    store.save(skip(store.snapshot(), TUBES))
    with pytest.raises(InvalidInput, match="already ticked off"):
        skip(store.snapshot(), TUBES)


def test_what_the_sheet_computes_of_a_step_is_not_copied_into_the_next_one(book: MemoryWorkbook, store: Store) -> None:
    def compute(book: MemoryWorkbook) -> None:
        sheet = book.sheet("Follow-ups")
        sheet.formulas[2, sheet.rows[0].index("Notes") + 1] = "1+1"

    book.edit(compute)
    *_, again = tick_off(store.snapshot(), RENT).changes
    assert isinstance(again, AddRow) and "notes" not in again.values and again.values["how"] == "Phone"


def test_a_step_is_opened_again(store: Store) -> None:
    store.save(tick_off(store.snapshot(), TUBES))
    store.save(reopen(store.snapshot(), TUBES))
    row = store.snapshot().follow_ups.loc[TUBES]
    assert (row["status"], row.isna()["done_on"]) == ("Open", True)


@pytest.mark.capability(25)
def test_ticking_off_alone_is_no_touch_and_a_note_of_it_is_one(store: Store) -> None:
    def touched() -> dt.date:
        frames = from_snapshot(store.snapshot(), as_of=dt.date(2026, 2, 1))
        return last_touch(frames)[ANN].date()

    before = touched()
    store.save(tick_off(store.snapshot(), RENT))
    assert touched() == before
    store.save(note_of(store.snapshot(), RENT, {"what": "Paid in full"}))
    assert touched() == dt.date(2026, 2, 1)


def test_what_came_of_a_step_stands_on_the_card_and_says_where_it_belongs(store: Store) -> None:
    store.save(note_of(store.snapshot(), RENT, {"what": "Paid in full"}))
    row = store.snapshot().interactions.set_index("what").loc["Paid in full"]
    assert (row["type"], row["contact_id"], row["about"]) == ("Call", ANN, RENT)


def test_its_type_is_the_teams_own_word_for_a_contact(book: MemoryWorkbook, store: Store) -> None:
    types = book.sheet("Lists").rows[0].index("Interaction types") + 1
    places = {cells[types - 1]: row for row, cells in enumerate(book.sheet("Lists").rows, 1) if len(cells) >= types}
    book.edit(lambda book: book.sheet("Lists").set_cell(places["Call"], types, "Ring"))
    assert type_of(store.snapshot(), RENT) == "Ring"


def test_nothing_is_noted_of_a_step_with_nobody_or_of_one_that_is_gone(store: Store) -> None:
    store.save(add_follow_up(store.snapshot(), "", {"what": "Pay", "due": "tomorrow"}))
    id = str(store.snapshot().follow_ups.index[-1])
    with pytest.raises(InvalidInput, match="with nobody"):
        note_of(store.snapshot(), id, {"what": "Paid"})
    with pytest.raises(NoSuchRow):
        note_of(store.snapshot(), "F-000000", {"what": "Paid"})


def test_a_step_whose_day_is_a_text_in_the_sheet_comes_again() -> None:
    rows = [{**row, "due": "31 January 2026"} for row in ROWS["Follow-ups"] if row["id"] == RENT]
    book = MemoryWorkbook.new({**ROWS, "Follow-ups": rows}, today=NOW.date)
    changes = tick_off(Snapshot(book.read(), Rules(NOW.date())), RENT)
    assert changes.summary == "Done: Rent. Next on 28 Feb 2026"


@pytest.mark.parametrize(("day_first", "meant"), [("Yes", "2026-04-03"), ("No", "2026-03-04")])
def test_a_day_in_digits_within_words_is_read_the_teams_way(day_first: str, meant: str, store: Store) -> None:
    store.save(set_setting(store.snapshot(), "day_first", day_first))
    (row,) = add_follow_up(store.snapshot(), ANN, {"what": "Ring", "due": "by 3/4/2026"}).changes
    assert str(row.values["due"]) == meant


@pytest.mark.parametrize(
    ("repeat", "dues", "expected"),
    [
        ("Monthly", ["2026-01-31", "2026-02-28"], "2026-03-31"),
        ("Monthly", ["2026-01-30", "2026-02-28"], "2026-03-30"),
        ("Monthly", ["2026-02-28"], "2026-03-28"),
        ("Quarterly", ["2025-08-31", "2025-11-30", "2026-02-28"], "2026-05-31"),
        ("Yearly", ["2024-02-29", "2025-02-28", "2026-02-28"], "2027-02-28"),
    ],
)
def test_a_step_of_the_end_of_a_month_goes_back_to_its_day(repeat: str, dues: list[str], expected: str) -> None:
    step = {"what": "Pay the rent", "contact": "Ann Lee", "contact_id": ANN, "repeat": repeat}
    days = [dt.date.fromisoformat(day) for day in dues]
    rows = [
        {"id": f"F-AAAA{'BCDE'[n]}A", **step, "due": day, **({"status": "Done"} if day < days[-1] else {})}
        for n, day in enumerate(days)
    ]
    today = dt.date(2026, 3, 1)
    book = MemoryWorkbook.new({**ROWS, "Follow-ups": rows}, today=lambda: today)
    changes = tick_off(Snapshot(book.read(), Rules(today)), str(rows[-1]["id"])).changes
    assert str(changes[-1].values["due"]) == expected
