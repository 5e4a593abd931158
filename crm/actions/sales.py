"""Money in and out: sales, donations, purchases, what was paid and what is still open."""

import datetime as dt
import math
from collections.abc import Mapping

import pandas as pd

from crm.actions.currencies import currency_of, in_one_currency
from crm.actions.follow_ups import next_step
from crm.actions.rows import day_of, existing, full_name, linked, missing, updated
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, ChangeSet, RemoveRow, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.lacking import no_column
from crm.model.snapshot import Snapshot
from crm.model.text import key

TRANSFERS = ("transfer", "bank transfer", "uberweisung", "virement", "transferencia")
"""What a payment by bank is called; the list has no meanings, so another word proposes no due day."""

_NOT_COPIED = ("id", "cost", "added_on", "changed_on", "changed_by")


def money_in(snapshot: Snapshot) -> str:
    """The first word of the list that means money in, which a blank Kind stands for; "" where no word does."""
    kinds = snapshot.lists.entries("Sale kinds")
    return next((kind for kind in kinds if snapshot.lists.meaning("Sale kinds", kind) == "money in"), "")


def is_out(snapshot: Snapshot, kind: object) -> bool:
    """Whether a kind means that money goes out."""
    return snapshot.lists.meaning("Sale kinds", written(kind)) == "money out"  # type: ignore[arg-type]


def proposed_due(snapshot: Snapshot, method: object, date: object) -> dt.date | None:
    """The day an invoice is due by the team's terms, where it is paid by bank; None for every other method."""
    if key(str(method or "")) not in {key(word) for word in TRANSFERS}:
        return None
    begin = day_of(date) if isinstance(date, dt.date) else snapshot.rules.today
    return begin + dt.timedelta(days=round(snapshot.settings.number("payment_terms_days")))


# adding, changing, removing -----------------------------------------------------------------------------------------


def add_sale(snapshot: Snapshot, given: Given, contact: str = "") -> ChangeSet:
    """An amount of money in or out: fields of Sales. Without a `contact` it is that of somebody passing by.

    No date means today, no kind the first that means money in; a refund is a negative amount, and 0 is legal. Raises
    NoSuchRow when the contact is unknown, InvalidInput when the amount is missing or a value cannot be kept.
    """
    entry = Entry.of(given)
    cells = _understood(snapshot, entry.values, {})
    if cells.get("amount") is None:
        raise missing(snapshot, "Sales", "amount", "Which amount? 0 is fine, and what you give back is less than 0.")
    cells["date"] = cells.get("date") or snapshot.rules.today
    if any(column.field == "kind" for column in snapshot.columns("Sales")):
        cells["kind"] = cells.get("kind") or money_in(snapshot) or None
    if contact:
        row = linked(snapshot, "Sales", contact, cells)
    else:
        row = AddRow("Sales", snapshot.draw_id("Sales"), {f: cell for f, cell in cells.items() if cell is not None})
    return ChangeSet(f"Added {told(snapshot, row.values)}", (row,), entry.batch)


def edit_sale(snapshot: Snapshot, id: str, given: Given, contact: str | None = None) -> ChangeSet:
    """Other values for some fields; `contact` is whom it belongs to from now on, "" nobody, None as it was.

    Raises NoSuchRow, or InvalidInput when a value cannot be kept.
    """
    entry, now = Entry.of(given), existing(snapshot, "Sales", id)
    seen = {**now, **entry.expected}
    cells = _understood(snapshot, entry.values, seen)
    if "amount" in cells and cells["amount"] is None:
        raise InvalidInput("amount", "Which amount? 0 is fine. To take the row out, press Remove.")
    if contact is not None:
        to = linked(snapshot, "Sales", contact, {}).values if contact else {"contact": None, "contact_id": None}
        cells |= {field: cell for field, cell in to.items() if field in now}
    row = updated("Sales", id, seen, cells)
    if row is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    return ChangeSet(f"Changed {told(snapshot, {**now, **row.values})}", (row,), entry.batch)


def remove_sale(snapshot: Snapshot, id: str) -> ChangeSet:
    """Take the row out. Raises NoSuchRow."""
    row = existing(snapshot, "Sales", id)
    return ChangeSet(f"Removed {told(snapshot, row)}", (RemoveRow("Sales", id, row),))


def told(snapshot: Snapshot, row: Mapping[str, Cell]) -> str:
    """A row in a few words: kind, who or what, amount with its currency.

    So a receipt, History and the undo bar name it.
    """
    kind = written(row.get("kind")) or money_in(snapshot) or snapshot.settings.text("word_sale")
    about = written(row.get("contact")) or written(row.get("item"))
    amount = row.get("amount")
    money = f"{amount:,.2f} {currency_of(snapshot, row)}" if isinstance(amount, int | float) else written(amount)
    parts = [kind.lower(), about, money]
    return ", ".join(part for part in parts if part)


