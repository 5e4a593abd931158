"""Promises with a day: an invoice that was paid, a request that was solved."""

from crm.actions.rows import existing
from crm.model.cells import Cell, written
from crm.model.changes import ChangeSet, UpdateRow
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot


def mark_paid(snapshot: Snapshot, id: str) -> ChangeSet:
    """An open invoice was paid today. Raises NoSuchRow; InvalidInput when somebody noted a payment already."""
    row = existing(snapshot, "Sales", id)
    if "paid_on" not in row:
        raise InvalidInput("paid_on", "The sheet Sales has no column “Paid on” to keep this in.")
    if (noted := written(row["paid_on"])).strip():
        raise InvalidInput("paid_on", f"In the sheet, Paid on says “{noted}” already. Nothing to do.")
    told = " ".join(filter(None, (written(row.get("item")) or "invoice", "of", written(row.get("contact")))))
    return ChangeSet(f"Paid: {told.removesuffix(' of')}", (UpdateRow("Sales", id, *_now(row, "paid_on", snapshot)),))


def mark_solved(snapshot: Snapshot, id: str) -> ChangeSet:
    """A request was solved today, under the first status that means so. Raises NoSuchRow, or InvalidInput when it was
    solved already."""
    row = existing(snapshot, "Tickets", id)
    statuses = snapshot.lists.entries("Ticket statuses")
    if snapshot.lists.meaning("Ticket statuses", written(row.get("status"))) == "solved":
        raise InvalidInput("status", "This was already solved in the sheet. Nothing to do.")
    solved = [word for word in statuses if snapshot.lists.meaning("Ticket statuses", word) == "solved"]
    wanted: dict[str, Cell] = {"status": next(iter(solved), "Solved")} if "status" in row else {}
    seen = {"status": row.get("status")} if wanted else {}
    if "solved_on" in row and not written(row["solved_on"]).strip():
        values, expected = _now(row, "solved_on", snapshot)
        wanted, seen = {**wanted, **values}, {**seen, **expected}
    return ChangeSet(f"Solved: {written(row.get('subject'))}", (UpdateRow("Tickets", id, wanted, seen),))


def _now(row: dict[str, Cell], field: str, snapshot: Snapshot) -> tuple[dict[str, Cell], dict[str, Cell]]:
    return {field: snapshot.rules.today}, {field: row.get(field)}
