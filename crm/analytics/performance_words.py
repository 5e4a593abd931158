"""What is said of how the team and each of it does: a line a measure, beside the period before and the aim."""

from collections.abc import Mapping, Sequence

import pandas as pd

from crm.analytics.goal_words import ROLLING, Terms
from crm.analytics.goals import NOBODY, REPLY, TOTALS, Figure, state_of
from crm.analytics.intervals import ROUGH, changed, difference, rounded, verdict
from crm.analytics.performance import Pair
from crm.analytics.periods import Period
from crm.analytics.ticket_words import told as hours_told
from crm.analytics.words import between, times

Found = Mapping[str, Pair]
MONEY = ("Sales", "Profit", "Money won")
COUNTS = ("Interactions", "Contacts reached", "New customers", "Slow open deals")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Work": ("Interactions", "Contacts reached", "Follow-ups on time %", REPLY, "Solved on time %"),
    "Who comes": ("New customers", "Customers kept %", "Repeat rate %", "NPS", "Satisfied %"),
    "Money": ("Sales", "Profit", "Money won", "Win rate %", "Win rate by money %", "Days to close", "Slow open deals"),
}
ADDED = ("Interactions", "New customers", "Sales", "Profit", "Money won")
"""Measures whose parts add up over the team; Interactions where no two of it note the same one."""

HOW = (
    "A running period is held beside the one before it, up to as many days. Interactions count for who is named in By: "
    "where two of you note the same visit, it counts for both and once for the team. Everything else counts for the "
    "Owner of the deal or request, else of the contact; what names nobody stands under “nobody”. Customers kept looks "
    "at 12 months against the 12 before, Repeat rate at everybody who ever came. Half had a first reply within the "
    "hours shown; who still waits counts as waiting so far. Profit is only of rows with a cost. “Clearly” is said only "
    "when chance alone would hardly make such a difference."
)


def whose(who: str) -> str:
    """Whose figures these are."""
    return {"": "The team", NOBODY: "Nobody"}.get(who, who)


def named(measure: str, terms: Terms) -> str:
    """What a measure is called on screen."""
    own = {
        REPLY: "First reply", "Sales": terms.sales.capitalize(), "New customers": f"New {terms.customers}",
        "Customers kept %": f"{terms.customers.capitalize()} kept", "NPS": "Would recommend you",
        "Satisfied %": "Satisfied", "Slow open deals": "Open deals that take very long",
    }  # fmt: skip
    return own.get(measure) or measure.removesuffix(" %")


def stretch(span: Period) -> str:
    """A period in words.

    >>> import datetime as dt
    >>> stretch(Period(dt.date(2026, 11, 1), dt.date(2026, 11, 22)))
    '1 to 22 November 2026'
    """
    first, last = span.start, span.end
    if first == last:
        return f"{last.day} {last:%B %Y}"
    month = "" if (first.month, first.year) == (last.month, last.year) else f" {first:%B}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day}{month}{year} to {last.day} {last:%B %Y}"


def answer(found: Found, who: str, span: Period, terms: Terms) -> str:
    """The first sentence: what was done, brought in and begun, each beside the period before."""
    told = []
    for measure, one, several in (
        ("Interactions", "interaction", "interactions"),
        ("Sales", "", ""),
        ("New customers", f"new {terms.customer}", f"new {terms.customers}"),
    ):
        pair = found[measure]
        if pair.now.n or pair.before.n:
            now, before = (amount(measure, part.value or 0.0, terms) for part in (pair.now, pair.before))
            noun = terms.sales if measure == "Sales" else one if pair.now.value == 1 else several
            told.append(f"{now} {noun} ({before} before)")
    whom = whose(who)
    if not told:
        return f"{whom}, {stretch(span)}: nothing to count yet."
    return f"{whom}, {stretch(span)}: {', '.join(told)}."


def line(measure: str, pair: Pair, terms: Terms) -> str:
    """What was reached and what before, as far as so many cases carry it."""
    now, before = _value(measure, pair.now, terms), _short(measure, pair.before, terms)
    moved = ""
    if measure not in (*ROLLING, *TOTALS) and pair.now.n >= ROUGH <= pair.before.n and changed(pair.now, pair.before):
        moved = ", clearly higher" if (pair.now.value or 0) > (pair.before.value or 0) else ", clearly lower"
    return f"{now}{moved}." + (f" Before: {before}." if before else "")


def is_told(pair: Pair) -> bool:
    """Whether there is anything to say in either period."""
    return bool(pair.now.n or pair.before.n)


def aim(measure: str, pair: Pair, target: float, elapsed: float, terms: Terms) -> str:
    """What is aimed at, and how it stands."""
    wanted = f"within {hours_told(target)}" if measure == REPLY else amount(measure, target, terms)
    return f"Aim {wanted}: {state_of(measure, pair.now, target, elapsed)}."


def compared(a: str, b: str, one: Found, other: Found, terms: Terms) -> list[str]:
    """A sentence for each share or score of which two of the team have enough cases, by their difference alone."""
    said = []
    for measure, pair in one.items():
        mine, theirs = pair.now, other[measure].now
        if mine.n < ROUGH or theirs.n < ROUGH or (gap := difference(mine, theirs)) is None:
            continue
        unit = "points" if measure == "NPS" else "percentage points"
        values = f"{a} {amount(measure, mine.value or 0.0, terms)} of {mine.n:,}, {b} " + (
            f"{amount(measure, theirs.value or 0.0, terms)} of {theirs.n:,}"
        )
        is_clear = gap.lo > 0 or gap.hi < 0
        low, high = sorted((abs(gap.lo), abs(gap.hi)))
        apart = f"{rounded(low)} to {rounded(high)} {unit} apart" if is_clear else "no clear difference"
        said.append(f"{named(measure, terms)}: {values}; {apart}.")
    return said or [f"Not compared: a share of each needs {ROUGH} cases or more, and so many there are not yet."]


