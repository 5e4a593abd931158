"""Groups of people in words: kept, changed, and who is in one."""

import difflib
from collections.abc import Mapping

import pandas as pd

from crm.actions.rows import existing, updated
from crm.actions.templates import is_taken
from crm.actions.values import cells_from
from crm.analytics.facts import FACTS
from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, ChangeSet, RemoveRow, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.frames import entries_of
from crm.model.snapshot import Snapshot
from crm.model.text import brief, fold, key, squash
from crm.search.conditions import mask, trouble
from crm.search.keys import EQUAL, UNEQUAL, Rule, all_columns
from crm.search.rules import format_rule, parse_rule


def understood(snapshot: Snapshot, text: str) -> Rule:
    """The conditions of a rule, all of which can be understood. Raises InvalidInput("rule") with a sentence."""
    columns = snapshot.columns("Contacts")
    rule = parse_rule(text, columns)
    by_field = {column.field: column for column in all_columns(columns)}
    for one in rule:
        if sentence := trouble(by_field[one.field], one, snapshot):
            raise InvalidInput("rule", sentence)
    return rule


def members(snapshot: Snapshot, rule: Rule, computed: Mapping[str, pd.Series], *, me: str = "") -> list[str]:
    """The IDs of who is in a group, by name. People who were put away are in it only if the rule speaks of Status.

    `computed` holds what `wanted` names, by contact ID. `me` stands for "me" as an owner.
    """
    found = mask(snapshot, rule, me=me, computed=computed)
    contacts = snapshot.contacts
    if all(one.field != "status" for one in rule):
        found &= contacts["status"].ne("Archived").fillna(True)
    names = contacts.loc[found, "name"].fillna("").map(fold)
    return [str(id) for id in names.sort_values(kind="stable").index]


def doubts(snapshot: Snapshot, rule: Rule) -> list[str]:
    """Sentences about words that no entry of their list is, and nobody has, as a slip of the keyboard is."""
    by_field = {column.field: column for column in all_columns(snapshot.columns("Contacts"))}
    found = []
    for one in rule:
        column = by_field[one.field]
        if not column.is_choice or one.sign not in (EQUAL, UNEQUAL):
            continue
        used = snapshot.contacts[one.field].explode().dropna() if one.field in snapshot.contacts else ()
        known = {key(str(word)): str(word) for word in (*entries_of(column, snapshot.lists), *used)}
        for value in one.values:
            if key(value) not in known and key(value) != "me":
                near = difflib.get_close_matches(key(value), known, n=1)
                meant = f" Did you mean {known[near[0]]}?" if near else ""
                found.append(f"Nobody’s {column.heading} is “{brief(value)}”.{meant}")
    return found


def wanted(rule: Rule) -> tuple[str, ...]:
    """What is to be computed for a rule: fields of crm.analytics.facts."""
    return tuple(dict.fromkeys(one.field for one in rule if one.field in FACTS))


def add_segment(snapshot: Snapshot, given: Given) -> ChangeSet:
    """A new group: `name`, `rule`, and the name of a text as `template`. Raises InvalidInput naming the field."""
    entry = Entry.of(given)
    cells = _checked(snapshot, {}, cells_from(snapshot, "Segments", entry.values), "")
    row = AddRow("Segments", snapshot.draw_id("Segments"), {f: cell for f, cell in cells.items() if cell is not None})
    return ChangeSet(f"Group “{cells['name']}” added", (row,), entry.batch)


def edit_segment(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Other words for a group. Raises NoSuchRow, or InvalidInput naming the field."""
    entry, now = Entry.of(given), existing(snapshot, "Segments", id)
    cells = _checked(snapshot, now, cells_from(snapshot, "Segments", entry.values), id)
    seen = {**now, **entry.expected}
    row = updated("Segments", id, seen, cells)
    if row is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    return ChangeSet(f"Group “{squash(written({**now, **row.values}['name']))}”", (row,), entry.batch)


def remove_segment(snapshot: Snapshot, id: str) -> ChangeSet:
    """A group out of the sheet; nobody in it changes."""
    now = existing(snapshot, "Segments", id)
    return ChangeSet(f"Group “{squash(written(now.get('name')))}” removed", (RemoveRow("Segments", id, now),))


def used(snapshot: Snapshot, id: str) -> list[UpdateRow]:
    """That a group was written to today; nothing when that stands there already, or the group is gone."""
    now, today = snapshot.row("Segments", id), snapshot.rules.today
    if not now or "last_used" not in now or same(now["last_used"], today):
        return []
    return [UpdateRow("Segments", id, {"last_used": today}, {"last_used": now["last_used"]})]


def segment_called(snapshot: Snapshot, name: str) -> str:
    """The ID of a group by its ID or its name, "" when there is none."""
    frame = snapshot.frame("Segments")
    if name in frame.index:
        return name
    return next((str(id) for id, other in frame["name"].dropna().items() if key(other) == key(name)), "")


def _checked(snapshot: Snapshot, now: Mapping[str, Cell], cells: dict[str, Cell], id: str) -> dict[str, Cell]:
    """The cells of a group, its rule as it is written in the sheet."""
    whole = {**now, **cells}
    name = squash(written(whole.get("name")))
    if not name:
        raise InvalidInput("name", "Give the group a name.")
    if is_taken(snapshot, "Segments", name, id):
        raise InvalidInput("name", f"There is a group called “{brief(name)}” already.")
    if "rule" in cells or not now:
        rule = understood(snapshot, written(whole.get("rule")))
        cells = {**cells, "rule": format_rule(rule, snapshot.columns("Contacts"))}
    template = squash(written(cells.get("template")))
    if template and not is_taken(snapshot, "Templates", template, ""):
        raise InvalidInput("template", f"There is no text called “{brief(template)}”.")
    return cells
