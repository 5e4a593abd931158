"""Which contact a row belongs to: by Contact ID, else by the one contact of that name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.model.cells import Cell, written
from crm.model.contents import SheetContents
from crm.model.problems import Problem
from crm.model.text import are_clean, fold, fold_all, is_clean, squash

AMBIGUOUS = ""


@dataclass(frozen=True)
class People:
    """How contacts are found: every ID that means one (merged ones too), and folded name -> ID, "" where several."""

    ids: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, contacts: SheetContents | None) -> "People":
        """From the sheet Contacts; archived people answer to their ID, not to their name."""
        if contacts is None:
            return cls({}, {})
        columns, names = contacts.columns, dict[str, str]()
        blank: list[Cell] = [None] * len(contacts.rows)
        known = list(map(str, columns["id"]))
        ids = dict(zip(known, known, strict=True))
        for id, old in zip(known, columns.get("merged_ids", blank), strict=True):
            if old:
                for one in filter(None, map(str.strip, written(old).split(";"))):
                    ids.setdefault(one, id)  # who is back after a merge was undone is themselves again
        status = columns.get("status", blank)
        away = {state for state in set(status) if state and fold(written(state).strip()) == "archived"}
        for id, state, name in zip(known, status, fold_all(full_names(columns, blank)), strict=True):
            if name and state not in away:
                names[name] = AMBIGUOUS if name in names else id
        return cls(ids, names)


def full_names(columns: Mapping[str, Sequence[Cell]], blank: Sequence[Cell]) -> list[str]:
    """The name of each contact, on one line."""
    names = columns.get("name", blank)
    if set(map(type, names)) == {str} and all(names) and are_clean(names):  # type: ignore[arg-type]
        return list(names)  # type: ignore[arg-type]
    first, last = columns.get("first_name", blank), columns.get("last_name", blank)
    return [
        _one_line(name) or _one_line(f"{written(a)} {written(b)}")
        for name, a, b in zip(names, first, last, strict=True)
    ]


def _one_line(cell: Cell) -> str:
    if isinstance(cell, str) and cell and is_clean(cell):
        return cell
    return squash(written(cell))


def resolve(sheet: SheetContents, people: People) -> tuple[list[str | None], dict[str, Problem]]:
    """The contact's ID of every row, None where there is none, and by row ID what is wrong with the link."""
    blank: list[Cell] = [None] * len(sheet.rows)
    names, ids = sheet.columns.get("contact", blank), sheet.columns.get("contact_id", blank)
    known = {id: people.ids.get(str(id)) if id else None for id in set(ids)}
    found = list(map(known.__getitem__, ids))
    problems: dict[str, Problem] = {}
    if all(found):
        return found, problems
    by_text: dict[Cell, str | None] = {}
    for place, contact in enumerate(found):
        if contact is None and ((name := names[place]) or ids[place]):
            if name and name not in by_text:
                by_text[name] = people.names.get(fold(squash(written(name))))
            found[place] = by_text.get(name) or None
            if found[place] is None:
                row = str(sheet.columns["id"][place])
                text = written(name) or str(ids[place])
                problems[row] = _orphan(sheet, place, text, by_text.get(name) == AMBIGUOUS)
    return found, problems


def _orphan(sheet: SheetContents, place: int, text: str, several: bool) -> Problem:
    row = str(sheet.columns["id"][place])
    sentence = (
        f"Several contacts are called “{text}”; say which by the Contact ID."
        if several
        else f"Nobody called “{text}” is among the contacts."
    )
    action = "Pick one." if several else "Add this person, or correct the name."
    return Problem("orphan", sheet.key, sheet.rows[place], row, "contact", text, sentence, action)
