"""What waits on a day, worked out slowly: row by row, day by day, without pandas and without a line of the product.

Rows are cells by field, as they stand in a workbook; contacts are named by `contact_id`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]
STAY = {"Recommend us (0-10)": range(7), "Satisfied (1-5)": range(1, 3)}  # the scores that are unhappy


def day_of(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    return cell if isinstance(cell, dt.date) else None


def people(rows: Rows) -> dict[object, Row]:
    return {row["id"]: row for row in rows.get("Contacts", ())}


def put_away(rows: Rows) -> set[object]:
    return {id for id, row in people(rows).items() if row.get("status") == "Archived"}


def steps(rows: Rows, as_of: dt.date) -> dict[object, str]:
    """Row ID -> overdue, today, this week, later, some day."""
    found, away = {}, put_away(rows)
    for row in rows.get("Follow-ups", ()):
        is_done = row.get("status") in ("Done", "Skipped") or (not row.get("status") and row.get("done_on"))
        if not is_done and row.get("contact_id") not in away:
            found[row["id"]] = state(day_of(row.get("due")), as_of)
    return found


def state(due: dt.date | None, as_of: dt.date) -> str:
    if due is None:
        return "some day"
    if due < as_of:
        return "overdue"
    if due == as_of:
        return "today"
    return "this week" if due <= as_of + dt.timedelta(days=7) else "later"


def promises(rows: Rows, as_of: dt.date) -> dict[object, int]:
    """ID of a request that is not solved -> how many days its promise is past, 0 being today."""
    found, away = {}, put_away(rows)
    for row in rows.get("Tickets", ()):
        promised = day_of(row.get("promised_by"))
        is_solved = row.get("status") in ("Solved", "Closed") or (not row.get("status") and row.get("solved_on"))
        if not is_solved and promised and promised <= as_of and row.get("contact_id") not in away:
            found[row["id"]] = (as_of - promised).days
    return found


def invoices(rows: Rows, as_of: dt.date) -> dict[object, int]:
    """ID of a sale that was to be paid before today -> how many days ago; nobody who tries things out owes anything."""
    found, away = {}, put_away(rows) | {id for id, person in people(rows).items() if person.get("tags") == "test"}
    for row in rows.get("Sales", ()):
        due = day_of(row.get("due"))
        if due and not row.get("paid_on") and due < as_of and row.get("contact_id") not in away:
            found[row["id"]] = (as_of - due).days
    return found


def unhappy(rows: Rows, as_of: dt.date) -> set[object]:
    """IDs of answers that somebody should ring back about."""
    found, known = set(), people(rows)
    for row in rows.get("Satisfaction", ()):
        who = known.get(row.get("contact_id"), {})
        answered = day_of(row.get("date"))
        is_bad = row.get("score") in STAY[str(row["question"])]
        is_open = is_bad and row.get("followed_up") != "Yes" and not (answered and answered > as_of)
        if is_open and who.get("status") != "Archived" and who.get("tags") != "test":
            found.add(row["id"])
    return found


def occasions(rows: Rows, as_of: dt.date, days: int) -> set[tuple[object, str, dt.date, int | None]]:
    """Contact, what, on which day, and how many years it will be, where the year is known."""
    found = set()
    for id, row in people(rows).items():
        if row.get("status") == "Archived" or row.get("do_not_contact") == "Yes":
            continue
        for field, what in (("birthday", "Birthday"), ("anniversary", "Anniversary")):
            year, month, number = parts(row.get(field))
            for later in range(days + 1):
                when = as_of + dt.timedelta(days=later)
                if month and is_celebrated(when, month, number):
                    found.add((id, what, when, when.year - year if year else None))
    return found


def parts(cell: object) -> tuple[int, int, int]:
    """Year (0: not known), month (0: no day at all) and day of `1984-03-15` or `--03-15`."""
    text = str(cell or "")
    if text.startswith("--"):
        return 0, int(text[2:4]), int(text[5:7])
    return (int(text[:4]), int(text[5:7]), int(text[8:10])) if text else (0, 0, 0)


def is_celebrated(when: dt.date, month: int, number: int) -> bool:
    tomorrow = when + dt.timedelta(days=1)
    if (month, number) == (2, 29) and when.month == 2 and when.day == 28:
        return tomorrow.month == 3  # the last of a February without a 29th
    return (when.month, when.day) == (month, number)


def touches(rows: Rows) -> Iterator[tuple[object, object]]:
    """Contact and day of every touch."""
    for row in rows.get("Interactions", ()):
        if row.get("type") != "Note" and row.get("outcome") != "No answer":
            yield row.get("contact_id"), row.get("date")
    for row in rows.get("Sales", ()):
        if row.get("kind") != "Purchase":
            yield row.get("contact_id"), row.get("date")
            yield row.get("contact_id"), row.get("delivered_on")
    for row in rows.get("Satisfaction", ()):
        if row.get("score") is not None:
            yield row.get("contact_id"), row.get("date")


def last_touches(rows: Rows, as_of: dt.date) -> dict[object, dt.date]:
    found: dict[object, dt.date] = {}
    for id, cell in touches(rows):
        day = day_of(cell)
        if day and day <= as_of:
            found[id] = max(found.get(id, day), day)
    return found


def losing_touch(rows: Rows, as_of: dt.date, wish_of_all: int) -> dict[object, int | None]:
    """Contact -> days of silence, None where nobody knows since when."""
    found, last = {}, last_touches(rows, as_of)
    for id, row in people(rows).items():
        ended = day_of(row.get("ended"))
        if row.get("status") in ("Archived", "Former") or (ended and ended <= as_of):
            continue
        if row.get("do_not_contact") == "Yes" or row.get("tags") == "test":
            continue
        wish = row.get("keep_in_touch") if row.get("keep_in_touch") is not None else wish_of_all
        since = last.get(id) or day_of(row.get("added_on"))
        silent = (as_of - since).days if since else None
        if isinstance(wish, int) and wish > 0 and (silent is None or silent > wish):
            found[id] = silent
    return found