def _understood(snapshot: Snapshot, typed: Mapping[str, object], now: Mapping[str, Cell]) -> dict[str, Cell]:
    """What was typed as cells of Sales, in one known currency; `now` is the row as it stands."""
    cells = in_one_currency(snapshot, "Sales", typed, now)
    paid = cells.get("paid_on")
    if isinstance(paid, dt.date) and day_of(paid) > snapshot.rules.today:
        raise InvalidInput("paid_on", "This day lies ahead. Put it under Due, and press Paid when it is paid.")
    return cells


# what is open -------------------------------------------------------------------------------------------------------


def mark_paid(snapshot: Snapshot, id: str) -> ChangeSet:
    """Paid today. Raises NoSuchRow, or InvalidInput when the sheet says that it was paid already."""
    row = _open(snapshot, id)
    update = UpdateRow("Sales", id, {"paid_on": snapshot.rules.today}, {"paid_on": None})
    return ChangeSet(f"Paid: {told(snapshot, row)}", (update,))


def part_paid(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """A part of what is open was paid: `amount`, and `paid_on` and `method` where they were said.

    The row keeps its ID and what is still open; a second row of the same day and person holds the part that was paid.
    So the sheet adds up as before, and everybody who reads it sees both. A cost is shared out in the same proportion.
    Raises NoSuchRow, or InvalidInput when the part is not less than what is open.
    """
    entry, row = Entry.of(given), _open(snapshot, id)
    whole = snapshot.frame("Sales")["amount"].get(id)
    if not isinstance(whole, float) or not whole > 0 or snapshot.formula("Sales", id, "amount"):
        raise InvalidInput("amount", "The amount in the sheet cannot be parted here. Change the row instead.")
    cells = _understood(snapshot, entry.values, row)
    if (paid_in := currency_of(snapshot, {**row, **cells})) != (own := currency_of(snapshot, row)):
        raise InvalidInput("amount", f"This says {paid_in}, and the row is in {own}. Write the part in {own}.")
    part = cells.get("amount")
    if not isinstance(part, int | float) or not 0 < part < whole:
        raise InvalidInput("amount", f"How much of {whole:,.2f} was paid? If all of it was, press Paid.")
    rest, paid = _shared_out(whole, float(part), snapshot.frame("Sales")["cost"].get(id))
    kept = {f: cell for f, cell in row.items() if f not in _NOT_COPIED and not snapshot.formula("Sales", id, f)}
    values = {**kept, **cells, **paid, "paid_on": cells.get("paid_on") or snapshot.rules.today}
    if "notes" in row:
        values["notes"] = "\n".join(filter(None, (written(row["notes"]), f"Part of {whole:,.2f}")))
    filled = {field: cell for field, cell in values.items() if cell is not None}
    new = AddRow("Sales", snapshot.draw_id("Sales"), filled)
    update = UpdateRow("Sales", id, rest, {field: row.get(field) for field in rest})
    return ChangeSet(f"Paid a part: {told(snapshot, filled)}", (update, new), entry.batch)


def _shared_out(whole: float, part: float, cost: object) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """Amount and cost of what stays open, and of the part that was paid; a cost that is not known stays as it is."""
    rest, paid = dict[str, Cell](amount=float(round(whole - part, 4))), dict[str, Cell](amount=part)
    if isinstance(cost, float) and not math.isnan(cost):
        share = round(cost * part / whole, 2)
        paid["cost"], rest["cost"] = share, round(cost - share, 4)
    return rest, paid


def remind(snapshot: Snapshot, id: str) -> ChangeSet:
    """A next step to ask for the money, or to pay a bill: today if it is late, else when it falls due.

    Raises NoSuchRow, or InvalidInput when the row is of nobody.
    """
    row, frame = _open(snapshot, id), snapshot.frame("Sales")
    contact, due = frame["contact_id"].get(id), frame["due"].get(id)
    if not isinstance(contact, str):
        raise InvalidInput("contact", "The row names nobody whom we know. Pick the person first.")
    pays = is_out(snapshot, row.get("kind"))
    when = snapshot.rules.today if pd.isna(due) else due.date()
    if not pays:
        when += dt.timedelta(days=1)  # on the day itself it may still come
    name = full_name(snapshot.row("Contacts", contact))
    said = told(snapshot, {**row, "contact": None, "item": row.get("item") or row.get("reference")})
    what = f"Pay {name}: {said}" if pays else f"Ask {name} for the payment: {said}"
    step = next_step(snapshot, contact, {"next_what": what, "next_due": max(when, snapshot.rules.today)}, about=id)
    return ChangeSet(f"Next step: {what}", (step,))


def _open(snapshot: Snapshot, id: str) -> dict[str, Cell]:
    """The cells of a row that is not paid yet."""
    row = existing(snapshot, "Sales", id)
    if "paid_on" not in row:
        raise no_column(snapshot.contents, "Sales", "paid_on")
    if snapshot.formula("Sales", id, "paid_on"):
        raise InvalidInput("paid_on", "Paid on is a formula in the sheet, so only the sheet can say that this is paid.")
    if row["paid_on"] not in (None, ""):
        raise InvalidInput("paid_on", f"The sheet says that this was paid already: {written(row['paid_on'])}.")
    return row
