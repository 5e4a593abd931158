"""What a team prints to work with: the cards of its people, the day sheet, who to ring, and the birthdays."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from crm.actions import addresses
from crm.analytics.frames import Frames
from crm.analytics.today import follow_ups, waiting
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


def cards(snapshot: Snapshot, ids: Iterable[str]) -> bytes:
    """A PDF of the cards of these contacts, by name. Raises InvalidInput when there are none, CannotPrint."""
    people = snapshot.contacts
    chosen = [id for id in dict.fromkeys(ids) if id in people.index]
    if not chosen:
        raise InvalidInput("people", "There is nobody to print a card of.")
    chosen.sort(key=lambda id: (fold(_text(people["name"].get(id))), id))
    notes = _last_notes(snapshot, chosen, _NOTES)
    made = [_card(snapshot, id, notes.get(id, ())) for id in chosen]
    return paper_cards.draw(_paper(snapshot, "Cards"), made)


def _card(snapshot: Snapshot, id: str, notes: Sequence[tuple[str, str]]) -> Card:
    row, headings = snapshot.contacts.loc[id], {c.field: c.heading for c in snapshot.columns("Contacts")}
    kinds = "; ".join(row["relationships"]) if isinstance(row["relationships"], tuple) else ""
    under = " · ".join(part for part in (_text(row["role"]), _text(row["organisation"])) if part)
    reach = [(headings.get(field, ""), _text(row[field])) for field in _REACH]
    where = " · ".join(addresses.place(snapshot.row("Contacts", id), snapshot.rules.country))
    days = [(headings.get(field, ""), _month_day(snapshot, row[field])) for field in ("birthday", "anniversary")]
    seen, facts = set[str](), []
    for label, text in (*reach, ("Address", where), *days):
        if text and text not in seen:  # a number that is phone and WhatsApp at once stands there once
            facts.append((label, text))
            seen.add(text)
    status = _text(row["status"])
    warning = "Do not contact" if _is_silent(row) else status if status != "Active" else ""
    return Card(id, _text(row["name"]) or id, under, kinds, tuple(facts), tuple(notes), warning)


def day_sheet(snapshot: Snapshot, frames: Frames) -> bytes:
    """A PDF of what waits today: what is due, who is unhappy, whose day it is, whom we are losing touch with."""
    found = waiting(frames, as_of=frames.as_of, birthday_days=0)
    due = found.follow_ups[found.follow_ups["state"].isin(["overdue", "today"])]
    parts = [
        Part("To do", [_step(snapshot, frames, id, row, to_write=1) for id, row in _rows(due)]),
        Part("Unhappy, and nobody has rung back", [_answer(snapshot, id, row) for id, row in _rows(found.unhappy)]),
        Part("Their day", [_occasion(snapshot, row) for _, row in _rows(found.occasions)]),
        Part("Losing touch", [_silent(snapshot, id, row) for id, row in _rows(found.losing_touch)]),
    ]
    return _list(snapshot, "Day sheet", parts, "Nothing is waiting today.")


def call_list(snapshot: Snapshot, frames: Frames) -> bytes:
    """A PDF of whom to ring: one entry a person with a next step that is due by today, the oldest first.

    People who asked not to be contacted are left out, and it says how many.
    """
    steps = follow_ups(frames, as_of=frames.as_of)
    steps = steps[steps["state"].isin(["overdue", "today"])]
    silent = steps["contact_id"].map(lambda id: id in snapshot.contacts.index and _is_silent(snapshot.contacts.loc[id]))
    left_out = steps.loc[silent.astype(bool), "contact_id"].nunique()
    entries: dict[str, list[Line]] = {}
    for id, row in _rows(steps[~silent.astype(bool)]):
        who = _text(row["contact_id"]) or str(id)
        entries.setdefault(who, []).append(_step(snapshot, frames, id, row, to_write=2))
    lines = [_joined(one) for one in entries.values()]
    said = {0: "", 1: "1 person is left out: they asked not to be contacted."}
    note = said.get(left_out, f"{left_out} people are left out: they asked not to be contacted.")
    parts = [Part("Due by today", lines, note)] if lines or note else []
    return _list(snapshot, "Call list", parts, "Nobody is to be rung today.")


def birthdays(snapshot: Snapshot, frames: Frames) -> bytes:
    """A PDF of birthdays and anniversaries by month. Archived people and those not to be contacted are left out."""
    rules, contacts = snapshot.rules, frames.contacts
    names = [
        dates.write_month_day(f"--{month:02d}-01", rules.language).split()[-1].capitalize() for month in range(1, 13)
    ]
    months: dict[str, list[Day]] = {name: [] for name in names}
    for id, row in _rows(contacts[~contacts["archived"]]):
        for field, what in (("birthday", ""), ("anniversary", "wedding")):
            value = "" if _is_silent(row) else _text(row[field])
            if value:
                year = "" if value.startswith("--") else value[:4]
                said = " ".join(part for part in (what, year) if part)
                months[names[int(value[-5:-3]) - 1]].append(Day(int(value[-2:]), _text(row["name"]) or str(id), said))
    for days in months.values():
        days.sort(key=lambda day: (day.day, fold(day.name)))
    about = _about(snapshot, "long")
    if not any(months.values()):
        return paper_lists.draw(_paper(snapshot, "Birthdays"), "Birthdays", about, [Part("No birthday is known yet.")])
    return paper_months.draw(_paper(snapshot, "Birthdays"), "Birthdays", about, months)


# the lines of a list -------------------------------------------------------------------------------------------------


def _step(snapshot: Snapshot, frames: Frames, id: object, row: Any, *, to_write: int) -> Line:
    """A next step: who, how to reach them, what is due, what was said last."""
    contact = _text(row["contact_id"])
    late = "" if pd.isna(row["days_late"]) or row["days_late"] <= 0 else f"due {_day(snapshot, row['due'])}"
    what = " · ".join(part for part in (_text(row["what"]), _text(row["how"]), late, _text(row["owner"])) if part)
    name = _name(snapshot, contact) or _text(snapshot.cell("Follow-ups", str(id), "contact")) or "Nobody was named"
    return Line(name, _phone(snapshot, contact), (what,), _last_said(snapshot, contact), to_write)


def _joined(lines: Sequence[Line]) -> Line:
    """Several next steps with one person as one line."""
    first = lines[0]
    return Line(first.name, first.side, tuple(text for one in lines for text in one.below), first.remarks, 2)


def _answer(snapshot: Snapshot, id: object, row: Any) -> Line:
    contact, comment = _text(row["contact_id"]), _text(row.get("comment"))
    said = f"{row['score']} to “{_text(row['question'])}”, {_day(snapshot, row['date'])}"
    name = _name(snapshot, contact) or _text(snapshot.cell("Satisfaction", str(id), "contact")) or "Nobody was named"
    return Line(name, _phone(snapshot, contact), (said,), (f"“{comment}”",) if comment else (), 1)


def _occasion(snapshot: Snapshot, row: Any) -> Line:
    contact = _text(row["contact_id"])
    years = "" if pd.isna(row["years"]) else f", {row['years']} years"
    said = f"{_text(row['what']).capitalize()} today{years}"
    return Line(_name(snapshot, contact), _phone(snapshot, contact), (said,), _last_said(snapshot, contact), 1)


def _silent(snapshot: Snapshot, id: object, row: Any) -> Line:
    contact = _text(row.get("contact_id")) or str(id)
    last = "No contact yet" if pd.isna(row["last"]) else f"Last contact {_day(snapshot, row['last'])}"
    return Line(_name(snapshot, contact), _phone(snapshot, contact), (last,), _last_said(snapshot, contact), 1)


def _list(snapshot: Snapshot, title: str, parts: Sequence[Part], nothing: str) -> bytes:
    filled = [part for part in parts if part.lines or part.note] or [Part(nothing)]
    return paper_lists.draw(_paper(snapshot, title), title, _about(snapshot, "full"), filled)


def _about(snapshot: Snapshot, width: str) -> str:
    """The team and the day, for the head of a page."""
    rules = snapshot.rules
    day = dates.in_words(rules.today, rules.language, rules.country, width)
    return " · ".join(part for part in (snapshot.settings.text("organisation_name"), day) if part)


# what is known of a person -------------------------------------------------------------------------------------------


def _paper(snapshot: Snapshot, title: str) -> Paper:
    team, rules = snapshot.settings.text("organisation_name"), snapshot.rules
    return Paper(f"{title} · {team}" if team else title, country=rules.country, language=rules.language)


def _rows(frame: pd.DataFrame) -> list[tuple[object, dict[str, Any]]]:
    return list(zip(frame.index, frame.to_dict("records"), strict=True))  # type: ignore[arg-type]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_silent(row: Any) -> bool:
    return row["do_not_contact"] is True or (not pd.isna(row["do_not_contact"]) and bool(row["do_not_contact"]))


def _name(snapshot: Snapshot, contact: str) -> str:
    return _text(snapshot.contacts["name"].get(contact)) or contact


def _phone(snapshot: Snapshot, contact: str) -> str:
    """The number to ring; for who asked not to be contacted, that."""
    if contact not in snapshot.contacts.index:
        return ""
    row = snapshot.contacts.loc[contact]
    if _is_silent(row):
        return "Do not contact"
    return _text(row["phone"]) or _text(row["phone_2"]) or _text(row["whatsapp"])


def _day(snapshot: Snapshot, day: Any) -> str:
    return "" if pd.isna(day) else dates.in_words(day, snapshot.rules.language, snapshot.rules.country)


def _month_day(snapshot: Snapshot, value: object) -> str:
    text = _text(value)
    if not text or text.startswith("--"):
        return dates.write_month_day(text, snapshot.rules.language) if text else ""
    return _day(snapshot, pd.Timestamp(text))


def _last_said(snapshot: Snapshot, contact: str) -> tuple[str, ...]:
    found = _last_notes(snapshot, [contact], 1).get(contact, ())
    return tuple(f"{when}: {what}" for when, what in found)


def _last_notes(snapshot: Snapshot, contacts: Sequence[str], most: int) -> dict[str, list[tuple[str, str]]]:
    """Contact -> (day and type, what happened) of their last notes, the newest first."""
    told = snapshot.interactions
    told = told[told["contact_id"].isin(contacts) & told["what"].notna()]
    told = told.sort_values("date", ascending=False, kind="stable").groupby("contact_id").head(most)
    found: dict[str, list[tuple[str, str]]] = {}
    for _, row in _rows(told):
        when = " · ".join(part for part in (_day(snapshot, row["date"]), _text(row["type"])) if part)
        found.setdefault(row["contact_id"], []).append((when, row["what"]))
    return found
