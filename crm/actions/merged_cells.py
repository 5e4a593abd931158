"""What each field of two rows becomes when they are made one: nothing that only one of them knows is lost."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.actions.rows import full_name
from crm.model.cells import CHOICES, LONG_TEXT, MONTH_DAY, Cell, Unreadable, written
from crm.model.emails import addresses_in
from crm.model.phones import last_digits
from crm.model.schema import KITH, Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.stops import says_stop
from crm.model.text import fold, squash

Cells = Mapping[str, Cell]
Choices = Mapping[str, str]
"""Field -> the ID of the row whose value is taken."""
Edited = Mapping[tuple[str, str], dt.datetime]
"""(ID, field) -> when that cell was last changed, as far as anybody knows."""

_UNITED = {"phone": ("phone", "phone_2"), "email": ("email", "email_2")}
_READ: Mapping[str, Callable[[str], list[str]]] = {"phone": last_digits, "email": addresses_in}
_MEANT = {"status": "Active", "kind": "Person"}  # what a blank cell says
_CONSENT = ("consent_date", "consent_source")  # they are about the answer they stand beside


@dataclass(frozen=True)
class Differing:
    """A field in which two rows differ: what each shows, and the ID of the row that it is taken from unless chosen."""

    column: Column
    keep: str
    drop: str
    default: str


def differing(snapshot: Snapshot, keep: str, drop: str, edited: Edited) -> list[Differing]:
    """The fields to be chosen, in the order of the sheet; by default the value that was changed last.

    What one of them alone has is taken without asking. Lists and long texts are joined, Do not contact stays said.
    """
    one, other = snapshot.row("Contacts", keep), snapshot.row("Contacts", drop)
    found = [column for column in _columns(snapshot, keep) if _is_chosen(column, one, other, snapshot)]
    if any(column.field == "marketing_ok" for column in found):
        found = [column for column in found if column.field not in _CONSENT]

    def default(column: Column) -> str:
        if column.field == "status":
            return drop if fold(_shown(column, other)) == "active" else keep
        return max((keep, drop), key=lambda id: _last_edit(snapshot, edited, id, column.field))

    return [Differing(column, _shown(column, one), _shown(column, other), default(column)) for column in found]


def merged_cells(snapshot: Snapshot, keep: str, drop: str, choices: Choices) -> dict[str, Cell]:
    """The cells of the row that stays, as far as they may change."""
    one, other = snapshot.row("Contacts", keep), snapshot.row("Contacts", drop)
    cells: dict[str, Cell] = {}
    for column in _columns(snapshot, keep):
        first, second = (other, one) if choices.get(column.field) == drop else (one, other)
        cells[column.field] = _cell(column, first, second, snapshot)
    if written(one.get("marketing_ok")) != written(other.get("marketing_ok")) and all(
        written(row.get("marketing_ok")) for row in (one, other)
    ):
        chosen = other if choices.get("marketing_ok") == drop else one
        cells |= {field: chosen.get(field) for field in _CONSENT if field in cells}
    lines = [f"{heading}: {text}" for heading, text in _behind_formulas(snapshot, keep, drop)]
    for field, fields in _UNITED.items():
        first, second = (other, one) if choices.get(field) == drop else (one, other)
        kept = _united(field, first, second, cells.get("whatsapp"))
        present = [name for name in fields if name in cells]
        cells |= {name: kept[at] if at < len(kept) else None for at, name in enumerate(present)}
        lines += [f"{SHEETS['Contacts'].column(field).heading}: {text}" for text in kept[len(present) :]]
    return {**cells, **_kiths(snapshot, keep, drop), **_notes(snapshot, one, other, drop, lines)}


def joined(ids: Iterable[str]) -> str | None:
    """IDs as a cell that holds several, each once."""
    return "; ".join(dict.fromkeys(id.strip() for id in ids if id.strip())) or None


# fields ---------------------------------------------------------------------------------------------------------------


def _columns(snapshot: Snapshot, keep: str) -> list[Column]:
    """The columns of people's own making that Kith may write into the row that stays."""
    return [
        column
        for column in snapshot.columns("Contacts")
        if column.place != KITH and column.field != "id" and not snapshot.formula("Contacts", keep, column.field)
    ]


def _behind_formulas(snapshot: Snapshot, keep: str, drop: str) -> list[tuple[str, str]]:
    """What was typed into the row that goes, where the other has a formula: (heading, text)."""
    return [
        (column.heading, text)
        for column in snapshot.columns("Contacts")
        if snapshot.formula("Contacts", keep, column.field) and not snapshot.formula("Contacts", drop, column.field)
        if (text := written(snapshot.cell("Contacts", drop, column.field)))
    ]


def _is_chosen(column: Column, one: Cells, other: Cells, snapshot: Snapshot) -> bool:
    """Whether somebody is to choose between the values of two rows."""
    if column.kind in (CHOICES, LONG_TEXT) or column.field in ("do_not_contact", "phone_2", "email_2"):
        return False
    texts = _shown(column, one), _shown(column, other)
    if not all(texts):
        return False
    if column.field in _READ:
        return set(_keys(column.field, texts[0])) != set(_keys(column.field, texts[1]))
    return not _fuller(column, *texts, snapshot)


