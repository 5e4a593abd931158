"""Whatever a person did is taken back: the same values by ID, but for who changed a row last and when."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import get_type_hints

import pytest

from crm.actions import (
    contacts,
    deals,
    finishing,
    follow_ups,
    goals,
    interactions,
    leads,
    letters,
    merging,
    sales,
    satisfaction,
    segments,
    settings,
    templates,
    tickets,
)
from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.actions.conftest import NOW

ANN, TOM = "C-7K3Q9F", "C-04XT2M"
CALL = {"type": "Call", "what": "Hello", "next_what": "Ring", "next_due": "2026-03-01", "score": 9}
DEAL, LOST, TICKET, SOLVED, GOAL, GROUP, TEXT = (
    "D-BKE11E", "D-LST22T", "T-FLT11T", "T-SLV22V", "A-NPS11S", "G-LDS11S", "M-THX11X",
)  # fmt: skip
MORE = (
    AddRow("Interactions", "N-0NB0DY", {"date": dt.date(2026, 1, 3), "type": "Note", "what": "Somebody rang"}),
    AddRow("Deals", DEAL, {"title": "Two bikes", "contact_id": ANN, "contact": "Ann Lee", "stage": "Offer"}),
    AddRow("Deals", LOST, {"title": "A trailer", "stage": "Lost", "closed_on": dt.date(2026, 1, 9)}),
    AddRow("Tickets", TICKET, {"subject": "Gears slip", "opened": NOW, "status": "New", "contact_id": ANN}),
    AddRow("Tickets", SOLVED, {"subject": "A bell", "opened": NOW, "status": "Solved", "solved_on": NOW}),
    AddRow("Goals", GOAL, {"measure": "NPS", "target": 40, "period": "Month"}),
    AddRow("Segments", GROUP, {"name": "Otley", "rule": "City = Otley"}),
    AddRow("Templates", TEXT, {"name": "Hello", "channel": "Email", "message": "Hello {Name}"}),
    UpdateRow("Contacts", TOM, {"organisation": "Otley Wheels", "relationships": "Lead"}),
)
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
    "edit_follow_up": lambda now: follow_ups.edit_follow_up(now, "F-5QN7AE", {"due": "friday", "repeat": ""}),
    "reopen": lambda now: follow_ups.reopen(now, "F-T0B6WY"),
    "note_of": lambda now: finishing.note_of(now, "F-5QN7AE", {"what": "Sent it"}),
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
    "set_meaning": lambda now: settings.set_meaning(now, "Relationships", "Volunteer", "partner"),
    "log_together": lambda now: interactions.log_together(now, [ANN, TOM], {**CALL, "score": None}, step_with=TOM),
    "still_right": lambda now: interactions.still_right(now, ANN),
    "assign": lambda now: interactions.assign(now, "N-0NB0DY", TOM),
    "add_organisation": lambda now: contacts.add_organisation(now, TOM),
    "add_deal": lambda now: deals.add_deal(now, {"title": "A tandem", "contact_id": ANN}),
    "edit_deal": lambda now: deals.edit_deal(now, DEAL, {"amount": 12, "stage": "Negotiation"}),
    "move_stage": lambda now: deals.move_stage(now, DEAL, "Negotiation"),
    "reopen deal": lambda now: deals.reopen(now, LOST),
    "win": lambda now: deals.win(now, DEAL, {"amount": 480, "item": "City bike"}),
    "lose": lambda now: deals.lose(now, DEAL, {"lost_reason": "Price"}),
    "remove_deal": lambda now: deals.remove_deal(now, DEAL),
    "convert": lambda now: leads.convert(now, TOM, {"becomes": "Customer"}),
    "add_request": lambda now: tickets.add_request(now, ANN, {"subject": "Flat tyre"}, now=NOW),
    "edit_request": lambda now: tickets.edit_request(now, TICKET, {"priority": "High"}, now=NOW),
    "replied": lambda now: tickets.replied(now, TICKET, now=NOW),
    "solved": lambda now: tickets.solved(now, TICKET, now=NOW),
    "reopen request": lambda now: tickets.reopen(now, SOLVED, now=NOW),
    "waiting": lambda now: tickets.waiting(now, TICKET),
    "later": lambda now: tickets.later(now, TICKET, dt.date(2026, 2, 9)),
    "remove_request": lambda now: tickets.remove_request(now, TICKET),
    "add_goal": lambda now: goals.add_goal(now, {"measure": "NPS", "target": 40, "period": "Year"}),
    "edit_goal": lambda now: goals.edit_goal(now, GOAL, {"target": 45}),
    "remove_goal": lambda now: goals.remove_goal(now, GOAL),
    "add_segment": lambda now: segments.add_segment(now, {"name": "Leeds", "rule": "City = Leeds"}),
    "edit_segment": lambda now: segments.edit_segment(now, GROUP, {"rule": "City = York"}),
    "remove_segment": lambda now: segments.remove_segment(now, GROUP),
    "add_template": lambda now: templates.add_template(now, {"name": "Thanks", "message": "Dear {Name}"}),
    "edit_template": lambda now: templates.edit_template(now, TEXT, {"message": "Good day {Name}"}),
    "remove_template": lambda now: templates.remove_template(now, TEXT),
    "merge_contacts": lambda now: merging.merge_contacts(now, TOM, ANN, {"name": ANN}),
    "not_the_same": lambda now: merging.not_the_same(now, ANN, TOM),
    "log_letter": lambda now: letters.log_letter(now, ANN, {"subject": "Your bike", "text": "It is ready."}),
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

    store.save(ChangeSet("What stands there", MORE))
    before = settled()
    done = store.save(ACTIONS[action](store.snapshot()))
    after = settled()
    undone = store.undo(done.batch)
    assert settled() == before != after and not undone.conflicts
    store.undo(undone.batch)
    assert settled() == after


def test_every_action_is_tried_above() -> None:
    modules = (
        contacts, deals, finishing, follow_ups, goals, interactions, leads, letters, merging, sales, satisfaction,
        segments, settings, templates, tickets,
    )  # fmt: skip
    makes = {
        name
        for module in modules
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
        if inspect.isfunction(thing) and get_type_hints(thing).get("return") is ChangeSet
    }
    assert makes == {name.partition(" ")[0] for name in ACTIONS}
