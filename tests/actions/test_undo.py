"""Whatever a person did is taken back: the same values by ID, but for who changed a row last and when."""

import datetime as dt
from collections.abc import Callable

import pytest

from crm.actions import contacts, follow_ups, interactions, sales, satisfaction, settings
from crm.model.cells import Cell
from crm.model.changes import ChangeSet
from crm.model.snapshot import Snapshot
from crm.store.store import Store

ANN, TOM = "C-7K3Q9F", "C-04XT2M"
CALL = {"type": "Call", "what": "Hello", "next_what": "Ring", "next_due": "2026-03-01", "score": 9}
ACTIONS: dict[str, Callable[[Snapshot], ChangeSet]] = {
    "add_contact": lambda now: contacts.add_contact(now, {"name": "Ada", "tags": "blue"}),
    "edit_contact": lambda now: contacts.edit_contact(now, ANN, {"name": "Ann Miller", "phone": "", "tags": "blue"}),
    "set_status": lambda now: contacts.set_status(now, ANN, "Archived"),
    "remove_contact": lambda now: contacts.remove_contact(now, TOM),
    "log_interaction": lambda now: interactions.log_interaction(now, ANN, CALL),
    "add_follow_up": lambda now: follow_ups.add_follow_up(now, ANN, {"what": "Ring", "due": "2026-03-01"}),
    "tick_off": lambda now: follow_ups.tick_off(now, "F-5QN7AE"),
    "put_off": lambda now: follow_ups.put_off(now, "F-5QN7AE", dt.date(2026, 3, 1)),
    "skip": lambda now: follow_ups.skip(now, "F-5QN7AE"),
    "record_answer": lambda now: satisfaction.record_answer(now, ANN, {"score": 3}),
    "mark_followed_up": lambda now: satisfaction.mark_followed_up(now, "Q-N4E8KX"),
    "add_sale": lambda now: sales.add_sale(now, {"amount": "12 €", "item": "Bell"}, ANN),
    "edit_sale": lambda now: sales.edit_sale(now, "S-6A0PTG", {"amount": "5", "due": ""}, ""),
    "remove_sale": lambda now: sales.remove_sale(now, "S-6A0PTG"),
    "mark_paid": lambda now: sales.mark_paid(now, "S-6A0PTG"),
    "part_paid": lambda now: sales.part_paid(now, "S-6A0PTG", {"amount": "2", "method": "Cash"}),
    "remind": lambda now: sales.remind(now, "S-6A0PTG"),
    "set_setting": lambda now: settings.set_setting(now, "currency", "EUR"),
    "add_to_list": lambda now: settings.add_to_list(now, "Relationships", "Patient", "customer"),
    "remove_from_list": lambda now: settings.remove_from_list(now, "Stages", "Offer"),
}
Whole = tuple[dict[str, dict[str, Cell]], dict[str, list[Cell]], dict[str, Cell]]


def whole(store: Store) -> Whole:
    """Every cell of the workbook by ID, list and setting."""
    contents = store.snapshot().contents
    ignored = ("changed_on", "changed_by")
    rows = {
        id: {field: cell for field, cell in (sheet.row(id) or {}).items() if field not in ignored}
        for sheet in contents.sheets.values()
        for id in sheet.places
    }
    words = {name: [cell for cell in cells if cell is not None] for name, cells in contents.lists.items()}
    return rows, {name: sorted(cells, key=str) for name, cells in words.items()}, dict(contents.settings)


@pytest.mark.parametrize("is_written", [True, False], ids=["in the workbook", "at once"])
@pytest.mark.parametrize("action", ACTIONS)
def test_what_was_done_is_taken_back_and_done_again(action: str, is_written: bool, store: Store) -> None:
    def settled() -> Whole:
        assert not is_written or store.flush()
        return whole(store)

    before = settled()
    done = store.save(ACTIONS[action](store.snapshot()))
    after = settled()
    undone = store.undo(done.batch)
    assert settled() == before != after and not undone.conflicts
    store.undo(undone.batch)
    assert settled() == after


def test_every_action_is_tried_above() -> None:
    helpers = {"linked_rows", "next_step", "following", "answer", "money_in", "is_out", "proposed_due", "told"}
    modules = (contacts, follow_ups, interactions, sales, satisfaction, settings)
    public = {
        name
        for module in modules
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and callable(thing) and not name.startswith("_")
    }
    assert public - helpers == set(ACTIONS)
