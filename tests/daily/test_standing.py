"""What makes a good customer, on each kind of record: the weights are the team's own, in its sheet Settings."""

import datetime as dt

import pytest

from crm.actions.sales import add_sale
from crm.actions.settings import set_setting
from crm.analytics.frames import from_snapshot
from crm.analytics.standing import Standing
from crm.analytics.standing_facts import standing_of
from crm.model.errors import InvalidInput
from crm.model.settings import ABOUT, GROUPS, SETTINGS
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.daily.conftest import ANN, TODAY, Save


def stands(snapshot: Snapshot) -> Standing:
    """How Ann stands."""
    return standing_of(from_snapshot(snapshot, as_of=TODAY), ANN, as_of=TODAY)


@pytest.mark.capability(27)
def test_a_weight_of_ones_own_counts_and_can_be_taken_back(store: Store, save: Save) -> None:
    for days in (3, 30):
        save(add_sale(store.snapshot(), {"date": TODAY - dt.timedelta(days=days), "amount": "50"}, ANN))
    before = stands(store.snapshot())
    weight = store.save(set_setting(store.snapshot(), "points_money", "7"))
    assert store.flush(10)
    now = store.snapshot()
    assert now.settings.number("points_money") == 7
    assert stands(now).points == before.points + 5
    store.undo(weight.batch)
    assert stands(store.snapshot()) == before


def test_limits_that_do_not_follow_one_another_are_refused_and_nothing_moves(store: Store) -> None:
    with pytest.raises(InvalidInput, match="must be less than"):
        set_setting(store.snapshot(), "rhythm_watch", "3")
    assert store.snapshot().settings.number("rhythm_watch") == 1.5


def test_every_weight_and_limit_says_in_words_what_it_does() -> None:
    for group in ABOUT:
        assert all(len(SETTINGS[name].help) > 20 for name in GROUPS[group])
