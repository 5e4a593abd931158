"""Noting what happened, next steps, ratings: one press of Save each."""

import datetime as dt

import pytest

from crm.actions.follow_ups import add_follow_up, following, put_off, skip, tick_off
from crm.actions.interactions import log_interaction
from crm.actions.satisfaction import mark_followed_up, record_answer
from crm.model.cells import Cell
from crm.model.errors import InvalidInput, NoSuchRow
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store

ANN, SHOP = "C-7K3Q9F", "C-P9Z1HB"
CALL = {"type": "call", "what": "Asked about\r\nthe bell", "outcome": "good"}


# noting ---------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(2)
def test_a_call_is_noted_today_with_the_name_and_the_id_of_who_it_was(store: Store) -> None:
    changes = log_interaction(store.snapshot(), ANN, CALL)
    store.save(changes)
    row = store.snapshot().interactions.iloc[-1]
    assert (changes.summary, row["contact"], row["contact_id"]) == ("Call with Ann Lee", "Ann Lee", ANN)
    assert (row["type"], row["what"], row["outcome"]) == ("Call", "Asked about\nthe bell", "Good")
    assert row["date"].date() == dt.date(2026, 2, 1)


@pytest.mark.capability(3)
@pytest.mark.capability(15)
def test_a_call_its_next_step_and_its_rating_are_one_batch(store: Store) -> None:
    more = {"next_what": "Send it", "next_due": "2026-02-13", "next_how": "email", "score": "9", "comment": "Quick"}
    receipt = store.save(log_interaction(store.snapshot(), ANN, {**CALL, **more}))
    snapshot = store.snapshot()
    note, step, answer = snapshot.interactions.index[-1], snapshot.follow_ups.iloc[-1], snapshot.satisfaction.iloc[-1]
    assert (step["what"], step["how"], step["about"], step["contact_id"]) == ("Send it", "Email", note, ANN)
    assert (answer["score"], answer["question"], answer["about"]) == (9, "Recommend us (0-10)", note)
    store.undo(receipt.batch)
    assert [len(store.snapshot().frame(sheet)) for sheet in ("Interactions", "Follow-ups", "Satisfaction")] == [2, 3, 1]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"what": ""}, "what", "Write a line about what happened."),
        ({"date": "2026-02-02"}, "date", "This day lies ahead. Note it as a next step instead."),
        ({"date": "31 Feb 2026"}, "date", "“31 Feb 2026” is not a day. Did you mean 28 Feb or 3 Mar?"),
        ({"outcome": "Splendid"}, "outcome", "Outcome is Good or Neutral or Bad or No answer."),
        ({"next_what": "Ring"}, "next_due", "When is the next step due? Pick a day."),
        ({"next_due": "2026-03-01"}, "next_what", "What is the next step? Write a few words."),
        ({"next_what": "X", "next_due": "Feb 30"}, "next_due", "“Feb 30” is not a day. Did you mean 28 Feb or 2 Mar?"),
        ({"next_how": "Phone"}, "next_what", "What is the next step? Write a few words."),
        ({"comment": "Very quick"}, "score", "Which score did they give?"),
        ({"question": "Smiley (1-3)"}, "score", "Which score did they give?"),
        ({"score": 11}, "score", "11 is outside 0 to 10."),
        ({"score": -1}, "score", "-1 is outside 0 to 10."),
        ({"score": 4.5}, "score", "“4.5” is not a whole number."),
        ({"score": "five"}, "score", "“five” is not a number. Write it in digits, such as 12 or 12.50."),
        ({"score": 4, "question": "Smiley (1-3)"}, "score", "4 is outside 1 to 3."),
    ],
)  # fmt: skip
def test_a_note_that_cannot_be_kept_names_the_field_and_saves_no_part(
    values: dict[str, object], field: str, sentence: str, store: Store
) -> None:
    with pytest.raises(InvalidInput) as refused:
        log_interaction(store.snapshot(), ANN, {**CALL, **values})
    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_a_note_about_nobody_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchRow, match="No contact has the number C-ZZZZZZ"):
        log_interaction(store.snapshot(), "C-ZZZZZZ", CALL)


def test_a_note_of_a_type_of_ones_own_keeps_it(store: Store) -> None:
    store.save(log_interaction(store.snapshot(), ANN, {**CALL, "type": "Home visit", "date": dt.date(2026, 1, 30)}))
    assert store.snapshot().interactions["type"].iloc[-1] == "Home visit" and not store.snapshot().problems


# next steps -----------------------------------------------------------------------------------------------------------


@pytest.mark.capability(3)
def test_a_next_step_keeps_every_field_that_was_given(store: Store) -> None:
    values = {"what": "Card", "due": "14 March 2026", "repeat": "yearly", "owner": "Tom", "notes": "blue"}
    store.save(add_follow_up(store.snapshot(), SHOP, values))
    row = store.snapshot().follow_ups.iloc[-1]
    assert row[["what", "repeat", "owner", "notes", "contact_id"]].tolist() == ["Card", "Yearly", "Tom", "blue", SHOP]


@pytest.mark.parametrize(("values", "field"), [({"what": "Card"}, "due"), ({"due": "2026-03-14"}, "what")])
def test_a_next_step_needs_what_and_when(values: dict[str, object], field: str, store: Store) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_follow_up(store.snapshot(), ANN, values)
    assert refused.value.field == field


