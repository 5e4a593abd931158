"""Who stays, in sentences: the triangle in three ways, each month, the second time, and relationships that end."""

import datetime as dt
import math
from collections.abc import Callable, Mapping

import pandas as pd

from crm.analytics.cohorts import Cohorts, Period, brackets, cohorts
from crm.analytics.contracts import GrrNrr
from crm.analytics.counting import Counting
from crm.analytics.intervals import ROUGH, Share, rounded
from crm.analytics.loyalty import ENOUGH_GAPS, all_gaps
from crm.analytics.loyalty_words import came
from crm.analytics.survival import Km
from crm.analytics.words import between, percent, share_sentence, times

MONTH = 30.4375  # days
MODES: Mapping[str, str] = {"classic": "Just then", "unbounded": "Then or later", "brackets": "In stretches"}
EDGES: Mapping[Period, list[tuple[int, int]]] = {
    "month": [(1, 3), (4, 6), (7, 12), (13, 24)],
    "quarter": [(1, 2), (3, 4), (5, 8)],
    "year": [(1, 2), (3, 5)],
}

_ROWS = "Each row is the people who came for the first time in it; "
HOW_MODE: Mapping[str, str] = {
    "classic": _ROWS + "each column how many of them came again so much later. What is not over yet is blank.",
    "unbounded": _ROWS + (
        "each column how many of them came again so much later or at any time after that. It can only fall along a "
        "row, and the newest columns are low because little time has passed since. What is not over yet is blank."
    ),
    "brackets": _ROWS + (
        "each column how many of them came at least once in that stretch of time. A stretch that is not over yet is "
        "blank."
    ),
}  # fmt: skip
HOW: Mapping[str, str] = {
    "flow": (
        "Active in a month is who came in the stretch that ends with it. New came for the first time ever; back were "
        "not active the month before, and not new; lapsed were active the month before and are not now. Who lapsed may "
        "come back at any time. The line is new and back less lapsed. The running month is not over, so it is "
        "not shown."
    ),
    "second": (
        "From the first day somebody came to the second. Who has not come again yet counts as waiting for as long as "
        "they are known (Kaplan and Meier). The line ends where fewer than 10 people are left to tell from."
    ),
    "staying": (
        "From Customer since to Ended on; who is still there stays at least until today (Kaplan and Meier). The line "
        "ends where fewer than 10 people are left to tell from. Not counted are people without Customer since, and "
        "those who are Former without a day in Ended on."
    ),
    "money": (
        "The money of the last 12 months from those who brought any in the 12 months before, as a part of what they "
        "brought then. The first figure counts nobody for more than then, so growth cannot hide who left; the second "
        "counts all. New customers are in neither."
    ),
    "projection": (
        "The model of Fader and Hardie (2007): everybody has a chance of leaving of their own, so those who are left "
        "stay longer and longer. It is shown only where it would have told the last year to within 10 percent."
    ),
}  # fmt: skip


def triangle(events: pd.DataFrame, mode: str, period: Period, *, as_of: dt.date) -> Cohorts:
    """The triangle in one of MODES."""
    if mode == "brackets":
        return brackets(events, EDGES[period], as_of=as_of, period=period)
    return cohorts(events, as_of=as_of, period=period, mode="unbounded" if mode == "unbounded" else "classic")


# each month -----------------------------------------------------------------------------------------------------------


def window(events: pd.DataFrame, *, as_of: dt.date) -> int:
    """For how many months a visit makes somebody active: as long as four of five gaps between visits are, else one."""
    gaps = all_gaps(events, as_of=as_of)
    if len(gaps) < ENOUGH_GAPS:
        return 1
    return max(1, math.ceil(float(gaps.quantile(0.8)) / MONTH))


def stretch(months: int) -> str:
    """What makes somebody active.

    >>> stretch(1), stretch(3)
    ('in the month', 'in 3 months')
    """
    return "in the month" if months == 1 else f"in {months} months"


def flow_sentence(flow: pd.DataFrame, months: int, rules: Counting) -> str:
    """What the last finished month brought."""
    if flow.empty:
        return "Each month is told once it is over: the first is still running."
    last = flow.iloc[-1]
    net = int(last["new"] + last["back"] - last["lapsed"])
    moved = "as many as" if net == 0 else f"{abs(net):,} {'more' if net > 0 else 'fewer'} than"
    return (
        f"{last['month']:%B %Y}: {int(last['new']):,} new, {int(last['back']):,} back, {int(last['lapsed']):,} lapsed. "
        f"{rules.people(int(last['active']))} {came(rules)} {stretch(months)}, {moved} the month before."
    )


def flow_table(flow: pd.DataFrame) -> pd.DataFrame:
    """The months, the latest first: Month, New, Back, Steady, Lapsed, Active, Net."""
    names = {"month": "Month", "new": "New", "back": "Back", "steady": "Steady", "lapsed": "Lapsed", "active": "Active"}
    table = flow[list(names)].rename(columns=names).iloc[::-1]
    net = table["New"] + table["Back"] - table["Lapsed"]
    return table.assign(Month=table["Month"].dt.strftime("%b %Y"), Net=net)


# how long -------------------------------------------------------------------------------------------------------------


