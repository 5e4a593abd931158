"""What a team prints to work with: the cards of its people, the day sheet, who to ring, and the birthdays."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from crm.actions import addresses
from crm.actions.printed_people import People, day, month_day, rows, text
from crm.analytics.frames import Frames
from crm.analytics.today import Waiting, celebrated
from crm.exchange import paper_cards, paper_lists, paper_months
from crm.exchange.paper import Paper
from crm.exchange.paper_cards import Card
from crm.exchange.paper_lists import Line, Part
from crm.exchange.paper_months import Day
from crm.model import dates
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.model.text import fold

_REACH = ("phone", "whatsapp", "phone_2", "email", "email_2")
_NOTES = 3  # on a card
NOBODY = "Nobody was named"


def cards(snapshot: Snapshot, ids: Iterable[str]) -> bytes:
    """A PDF of the cards of these contacts, by name. Raises InvalidInput when there are none, CannotPrint."""
    contacts = snapshot.contacts
    chosen = [id for id in dict.fromkeys(ids) if id in contacts.index]
    if not chosen:
        raise InvalidInput("people", "There is nobody to print a card of.")
    chosen.sort(key=lambda id: (fold(text(contacts["name"].get(id))), id))
    people = People(snapshot, chosen, _NOTES)
    headings = {column.field: column.heading for column in snapshot.columns("Contacts")}
    return paper_cards.draw(_paper(snapshot, "Cards"), [_card(snapshot, people, headings, id) for id in chosen])


def _card(snapshot: Snapshot, people: People, headings: dict[str, str], id: str) -> Card:
    row = snapshot.contacts.loc[id]
    kinds = "; ".join(row["relationships"]) if isinstance(row["relationships"], tuple) else ""
    under = " · ".join(part for part in (text(row["role"]), text(row["organisation"])) if part)
    reach = [(headings.get(field, ""), text(row[field])) for field in _REACH]
    where = " · ".join(addresses.place(snapshot.row("Contacts", id), snapshot.rules.country))
    days = [(headings.get(field, ""), month_day(snapshot, row[field])) for field in ("birthday", "anniversary")]
    seen, facts = set[str](), []
    for label, told in (*reach, ("Address", where), *days):
        if told and told not in seen:  # a number that is phone and WhatsApp at once stands there once
            facts.append((label, told))
            seen.add(told)
    status = text(row["status"])
    warning = "Do not contact" if people.is_silent(id) else status if status != "Active" else ""
    return Card(id, people.name(id), under, kinds, tuple(facts), people.notes(id), warning)


def day_sheet(snapshot: Snapshot, found: Waiting) -> bytes:
    """A PDF of what waits today: what is due, who is unhappy, whose day it is, whom we are losing touch with."""
    due = found.follow_ups[found.follow_ups["state"].isin(["overdue", "today"])]
    days = found.occasions[found.occasions["in_days"] == 0]
    silent = found.losing_touch.assign(contact_id=found.losing_touch.index)
    people = People(snapshot, pd.concat([frame["contact_id"] for frame in (due, found.unhappy, days, silent)]))
    parts = [
        Part("To do", [_step(snapshot, people, id, row, 1) for id, row in rows(due)]),
        Part("Unhappy, and nobody has rung back", [_answer(snapshot, people, *one) for one in rows(found.unhappy)]),
        Part("Their day", [_occasion(people, row) for _, row in rows(days)]),
        Part("Losing touch", [_losing(snapshot, people, row) for _, row in rows(silent)]),
    ]
    return list_of(snapshot, "Day sheet", parts, "Nothing is waiting today.")


def call_list(snapshot: Snapshot, found: Waiting) -> bytes:
    """A PDF of whom to ring: one entry a person with a next step that is due by today, the oldest first.

    People who asked not to be contacted are left out, and it says how many.
    """
    steps = found.follow_ups[found.follow_ups["state"].isin(["overdue", "today"])]
    people = People(snapshot, steps["contact_id"])
    silent = steps["contact_id"].map(people.is_silent).astype(bool)
    entries: dict[str, list[Line]] = {}
    for id, row in rows(steps[~silent]):
        entries.setdefault(text(row["contact_id"]) or str(id), []).append(_step(snapshot, people, id, row, 2))
    left_out = steps.loc[silent, "contact_id"].nunique()
    said = {0: "", 1: "1 person is left out: they asked not to be contacted."}
    note = said.get(left_out, f"{left_out} people are left out: they asked not to be contacted.")
    lines = [_joined(one) for one in entries.values()]
    return list_of(snapshot, "Call list", [Part("Due by today", lines, note)], "Nobody is to be rung today.")


def birthdays(snapshot: Snapshot, frames: Frames) -> bytes:
    """A PDF of birthdays and anniversaries by month. Archived people and those not to be contacted are left out."""
    rules = snapshot.rules
    names = [
        dates.write_month_day(f"--{month:02d}-01", rules.language).split()[-1].capitalize() for month in range(1, 13)
    ]
    months: dict[str, list[Day]] = {name: [] for name in names}
    for id, row in rows(celebrated(frames)):
        for field, what in (("birthday", ""), ("anniversary", "wedding")):
            value = text(row[field])
            if value:
                year = "" if value.startswith("--") else value[:4]
                said = " ".join(part for part in (what, year) if part)
                months[names[int(value[-5:-3]) - 1]].append(Day(int(value[-2:]), text(row["name"]) or str(id), said))
    for days in months.values():
        days.sort(key=lambda day: (day.day, fold(day.name)))
    about = _about(snapshot, "long")
    if not any(months.values()):
        return paper_lists.draw(_paper(snapshot, "Birthdays"), "Birthdays", about, [Part("No birthday is known yet.")])
    return paper_months.draw(_paper(snapshot, "Birthdays"), "Birthdays", about, months)


# the lines of a list -------------------------------------------------------------------------------------------------


def _step(snapshot: Snapshot, people: People, id: object, row: Any, to_write: int) -> Line:
    """A next step: who, how to reach them, what is due, what was said last."""
    contact = text(row["contact_id"])
    late = "" if pd.isna(row["days_late"]) or row["days_late"] <= 0 else f"due {day(snapshot, row['due'])}"
    what = " · ".join(part for part in (text(row["what"]), text(row["how"]), late, text(row["owner"])) if part)
    name = people.name(contact) or text(snapshot.cell("Follow-ups", str(id), "contact")) or NOBODY
    return Line(name, people.phone(contact), (what,), people.last_said(contact), to_write)


def _joined(lines: Sequence[Line]) -> Line:
    """Several next steps with one person as one line."""
    first = lines[0]
    return Line(first.name, first.side, tuple(told for one in lines for told in one.below), first.remarks, 2)


def _answer(snapshot: Snapshot, people: People, id: object, row: Any) -> Line:
    contact, comment = text(row["contact_id"]), text(row.get("comment"))
    said = f"{row['score']} to “{text(row['question'])}”, {day(snapshot, row['date'])}"
    name = people.name(contact) or text(snapshot.cell("Satisfaction", str(id), "contact")) or NOBODY
    return Line(name, people.phone(contact), (said,), (f"“{comment}”",) if comment else (), 1)


def _occasion(people: People, row: Any) -> Line:
    contact = text(row["contact_id"])
    years = "" if pd.isna(row["years"]) else f", {row['years']} years"
    said = f"{text(row['what']).capitalize()} today{years}"
    return Line(people.name(contact), people.phone(contact), (said,), people.last_said(contact), 1)


def _losing(snapshot: Snapshot, people: People, row: Any) -> Line:
    contact = text(row["contact_id"])
    last = "No contact yet" if pd.isna(row["last"]) else f"Last contact {day(snapshot, row['last'])}"
    return Line(people.name(contact), people.phone(contact), (last,), people.last_said(contact), 1)


def list_of(snapshot: Snapshot, title: str, parts: Sequence[Part], nothing: str) -> bytes:
    """A PDF of these parts, those without lines and note left out; of `nothing` where none is left."""
    filled = [part for part in parts if part.lines or part.note] or [Part(nothing)]
    return paper_lists.draw(_paper(snapshot, title), title, _about(snapshot, "full"), filled)


def _about(snapshot: Snapshot, width: str) -> str:
    """The team and the day, for the head of a page."""
    rules = snapshot.rules
    today = dates.in_words(rules.today, rules.language, rules.country, width)
    return " · ".join(part for part in (snapshot.settings.text("organisation_name"), today) if part)


def _paper(snapshot: Snapshot, title: str) -> Paper:
    team, rules = snapshot.settings.text("organisation_name"), snapshot.rules
    return Paper(f"{title} · {team}" if team else title, country=rules.country, language=rules.language)
