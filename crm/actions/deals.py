"""Deals: sales that may happen. Begun, moved from stage to stage, won with the sale they came to, lost with a reason.

Stages are known by what they mean in the sheet Lists - open, won, lost - never by their words.
"""

import datetime as dt
from collections.abc import Mapping

from crm.actions.currencies import in_one_currency
from crm.actions.rows import day_of, existing, linked, missing, updated
from crm.actions.values import cells_from
from crm.model.cells import Cell, match_entry, same, written
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.lacking import no_column
from crm.model.snapshot import Snapshot
from crm.model.text import brief, key, squash

SHORT = 80  # signs of a title in a sentence
SALE = ("date", "item", "amount", "method", "kind")
"""What may be said of the sale of a deal that is won."""


def add_deal(snapshot: Snapshot, given: Given) -> ChangeSet:
    """A new deal: `title` and other fields of Deals, `contact_id` where it is with somebody. Its stage, else the first
    one, must be open.

    Raises InvalidInput when the title is missing or a value cannot be kept, NoSuchRow when the contact is unknown.
    """
    entry = Entry.of(given)
    row = new_deal(snapshot, entry.values)
    return ChangeSet(f"New deal: {title_of(row.values)}", (row,), entry.batch)


def new_deal(snapshot: Snapshot, values: Mapping[str, object]) -> AddRow:
    """The row of a new deal, for `add_deal` and for others that begin one on the way."""
    contact = squash(str(values.get("contact_id") or ""))
    cells = _cells(snapshot, values, {})
    if not cells.get("title"):
        raise missing(snapshot, "Deals", "title", "What is the deal about? Write a few words as its title.")
    stage = written(cells.get("stage")) or next(iter(open_stages(snapshot)), "")
    _must_be_open(snapshot, stage)
    cells |= _present(snapshot, {"stage": stage, "furthest_stage": stage})
    cells |= _present(snapshot, {"opened_on": cells.get("opened_on") or snapshot.rules.today})
    if contact:
        return linked(snapshot, "Deals", contact, cells)
    return _unlinked(snapshot, "Deals", cells)


