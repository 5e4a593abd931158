"""One line about what happened, and the card it is about, on each kind of record."""

import datetime as dt

import pytest

from crm.actions.contacts import add_contact, add_organisation, edit_contact
from crm.actions.interactions import assign, log_together, still_right
from crm.actions.quick import understand
from crm.analytics.organisations import Organisations
from crm.analytics.staleness import looked_at
from crm.store.store import Store
from crm.ui.timeline import events_of
from tests.daily.conftest import ANN, SHOP, TODAY, TOM, Save

LINE = "called Ann Lee yesterday, wants a quote, no answer at first, ring next Friday"


def said(line: str, store: Store) -> dict[str, object]:
    """What a line was understood to say, as the action takes it."""
    found = understand(store.snapshot(), line)
    parts = {"type": found.type, "date": found.date, "outcome": found.outcome, "next_how": found.next_how}
    return {"what": line, **parts, "next_what": found.next_what, "next_due": found.next_due}


@pytest.mark.capability(3)
def test_a_line_becomes_a_dated_call_and_its_next_step(store: Store, save: Save) -> None:
    who = understand(store.snapshot(), LINE).sure
    found = save(log_together(store.snapshot(), who, said(LINE, store)))
    note, step = (
        found.interactions.set_index("what").loc[LINE],
        found.follow_ups.set_index("what").loc["ring next Friday"],
    )
    assert (note["contact_id"], note["type"], note["outcome"]) == (ANN, "Call", "No answer")
    assert (note["date"].date(), step["due"].date()) == (TODAY - dt.timedelta(1), dt.date(2026, 11, 20))


@pytest.mark.capability(3)
def test_a_meeting_of_two_is_a_row_for_each_and_one_undo(store: Store, save: Save) -> None:
    before = set(store.snapshot().interactions.index)
    changes = log_together(store.snapshot(), [ANN, TOM], {"what": "About the fair", "type": "Meeting"})
    found = save(changes).interactions
    assert set(found.loc[found["what"] == "About the fair", "contact_id"]) == {ANN, TOM}
    store.undo(changes.batch)
    assert set(store.snapshot().interactions.index) == before


@pytest.mark.capability(3)
def test_a_note_without_a_person_is_sorted_later(store: Store, save: Save) -> None:
    notes = save(log_together(store.snapshot(), [], {"what": "A glove"})).interactions
    id = notes.index[notes["what"] == "A glove"][0]
    assert save(assign(store.snapshot(), id, TOM)).interactions["contact_id"][id] == TOM


@pytest.mark.capability(6)
def test_a_lead_becomes_a_customer_on_one_card(store: Store, save: Save) -> None:
    found = save(edit_contact(store.snapshot(), TOM, {"relationships": ["Customer", "Volunteer"]})).contacts
    assert (found["relationships"][TOM], len(found)) == (("Customer", "Volunteer"), 3)


@pytest.mark.capability(4)
def test_a_renamed_supplier_takes_its_people_along(store: Store, save: Save) -> None:
    found = save(edit_contact(store.snapshot(), SHOP, {"name": "Harbour & Sons"}))
    assert found.contacts["organisation"][ANN] == "Harbour & Sons"
    assert Organisations.of(found).people_of(found, SHOP) == (ANN,)


@pytest.mark.capability(4)
def test_an_organisation_that_was_only_a_name_has_a_card(store: Store, save: Save) -> None:
    save(edit_contact(store.snapshot(), TOM, {"organisation": "Wójcik i Syn"}))
    found = save(add_organisation(store.snapshot(), TOM))
    assert Organisations.of(found).organisation_of(found, TOM)[1] in found.contacts.index


@pytest.mark.capability(8)
def test_how_somebody_likes_to_be_written_to_is_kept(store: Store, save: Save) -> None:
    given = {"whatsapp": "07700 900999", "preferred_channel": "whatsapp", "do_not_contact": "Yes"}
    found = save(edit_contact(store.snapshot(), ANN, given)).contacts.loc[ANN]
    assert (found["whatsapp"], found["preferred_channel"], found["do_not_contact"]) == (
        "07700 900999",
        "WhatsApp",
        True,
    )


@pytest.mark.capability(21)
@pytest.mark.capability(22)
def test_needs_and_equipment_are_kept_with_their_lines(store: Store, save: Save) -> None:
    given = {"name": "Bo Chen", "needs": "Rings after four\nNo e-mail", "equipment": "Cargo bike, 2024"}
    row = save(add_contact(store.snapshot(), given)).contacts.set_index("name").loc["Bo Chen"]
    assert (row["needs"], row["equipment"]) == (given["needs"], given["equipment"])


@pytest.mark.capability(25)
def test_facts_that_are_still_right_were_looked_at_today(store: Store, save: Save) -> None:
    found = save(still_right(store.snapshot(), ANN))
    assert looked_at(found)[ANN].date() == TODAY


@pytest.mark.capability(2)
def test_a_card_tells_what_happened_newest_first(store: Store, save: Save) -> None:
    found = save(log_together(store.snapshot(), [ANN], {"what": "Came by", "type": "Visit"}))
    assert [event.text for event in events_of(found, ANN)] == ["Came by", "Wants a quote"]