def points(found: Km, *, ends: bool, unit: float = 1.0) -> pd.DataFrame:
    """The curve as far as ten are at risk, from 0 on: t (in `unit` days), share, lo, hi; with `ends` the share that has
    ended, else the share that lasts."""
    drawn = slice(0, found.reach)
    t, share = [0.0, *(found.t[drawn] / unit)], [1.0, *found.S[drawn]]
    lo, hi = [1.0, *found.lo[drawn]], [1.0, *found.hi[drawn]]
    rows = pd.DataFrame({"t": t, "share": share, "lo": lo, "hi": hi}).astype("float64")
    if not found.reach:
        return rows.iloc[:0]
    return rows.assign(share=1 - rows["share"], lo=1 - rows["hi"], hi=1 - rows["lo"]) if ends else rows


def _half(found: Km) -> float | None:
    """When half are over, where the curve is drawn so far."""
    if found.median is None or not found.reach or found.median > found.t[found.reach - 1]:
        return None
    return found.median


def second_sentence(found: Km, rules: Counting) -> str:
    """How long it takes until people come a second time."""
    again = f"{came(rules)} a second time"
    if found.n < ROUGH:
        return f"How soon people come a second time is told from {ROUGH} {rules.customers} on: {found.n} so far."
    if not found.reach:
        return f"Nobody of {rules.people(found.n)} {again} yet." if not len(found.t) else (
            f"{int(found.events.sum())} of {rules.people(found.n)} {again}; too few to say how soon.")  # fmt: skip
    half = _half(found)
    if half is not None:
        days = times(rounded(half), "day", "days")
        return f"{_half_of(found, rules)} {again} within {days}{_bounds_of(found, lambda t: f'{t:,.0f}', ' days')}."
    end = found.reach - 1
    sure = between(100 * (1 - float(found.hi[end])), 100 * (1 - float(found.lo[end])))
    share = f"{_roughly(found)}{percent(1 - float(found.S[end]))} of {rules.people(found.n)}"
    return f"{share} {again} within {found.t[end]:,.0f} days, {sure} %."


def _roughly(found: Km) -> str:
    return "Roughly " if found.verdict == "rough" else ""


def _half_of(found: Km, rules: Counting) -> str:
    return f"{'Roughly half' if found.verdict == 'rough' else 'Half'} of {rules.people(found.n)}"


def _bounds_of(found: Km, told: Callable[[float], str], unit: str = "") -> str:
    """Where the median most likely lies, as far as the curve tells it."""
    if found.median_lo is None or found.median_hi is None:
        return ""
    return f", most likely between {told(found.median_lo)} and {told(found.median_hi)}{unit}"


def staying_sentence(found: Km, rules: Counting) -> str:
    """How long people stay."""
    if found.n < ROUGH:
        return (
            f"How long {rules.customers} stay is told from {ROUGH} with a day in Customer since on: {found.n} so far."
        )
    if not found.reach:
        return f"{int(found.events.sum()):,} of {rules.people(found.n)} have left: too few to say how long they stay."
    half = _half(found)
    if half is not None:
        return f"{_half_of(found, rules)} stay for {months_in(half)} or longer{_bounds_of(found, months_in)}."
    end = found.reach - 1
    sure = between(100 * float(found.lo[end]), 100 * float(found.hi[end]))
    share = f"{_roughly(found)}{percent(float(found.S[end]))} of {rules.people(found.n)}"
    return f"{share} stay for longer than {months_in(float(found.t[end]))}, {sure} %."


def months_in(days: float) -> str:
    """Days as months, from two years on as years.

    >>> months_in(30), months_in(310), months_in(1100)
    ('1 month', '10 months', '3.0 years')
    """
    months = days / MONTH
    return times(max(1, rounded(months)), "month", "months") if months < 24 else f"{months / 12:.1f} years"


def curve_points_table(rows: pd.DataFrame, unit: str, what: str) -> pd.DataFrame:
    """The points of such a curve in percent."""
    table = rows.assign(**{name: (100 * rows[name]).round(1) for name in ("share", "lo", "hi")}).round({"t": 1})
    table.columns = [unit, f"{what} %", "Low %", "High %"]
    return table


# relationships that end -----------------------------------------------------------------------------------------------


def churn_sentence(found: Share | None, rules: Counting) -> str:
    """How many of those who were there a year ago have ended since."""
    empty = f"How many leave can be told once {rules.customers} have a day in Customer since a year ago or earlier."
    word = rules.customer if found and found.n == 1 else rules.customers
    return share_sentence(found, f"{word} of a year ago left since then", empty)


def kept_money_sentence(found: Mapping[str, GrrNrr], rules: Counting) -> str:
    """What is left of the money of a year ago, one currency after the other, from ten customers on."""
    told = [_kept_money(currency, one, rules) for currency, one in found.items()]
    return (
        " ".join(told) or f"What is left of the money of a year ago is told once {rules.customers} brought some then."
    )


def _kept_money(currency: str, one: GrrNrr, rules: Counting) -> str:
    if one.n < ROUGH:
        return (
            f"What is left of the money of a year ago ({currency}) is told from {ROUGH} {rules.customers} on: {one.n}."
        )
    roughly = "roughly " if one.verdict == "rough" else ""
    return (
        f"Of the money of {rules.people(one.n)} in the 12 months before ({currency}) {roughly}{percent(one.grr)} is "
        f"still there, and {percent(one.nrr)} with what some bring more."
    )


def lost_sentence(found: Share | None, rules: Counting) -> str:
    """Who of the year before has not come again, as a bare count: they may come back."""
    if found is None or found.n == found.k:
        return ""
    n = found.n - found.k
    return f"{rules.people(n)} of the year before {'has' if n == 1 else 'have'} not come again in the last 12 months."
