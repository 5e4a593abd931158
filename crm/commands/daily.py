"""The daily work on the command line: what waits today, and the summary of the week."""

from dataclasses import asdict

import pandas as pd

from crm.actions import summary as monday
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.today import Waiting, waiting
from crm.commands.answers import Arguments, Said, opened
from crm.model.business_time import BusinessTime
from crm.model.snapshot import Snapshot
from crm.store.opening import clock
from crm.ui.words import day, money, terms


def today(given: Arguments) -> Said:
    """What waits today: next steps, promises, unhappy answers, birthdays, and people we are losing touch with."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
    frames = from_snapshot(snapshot, as_of=snapshot.rules.today)
    found = waiting(frames, as_of=frames.as_of)
    if given.owner:
        found = found.of(frames, given.owner)
    return Said(_data(frames, found), _lines(frames, found, snapshot) or ["Nothing is waiting today."])


def summary(given: Arguments) -> Said:
    """The week at a glance: the four figures, what waits this week, who needs a call, how far the goals are."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
    found = summary_of(snapshot)
    return Said(asdict(found), monday.as_text(found))


def summary_of(snapshot: Snapshot) -> monday.Summary:
    """The summary of a workbook as it stands now."""
    frames = from_snapshot(snapshot, as_of=snapshot.rules.today)
    now = BusinessTime.of(snapshot.settings).local(clock())
    return monday.summary(snapshot, frames, terms(snapshot.settings), now=now)


def _data(frames: Frames, found: Waiting) -> dict[str, object]:
    parts = {name: _records(frames, getattr(found, name)) for name in Waiting.__dataclass_fields__}
    return {"date": frames.as_of, **parts}


def _records(frames: Frames, rows: pd.DataFrame) -> list[dict[str, object]]:
    """Each row with its ID and the name of its contact; what is not known is null."""
    known = rows if "contact_id" in rows else rows.assign(contact_id=rows.index)
    named = known.assign(contact=[frames.name(id) for id in known["contact_id"]])
    named = named if isinstance(rows.index, pd.RangeIndex) else named.assign(id=named.index)
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in named.to_dict("records")]


def _lines(frames: Frames, found: Waiting, snapshot: Snapshot) -> list[str]:
    """What waits, a heading over each kind, a line each."""
    due = found.follow_ups[found.follow_ups["state"].isin(["overdue", "today", "this week"])]
    owed = found.invoices.assign(
        told=[
            money(*pair, snapshot.settings)
            for pair in zip(found.invoices["amount"], found.invoices["currency"], strict=True)
        ]
    )
    asked = found.unhappy.assign(told=found.unhappy["score"].astype("str") + " to " + found.unhappy["question"])
    lost = found.losing_touch.assign(told="last contact", contact_id=found.losing_touch.index)
    parts = (
        ("Next steps", due, "due", "what"),
        ("Promised, and not solved", found.tickets, "promised_by", "subject"),
        ("Not paid in time", owed, "due", "told"),
        ("Unhappy, and nobody has rung back", asked, "date", "told"),
        ("Birthdays and anniversaries", found.occasions, "day", "what"),
        ("Losing touch", lost, "last", "told"),
    )
    lines: list[str] = []
    for title, rows, when, what in parts:
        columns = zip(rows[when], rows[what], rows["contact_id"], strict=True)
        told = [f"  {day(one) or 'never':<11}  {text}{_with(frames, contact)}" for one, text, contact in columns]
        lines += [f"{title}:", *told] if told else []
    return lines


def _with(frames: Frames, contact: object) -> str:
    return f", {frames.name(contact)}" if isinstance(contact, str) else ""
