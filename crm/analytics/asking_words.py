"""Who was asked and what each group says, in sentences."""

from itertools import combinations

import pandas as pd

from crm.analytics.counting import Counting
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, LeftOut, Share, changed, rounded
from crm.analytics.words import Point, between, left_out_words, percent, share_sentence, times
from crm.model.lists import Question

NOBODY_NOTED = (
    "Nobody recorded who was asked. Fill in Asked on for everybody you ask, also for those who do not answer: then the "
    "share that answers can be told."
)
HOW_GROUPS = (
    f"The latest answer of each person in the last 12 months. Groups with fewer than {ROUGH} answers are put together "
    "as “other”. Somebody with several relationships counts under the first. Two groups differ only where chance alone "
    "would hardly make such a difference; answers tell of the people and what they came for as much as of who looks "
    "after them."
)
HOW_RESPONSE = (
    "Everybody with a day in Asked on in the last 12 months; who answered has a score beside it. Answers without a day "
    "in Asked on do not count here."
)
HOW_NEVER = (
    "Customers who came within two years and of whom neither an answer nor Asked on is noted. Archived and former "
    "people, and those who asked not to be contacted, are not shown."
)


def response_sentence(found: Share | None) -> str:
    """How many of those who were asked answered."""
    return share_sentence(found, "who were asked in the last 12 months answered", NOBODY_NOTED)


def round_sentence(name: str, found: Share | None) -> str:
    """The same of the last round, "" where there is only one."""
    if found is None:
        return ""
    share = f", {percent(found.share)}" if found.n >= ROUGH else ""
    return f"In the last round, {name}: {found.k:,} of {found.n:,}{share}."


def response_caption(found: Share | None, name: str, of_round: Share | None, left_out: LeftOut) -> str:
    """The last round, and what is left out; "" where nobody recorded who was asked."""
    if found is None:
        return ""
    return " ".join(filter(None, (round_sentence(name, of_round), left_out_words(left_out))))


def groups_sentence(found: pd.DataFrame, question: Question) -> str:
    """Which groups differ, named by name; never who is best."""
    rows = [Point(str(name), *values) for name, *values in found[["segment", "score", "lo", "hi"]].to_numpy()]
    carried = [point for point in rows if not pd.isna(point.value)]
    if len(carried) < 2:
        most = int(found["n"].max()) if len(found) else 0
        if not carried:
            return f"Not enough answers yet: {most} of {ROUGH} in the largest group."
        return f"{_told(carried[0], question)}. No other group has {ROUGH} answers yet."
    apart = [pair for pair in combinations(carried, 2) if changed(*pair)]
    if not apart:
        return f"No clear difference: {', '.join(_told(point, question) for point in carried)}."
    return " ".join(f"{_told(a, question)} and {_told(b, question)} clearly differ." for a, b in apart[:3])


def _told(point: Point, question: Question) -> str:
    unit = "" if question.measure == "NPS" else " %"
    return f"{point.name} {rounded(point.value)}{unit}"


def group_lines(found: pd.DataFrame, question: Question) -> list[str]:
    """A line each: the score with its interval, or how many answers are still wanted."""
    unit = "" if question.measure == "NPS" else " %"
    return [
        f"{name}: not enough answers yet, {n} of {ROUGH}"
        if pd.isna(value)
        else f"{name}: {rounded(value)}{unit}, {between(lo, hi)}{unit}, {times(int(n), 'answer', 'answers')}"
        for name, value, lo, hi, n in found[["segment", "score", "lo", "hi", "n"]].to_numpy()
    ]


def groups_table(found: pd.DataFrame, title: str) -> pd.DataFrame:
    """The groups: their title, Score, Low, High, Answers."""
    names = {"segment": title, "score": "Score", "lo": "Low", "hi": "High", "n": "Answers"}
    return found[list(names)].rename(columns=names).round(1)


def comments_sentence(found: pd.DataFrame) -> str:
    """How many comments there are, and how many of them from people who are unhappy."""
    if found.empty:
        return "No comments yet. What people say in their own words goes into Comment."
    unhappy = int(found["unhappy"].sum())
    from_whom = "nobody unhappy" if not unhappy else f"{times(unhappy, 'person', 'people')} unhappy"
    return f"{times(len(found), 'comment', 'comments')}, {from_whom}."


def comments_table(found: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """All of them: Name, Day, Answer, Comment."""
    return pd.DataFrame(
        {
            "Name": [frames.name(id) for id in found["contact_id"]],
            "Day": found["date"].dt.date.to_numpy(),
            "Answer": found["score"].to_numpy(),
            "Comment": found["comment"].to_numpy(),
        }
    )


def never_sentence(n: int, of: int, rules: Counting) -> str:
    """How many were never asked."""
    if not of:
        return f"Who was never asked can be told once {rules.customers} came."
    if not n:
        return f"Everybody who came in the last two years was asked: {rules.people(of)}."
    return f"{n:,} of {rules.people(of)} who came in the last two years {'was' if n == 1 else 'were'} never asked."


def never_table(last: pd.Series, frames: Frames) -> pd.DataFrame:
    """Who was never asked, the latest to come first: Name, Last seen."""
    return pd.DataFrame({"Name": [frames.name(id) for id in last.index], "Last seen": last.dt.date.to_numpy()})
