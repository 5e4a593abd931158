"""One line, understood by rules: "called Ann Lee, wants a quote, ring Friday". Nothing is saved that was not shown."""

import datetime as dt
import re
from dataclasses import dataclass

from crm.model import dates
from crm.model.cells import match_entry
from crm.model.snapshot import Snapshot
from crm.model.text import fold

_VERBS = {
    "Call": ("called", "call with", "rang", "phoned", "spoke to", "spoke with", "talked to", "telephoned"),
    "Meeting": ("met", "meeting with"),
    "Visit": ("visited", "visit from", "visit to", "came in", "came by", "dropped in"),
    "Email": ("emailed", "e-mailed", "mailed"),
    "WhatsApp": ("whatsapped", "texted", "messaged"),
    "Letter": ("wrote to", "posted"),
    "Delivery": ("delivered", "delivery from", "delivery to"),
    "Complaint": ("complained", "complaint from", "complaint by"),
}
_STEPS = (
    "ring", "call", "phone", "email", "mail", "send", "write", "ask", "meet", "visit", "remind", "bring", "order",
    "quote", "invoice", "check", "follow up", "get back", "deliver", "collect", "pick up", "text", "thank", "book",
    "prepare",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_NAME = 5  # words
_OFFERED = 6  # people to choose from


@dataclass(frozen=True)
class Understood:
    """What a line was understood to say; "" and None where it says nothing.

    `contacts` are the IDs it may be about. `is_sure`: it names exactly one person, and nobody else can be meant.
    """

    contacts: tuple[str, ...]
    is_sure: bool
    type: str
    next_what: str
    next_due: dt.date | None


def understand(snapshot: Snapshot, line: str) -> Understood:
    """Read a line: the verb gives the type, a known name the person, a clause with a day ahead the next step."""
    clauses = [part.strip() for part in re.split(r"[,;]|\.\s", line) if part.strip()]
    what, due = next(
        ((clause, day) for clause in clauses if _is_step(clause) and (day := day_in(clause, snapshot.rules.today))),
        ("", None),
    )
    return Understood(*_people(snapshot, line), _type(snapshot, line), what, due)


def _is_step(clause: str) -> bool:
    return fold(clause).startswith(_STEPS)


def _type(snapshot: Snapshot, line: str) -> str:
    """The type of the verb that comes first, in the words of the team's list; "" when the list has no such word."""
    text = f" {fold(line)} "
    places = [(text.find(f" {verb} "), name) for name, verbs in _VERBS.items() for verb in verbs]
    found = min(((place, name) for place, name in places if place >= 0), default=None)
    if found is None:
        return ""
    return match_entry(found[1], snapshot.lists.entries("Interaction types")) or ""


def _people(snapshot: Snapshot, line: str) -> tuple[tuple[str, ...], bool]:
    """Who is named, and whether that is sure: a whole name that one person has, the longest first; a first name that
    one person has counts only where no unknown surname follows it."""
    words = [word.strip(".\"'()") for word in re.findall(r"[^\s,;:!?]+", line)]
    folded = [fold(word) for word in words]
    named = _by_name(snapshot)
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            found = named.get(" ".join(folded[start : start + length]))
            if found:
                following = words[start + length : start + length + 1]
                is_whole = length > 1 or not (following and following[0][:1].isupper())
                return found[:_OFFERED], len(found) == 1 and is_whole
    return (), False


def _by_name(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Folded whole name, and folded first name -> the IDs of those who have it; people who were put away apart."""
    frame, found = snapshot.contacts, dict[str, tuple[str, ...]]()
    for id, name, status in zip(frame.index, frame["name"], frame["status"], strict=True):
        if isinstance(name, str) and status != "Archived":
            whole = fold(name)
            for key in {whole, whole.partition(" ")[0]}:
                found[key] = (*found.get(key, ()), id)
    return found


def day_in(clause: str, today: dt.date) -> dt.date | None:
    """The day ahead that a clause names, or None.

    >>> friday = dt.date(2026, 11, 20)
    >>> [str(day_in(text, friday)) for text in ("ring Monday", "send it tomorrow", "ask in 2 weeks", "ring on 3 Dec")]
    ['2026-11-23', '2026-11-21', '2026-12-04', '2026-12-03']
    """
    text = fold(clause)
    if re.search(r"\btomorrow\b", text):
        return today + dt.timedelta(days=1)
    if re.search(r"\btoday\b", text):
        return today
    if match := re.search(r"\bin (\d{1,3}|a|an|one|two|three) (day|week|month)s?\b", text):
        count = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}.get(match[1]) or int(match[1])
        return today + dt.timedelta(days=count * {"day": 1, "week": 7, "month": 30}[match[2]])
    if re.search(r"\bnext week\b", text):
        return today + dt.timedelta(days=7 - today.weekday())
    for number, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}\b|\b{name[:3]}\b", text):
            return today + dt.timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return _dated(clause, today)


def _dated(clause: str, today: dt.date) -> dt.date | None:
    """A day with a month's name, or in digits; without a year the next one ahead."""
    words = clause.split()
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length]).strip(".")
            day = dates.parse_day(part, today=today)
            if day and day >= today:
                return day.date() if isinstance(day, dt.datetime) else day
            if length == 2 and (value := dates.parse_month_day(part, today=today)) and value.startswith("--"):
                return dates.next_occurrence(value, today)
    return None