def added(found: Mapping[str, Found], terms: Terms) -> str:
    """What the parts of everybody come to."""
    people = [who for who in found if who not in ("", NOBODY)]
    told = [f"{amount(name, found[''][name].now.value or 0.0, terms)} {named(name, terms).lower()}"
            for name in ("Interactions", "Sales") if found[""][name].now.n]  # fmt: skip
    if not told:
        return "Nothing to add up yet."
    of_nobody = " and of nobody" if any(pair.now.n for pair in found[NOBODY].values()) else ""
    return f"The parts of {times(len(people), 'person', 'people')}{of_nobody} make {' and '.join(told)}."


# tables ---------------------------------------------------------------------------------------------------------------


def table(found: Found, aims: Mapping[str, float], elapsed: float, terms: Terms) -> pd.DataFrame:
    """The figures of one of the team: Measure, Now, Of, Low, High, Before, Of before, Aim, How it stands."""
    rows = [
        (
            named(name, terms), pair.now.value, pair.now.n, pair.now.lo, pair.now.hi, pair.before.value, pair.before.n,
            aims.get(name), state_of(name, pair.now, aims[name], elapsed) if name in aims else "",
        )
        for group in GROUPS.values() for name in group if is_told(pair := found[name]) or name in aims
    ]  # fmt: skip
    names = ["Measure", "Now", "Of", "Low", "High", "Before", "Of before", "Aim", "How it stands"]
    figures = dict.fromkeys(("Now", "Low", "High", "Before", "Aim"), "float64")
    return pd.DataFrame(rows, columns=names).astype(figures).round(1)


def team_table(found: Mapping[str, Found], order: Sequence[str], terms: Terms) -> pd.DataFrame:
    """A row for each of the team by name, for nobody, and for the team: the totals, and shares as "k of n"."""
    shares = ("Follow-ups on time %", "Solved on time %", "Win rate %")
    rows = []
    for who in order:
        told: dict[str, object] = {"Who": whose(who)}
        told |= {named(name, terms): found[who][name].now.value or 0.0 for name in ADDED}
        told |= {named(name, terms): _of(found[who][name].now) for name in shares}
        rows.append(told)
    return pd.DataFrame(rows)


def _of(figure: Figure) -> str:
    return f"{figure.k} of {figure.n}" if figure.k is not None else ""


# values ---------------------------------------------------------------------------------------------------------------


def amount(measure: str, value: float, terms: Terms) -> str:
    """A value with its unit."""
    if measure in MONEY:
        return terms.money(round(value, 2), "")
    if measure == REPLY:
        return hours_told(value) if value else "the same day"
    if measure == "Days to close":
        return times(rounded(value), "day", "days")
    return f"{rounded(value):,}{' %' if measure.endswith('%') else ''}"


def _value(measure: str, figure: Figure, terms: Terms) -> str:
    """What was reached, with its interval and of how many."""
    value = figure.value
    if value is None:
        waits = (
            f", {times(figure.n, 'request still waits', 'requests still wait')}"
            if measure == REPLY and figure.n
            else ""
        )
        return (
            f"No cost is filled in yet, {times(figure.n, terms.sale, terms.sales)}"
            if figure.n and measure == "Profit"
            else f"Nothing to count yet{waits}"
        )
    told = amount(measure, value, terms)
    if measure in COUNTS:
        return told
    if measure in MONEY:
        return told + _money_of(measure, figure, terms)
    if measure == REPLY:
        return f"Half {'within ' if value else ''}{told}, {times(figure.n, 'request', 'requests')}"
    if measure == "Days to close":
        return f"Half within {told}, {times(figure.n, 'deal', 'deals')} won"
    return _share_of(measure, figure, told)


def _money_of(measure: str, figure: Figure, terms: Terms) -> str:
    apart = "".join(f", and {terms.money(part, unit)} apart" for unit, part in sorted(figure.apart.items()))
    if measure == "Profit":
        return f"{apart}, cost known for {figure.k or 0} of {times(figure.n, terms.sale, terms.sales)}"
    noun = ("deal", "deals") if measure == "Money won" else (terms.sale, terms.sales)
    return f"{apart}, {times(figure.n, *noun)}"


def _share_of(measure: str, figure: Figure, told: str) -> str:
    if measure == "NPS" and figure.n < ROUGH:
        return f"Not enough answers yet: {figure.n} of {ROUGH}"
    if figure.n < ROUGH:
        few = f"{figure.k} of {figure.n}" if figure.k is not None else f"Of {times(figure.n, 'deal', 'deals')}"
        return f"{few}, too few for a percentage"
    rough = ", roughly" if verdict(figure.n) == "rough" else ""
    unit = "" if measure == "NPS" else " %"
    bounds = f", {between(figure.lo, figure.hi)}{unit}" if figure.lo is not None and figure.hi is not None else ""
    noun = ("answer", "answers") if measure == "NPS" else ("deal", "deals")
    of = f"{figure.k} of {figure.n:,}" if figure.k is not None else times(figure.n, *noun)
    return f"{told}{rough} ({of}{bounds})"


def _short(measure: str, figure: Figure, terms: Terms) -> str:
    """The same in a word or two, "" where there was nothing."""
    if figure.value is None:
        return ""
    is_few = figure.n < ROUGH and measure not in (*COUNTS, *MONEY, REPLY, "Days to close")
    if is_few:
        return f"{figure.k} of {figure.n}" if figure.k is not None else ""
    return amount(measure, figure.value, terms)
