"""What an actor may do is asked at the beginning of every method, not on a screen."""

import inspect

import pytest

from crm.model.changes import ChangeSet, SetSetting
from crm.model.errors import NotAllowed
from crm.store.receipt import Actor
from crm.store.store import Store

VIEWER = Actor("Vera", "viewer")
MAY_LOOK = {
    "revision", "snapshot", "status", "receipt", "flush", "history", "conflicts", "undo_overwrites", "actors",
    "changes_of", "removed", "backups", "question", "verify", "agreed", "taken",
    "left", "laid", "copied", "gone",
}  # fmt: skip
ANSWERS_NOTHING = {"by"}  # makes the view that asks
GIVEN = {
    "save": (ChangeSet("x", (SetSetting("currency", "EUR", "GBP"),)),),
    "undo": ("a batch",),
    "undo_overwrites": ("a batch",),
    "changes_of": (("C-7K3Q9F",),),
    "decide": (1, "mine"),
    "leave": (("a mark",),),
    "take_in": ("Contacts", 5, "Total"),
    "receipt": ("a batch",),
    "restore": ("a version",),
    "answer": ("take",),
    "agreed": ("another book",),
    "show_figures": ({(1, 1): "x"},),
    "refresh_figures": (lambda snapshot: {},),
    "take_over": (None, None, ChangeSet("x", ())),
}


def public_methods() -> set[str]:
    return {name for name, _ in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")}


@pytest.mark.parametrize("name", sorted(public_methods() - MAY_LOOK - ANSWERS_NOTHING))
def test_a_viewer_may_not_change_anything(store: Store, name: str) -> None:
    before = store.revision()
    with pytest.raises(NotAllowed, match="Vera may look"):
        getattr(store.by(VIEWER), name)(*GIVEN.get(name, ()))
    assert store.revision() == before


@pytest.mark.parametrize("name", sorted(MAY_LOOK))
def test_a_viewer_may_look(store: Store, name: str) -> None:
    getattr(store.by(VIEWER), name)(*GIVEN.get(name, ()))


@pytest.mark.parametrize("name", sorted(public_methods() - ANSWERS_NOTHING))
def test_every_public_method_begins_with_its_permission_check(name: str) -> None:
    lines = inspect.getsource(getattr(Store, name)).split('"""')[-1].strip().splitlines()
    assert lines[0].strip().startswith("self.actor.require(")