def _shown(column: Column, row: Cells) -> str:
    return squash(written(row.get(column.field))) or _MEANT.get(column.field, "")


def _fuller(column: Column, one: Cell, other: Cell, snapshot: Snapshot) -> Cell:
    """Of two texts that mean the same the one that says more, a birthday with its year; None where they do not."""
    read = [column.kind.parse(cell, snapshot.rules) for cell in (one, other)]
    if any(isinstance(value, Unreadable) for value in read):
        return one if written(one) == written(other) else None
    days = [str(value) for value in read] if column.kind is MONTH_DAY else ["", "-"]
    if read[0] != read[1] and (days[0][-5:] != days[1][-5:] or min(map(len, days)) == len("1984-03-14")):
        return None
    return other if len(days[1]) > len(days[0]) > 1 else one


def _cell(column: Column, first: Cells, second: Cells, snapshot: Snapshot) -> Cell:
    """One field of two rows, of which the first is preferred; a blank is never preferred to something."""
    one, other = first.get(column.field), second.get(column.field)
    if column.field == "do_not_contact" and says_stop(other, snapshot.rules):
        return other
    if not written(one).strip():
        is_meant = column.field in _MEANT and fold(written(other)) != fold(_MEANT[column.field])
        return one if is_meant else other
    if not written(other).strip():
        return one
    if column.kind is CHOICES:
        read = [column.kind.parse(cell, snapshot.rules) for cell in (one, other)]
        words = dict[str, str]()
        for word in (word for several in read if isinstance(several, tuple) for word in several):
            words.setdefault(word.casefold(), word)
        return CHOICES.format(tuple(words.values()), snapshot.rules)
    if column.kind is LONG_TEXT and written(other).strip() not in written(one):
        return f"{written(one)}\n{written(other)}"
    return _fuller(column, one, other, snapshot) or one


def _united(field: str, first: Cells, second: Cells, whatsapp: Cell) -> list[str]:
    """The phones or emails of two rows, each once, as they were typed; a WhatsApp number that has no place is one."""
    kept, known = list[str](), set[str]()
    for name in _UNITED[field]:
        for row in (first, second):
            if not known.issuperset(its := _keys(field, row.get(name))):
                kept.append(written(row.get(name)))
                known.update(its)
    chats = [row.get("whatsapp") for row in (first, second)] if field == "phone" else []
    known.update(_keys(field, whatsapp))
    return kept + [written(chat) for chat in chats if not known.issuperset(_keys(field, chat))]


def _keys(field: str, cell: Cell) -> list[str]:
    """What the phones or addresses of a cell are compared by; a text that is neither, by itself."""
    text = written(cell).strip()
    return (_READ[field](text) or [fold(text)]) if text else []


# what Kith keeps ------------------------------------------------------------------------------------------------------


def _kiths(snapshot: Snapshot, keep: str, drop: str) -> dict[str, Cell]:
    """The numbers that mean this person now, and those judged to be somebody else."""
    one, other = snapshot.row("Contacts", keep), snapshot.row("Contacts", drop)
    old = [*_ids(one, "merged_ids"), drop, *_ids(other, "merged_ids")]
    apart = [id for row in (one, other) for id in _ids(row, "not_same_as") if id not in (keep, drop)]
    found = {"merged_ids": joined(old), "not_same_as": joined(apart)}
    return {field: cell for field, cell in found.items() if field in one}


def _ids(row: Cells, field: str) -> list[str]:
    return [id.strip() for id in written(row.get(field)).split(";")]


def _notes(snapshot: Snapshot, one: Cells, other: Cells, drop: str, lines: Sequence[str]) -> dict[str, Cell]:
    """The notes of both, those of the row that goes with their origin and the day, and what else has no place."""
    mine, theirs = (written(row.get("notes")).strip() for row in (one, other))
    more = [*([theirs] if theirs and theirs not in mine else []), *lines]
    if not more:
        return {}
    if not mine and not lines:
        return {"notes": other.get("notes")}
    today = snapshot.rules.today
    head = f"From {full_name(other) or drop} ({drop}), merged on {today.day} {today:%b %Y}:"
    return {"notes": "\n".join([*([written(one.get("notes")), ""] if mine else []), head, *more])}


def _last_edit(snapshot: Snapshot, edited: Edited, id: str, field: str) -> dt.datetime:
    """When a cell was last changed: as the history says, else when the row was."""
    stamp = snapshot.cell("Contacts", id, "changed_on") or snapshot.cell("Contacts", id, "added_on")
    moment = dt.datetime(stamp.year, stamp.month, stamp.day) if isinstance(stamp, dt.date) else dt.datetime.min
    return edited.get((id, field), stamp if isinstance(stamp, dt.datetime) else moment).replace(tzinfo=None)
