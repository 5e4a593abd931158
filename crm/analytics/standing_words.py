"""Standing in sentences: how somebody stands and why, how many stand how, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from crm.analytics.counting import Counting
from crm.analytics.intervals import ROUGH, Share
from crm.analytics.standing import ENOUGH, GOOD, LEAD_POINTS, POINTS, TOO_EARLY, UNPROMISING, Reason, Standing
from crm.analytics.words import between, times

LEVELS = ("good", "fair", "unpromising", TOO_EARLY)

HOW = (
    f"Each fact of the last 12 months gives points for or against, and the sum decides: {GOOD} or more are good, "
    f"{UNPROMISING} or fewer unpromising, all between is fair. Of whom fewer than {ENOUGH} facts are known, it is too "
    "early to say. What is not known gives no points. Late replies and broken promises of ours never count against "
    "anybody, nor do a name, a birthday, a country, a language or what a note says. The page Workbook, under Your own "
    "way, says how much each fact weighs; you can change it there."
)

FACTS: Mapping[str, str] = {
    "repeat": "coming again", "rhythm": "their rhythm", "money": "what they bring", "trend": "more or less than before",
    "words": "their last answer", "pays": "paying in time", "refers": "sending others", "answers": "answering us",
    "met": "having met", "need": "what they need", "amount": "the amount of a deal", "date": "the day of a deal",
    "source": "where they come from", "pace": "how their deal moves",
}  # fmt: skip
"""Fact -> what it is called in a sentence."""


def weights(is_lead: bool, points: Mapping[str, float]) -> str:
    """The most that each fact can give, as the Settings say: "coming again 2, their rhythm 2 ..."."""
    table = LEAD_POINTS if is_lead else POINTS
    most = {name: points.get(name, max(abs(one) for one in states.values())) for name, states in table.items()}
    return f"The most points a fact gives: {', '.join(f'{FACTS[name]} {number:g}' for name, number in most.items())}."


def headline(found: Standing, who: str) -> str:
    """How somebody stands, with the two weightiest reasons; `who` is a customer, or a lead.

    >>> headline(Standing("good", 4, (Reason("repeat", 2, "bought on 4 days", True),)), "customer")
    'Good customer: bought on 4 days'
    """
    if found.level == TOO_EARLY:
        return f"Too early to say how they stand: {times(found.known, 'fact is', 'facts are')} known, {ENOUGH} needed"
    side = 0 if found.level == "fair" else 1 if found.points > 0 else -1
    telling = [one for one in found.reasons if one.points and (not side or one.points * side > 0)]
    why = ", ".join(one.text for one in telling[:2])
    return f"{found.level.capitalize()} {who}{f': {why}' if why else ''}"


def reason_line(one: Reason) -> str:
    """A reason with what it is worth.

    >>> reason_line(Reason("repeat", 2, "bought on 4 days", True)), reason_line(Reason("money", -1, "less", True))
    ('+2: bought on 4 days', '−1: less')
    """
    sign = "+" if one.points > 0 else "−" if one.points < 0 else ""
    return f"{sign}{abs(one.points)}: {one.text}"


def total(found: Standing) -> str:
    """What the reasons come to.

    >>> total(Standing("good", 4, ())), total(Standing("unpromising", -1, ()))
    ('In all 4 points: good.', 'In all −1 point: unpromising.')
    """
    sign = "−" if found.points < 0 else ""
    return f"In all {sign}{times(abs(found.points), 'point', 'points')}: {found.level}."


def unknown(found: Standing) -> str:
    """The facts that are not known, in one line; "" where all are."""
    names = [FACTS[one.name] for one in found.reasons if not one.is_known]
    return f"Not known, so no points: {', '.join(names)}." if names else ""


def levels(found: Iterable[Standing]) -> dict[str, int]:
    """How many stand how, in the order of LEVELS."""
    counted = Counter(one.level for one in found)
    return {level: counted[level] for level in LEVELS}


def levels_sentence(counted: Mapping[str, int], rules: Counting) -> str:
    """How many stand how."""
    n = sum(counted.values())
    if not n:
        return f"How {rules.customers} stand can be told once they came in the last 24 months."
    told = ", ".join(f"{number:,} {level}" for level, number in counted.items() if number)
    return f"Of {rules.people(n)}: {told}."


def tried_sentence(found: Mapping[str, Share | None], rules: Counting) -> str:
    """What came of it: how many of those who stood so half a year ago came since, with intervals from ten on."""
    did = "bought" if rules.activity == "sales" else "came"
    told = [_tried(level, share, did) for level, share in found.items() if share is not None]
    if not told:
        return "Not tried yet: half a year ago too little was known of anybody."
    return f"Tried on what has happened since half a year ago: {'; '.join(told)}."


def _tried(level: str, share: Share, did: str) -> str:
    bounds = f" ({between(100 * share.lo, 100 * share.hi)} %)" if share.n >= ROUGH else ""
    return f"of {share.n:,} {level} {share.k:,} {did} since{bounds}"
