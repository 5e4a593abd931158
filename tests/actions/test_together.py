"""Several people in one note, notes without a person, and facts that are still right."""

import datetime as dt

import pytest

from crm.actions.contacts import add_organisation, edit_contact
from crm.actions.interactions import assign, log_interaction, log_together, still_right
from crm.analytics.frames import from_snapshot
from crm.analytics.staleness import STILL_RIGHT, looked_at
from crm.analytics.today import last_touch
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, SHOP, TOM

FAIR = {"type": "Meeting", "what": "Talked about the fair", "outcome": "Good"}
STEP = {"next_what": "Send the plan", "next_due": dt.date(2026, 2, 6)}


# several people -------------------------------------------------------------------------------------------------------


def test_a_meeting_is_a_note_for_each_and_one_undo(store: Store) -> None:
    changes = log_together(store.snapshot(), [ANN, TOM, ANN], FAIR)
    receipt = store.save(changes)
    added = store.snapshot().interactions.iloc[2:]
    assert (changes.summary, list(added["contact_id"])) == ("Meeting with Ann Lee and Tom Wójcik", [ANN, TOM])
    store.undo(receipt.batch)
    assert len(store.snapshot().interactions) == 2


@pytest.mark.parametrize(("step_with", "whose"), [("", ANN), (TOM, TOM), (SHOP, SHOP)])
def test_the_next_step_is_with_one_of_them_or_somebody_else(store: Store, step_with: str, whose: str) -> None:
    store.save(log_together(store.snapshot(), [ANN, TOM], {**FAIR, **STEP}, step_with=step_with))
    step, notes = store.snapshot().follow_ups.iloc[-1], store.snapshot().interactions.iloc[2:]
    assert step["contact_id"] == whose
    mine = notes.index[notes["contact_id"] == whose]
    assert [step["about"]] == list(mine) if len(mine) else step.isna()["about"]


def test_a_rating_of_several_people_at_once_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="A rating belongs to one person"):
        log_together(store.snapshot(), [ANN, TOM], {**FAIR, "score": 9})


def test_one_unknown_person_among_several_saves_nothing(store: Store) -> None:
    with pytest.raises(NoSuchRow):
        log_together(store.snapshot(), [ANN, "C-ZZZZZZ"], FAIR)


def test_what_only_plans_is_a_next_step_and_no_note(store: Store) -> None:
    changes = log_together(store.snapshot(), [TOM], STEP)
    assert [change.sheet for change in changes.changes] == ["Follow-ups"]  # type: ignore[union-attr]
    assert changes.summary == "Next step with Tom Wójcik"


# nobody yet -----------------------------------------------------------------------------------------------------------


def test_a_note_without_a_person_is_kept_and_nothing_to_tidy(store: Store) -> None:
    store.save(log_together(store.snapshot(), [], {"what": "Somebody left a glove", **STEP}))
    note, step = store.snapshot().interactions.iloc[-1], store.snapshot().follow_ups.iloc[-1]
    assert note[["contact", "contact_id"]].isna().all() and step[["contact", "contact_id"]].isna().all()
    assert not store.snapshot().problems


def test_a_note_without_a_person_is_sorted_to_somebody_later(store: Store) -> None:
    store.save(log_together(store.snapshot(), [], {"what": "Somebody left a glove"}))
    id = store.snapshot().interactions.index[-1]
    receipt = store.save(assign(store.snapshot(), id, TOM))
    assert store.snapshot().interactions.loc[id, ["contact", "contact_id"]].tolist() == ["Tom Wójcik", TOM]
    store.undo(receipt.batch)
    assert store.snapshot().interactions.loc[id, ["contact", "contact_id"]].isna().all()


def test_a_note_that_went_meanwhile_cannot_be_sorted(store: Store) -> None:
    with pytest.raises(NoSuchRow):
        assign(store.snapshot(), "N-ZZZZZZ", TOM)


# still right ----------------------------------------------------------------------------------------------------------


