"""Rows whose person is not found among the contacts (30)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from crm.actions.rows import full_name
from crm.actions.tidying.finding import ASK, SHOW, Finding, Fix
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, Change, UpdateRow
from crm.model.problems import Problem
from crm.model.snapshot import Snapshot
from crm.model.text import brief, fold, squash

ALIKE = 0.85  # from here on a name may be a slip of the other
MOST = 4  # people who are offered


class Names:
    """The people of a workbook by what they are called, for rows that name somebody else."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._new: dict[str, str] = {}

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        found = defaultdict[str, list[str]](list)
        for id, name in zip(self._snapshot.contacts.index, self._snapshot.contacts["name"], strict=True):
            if isinstance(name, str) and name:
                found[fold(squash(name))].append(str(id))
        return found

    @cached_property
    def _begins(self) -> Mapping[str, Sequence[str]]:
        found = defaultdict[str, list[str]](list)
        for name in self._by_name:
            for word in {part[:2] for part in name.split()} | {name[-3:]}:
                found[word].append(name)
        return found

    def those_called(self, text: str) -> list[str]:
        """The IDs of those who bear a name, or nearly."""
        name = fold(squash(text))
        if name in self._by_name:
            return list(self._by_name[name])[:MOST]
        near = {
            other for part in [*(word[:2] for word in name.split()), name[-3:]] for other in self._begins.get(part, ())
        }
        rated = [(_likeness(name, other), other) for other in near if abs(len(other) - len(name)) <= 3]
        close = sorted(((ratio, other) for ratio, other in rated if ratio >= ALIKE), reverse=True)
        return [id for _, other in close for id in self._by_name[other]][:MOST]

    def new_id(self, text: str) -> str:
        """The ID that somebody of this name would have: one for all rows that name them."""
        return self._new.setdefault(fold(squash(text)), self._snapshot.draw_id("Contacts"))


def _likeness(one: str, other: str) -> float:
    rated = SequenceMatcher(None, one, other)
    return rated.ratio() if rated.quick_ratio() >= ALIKE else 0.0


def orphan(snapshot: Snapshot, names: Names, problem: Problem) -> Finding:
    """A row that names nobody of the contacts, or several: who may be meant, and adding them."""
    row = snapshot.row(problem.sheet, problem.id)
    named = written(row.get("contact"))
    fixes = list(_fixes(snapshot, names, problem, row, named)) if named else []
    return Finding(
        problem.code, problem.sheet, problem.row, problem.id, problem.field, problem.text, problem.sentence,
        tuple(fixes), way=ASK if fixes else SHOW,
    )  # fmt: skip


def _fixes(snapshot: Snapshot, names: Names, problem: Problem, row: Mapping[str, Cell], named: str) -> Iterator[Fix]:
    called = names.those_called(named)
    for id in called:
        person = snapshot.row("Contacts", id)
        name = full_name(person)
        if change := _linked(snapshot, problem, row, name, id):
            where = written(person.get("city")) or id
            yield Fix(f"It is {brief(name, 40)} ({brief(where, 20)})", (change,), f"{name} ({id})")
    is_known = any(fold(full_name(snapshot.row("Contacts", id))) == fold(squash(named)) for id in called)
    contacts = snapshot.contents.sheets.get("Contacts")
    if is_known or contacts is None or not {"id", "name"} <= contacts.columns.keys():
        return
    id = names.new_id(named)
    if change := _linked(snapshot, problem, row, named, id):
        added = AddRow("Contacts", id, {"name": squash(named)})
        yield Fix(f"Add {brief(named, 40)} to the contacts", (added, change), f"{squash(named)}, a new contact")


def _linked(snapshot: Snapshot, problem: Problem, row: Mapping[str, Cell], name: str, id: str) -> Change | None:
    """The row with the name and number of somebody, where it may be written."""
    columns = snapshot.contents.sheets[problem.sheet].columns
    cells: dict[str, Cell] = {"contact": name, "contact_id": id}
    usable = {
        field: cell
        for field, cell in cells.items()
        if field in columns and not snapshot.formula(problem.sheet, problem.id, field)
    }
    if "contact_id" not in usable or not row:
        return None
    return UpdateRow(problem.sheet, problem.id, usable, {field: row.get(field) for field in usable})
