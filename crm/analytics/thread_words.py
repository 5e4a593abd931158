"""The one thread in sentences: of the business, of one person, of who needs a call."""

from collections.abc import Callable

import pandas as pd

from crm.analytics.counting import Counting
from crm.analytics.intervals import ROUGH, Share, changed
from crm.analytics.satisfaction import Nps
from crm.analytics.thread import Earned, Thread
from crm.analytics.thread_of import PersonThread
from crm.analytics.words import percent, ratio_words, score_sentence, share_sentence, times

Told = Callable[[float, str], str]
"""Writes an amount in a currency."""

MOVED = {"up": " More than the year before.", "down": " Less than the year before.", "": ""}


def tiles(found: Thread, rules: Counting, money: Told) -> dict[str, str]:
    """A sentence each for retention, loyalty, profitability and satisfaction; a missing one says what to record."""
    return {
        "retention": _retention(found, rules),
        "loyalty": _loyalty(found, rules),
        "profitability": _profitability(found, rules, money),
        "satisfaction": _satisfaction(found, rules),
    }


def _retention(found: Thread, rules: Counting) -> str:
    empty = f"Who stayed can be told once {rules.customers} came in two different years."
    word = rules.customer if found.retention and found.retention.n == 1 else rules.customers
    said = share_sentence(found.retention, f"{word} of the year before came again", empty)
    return said + MOVED[found.movement("retention")]


def _loyalty(found: Thread, rules: Counting) -> str:
    if found.loyalty is None:
        return f"Who is loyal can be told once {rules.customers} came in the last 12 months."
    said = share_sentence(found.loyalty, "who came in 12 months came on two days or more", "")
    regulars = f" {rules.people(found.loyal)} {'keeps' if found.loyal == 1 else 'keep'} to a rhythm of their own."
    return said + MOVED[found.movement("loyalty")] + regulars


def _profitability(found: Thread, rules: Counting, money: Told) -> str:
    earned = found.profitability
    if earned is None:
        return f"What comes in can be told once {rules.sales} with an amount are recorded."
    said = (
        f"{money(earned.value, earned.currency)} {_kind(earned.headline, rules)} in 12 months{_covered(earned, rules)}"
    )
    if earned.each is not None:
        said += f", from {rules.people(earned.n)} who came, {money(earned.each, earned.currency)} each"
    return f"{said}.{ratio_words(found.ratio())}{_others(earned, money)}"


def _kind(headline: str, rules: Counting) -> str:
    return "profit" if headline == "profit" else rules.sales


def _covered(earned: Earned, rules: Counting) -> str:
    """How much of the money the costs are known for."""
    if earned.coverage is None or (earned.headline == "profit" and earned.coverage == 1):
        return ""
    if earned.headline == "profit":
        return f" on {percent(earned.coverage)} of {rules.sales}"
    return f" (costs are filled in for {percent(earned.coverage)} of the money)"


def _others(earned: Earned, money: Told) -> str:
    apart = [money(amount, currency) for currency, amount in sorted(earned.others.items())]
    return f" Apart from that {' and '.join(apart)}." if apart else ""


def _satisfaction(found: Thread, rules: Counting) -> str:
    if found.satisfaction is None:
        return "How content people are can be told once answers are recorded."
    said = score_sentence(found.satisfaction, found.question)
    answered = f" Answers from {found.answered:,} of {rules.people(found.people)}."
    return said + MOVED[found.movement("satisfaction")] + answered


def two_sentences(found: Thread, rules: Counting) -> tuple[str, str]:
    """Are they happy, do they stay: in the fewest words that stay true."""
    return happy(found.satisfaction), stay(found.retention, rules)


def happy(found: Nps | Share | None) -> str:
    """Are they happy?"""
    if found is None:
        return "Are they happy? Nobody was asked yet."
    if found.n < ROUGH:
        return f"Are they happy? Not enough answers yet: {found.n} of {ROUGH}."
    if isinstance(found, Nps):
        against = f", {found.detractors:,} would not" if found.detractors else ""
        return f"Are they happy? {found.promoters:,} of {found.n:,} would gladly recommend you{against}."
    return f"Are they happy? {_about(found)} of {found.n:,} answers are good."