@pytest.mark.capability(25)
def test_facts_that_are_still_right_are_looked_at_today_and_that_is_undone(store: Store) -> None:
    assert looked_at(store.snapshot()).isna()[ANN]
    receipt = store.save(still_right(store.snapshot(), ANN))
    assert looked_at(store.snapshot())[ANN].date() == NOW.date()
    store.undo(receipt.batch)
    assert looked_at(store.snapshot()).isna()[ANN]


@pytest.mark.capability(25)
def test_a_changed_fact_was_looked_at_too(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), ANN, {"city": "Leeds"}))
    assert looked_at(store.snapshot())[ANN].date() == NOW.date()


def test_looking_at_facts_is_no_touch_with_the_person(store: Store) -> None:
    def last(snapshot: Snapshot) -> object:
        return last_touch(from_snapshot(snapshot, as_of=NOW.date()))[ANN]

    before = last(store.snapshot())
    store.save(still_right(store.snapshot(), ANN))
    assert last(store.snapshot()) == before


def test_the_words_are_known_where_a_sheet_has_no_column_for_what_a_note_is_about(
    book: MemoryWorkbook, store: Store
) -> None:
    place = book.sheet("Interactions").rows[0].index("About") + 1
    book.edit(lambda book: book.sheet("Interactions").set_cell(1, place, "Something else"))
    store.save(still_right(store.snapshot(), ANN))
    assert store.snapshot().interactions["what"].iloc[-1] == STILL_RIGHT
    assert looked_at(store.snapshot())[ANN].date() == NOW.date()


def test_an_ordinary_note_says_nothing_about_the_facts(store: Store) -> None:
    store.save(log_interaction(store.snapshot(), TOM, {"what": "Rang"}))
    assert looked_at(store.snapshot()).isna()[TOM]


# organisations --------------------------------------------------------------------------------------------------------


@pytest.fixture
def member(store: Store) -> Store:
    """Tom belongs to the shop, as it is typed on his card."""
    store.save(edit_contact(store.snapshot(), TOM, {"organisation": "harbour PARTS ltd."}))
    return store


@pytest.mark.capability(4)
def test_a_renamed_organisation_takes_its_people_along_and_brings_them_back(member: Store) -> None:
    receipt = member.save(edit_contact(member.snapshot(), SHOP, {"name": "Harbour & Sons"}))
    assert member.snapshot().contacts["organisation"][TOM] == "Harbour & Sons"
    member.undo(receipt.batch)
    assert member.snapshot().contacts["organisation"][TOM] == "harbour PARTS ltd."


def test_a_renamed_person_takes_nobody_along(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), TOM, {"organisation": "Ann Lee"}))
    store.save(edit_contact(store.snapshot(), ANN, {"name": "Ann Moss"}))
    assert store.snapshot().contacts["organisation"][TOM] == "Ann Lee"


def test_of_two_organisations_of_one_name_neither_takes_people_along(member: Store) -> None:
    member.save(edit_contact(member.snapshot(), ANN, {"name": "Harbour Parts Ltd", "kind": "Organisation"}))
    member.save(edit_contact(member.snapshot(), SHOP, {"name": "Harbour & Sons"}))
    assert member.snapshot().contacts["organisation"][TOM] == "harbour PARTS ltd."


@pytest.mark.capability(4)
def test_an_organisation_that_is_only_a_name_gets_a_card_with_the_relationship_of_its_person(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), ANN, {"organisation": "Lee & Daughters"}))
    store.save(add_organisation(store.snapshot(), ANN))
    row = store.snapshot().contacts.iloc[-1]
    assert (row["name"], row["kind"], row["relationships"]) == ("Lee & Daughters", "Organisation", ("Customer",))


def test_a_row_that_is_called_so_already_becomes_the_organisation(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), ANN, {"organisation": "Tom Wójcik"}))
    changes = add_organisation(store.snapshot(), ANN)
    store.save(changes)
    assert (len(store.snapshot().contacts), store.snapshot().contacts["kind"][TOM]) == (3, "Organisation")
    assert changes.summary == "Tom Wójcik is an organisation"
