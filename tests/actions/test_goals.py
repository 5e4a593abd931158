"""Aims: set, changed, taken away, and refused with a sentence at their field."""

import pytest

from crm.actions.goals import add_goal, edit_goal, remove_goal
from crm.model.changes import UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.store.store import Store

AIM = {"measure": "Interactions", "target": "15", "period": "Month", "who": "Maya"}


def add(store: Store, **given: object) -> str:
    changes = add_goal(store.snapshot(), {**AIM, **given})
    store.save(changes)
    return changes.changes[0].id  # type: ignore[union-attr]


@pytest.mark.capability(33)
@pytest.mark.capability(30)
def test_an_aim_stands_in_the_sheet(store: Store) -> None:
    id = add(store)
    row = store.snapshot().row("Goals", id)
    assert (row["measure"], row["target"], row["period"], row["who"]) == ("Interactions", 15.0, "Month", "Maya")


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"measure": None}, "measure", "What is measured? Choose one."),
        ({"measure": "Smiles"}, "measure", None),
        ({"target": ""}, "target", "Which number is to be reached?"),
        ({"target": "abc"}, "target", "“abc” is not a number. Write it in digits, such as 12 or 12.50."),
        ({"target": "1.234"}, "target", "“1.234”: thousands, or a fraction? Write 1234 or 1.23."),
        ({"target": -1}, "target", "A target is above 0."),
        ({"target": float("inf")}, "target", None),
        ({"measure": "Win rate %", "target": 101}, "target", "No more than 100 % can be reached."),
        ({"measure": "NPS", "target": 101}, "target", "NPS lies between -100 and 100."),
        ({"period": None}, "period", "In which time: a month, a quarter or a year?"),
        ({"start": "31 Feb"}, "start", "“31 Feb” is not a day. Did you mean 28 Feb or 3 Mar?"),
        ({"notes": "x" * 40_000}, "notes", "Notes has 40,000 characters; a cell holds at most 32,767."),
    ],
)
def test_what_cannot_be_aimed_at_is_refused_at_its_field(given, field, sentence, store: Store) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_goal(store.snapshot(), {**AIM, **given})
    assert refused.value.field == field and (sentence is None or str(refused.value) == sentence)


def test_an_nps_below_nothing_can_be_an_aim(store: Store) -> None:
    id = add(store, measure="NPS", target=-10)
    assert store.snapshot().cell("Goals", id, "target") == -10


def test_another_target_changes_that_cell_alone(store: Store) -> None:
    id = add(store)
    changes = edit_goal(store.snapshot(), id, {"target": 20, "who": "Maya"})
    (change,) = changes.changes
    assert isinstance(change, UpdateRow) and (change.values, change.expected) == ({"target": 20.0}, {"target": 15.0})
    assert changes.summary == "Goal: Interactions 20, Month, Maya"


def test_an_edit_that_takes_the_measure_away_is_refused(store: Store) -> None:
    id = add(store)
    with pytest.raises(InvalidInput, match="What is measured"):
        edit_goal(store.snapshot(), id, {"measure": None})


def test_the_same_values_again_are_nothing_to_save(store: Store) -> None:
    id = add(store)
    assert not edit_goal(store.snapshot(), id, {"target": 15})


def test_a_removed_aim_is_gone_and_comes_back(store: Store) -> None:
    id = add(store)
    batch = store.save(remove_goal(store.snapshot(), id)).batch
    assert store.snapshot().frame("Goals").empty
    with pytest.raises(NoSuchRow, match="This goal is not in the sheet Goals any more"):
        remove_goal(store.snapshot(), id)
    store.undo(batch)
    assert store.snapshot().cell("Goals", id, "target") == 15
