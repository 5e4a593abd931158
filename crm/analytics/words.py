"""Figures in sentences, so that what a page says is tested without a screen."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from crm.analytics.cohorts import Cohorts
from crm.analytics.counting import Counting
from crm.analytics.intervals import OK, ROUGH, LeftOut, Share, Verdict, changed, rounded
from crm.analytics.retention import QUIET_DAYS, SEEN_DAYS, Seen
from crm.analytics.satisfaction import Nps
from crm.model.lists import Question

REASONS: Mapping[str, tuple[str, str]] = {
    "bad_date": ("a day that cannot be read", "a day that cannot be read"),
    "no_date": ("no day", "no day"),
    "future": ("a day still to come", "a day still to come"),
    "no_contact": ("no person", "no person"),
    "ambiguous": ("a name that several contacts have", "a name that several contacts have"),
    "orphan": ("a person who is not among the contacts", "people who are not among the contacts"),
    "excluded": ("somebody who does not count as a customer", "people who do not count as customers"),
    "other_currency": ("another currency", "another currency"),
    "bad_amount": ("an amount that cannot be read", "an amount that cannot be read"),
    "bad_score": ("a score outside its scale", "a score outside its scale"),
    "bad_span": ("an end before its start", "an end before its start"),
    "no_moment": ("no moment of the reply or solution", "no moment of the reply or solution"),
    "test": ("the tag test", "the tag test"),
    "not_asked": ("no day in Asked on", "no day in Asked on"),
    "no_question": ("a question that is not in the sheet Lists", "a question that is not in the sheet Lists"),
    "no_amount": ("no amount", "no amount"),
    "no_chance": ("a stage without a chance", "a stage without a chance"),
    "same": ("the same as another row", "the same as another row"),
    "counted_as_deal": ("a deal that counts instead", "deals that count instead"),
}

HOW_COUNTED: Mapping[str, str] = {
    "recency": (
        f"Seen lately means within {SEEN_DAYS} days, quiet up to {QUIET_DAYS} days, and longer is half a year. "
        "Archived people and people whose Status is Former are not shown."
    ),
    "satisfaction": (
        "The latest answer of each person in the last 12 months counts once. What nobody signed counts too. "
        "“Most likely between” says where the figure would lie if everybody had answered, in 19 of 20 cases."
    ),
    "trend": (
        "One answer a person and round counts. Months are shown when each has 10 answers or more, else the 90 days up "
        "to each point; those overlap, so two neighbours are not to be compared."
    ),
    "curve": (
        "Of all people whose first time lies so long ago, the share that came in that month. It may rise: "
        "older groups reach further than younger ones."
    ),
}

SAME = 0.05  # a change of the money by less than this part is told as none


def percent(part: float) -> str:
    """A part of 1 as whole percents.

    >>> percent(0.425)
    '43 %'
    """
    return f"{rounded(100 * part)} %"


def ratio_words(ratio: float | None, before: str = "the year before") -> str:
    """What money is beside that of an earlier time, as a sentence of its own; "" where that is not known.

    >>> ratio_words(1.25), ratio_words(0.98, "the 12 months before")
    (' 25 % more than the year before.', ' About as much as the 12 months before.')
    """
    if ratio is None:
        return ""
    if abs(ratio - 1) < SAME:
        return f" About as much as {before}."
    return f" {percent(abs(ratio - 1))} {'more' if ratio > 1 else 'less'} than {before}."


def between(lo: float, hi: float) -> str:
    """The bounds of a figure as a shop owner would say them.

    >>> between(33.4, 53.7)
    'most likely between 33 and 54'
    """
    return f"most likely between {rounded(lo)} and {rounded(hi)}"


def times(n: int, one: str, several: str) -> str:
    """A number with its word.

    >>> times(1, "answer", "answers"), times(2_000, "answer", "answers")
    ('1 answer', '2,000 answers')
    """
    return f"{n:,} {one if n == 1 else several}"


def _certainty(verdict: Verdict) -> str:
    return ", roughly" if verdict == "rough" else ""


def share_sentence(found: Share | None, what: str, empty: str) -> str:
    """How many of how many, the share, and where it most likely lies, as far as so many cases carry it.

    `empty` is told where nothing was counted.
    """
    if found is None:
        return empty
    told = f"{found.k:,} of {found.n:,} {what}"
    if found.verdict in ("counts", "few"):
        return f"{told}."
    bounds = between(100 * found.lo, 100 * found.hi)
    return f"{told}{_certainty(found.verdict)}: {percent(found.share)}, {bounds} %."


def kept_sentence(found: Share | None, rules: Counting) -> str:
    """How many of the customers of the year before came again."""
    empty = f"Who stayed can be told once {rules.customers} came in two different years."
    word = rules.customer if found and found.n == 1 else rules.customers
    return share_sentence(found, f"{word} of the year before came again in the last 12 months", empty)


def seen_sentence(found: Seen, rules: Counting) -> str:
    """The picture that works from the first day."""
    if found.n == 0:
        return empty_activity(rules)
    return (
        f"Seen in the last {SEEN_DAYS} days {len(found.lately):,} · quiet {len(found.quiet):,} · "
        f"not seen for half a year {len(found.gone):,}."
    )


def empty_activity(rules: Counting) -> str:
    """What stands where nobody ever came."""
    if rules.activity == "sales":
        return "No sales recorded yet. Type one into the sheet Sales."
    return "No visits recorded yet. Log one, or type it into the sheet Interactions."


def score_sentence(found: Nps | Share | None, question: Question | None) -> str:
    """What people said, in the words of the measure."""
    if found is None or question is None:
        return f"No answers yet: 0 of {ROUGH} needed for a score."
    if isinstance(found, Nps):
        return _nps_sentence(found)
    satisfied = "is satisfied" if found.k == 1 else "are satisfied"
    good = "found it easy" if question.measure == "CES" else satisfied
    return share_sentence(found, f"who answered {good}", "")


def _nps_sentence(found: Nps) -> str:
    if found.verdict == "counts":
        return f"{found.promoters} of {found.n} would gladly recommend you."
    if found.n < ROUGH or found.lo is None or found.hi is None:
        return f"Not enough answers yet: {found.n} of {ROUGH}."
    score = f"score {rounded(found.score)} of 100{', roughly:' if found.verdict == 'rough' else ','}"
    answers = times(found.n, "answer", "answers")
    return f"They would recommend you: {score} {between(found.lo, found.hi)}; {answers}."


def trend_sentence(points: pd.DataFrame) -> str:
    """The latest point, and whether it differs from the last one that does not overlap with it."""
    if not len(points) or not points["n"].any():
        return f"No answers yet: 0 of {ROUGH} needed for a point."
    carried = points[points["score"].notna()]
    if carried.empty:
        return f"Not enough answers yet: {points['n'].max()} of {ROUGH} in 90 days."
    now = carried.iloc[-1]
    told = f"{_stretch(now)}: {rounded(now['score'])}, {between(now['lo'], now['hi'])}"
    earlier = carried[carried["until"] < now["since"]]
    if earlier.empty:
        return f"{told}; {times(int(now['n']), 'answer', 'answers')}."
    before = earlier.iloc[-1]
    return f"{told}; {_movement(Point.of(now), Point.of(before))} {_stretch(before)[0].lower()}{_stretch(before)[1:]}."


@dataclass(frozen=True)
class Point:
    """A score with its interval, of a stretch of time or of a group."""

    name: str
    value: float
    lo: float
    hi: float

    @classmethod
    def of(cls, row: pd.Series) -> "Point":
        """The point of a trend."""
        return cls(_stretch(row), float(row["score"]), float(row["lo"]), float(row["hi"]))


def _stretch(point: pd.Series) -> str:
    """A month, or so many days, in words."""
    if point["since"].day == 1 and point["until"] == point["since"] + pd.offsets.MonthEnd(1):
        return f"In {point['since']:%B %Y}"
    return f"In the {(point['until'] - point['since']).days + 1} days to {point['until'].day} {point['until']:%b %Y}"


def _movement(now: Point, before: Point) -> str:
    if not changed(now, before):
        return f"no clear change from {rounded(before.value)}"
    return f"{'up' if now.value > before.value else 'down'} from {rounded(before.value)}"


def curve_sentence(curve: pd.DataFrame, found: Cohorts, rules: Counting) -> str:
    """What the curve says a year after the first time, or as far as it reaches; in periods of the cohorts."""
    if curve.empty:
        old = int(found.sizes[found.counts[1].notna()].sum()) if 1 in found.counts else 0
        return f"Not shown yet: {old} of {ROUGH} {rules.customers} whose first {found.period} is long enough ago."
    year = {"month": 12, "quarter": 4}.get(found.period, 1)
    point = curve[curve["age"] <= year].iloc[-1]
    later = f"{int(point['age'])} {found.period}{'' if point['age'] == 1 else 's'}"
    share = f"{percent(point['share'])} of {int(point['n']):,} {rules.customers}"
    roughly = "Roughly " if point["n"] < OK else ""
    bounds = between(100 * float(point["lo"]), 100 * float(point["hi"]))
    return f"{roughly}{share} came again {later} after their first time, {bounds} %."


def cohorts_sentence(found: Cohorts, rules: Counting) -> str:
    """How many groups the grid shows."""
    groups = int((found.sizes > 0).sum())
    if not groups:
        return f"Not shown yet: the first {found.period} is not over."
    return f"{times(found.n, 'person', 'people')} in {times(groups, 'group', 'groups')}, by when they first came."


def caption(counted: str, left_out: LeftOut) -> str:
    """How many were counted ("41 patients"), and how many rows were left out for which reason."""
    return " ".join(filter(None, (f"{counted}.", left_out_words(left_out))))


def left_out_words(left_out: LeftOut) -> str:
    """How many rows were left out for which reason; "" where none was.

    >>> left_out_words({"no_date": ("S-1", "S-2")}), left_out_words({})
    ('Left out: 2 rows with no day.', '')
    """
    parts = [
        f"{times(len(ids), 'row', 'rows')} with {REASONS[reason][len(ids) > 1]}"
        for reason, ids in left_out.items()
        if ids
    ]
    return f"Left out: {', '.join(parts)}." if parts else ""