@pytest.mark.capability(25)
def test_a_step_that_is_ticked_off_is_done_today(store: Store) -> None:
    store.save(tick_off(store.snapshot(), "F-9C41XJ"))
    row = store.snapshot().follow_ups.loc["F-9C41XJ"]
    assert (row["status"], row["done_on"].date(), len(store.snapshot().follow_ups)) == ("Done", dt.date(2026, 2, 1), 3)


@pytest.mark.capability(25)
def test_a_step_that_repeats_comes_again_and_the_done_one_is_left_alone(store: Store) -> None:
    store.save(tick_off(store.snapshot(), "F-5QN7AE"))
    done, again = store.snapshot().follow_ups.loc["F-5QN7AE"], store.snapshot().follow_ups.iloc[-1]
    assert (done["status"], done["due"].date()) == ("Done", dt.date(2026, 1, 31))
    assert (again["due"].date(), again["what"], again["contact_id"]) == (dt.date(2026, 2, 28), "Rent", ANN)
    assert (again["how"], again["notes"], again["repeat"]) == ("Phone", "as ever", "Monthly")
    assert again[["status", "done_on"]].isna().all() and again.name != "F-5QN7AE"


def test_ticking_off_is_taken_back_with_the_step_it_added(store: Store) -> None:
    before = {id: store.snapshot().row("Follow-ups", id) for id in store.snapshot().follow_ups.index}
    store.undo(store.save(tick_off(store.snapshot(), "F-5QN7AE")).batch)
    after = {id: store.snapshot().row("Follow-ups", id) for id in store.snapshot().follow_ups.index}
    stamps = {"changed_on": None, "changed_by": None}
    assert {id: {**row, **stamps} for id, row in after.items()} == before


@pytest.mark.parametrize(
    ("due", "repeat", "today", "next_due"),
    [
        ("2026-01-31", "Monthly", "2026-02-01", "2026-02-28"),
        ("2026-01-31", "Monthly", "2026-02-28", "2026-03-31"),
        ("2026-01-31", "Quarterly", "2026-02-01", "2026-04-30"),
        ("2024-02-29", "Yearly", "2026-02-28", "2027-02-28"),
        ("2024-02-29", "Yearly", "2027-03-01", "2028-02-29"),
        ("2026-01-05", "Weekly", "2026-01-12", "2026-01-19"),
        ("2026-03-01", "Monthly", "2026-02-01", "2026-04-01"),
        ("2025-12-31", "Monthly", "2026-01-01", "2026-01-31"),
    ],
)
def test_repeats_are_counted_from_the_first_day_and_never_drift(
    due: str, repeat: str, today: str, next_due: str
) -> None:
    day = dt.date.fromisoformat
    assert following(day(due), repeat, day(today)) == day(next_due)


def test_a_step_that_somebody_took_out_of_the_sheet_is_said(book: MemoryWorkbook, store: Store) -> None:
    book.edit(lambda book: book.sheet("Follow-ups").clear_row(3))
    with pytest.raises(NoSuchRow, match="This next step is not in the sheet Follow-ups any more"):
        tick_off(store.snapshot(), "F-9C41XJ")


@pytest.mark.parametrize(
    ("heading", "cell"), [("Status", " done"), ("Status", "SKIPPED"), ("Done on", dt.date(2026, 1, 30))]
)
def test_a_step_that_a_person_closed_in_the_sheet_is_not_done_again(
    heading: str, cell: Cell, book: MemoryWorkbook, store: Store
) -> None:
    column = book.sheet("Follow-ups").rows[0].index(heading) + 1
    book.edit(lambda book: book.sheet("Follow-ups").set_cell(2, column, cell))
    with pytest.raises(InvalidInput, match="already ticked off in the sheet"):
        tick_off(store.snapshot(), "F-5QN7AE")


def test_a_step_is_put_off_or_skipped(store: Store) -> None:
    assert put_off(store.snapshot(), "F-9C41XJ", dt.date(2026, 3, 1)).summary == "Ask for the tubes: now due 1 Mar 2026"
    store.save(put_off(store.snapshot(), "F-9C41XJ", dt.date(2026, 3, 1)))
    store.save(skip(store.snapshot(), "F-9C41XJ"))
    row = store.snapshot().follow_ups.loc["F-9C41XJ"]
    assert (row["due"].date(), row["status"]) == (dt.date(2026, 3, 1), "Skipped")


# ratings --------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(15)
def test_an_answer_keeps_every_field_that_was_given(store: Store) -> None:
    values = {
        "question": "satisfied (1-5)",
        "score": "4",
        "comment": "Fine",
        "round": "Spring",
        "asked_on": "2026-01-20",
    }
    changes = record_answer(store.snapshot(), ANN, values)
    store.save(changes)
    row = store.snapshot().satisfaction.iloc[-1]
    assert row[["question", "score", "comment", "round"]].tolist() == ["Satisfied (1-5)", 4, "Fine", "Spring"]
    assert (changes.summary, row["asked_on"].date()) == ("Rating by Ann Lee: 4", dt.date(2026, 1, 20))


def test_an_answer_without_a_score_is_asked_for(store: Store) -> None:
    with pytest.raises(InvalidInput, match="Which score did they give"):
        record_answer(store.snapshot(), ANN, {"comment": "Fine"})


@pytest.mark.capability(15)
def test_an_unhappy_answer_is_seen_to_and_that_is_undone(store: Store) -> None:
    receipt = store.save(mark_followed_up(store.snapshot(), "Q-N4E8KX"))
    assert store.snapshot().satisfaction["followed_up"]["Q-N4E8KX"]
    store.undo(receipt.batch)
    assert store.snapshot().satisfaction["followed_up"].isna().all()
