"""A lead becomes a customer, with a deal and a next step where there is one."""

import datetime as dt

import pytest

from crm.actions.leads import convert
from crm.model.changes import AddToList, ChangeSet
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, ROWS, TOM


@pytest.fixture
def book() -> MemoryWorkbook:
    """Ann is a customer; Tom is a lead who also helps out."""
    ann, tom, *rest = ROWS["Contacts"]
    people = [ann, {**tom, "relationships": "Lead; Volunteer"}, *rest]
    return MemoryWorkbook.new({**ROWS, "Contacts": people, "Deals": []}, today=NOW.date)


def relationships(snapshot: Snapshot, contact: str = TOM) -> tuple[str, ...]:
    return snapshot.contacts["relationships"][contact]


@pytest.mark.capability(6)
def test_a_lead_becomes_a_customer_and_stays_what_else_they_are(store: Store) -> None:
    receipt = store.save(convert(store.snapshot(), TOM, {}))
    assert relationships(store.snapshot()) == ("Customer", "Volunteer")
    assert receipt.summary == "Tom Wójcik: now Customer"
    store.undo(receipt.batch)
    assert relationships(store.snapshot()) == ("Lead", "Volunteer")


@pytest.mark.capability(6)
def test_which_kind_of_customer_may_be_said(store: Store) -> None:
    store.save(convert(store.snapshot(), TOM, {"becomes": "donor"}))
    assert relationships(store.snapshot()) == ("Donor", "Volunteer")


def test_every_word_that_means_prospect_gives_way_once(store: Store) -> None:
    store.save(ChangeSet("A word more", (AddToList("Relationships", "Walk-in", {"means": "prospect"}),)))
    snapshot = store.snapshot()
    change = convert(snapshot, TOM, {}).changes[0]
    assert change.values == {"relationships": "Customer; Volunteer"}
    assert change.expected == {"relationships": "Lead; Volunteer"}


@pytest.mark.capability(26)
def test_a_deal_and_a_next_step_come_with_it_in_one_press(store: Store) -> None:
    more = {"deal_title": "Two bikes", "deal_amount": "960", "next_what": "Ring", "next_due": "2026-02-03"}
    receipt = store.save(convert(store.snapshot(), TOM, more))
    deal, step = store.snapshot().deals.iloc[-1], store.snapshot().follow_ups.iloc[-1]
    assert (deal["title"], deal["amount"], deal["stage"], deal["contact_id"]) == ("Two bikes", 960, "New", TOM)
    assert (step["what"], step["due"].date(), step["contact_id"]) == ("Ring", dt.date(2026, 2, 3), TOM)
    store.undo(receipt.batch)
    assert (len(store.snapshot().deals), len(store.snapshot().follow_ups)) == (0, 3)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"deal_amount": "960"}, "deal_title"),
        ({"deal_title": "X", "deal_amount": "abc"}, "deal_amount"),
        ({"next_what": "Ring"}, "next_due"),
        ({"next_due": "2026-03-01"}, "next_what"),
    ],
)
def test_what_cannot_be_kept_names_its_field_and_the_lead_stays_one(store: Store, values, field) -> None:
    with pytest.raises(InvalidInput) as refused:
        convert(store.snapshot(), TOM, values)
    assert refused.value.field == field


def test_a_customer_is_no_lead(store: Store) -> None:
    with pytest.raises(InvalidInput, match="Ann Lee is not a lead, or no longer"):
        convert(store.snapshot(), ANN, {})
    with pytest.raises(NoSuchRow):
        convert(store.snapshot(), "C-GONE1A", {})
