"""The Monday summary: the four figures, what waits this week, who needs a call, how far the goals are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from crm.actions.printed_people import People, day, rows, text
from crm.actions.printing import list_of
from crm.analytics import goal_words, thread_words
from crm.analytics.care import RISK, care_list
from crm.analytics.frames import Frames
from crm.analytics.goals import standings
from crm.analytics.thread import thread
from crm.analytics.today import Waiting, waiting
from crm.analytics.words import times
from crm.exchange.paper_lists import Line, Part
from crm.model.snapshot import Snapshot

TITLE = "Monday summary"
FIGURES = {
    "retention": "Do they stay?",
    "loyalty": "Do they come again?",
    "profitability": "What do they bring?",
    "satisfaction": "Are they happy?",
}
CALLS = 10  # people on it; the page Today has all
MOST = 20  # of what waits of one kind
NOTHING = "Nothing is waiting this week."
SOON = ("overdue", "today", "this week")


@dataclass(frozen=True)
class Summary:
    """`figures`: a heading and a sentence each. `week` and `calls`: people with what is to be done. `care` is the
    sentence above the calls, `left_out` what is said of who is not to be contacted. `goals`: aim and how far it is."""

    figures: Sequence[tuple[str, str]]
    week: Sequence[Line]
    care: str
    calls: Sequence[Line]
    left_out: str
    goals: Sequence[tuple[str, str]]


def summary(snapshot: Snapshot, frames: Frames, terms: goal_words.Terms, *, now: dt.datetime) -> Summary:
    """All of it, as it stands now; amounts are written the way of `terms`."""
    tiles = thread_words.tiles(thread(frames, as_of=frames.as_of), frames.rules, terms.money)
    care = care_list(frames, as_of=frames.as_of)
    silent = care.index.isin(frames.contacts.index[frames.contacts["silent"]])
    reached = care[~silent]
    away = int((care["level"][silent] == RISK).sum())
    told = f"{times(away, 'person is', 'people are')} left out: they asked not to be contacted." if away else ""
    return Summary(
        figures=[(title, tiles[name]) for name, title in FIGURES.items()],
        week=_week(snapshot, frames, waiting(frames, as_of=frames.as_of), terms),
        care=thread_words.care_sentence(reached),
        calls=_calls(snapshot, reached, terms),
        left_out=told,
        goals=[
            (goal_words.aim(goal, terms), goal_words.sentence(goal, terms)) for goal in standings(snapshot, frames, now)
        ],
    )


def _week(snapshot: Snapshot, frames: Frames, found: Waiting, terms: goal_words.Terms) -> list[Line]:
    """What is overdue or falls due within seven days, by kind, the oldest first; and how many more."""
    due = found.follow_ups[found.follow_ups["state"].isin(SOON)]
    days = found.occasions[found.occasions["in_days"] <= 7]
    every = (due, found.tickets, found.invoices, found.unhappy, days)
    parts = steps, tickets, invoices, unhappy, days = [part.head(MOST) for part in every]
    rest = sum(map(len, every)) - sum(map(len, parts))
    people = People(snapshot, pd.concat([part["contact_id"] for part in parts]), 0)

    def line(sheet: str, id: object, row: dict[str, object], *what: str) -> Line:
        contact = text(row["contact_id"])
        typed = text(snapshot.cell(sheet, str(id), "contact")) if sheet else ""
        told = " · ".join(part for part in what if part)
        name = people.name(contact) or typed
        return Line(name, people.phone(contact), (told,)) if name else Line(told)

    owed = {"money in": "Not paid to us", "money out": "We have not paid"}
    return [
        *(line("Follow-ups", id, row, text(row["what"]), f"due {day(snapshot, row['due'])}", text(row["owner"]))
          for id, row in rows(steps)),
        *(line("Tickets", id, row, text(row["subject"]), f"promised for {day(snapshot, row['promised_by'])}")
          for id, row in rows(tickets)),
        *(line("Sales", id, row, owed.get(row["means"], ""), terms.money(row["amount"], text(row["currency"])),
               f"due {day(snapshot, row['due'])}") for id, row in rows(invoices)),
        *(line("Satisfaction", id, row, f"Answered {row['score']} to “{text(row['question'])}”, nobody has rung back")
          for id, row in rows(unhappy)),
        *(line("", id, row, f"{text(row['what']).capitalize()} on {day(snapshot, row['day'])}")
          for id, row in rows(days)),
        *([Line(f"and {rest:,} more, on the page Today")] if rest else []),
    ]  # fmt: skip


def _calls(snapshot: Snapshot, care: pd.DataFrame, terms: goal_words.Terms) -> list[Line]:
    """Those at risk, who brought in most first."""
    first = care[care["level"] == RISK].head(CALLS)
    people = People(snapshot, first.index)
    found = []
    for id, row in rows(first):
        brought = "" if pd.isna(row["money"]) else f"{terms.money(row['money'], '')} in 12 months"
        reasons = "; ".join(row["reasons"])
        below = tuple(part for part in (f"{reasons[:1].upper()}{reasons[1:]}.", brought) if part)
        found.append(Line(people.name(str(id)), people.phone(str(id)), below, people.last_said(str(id))))
    return found


def as_text(found: Summary) -> list[str]:
    """Line by line, for a terminal or a mail."""
    lines = [f"{title} {sentence}" for title, sentence in found.figures]
    lines += ["", "This week:", *(_told(line) for line in found.week)]
    lines += [] if found.week else [f"  {NOTHING}"]
    lines += ["", f"Who needs a call: {found.care}", *(_told(line) for line in found.calls)]
    lines += [f"  {found.left_out}"] if found.left_out else []
    if found.goals:
        lines += ["", "Goals:", *(f"  {aim}. {sentence}" for aim, sentence in found.goals)]
    return lines


def _told(line: Line) -> str:
    who = f"{line.name} ({line.side})" if line.side else line.name
    return f"  {': '.join(part for part in (who, ' '.join(line.below)) if part)}"


def as_pdf(snapshot: Snapshot, found: Summary) -> bytes:
    """The same on paper, with a box to tick beside each person. Raises CannotPrint."""
    parts = [
        *(Part(title, note=sentence) for title, sentence in found.figures),
        Part("This week", found.week, "" if found.week else NOTHING),
        Part("Who needs a call", found.calls, f"{found.care} {found.left_out}".rstrip()),
        *(
            [Part("Goals", note="\n".join(f"{aim}. {sentence}" for aim, sentence in found.goals))]
            if found.goals
            else []
        ),
    ]
    return list_of(snapshot, TITLE, parts, NOTHING)
