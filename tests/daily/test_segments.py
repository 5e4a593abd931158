"""Writing to many, on each kind of record: groups, texts, consent, and what is noted."""

import pytest

from crm.actions.contacts import edit_contact
from crm.actions.messages import recipients
from crm.actions.segments import add_segment, members, segment_called, understood, wanted
from crm.actions.sending import log_sent, written_today
from crm.actions.templates import Template, add_template, fill
from crm.analytics.facts import facts
from crm.analytics.frames import from_snapshot
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.daily.conftest import ANN, SHOP, TODAY, TOM, Save

YES = {"marketing_ok": "Yes", "consent_source": "At the counter"}


def people(snapshot: Snapshot, name: str) -> list[str]:
    """Who is in the group of this name."""
    rule = understood(snapshot, str(snapshot.cell("Segments", segment_called(snapshot, name), "rule")))
    return members(snapshot, rule, facts(from_snapshot(snapshot, as_of=TODAY), wanted(rule)))


@pytest.mark.capability(23)
def test_a_group_in_words_stands_in_the_sheet_and_holds_whom_it_says(store: Store, save: Save) -> None:
    found = save(add_segment(store.snapshot(), {"name": "Seen", "rule": "relationship = Customer; last:<30d"}))
    assert found.frame("Segments")["rule"].tolist() == ["Relationship = Customer; Last contact < 30d"]
    assert people(found, "Seen") == [ANN]


@pytest.mark.capability(8)
def test_a_text_is_kept_filled_in_and_what_was_sent_is_noted(store: Store, save: Save) -> None:
    save(edit_contact(store.snapshot(), ANN, YES))
    found = save(add_template(store.snapshot(), {"name": "Hello", "channel": "Email", "message": "Dear {First name}"}))
    text = Template.of(found.row("Templates", str(found.frame("Templates").index[0])))
    assert fill(found, text, ANN).text == "Dear Ann"
    assert recipients(found, [ANN, TOM, SHOP], "Email").addresses == {ANN: "ann@example.com"}
    found = save(log_sent(store.snapshot(), [ANN], "Email", "Hello"))
    assert written_today(found, "Hello") == {ANN}
    assert set(found.interactions["type"]) == {"Call", "Email"}


@pytest.mark.capability(8)
@pytest.mark.capability(23)
def test_a_group_that_was_written_to_says_when(store: Store, save: Save) -> None:
    found = save(add_segment(store.snapshot(), {"name": "Leeds", "rule": "city = Leeds"}))
    id = segment_called(found, "leeds")
    found = save(log_sent(store.snapshot(), [ANN], "WhatsApp", "Hello", segment=id))
    assert found.frame("Segments")["last_used"][id].date() == TODAY


@pytest.mark.capability(36)
def test_a_yes_is_kept_with_when_and_how_and_a_stop_ends_it(store: Store, save: Save) -> None:
    found = save(edit_contact(store.snapshot(), ANN, YES)).contacts.loc[ANN]
    assert (found["consent_date"].date(), found["consent_source"]) == (TODAY, "At the counter")
    found = save(edit_contact(store.snapshot(), ANN, {"do_not_contact": "Yes"}))
    assert recipients(found, [ANN], "Email").left_out == {ANN: "do not contact"}