def edit_deal(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Other values for some fields of a deal; `contact_id` for another contact, "" for none.

    Raises NoSuchRow, or InvalidInput when a value cannot be kept, or the stage is to become one that is not open.
    """
    entry, now = Entry.of(given), existing(snapshot, "Deals", id)
    seen = {**now, **entry.expected}
    cells = _cells(snapshot, entry.values, seen)
    if not title_of({**now, **cells}):
        raise InvalidInput("title", "What is the deal about? Write a few words as its title.")
    if cells.get("stage") is not None and not same(cells["stage"], seen.get("stage")):
        cells |= _to_open(snapshot, seen, written(cells["stage"]))
    if "contact_id" in entry.values:
        contact = squash(str(entry.values["contact_id"] or ""))
        row = linked(snapshot, "Deals", contact, {}).values if contact else {"contact": None, "contact_id": None}
        cells |= _present(snapshot, row)
    update = updated("Deals", id, seen, cells)
    if update is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    return ChangeSet(f"Deal: {title_of({**now, **cells})}", (update,), entry.batch)


def move_stage(snapshot: Snapshot, id: str, stage: str) -> ChangeSet:
    """A deal into another open stage. One that was decided is open again: its closing day and lost reason go.

    Raises InvalidInput for a stage that is not open: winning asks for the sale, losing for the reason.
    """
    now = existing(snapshot, "Deals", id)
    word = match_entry(stage, snapshot.lists.entries("Stages")) or stage
    update = updated("Deals", id, now, _to_open(snapshot, now, word))
    if update is None:
        return ChangeSet("Nothing was changed")
    return ChangeSet(f"{title_of(now)}: now {word}", (update,))


def reopen(snapshot: Snapshot, id: str) -> ChangeSet:
    """A decided deal open again, in the furthest stage it had reached, else in the first. A sale it came to stays."""
    now = existing(snapshot, "Deals", id)
    stages = open_stages(snapshot)
    furthest = match_entry(written(now.get("furthest_stage")), stages) or next(iter(stages), "")
    return move_stage(snapshot, id, furthest)


def win(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """A deal won, and the sale it came to, in one ChangeSet: `amount`, `item`, `date`, `method` and `kind` of a sale;
    `stage` where several mean won. The sale is the deal's amount and title, today, where nothing else is said.

    Raises InvalidInput when it is won already (its sale would be there twice), the amount is missing or below 0, or the
    day lies ahead.
    """
    entry, now = Entry.of(given), existing(snapshot, "Deals", id)
    stage = _decided(snapshot, now, "won", str(entry.values.get("stage") or ""))
    seen = {**now, **entry.expected}
    sale = _sale(snapshot, id, seen, entry.values)
    cells = {"stage": stage, "closed_on": sale.values["date"], "lost_reason": None}
    update = updated("Deals", id, seen, _present(snapshot, {**cells, **_furthest(snapshot, now)}))
    changes: tuple[Change, ...] = (*((update,) if update else ()), sale)
    return ChangeSet(f"{stage}: {title_of(now)}", changes, entry.batch)


def _sale(snapshot: Snapshot, id: str, deal: Mapping[str, Cell], values: Mapping[str, object]) -> AddRow:
    """The sale that a deal came to; the deal's contact, else the name that stands there, is who bought."""
    given = {field: values[field] for field in SALE if field in values}
    present, today = {column.field for column in snapshot.columns("Sales")}, snapshot.rules.today
    of_deal = {"amount": deal.get("amount"), **({"item": deal.get("title")} if "item" in present else {})}
    stands = {"currency": deal.get("currency")}
    cells = in_one_currency(snapshot, "Sales", {**of_deal, **given}, stands)
    cells["date"] = cells.get("date") or today
    if cells.get("amount") is None:
        raise InvalidInput("amount", "What did the sale come to? Write 0 if nothing is to be paid.")
    _not_below_0(cells)
    if isinstance(cells["date"], dt.date) and day_of(cells["date"]) > today:
        raise InvalidInput("date", "This day lies ahead. A deal that will only be decided then is still open.")
    money_in = next(iter(snapshot.lists.meant("Sale kinds", "money in")), None)
    more = {"kind": cells.get("kind") or money_in, "by": deal.get("owner"), **stands}
    cells = {**{field: cell for field, cell in more.items() if field in present}, **cells}
    contact = snapshot.deals["contact_id"].get(id)
    if isinstance(contact, str) and contact in snapshot.contacts.index:
        return linked(snapshot, "Sales", contact, cells)
    cells |= {"contact": deal.get("contact")} if "contact" in present else {}
    return _unlinked(snapshot, "Sales", cells)


def lose(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """A deal lost today, with its `lost_reason` where the sheet has a column for one; `stage` where several mean lost.

    Raises InvalidInput when the reason is missing, or it is lost already.
    """
    entry, now = Entry.of(given), existing(snapshot, "Deals", id)
    stage = _decided(snapshot, now, "lost", str(entry.values.get("stage") or ""))
    cells = cells_from(snapshot, "Deals", {"lost_reason": entry.values.get("lost_reason")})
    if "lost_reason" in now and not cells["lost_reason"]:
        raise InvalidInput("lost_reason", "Why was it lost? Pick a reason, or write your own.")
    wanted = {**cells, "stage": stage, "closed_on": snapshot.rules.today}
    update = updated("Deals", id, {**now, **entry.expected}, _present(snapshot, {**wanted, **_furthest(snapshot, now)}))
    return ChangeSet(f"{stage}: {title_of(now)}", (update,) if update else (), entry.batch)


def remove_deal(snapshot: Snapshot, id: str) -> ChangeSet:
    """Empty the row of a deal. What was noted about it stays, and so does the sale it came to."""
    now = existing(snapshot, "Deals", id)
    return ChangeSet(f"Removed the deal {title_of(now)}", (RemoveRow("Deals", id, now),))


# words ----------------------------------------------------------------------------------------------------------------


def title_of(cells: Mapping[str, Cell]) -> str:
    """What a deal is called in a sentence."""
    title = squash(written(cells.get("title")))
    return f"{title[:SHORT].rstrip()} …" if len(title) > SHORT else title


def open_stages(snapshot: Snapshot) -> list[str]:
    """The stages that mean open, in their order."""
    return snapshot.lists.meant("Stages", "open")


def _must_be_open(snapshot: Snapshot, stage: str) -> None:
    means = snapshot.lists.meaning("Stages", stage)
    if means in ("won", "lost"):
        asked = "the sale" if means == "won" else "the reason"
        raise InvalidInput(
            "stage", f"“{brief(stage)}” ends a deal. Press it on an open deal; Kith then asks for {asked}."
        )
    if means != "open":
        raise InvalidInput("stage", f"“{brief(stage)}” is not among your open stages. They stand in the sheet Lists.")


def _decided(snapshot: Snapshot, now: Mapping[str, Cell], meaning: str, wanted: str) -> str:
    """The stage that a decided deal goes into: the wanted one, else the first that means won, or lost."""
    _must_have_stages(snapshot)
    words = snapshot.lists.meant("Stages", meaning)
    if not words:
        raise InvalidInput("stage", f"No stage means {meaning} in the sheet Lists. Write “{meaning}” beside one there.")
    if snapshot.lists.meaning("Stages", written(now.get("stage"))) == meaning:
        raise InvalidInput("stage", f"This deal was {meaning} already, perhaps in the sheet. Nothing was saved twice.")
    return match_entry(wanted, words) or words[0]


def _must_have_stages(snapshot: Snapshot) -> None:
    if "stage" not in {column.field for column in snapshot.columns("Deals")}:
        raise no_column(snapshot.contents, "Deals", "stage")


def _to_open(snapshot: Snapshot, now: Mapping[str, Cell], stage: str) -> dict[str, Cell]:
    _must_have_stages(snapshot)
    _must_be_open(snapshot, stage)
    cells: dict[str, Cell] = {"stage": stage, "closed_on": None, "lost_reason": None}
    return _present(snapshot, {**cells, **_furthest(snapshot, {**now, "reached": stage})})


def _furthest(snapshot: Snapshot, now: Mapping[str, Cell]) -> dict[str, Cell]:
    """The last open stage in the order of the list that a deal reached by now."""
    order = {key(word): word for word in open_stages(snapshot)}
    reached = {key(written(now.get(field))) for field in ("furthest_stage", "stage", "reached")}
    furthest = [word for folded, word in order.items() if folded in reached]
    return {"furthest_stage": furthest[-1]} if furthest else {}


# cells ----------------------------------------------------------------------------------------------------------------


def _cells(snapshot: Snapshot, values: Mapping[str, object], now: Mapping[str, Cell]) -> dict[str, Cell]:
    """What was typed as cells of Deals, in one known currency; `now` is the deal as it stands."""
    typed = {field: value for field, value in values.items() if field not in ("contact", "contact_id")}
    cells = in_one_currency(snapshot, "Deals", typed, now)
    _not_below_0(cells)
    return cells


def _not_below_0(cells: Mapping[str, Cell]) -> None:
    amount = cells.get("amount")
    if isinstance(amount, int | float) and amount < 0:
        raise InvalidInput("amount", "The amount cannot be below 0. A refund is a sale of its own.")


def _unlinked(snapshot: Snapshot, sheet: str, cells: Mapping[str, Cell]) -> AddRow:
    """A new row that belongs to nobody we know."""
    filled = {field: cell for field, cell in cells.items() if cell is not None}
    return AddRow(sheet, snapshot.draw_id(sheet), filled)


def _present(snapshot: Snapshot, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells for which this workbook has a column."""
    fields = {column.field for column in snapshot.columns("Deals")}
    return {field: cell for field, cell in cells.items() if field in fields}
