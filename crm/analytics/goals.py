"""How far the team and each of its people are with their aims, in the month, quarter or year that is running."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import pandas as pd

from crm.analytics import loyalty, retention, satisfaction, tickets
from crm.analytics.counting import meanings
from crm.analytics.frames import Frames
from crm.analytics.intervals import Share
from crm.analytics.periods import Period, period_of
from crm.model.snapshot import Snapshot
from crm.model.text import key

TOO_EARLY, A_LITTLE = 0.1, 0.8  # of the period; of the pace
NOBODY = "\0"  # what no sheet can hold: whatever bears no name


@dataclass(frozen=True)
class Figure:
    """What was reached so far: a total, a share in percent, a score, or a median in hours, of `n` cases.

    value: None where nothing could be counted. k: of a share, how many of n. apart: amounts in other currencies.
    """

    value: float | None
    n: int
    lo: float | None = None
    hi: float | None = None
    k: int | None = None
    apart: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """One aim and how far it is. state: met, on pace, a little behind, behind, too early to say, not met, cannot tell
    yet, nothing to count yet, begins later, or "" where the aim itself cannot be read."""

    id: str
    measure: str
    target: float
    period: str
    who: str
    figure: Figure | None
    state: str
    begins: dt.date | None = None


@dataclass(frozen=True)
class Scope:
    """What a measure is about: the workbook, the running period up to `now`, and whose it is ("" is everybody's, NOBODY
    what bears no name)."""

    snapshot: Snapshot
    frames: Frames
    period: Period
    now: dt.datetime
    who: str

    @property
    def day(self) -> dt.date:
        """The day up to which is counted."""
        return self.now.date()

    def within(self, days: pd.Series) -> pd.Series:
        """Which days lie in the period, up to today."""
        found: pd.Series = (days >= pd.Timestamp(self.period.start)) & (days < pd.Timestamp(self.day) + tickets.DAY)
        return found

    def of(self, people: pd.Series) -> pd.Series:
        """Which of these people's names are meant; all of them where nobody in particular is."""
        if not self.who:
            return pd.Series(True, index=people.index)
        wanted = "" if self.who == NOBODY else key(self.who)
        theirs = [name for name in people.dropna().unique() if key(str(name)) == wanted]
        return people.isin(theirs) | (people.isna() if self.who == NOBODY else False)

    def owners(self, rows: pd.DataFrame) -> pd.Series:
        """Whose each row is: its own owner where it has one, else its contact's."""
        theirs = rows["contact_id"].map(self.frames.contacts["owner"])
        return rows["owner"].fillna(theirs) if "owner" in rows else theirs

    def mine(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that count for who is meant."""
        return rows[self.of(self.owners(rows))] if self.who else rows

    @cached_property
    def events(self) -> pd.DataFrame:
        """When their customers came, ever."""
        return self.mine(self.frames.events)


def standings(snapshot: Snapshot, frames: Frames, now: dt.datetime) -> list[Standing]:
    """Every aim of the sheet Goals, in its order; `now` is the wall clock of the team, without a zone."""
    return [_standing(snapshot, frames, now, str(id), row) for id, row in snapshot.frame("Goals").iterrows()]


def aims(snapshot: Snapshot, name: str, who: str, until: dt.date) -> dict[str, float]:
    """Measure -> what `who` ("" the team) wants to reach in each Month, Quarter or Year; the first where several are.

    Aims that begin after `until` are left out, and so are those that cannot be read.
    """
    found: dict[str, float] = {}
    for _, row in snapshot.frame("Goals").iterrows():
        measure = next(
            (one for one in MEASURES if isinstance(row["measure"], str) and key(one) == key(row["measure"])), ""
        )
        whose, period = (key(row[field]) if isinstance(row[field], str) else "" for field in ("who", "period"))
        is_theirs = whose == key(who) and period == key(name)
        begun = pd.isna(row["start"]) or row["start"] <= pd.Timestamp(until)
        is_readable = measure and not pd.isna(row["target"]) and (measure not in TOTALS or row["target"] > 0)
        if is_theirs and begun and is_readable:
            found.setdefault(measure, float(row["target"]))
    return found


def _standing(snapshot: Snapshot, frames: Frames, now: dt.datetime, id: str, row: pd.Series) -> Standing:
    measure, period, who, target = (row[name] for name in ("measure", "period", "who", "target"))
    known = next((name for name in MEASURES if isinstance(measure, str) and key(name) == key(measure)), "")
    name = next((n for n in ("Month", "Quarter", "Year") if isinstance(period, str) and key(n) == key(period)), "")
    told = Standing(id, known, float(target), name, who if isinstance(who, str) else "", None, "")
    if not known or not name or pd.isna(target) or (known in TOTALS and target <= 0):
        return told
    start = row["start"]
    if not pd.isna(start) and start > pd.Timestamp(now):
        return replace(told, state="begins later", begins=start.date())
    span = period_of(name, now.date(), year_start(snapshot))
    figure = MEASURES[known](Scope(snapshot, frames, span, now, told.who))
    state = state_of(known, figure, told.target, span.elapsed(now.date()))
    return replace(told, figure=figure, state=state)


def year_start(snapshot: Snapshot) -> int:
    """The first month of the team's year; 1 where the Settings say none."""
    month = snapshot.settings.number("year_starts")
    return int(month) if month in range(1, 13) else 1


def state_of(measure: str, figure: Figure, target: float, elapsed: float) -> str:
    """How an aim stands when `elapsed` of its period is over.

    A total is held against the part of the target that would be due by now, and once the period is over it is met or
    not. A share or score is met when even its lower
    bound reaches the target, not met when not even its upper one does. A median of hours is met at or below the target.
    """
    if figure.value is None:
        return "nothing to count yet"
    if measure == REPLY:
        return "met" if figure.value <= target else "not met"
    if measure in TOTALS:
        return _pace(figure.value, target, elapsed)
    if figure.lo is None or figure.hi is None:
        return "cannot tell yet"
    return "met" if figure.lo >= target else "not met" if figure.hi < target else "cannot tell yet"


def _pace(value: float, target: float, elapsed: float) -> str:
    if value >= target:
        return "met"
    if elapsed >= 1:
        return "not met"
    if elapsed < TOO_EARLY:
        return "too early to say"
    found = pace(value, target, elapsed)
    return "on pace" if found >= 1 else "a little behind" if found >= A_LITTLE else "behind"


def pace(value: float, target: float, elapsed: float) -> float:
    """How many times what would be due by now is there: 1 is just in time. `target` and `elapsed` are above 0."""
    return value / (target * elapsed)


# measures -------------------------------------------------------------------------------------------------------------


def _new_customers(scope: Scope) -> Figure:
    """Who came for the first time ever."""
    first = scope.events.groupby("contact_id")["date"].min()
    n = int(scope.within(first).sum())
    return Figure(n, n)


def _kept(scope: Scope) -> Figure:
    return _share(retention.kept(scope.events, as_of=scope.day))


def _repeat(scope: Scope) -> Figure:
    events = scope.events
    return _share(loyalty.repeat_rate(events[events["date"] <= pd.Timestamp(scope.day)]))


def _answers(scope: Scope, measure: str) -> Figure:
    """The question of this measure with most answers in the period; the latest of each contact, and unsigned ones."""
    answers = scope.frames.answers
    answers = scope.mine(answers[answers["latest"] & scope.within(answers["date"])]).sort_values("date", kind="stable")
    answers = answers[~(answers.duplicated(["contact_id", "question"], keep="last") & answers["contact_id"].notna())]
    asked = [question for question in scope.frames.rules.questions.values() if question.measure == measure]
    question = max(asked, key=lambda question: int((answers["question"] == question.name).sum()), default=None)
    found = (
        satisfaction.score(answers.loc[answers["question"] == question.name, "score"], question) if question else None
    )
    if isinstance(found, satisfaction.Nps):
        return Figure(found.score, found.n, found.lo, found.hi)
    return _share(found)


def _sales(scope: Scope) -> Figure:
    """Money in by currency; the book's own counts, the others stand beside it."""
    rows = _sold(scope)
    sums = {str(unit): float(total) for unit, total in rows.groupby("currency")["amount"].sum().items()}
    return Figure(sums.pop(scope.frames.rules.currency, 0.0), len(rows), apart=sums)


def _sold(scope: Scope) -> pd.DataFrame:
    rows = scope.frames.sales
    return scope.mine(rows[(rows["means"] == "money in") & scope.within(rows["date"]) & rows["amount"].notna()])


def _profit(scope: Scope) -> Figure:
    """Amount less cost where a cost is typed, known for k of n sales; a blank cost is unknown, not nothing."""
    rows = _sold(scope)
    known = rows[rows["cost"].notna()]
    earned = known["amount"] - known["cost"]
    sums = {str(unit): float(total) for unit, total in earned.groupby(known["currency"]).sum().items()}
    own = sums.pop(scope.frames.rules.currency, 0.0) if len(known) else None
    return Figure(own, len(rows), k=len(known), apart=sums)


def _interactions(scope: Scope) -> Figure:
    """Contacts, days and types; what nobody answered is no interaction."""
    rows = scope.frames.interactions
    reached = (rows["outcome"] != "No answer").fillna(True)
    rows = rows[reached & scope.within(rows["date"])]
    rows = rows[scope.of(rows["by"])]
    n = len(rows.drop_duplicates(["contact_id", "date", "type"]))
    return Figure(n, n)


def _on_time(scope: Scope) -> Figure:
    """Next steps that fell due: done by then or late; skipped ones, and those done on nobody knows which day, apart."""
    rows = scope.frames.follow_ups
    rows = scope.mine(rows[scope.within(rows["due"]) & ~rows["status"].eq("Skipped").fillna(False)])
    due, done_on = rows["due"].dt.normalize(), rows["done_on"].dt.normalize()
    done = rows["status"].eq("Done").fillna(False) | (rows["status"].isna() & done_on.notna())
    counts = (done & done_on.notna()) | (~done & (due < pd.Timestamp(scope.day)))
    return _share(Share.of(int((done & (done_on <= due))[counts].sum()), int(counts.sum())))


def _reply(scope: Scope) -> Figure:
    rows = tickets.opened_between(scope.frames, scope.period.start, scope.now)
    found = tickets.reply_time(scope.mine(rows), scope.frames, scope.now)
    return Figure(found.median, found.n)


def _solved(scope: Scope) -> Figure:
    rows = tickets.promised_between(scope.frames, scope.period.start, scope.now)
    return _share(tickets.kept_promises(scope.mine(rows), scope.now))


def _won(scope: Scope) -> Figure:
    deals = scope.snapshot.deals
    deals = scope.mine(deals[scope.within(deals["closed_on"])])
    means = meanings(deals["stage"], scope.snapshot.lists, "Stages")
    won, lost = int((means == "won").sum()), int((means == "lost").sum())
    return _share(Share.of(won, won + lost))


def _share(found: Share | None) -> Figure:
    if found is None:
        return Figure(None, 0)
    return Figure(100 * found.share, found.n, 100 * found.lo, 100 * found.hi, found.k)


REPLY = "First reply hours"
TOTALS = ("New customers", "Sales", "Profit", "Interactions")
MEASURES: Mapping[str, Callable[[Scope], Figure]] = {
    "New customers": _new_customers,
    "Customers kept %": _kept,
    "Repeat rate %": _repeat,
    "NPS": partial(_answers, measure="NPS"),
    "Satisfied %": partial(_answers, measure="CSAT"),
    "Sales": _sales,
    "Profit": _profit,
    "Interactions": _interactions,
    "Follow-ups on time %": _on_time,
    REPLY: _reply,
    "Solved on time %": _solved,
    "Win rate %": _won,
}
"""Measure -> how it is counted."""