def stay(found: Share | None, rules: Counting) -> str:
    """Do they stay?"""
    if found is None:
        return "Do they stay? This can be told after a year."
    if found.n < ROUGH:
        return f"Do they stay? {found.k} of {rules.people(found.n)} of the year before came again."
    return f"Do they stay? {_about(found)} of {rules.people(found.n)} of the year before came again."


def _about(found: Share) -> str:
    """A share, with a word of caution where it is of few."""
    return f"{'About ' if found.verdict == 'rough' else ''}{percent(found.share)}"


def person_lines(found: PersonThread) -> dict[str, str]:
    """A line each for one person, "" where nothing is known; never a guess. The other two figures stand among the
    facts: `beside_money` and `beside_answer`."""
    return {"retention": _state(found), "loyalty": _since(found)}


def _state(found: PersonThread) -> str:
    return "" if found.since is None else f"{found.state.capitalize()}: {found.reason}."


def _since(found: PersonThread) -> str:
    if found.since is None:
        return ""
    return f"Came on {times(found.days, 'day', 'days')} in 12 months, with us since {found.since:%B %Y}."


def beside_money(found: PersonThread, money: Told) -> str:
    """What stands behind the money of 12 months: the profit where it is known, and what it is beside the year before.

    Of who counts as an organisation the money is the organisation's, and it says so.
    """
    if found.money is None:
        return ""
    ratio = ratio_words(found.ratio).strip().rstrip(".")
    profit = f"{money(found.money, found.currency)} profit" if found.headline == "profit" else ""
    parts = [profit, ratio[:1].lower() + ratio[1:]]
    if found.of_organisation:
        whose = profit or money(found.money, found.currency)
        parts = [f"their organisation {whose}", parts[1]]
    return ", ".join(filter(None, parts))


def beside_answer(found: PersonThread) -> str:
    """That an answer was unhappy, and whether it was seen to; "" of any other."""
    return f"unhappy, and {'somebody' if found.followed_up else 'nobody'} has seen to it" if found.unhappy else ""


def care_sentence(found: pd.DataFrame) -> str:
    """How many need a call, and of how many more something is to be watched."""
    risk = int((found["level"] == "risk").sum())
    watch = len(found) - risk
    if not len(found):
        return "Nobody needs a call for any reason that is recorded."
    if not risk:
        return f"Nobody needs a call; {times(watch, 'person', 'people')} to keep an eye on."
    more = f", {watch:,} more to keep an eye on" if watch else ""
    return f"{times(risk, 'person needs', 'people need')} a call{more}."


def link_sentence(found: pd.DataFrame) -> str:
    """What people did after they had answered: more or less often, never because of it."""
    rows = found[found["share"].notna()]
    told = [
        f"{k} of {n} {group} ({percent(float(share))})"
        for group, k, n, share in zip(rows["group"], rows["k"], rows["n"], rows["share"], strict=True)
    ]
    if len(told) < 2:
        counts = [f"{group} {n}" for group, n in zip(found["group"], found["n"], strict=True) if n]
        so_far = ", ".join(counts) or "none"
        return f"Not enough answers yet that are half a year old: {so_far}. It takes {ROUGH} in each of two groups."
    return f"In the half year after their answer came back: {', '.join(told)}. {_more_often(rows)}"


def _more_often(rows: pd.DataFrame) -> str:
    """What may be said of the first group beside the last: whether they came back more often, never why."""
    shares = {str(group): Share.of(int(k), int(n)) for group, k, n in rows[["group", "k", "n"]].to_numpy()}
    (first, one), *_, (last, other) = shares.items()
    if one is None or other is None or not changed(one, other):
        return "That may be chance: so few tell no clear difference."
    often = "more" if one.value > other.value else "less"
    return f"{first.capitalize()} came back {often} often than {last}."
