"""The four figures of the one thread as lines: their names, one number each, the year before, and the tables."""

import pandas as pd

from crm.analytics.care import UNHAPPY_DAYS
from crm.analytics.counting import Counting
from crm.analytics.intervals import ROUGH, Share, rounded
from crm.analytics.satisfaction import Nps
from crm.analytics.thread import Earned, Thread
from crm.analytics.thread_words import Told
from crm.analytics.words import percent, ratio_words, times

HOW = (
    "All four are about the same people, those who came at least once in 24 months, and about the same 12 months. "
    "Kept: of who came in the 12 months before, how many came again. Loyal: of who came, how many came on two days or "
    "more. Money: of everybody, profit where the costs are typed for four fifths of it or more. Satisfaction: the "
    "latest answer of each. More or less is said only where chance alone would hardly do that."
)
HOW_LINK = (
    "The latest answer of each person that is at least half a year old, and whether they came in the half year after "
    "it. Groups of ten or more are told as shares. Who came back more often did not do so because of the answer: both "
    "may have a reason of their own."
)


def titles(found: Thread, rules: Counting) -> dict[str, str]:
    """What each of the four is called, in the team's own words."""
    earned = found.profitability
    money = "Profit" if earned is None or earned.headline == "profit" else _begun(rules.sales)
    return {
        "retention": f"{_begun(rules.customers)} kept",
        "loyalty": f"Loyal {rules.customers}",
        "profitability": money,
        "satisfaction": "Satisfaction",
    }


def changes_sentence(found: Thread, rules: Counting) -> str:
    """How the four moved against the year before, in one sentence."""
    named = titles(found, rules)
    told = [f"{title}: {moved}" for name, title in named.items() if (moved := change(found, name))]
    return f"Beside the year before: {', '.join(told)}." if told else "There is no year before to compare with yet."


def share_rows(found: Thread, rules: Counting) -> pd.DataFrame:
    """The shares among the four, now and the year before, as far as ten cases or more tell one: name, share, lo, hi,
    n."""
    rows = []
    for name, title in titles(found, rules).items():
        for when, one in (("now", found), ("before", found.before)):
            share = getattr(one, name, None)
            if isinstance(share, Share) and share.n >= ROUGH:
                rows.append((f"{title}, {when}", share.share, share.lo, share.hi, share.n))
    return pd.DataFrame(rows, columns=["name", "share", "lo", "hi", "n"])


def link_rows(found: pd.DataFrame) -> pd.DataFrame:
    """The groups of the link that are large enough, in the same columns."""
    rows = found[found["share"].notna()]
    names = [_begun(str(group)) for group in rows["group"]]
    return rows[["share", "lo", "hi"]].astype("float64").assign(name=names, n=rows["n"]).reset_index(drop=True)


def how_care(rules: Counting) -> str:
    """How it is decided who needs a call, with the team's own limits."""
    limits = rules.rhythm
    return (
        f"Needs a call: silent for more than {limits.risk:g} times their usual gap, an unhappy answer of the last "
        f"{UNHAPPY_DAYS} days that nobody has seen to, or a request past its promise. Keep an eye on: silent for more "
        f"than {limits.watch:g} times that gap, an open request, or three quarters of last year's money or less. Who "
        f"came on {limits.min_gaps} days or fewer is compared with everybody. Sorted by the money of 12 months. Who "
        "was put away or left is not shown. The page Workbook, under Your own way, has the limits."
    )


def care_table(found: pd.DataFrame, names: list[str], money: Told, currency: str) -> pd.DataFrame:
    """Who needs a call as a table: Name, How urgent, Why, 12 months."""
    urgent = {"risk": "needs a call", "watch": "keep an eye on"}
    return pd.DataFrame({
        "Name": names, "How urgent": [urgent[level] for level in found["level"]],
        "Why": ["; ".join(reasons) for reasons in found["reasons"]],
        "12 months": ["" if pd.isna(amount) else money(amount, currency) for amount in found["money"]],
    })  # fmt: skip


def _begun(word: str) -> str:
    return word[:1].upper() + word[1:]


def value(found: Share | Nps | Earned | None, money: Told) -> str:
    """A figure in one number, "" where there is none or too few cases for one.

    >>> value(Share.of(3, 4), str), value(Share.of(36, 84), str), value(None, str)
    ('3 of 4', '43 %', '')
    """
    if isinstance(found, Earned):
        return money(found.value, found.currency)
    if isinstance(found, Share):
        return percent(found.share) if found.n >= ROUGH else f"{found.k} of {found.n}"
    return "" if found is None or found.n < ROUGH else f"{rounded(found.score)} of 100"


def bounds(found: Share | Nps | Earned | None) -> str:
    """Where a figure most likely lies, "" where nothing is said of that.

    >>> bounds(Share.of(36, 84)), bounds(Share.of(3, 4))
    ('33 to 54 %', '')
    """
    if found is None or isinstance(found, Earned) or found.n < ROUGH or found.lo is None or found.hi is None:
        return ""
    factor, unit = (100, " %") if isinstance(found, Share) else (1, "")
    return f"{rounded(factor * found.lo)} to {rounded(factor * found.hi)}{unit}"


def earlier(found: Thread, name: str, money: Told) -> str:
    """What one of the four was the year before, and of how many; "" where nothing is known of then."""
    before = getattr(found.before, name, None)
    told = value(before, money)
    if before is None or not told:
        return ""
    of = "" if isinstance(before, Share) and before.n < ROUGH else f", of {times(before.n, *_CASES[name])}"
    return f"The year before: {told}{of}."


_CASES = {
    "retention": ("person", "people"),
    "loyalty": ("person", "people"),
    "profitability": ("person", "people"),
    "satisfaction": ("answer", "answers"),
}


def change(found: Thread, name: str) -> str:
    """How one of the four moved, in a word or two; "" where there is nothing to compare with."""
    if name == "profitability":
        told = ratio_words(found.ratio()).strip().removesuffix(" the year before.")
        return "about as much" if told.endswith(" as") else told.removesuffix(" than")
    if getattr(found, name) is None or getattr(found.before, name, None) is None:
        return ""
    return {"up": "more", "down": "less"}.get(found.movement(name), "no clear change")


def thread_table(found: Thread, rules: Counting, money: Told) -> pd.DataFrame:
    """The four as a table: Figure, Now, Most likely, Of, The year before, Of (then), Change."""
    named = titles(found, rules)
    rows = []
    for name, title in named.items():
        now, then = getattr(found, name), getattr(found.before, name, None)
        n, before = (None if one is None else one.n for one in (now, then))
        rows.append((title, value(now, money), bounds(now), n, value(then, money), before, change(found, name)))
    headings = ["Figure", "Now", "Most likely", "Of", "The year before", "Of (then)", "Change"]
    return pd.DataFrame(rows, columns=headings).astype({"Of": "Int64", "Of (then)": "Int64"})


def link_table(found: pd.DataFrame, money: Told, currency: str) -> pd.DataFrame:
    """What came of each group as a table: Answered, Came back, Of, %, Low %, High %, Middle of their money."""
    told = [money(amount, currency) if pd.notna(amount) else "" for amount in found["money"]]
    parts = {part: (100 * found[part].astype("float64")).round(1).to_numpy() for part in ("share", "lo", "hi")}
    return pd.DataFrame({
        "Answered": found["group"].to_numpy(), "Came back": found["k"].to_numpy(), "Of": found["n"].to_numpy(),
        "%": parts["share"], "Low %": parts["lo"], "High %": parts["hi"], "Middle of their money": told,
    })  # fmt: skip
