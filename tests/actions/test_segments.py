"""Groups in words: kept, changed, taken out, and who is in one."""

import pandas as pd
import pytest

from crm.actions.segments import add_segment, doubts, edit_segment, members, remove_segment, understood, used, wanted
from crm.actions.templates import add_template, edit_template, remove_template
from crm.analytics.facts import facts
from crm.analytics.frames import from_snapshot
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.actions.conftest import ANN, SHOP, TOM

GROUP = {"name": "Silent", "rule": "ort = leeds ;last contact >60 days"}


def people(snapshot: Snapshot, rule: str) -> list[str]:
    meant = understood(snapshot, rule)
    return members(snapshot, meant, facts(from_snapshot(snapshot, as_of=snapshot.rules.today), wanted(meant)))


def only(store: Store, sheet: str) -> tuple[str, pd.Series]:
    frame = store.snapshot().frame(sheet)
    assert len(frame) == 1
    return str(frame.index[0]), frame.iloc[0]


def test_a_group_stands_in_the_sheet_with_its_rule_in_the_headings_of_the_sheet(store: Store) -> None:
    store.save(add_segment(store.snapshot(), GROUP))
    _, row = only(store, "Segments")
    assert (row["name"], row["rule"]) == ("Silent", "City = leeds; Last contact > 60 days")


def test_people_of_a_group_come_by_name_and_the_archived_only_when_status_is_asked_for(store: Store) -> None:
    store.save(add_segment(store.snapshot(), GROUP))
    assert people(store.snapshot(), "name is not empty") == [ANN, SHOP, TOM]
    from crm.actions.contacts import set_status

    store.save(set_status(store.snapshot(), ANN, "Archived"))
    assert people(store.snapshot(), "name is not empty") == [SHOP, TOM]
    assert people(store.snapshot(), "status = Archived") == [ANN]


def test_what_happened_decides_too(store: Store) -> None:
    assert people(store.snapshot(), "last contact = january 2026") == [ANN]
    assert people(store.snapshot(), "last contact is empty") == [SHOP, TOM]
    assert people(store.snapshot(), "next step = overdue") == [ANN]
    assert people(store.snapshot(), "next step > 1 week") == [SHOP]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"name": "", "rule": "city = x"}, "name", "Give the group a name."),
        ({"name": "A", "rule": ""}, "rule", "Write a rule"),
        ({"name": "A", "rule": "cty = x"}, "rule", "Did you mean City?"),
        ({"name": "A", "rule": "last contact > x"}, "rule", "is not a day"),
        ({"name": "A", "rule": "city = x", "template": "Winter"}, "template", "There is no text called “Winter”."),
        ({"name": "A", "rule": "city = x\x00"}, "rule", "control character"),
        ({"name": "A" * 33_000, "rule": "city = x"}, "name", "a cell holds at most"),
        ({"name": "silent", "rule": "city = x"}, "name", "already"),
    ],
)
def test_what_makes_no_group_is_told_at_its_field(store: Store, given, field: str, sentence: str) -> None:
    store.save(add_segment(store.snapshot(), GROUP))
    with pytest.raises(InvalidInput) as refused:
        add_segment(store.snapshot(), given)
    assert refused.value.field == field and sentence in str(refused.value)


def test_a_rule_that_was_typed_into_the_sheet_stays_when_the_name_is_changed(store: Store) -> None:
    store.save(add_segment(store.snapshot(), GROUP))
    id, _ = only(store, "Segments")
    (change,) = edit_segment(store.snapshot(), id, {"name": "Quiet"}).changes
    assert change.values == {"name": "Quiet"} and change.expected == {"name": "Silent"}
    assert not edit_segment(store.snapshot(), id, {"name": "Silent"})


def test_a_group_that_was_removed_takes_nobody_with_it_and_comes_back(store: Store) -> None:
    store.save(add_segment(store.snapshot(), GROUP))
    id, _ = only(store, "Segments")
    removal = remove_segment(store.snapshot(), id)
    store.save(removal)
    assert store.snapshot().frame("Segments").empty and len(store.snapshot().contacts) == 3
    store.undo(removal.batch)
    assert only(store, "Segments")[0] == id
    with pytest.raises(NoSuchRow):
        edit_segment(store.snapshot(), "G-00000A", {"name": "x"})


def test_a_group_is_last_used_once_a_day(store: Store) -> None:
    store.save(add_segment(store.snapshot(), GROUP))
    id, _ = only(store, "Segments")
    (change,) = used(store.snapshot(), id)
    assert change.values == {"last_used": store.snapshot().rules.today}
    assert used(store.snapshot(), "G-00000A") == []


def test_a_word_that_nobody_has_may_be_a_slip(store: Store) -> None:
    snapshot = store.snapshot()
    assert doubts(snapshot, understood(snapshot, "relationship = Custmer")) == [
        "Nobody’s Relationship is “Custmer”. Did you mean Customer?"
    ]
    assert doubts(snapshot, understood(snapshot, "relationship = lead; tag = red; city = x")) == []


def test_a_text_that_gets_another_name_is_still_the_text_of_its_group(store: Store) -> None:
    store.save(add_template(store.snapshot(), {"name": "Hello", "message": "Hi"}))
    store.save(add_segment(store.snapshot(), {**GROUP, "template": "Hello"}))
    id, _ = only(store, "Templates")
    store.save(edit_template(store.snapshot(), id, {"name": "Welcome"}))
    assert only(store, "Segments")[1]["template"] == "Welcome"
    store.save(remove_template(store.snapshot(), id))
    assert pd.isna(only(store, "Segments")[1]["template"])
