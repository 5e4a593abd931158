"""What open deals of one currency may bring, how likely each stage is, and what such a forecast said before."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from crm.analytics.deals import LATER, OVERDUE, UNDATED
from crm.analytics.frames import Frames
from crm.analytics.intervals import Counted, LeftOut
from crm.analytics.known import deals_known
from crm.analytics.pipeline import pipeline, total_range
from crm.analytics.sales_trend import total_error
from crm.analytics.stages import stage_chances
from crm.analytics.tried import Tried, months_over, too_few
from crm.analytics.words import percent, times

MONTHS = 6
HALF = 0.5  # a range that held in fewer of the months is not shown: of 8 in 10 that is no bad luck
DAY = dt.timedelta(days=1)
WHEN = {OVERDUE: "Past its day", LATER: "Later", UNDATED: "No day"}
HOW = (
    "Each open deal comes whole or not at all, by its chance: its own, where Chance % is filled in, else that of its "
    "stage. Of a stage the chance is learned from the deals that were decided: those won, of all that came so far, and "
    "the chance in the sheet Lists counts like ten deals more. The range holds what comes in 8 of 10 cases; of few "
    "deals it is wide, since each comes or does not. Months are those of Expected close. Deals without an amount or a "
    "stage with a chance are left out. Currencies are never added together."
)
HOW_TRIED = (
    "For the first day of each month Kith works out the range it would have told for that month, from the deals as "
    "they were known that morning, and sets beside it what was won in it. Where fewer than half of the months lie "
    "within, or fewer than 3 can be tried, the forecast is not shown. What was typed later about a deal, such as its "
    "amount, is taken as it is now."
)


@dataclass(frozen=True, eq=False)
class DealsAhead(Counted):
    """months: as of `pipeline`; chances: as of `stage_chances`, with `own`, what the sheet Lists says.

    lo, hi: the range of all `n` deals together; amount: if all were won.
    """

    currency: str
    months: pd.DataFrame
    chances: pd.DataFrame
    tried: Tried
    lo: float
    hi: float
    amount: float
    n: int
    left_out: LeftOut


def deals_ahead(frames: Frames, deals: pd.DataFrame, *, as_of: dt.date, currency: str) -> DealsAhead:
    """`deals`: those to look at, of `frames` (chances are learned from all)."""
    chances = stage_chances(frames.deals, frames.stages, as_of=as_of)
    mine = deals[deals["currency"] == currency]
    learned = {str(stage): float(chance) for stage, chance in chances["chance"].items()}
    months = pipeline(mine, learned, as_of=as_of, months=MONTHS)
    is_open = mine["means"] == "open"
    counted = mine[is_open & mine["amount"].notna() & mine["chance"].notna()]
    amounts = counted["amount"].to_numpy("float64")
    lo, hi = total_range(amounts, counted["chance"].to_numpy("float64") / 100)
    masks = {"no_amount": is_open & mine["amount"].isna()}
    masks["no_chance"] = is_open & mine["chance"].isna() & ~masks["no_amount"]
    left = {reason: tuple(map(str, mine.index[mask])) for reason, mask in masks.items() if mask.any()}
    own = pd.Series(frames.stages, dtype="float64")
    tried = pipeline_tried(frames, mine, as_of=as_of)
    return DealsAhead(
        currency, months, chances.assign(own=own), tried, lo, hi, float(amounts.sum()), len(counted), left
    )


def pipeline_tried(frames: Frames, deals: pd.DataFrame, *, as_of: dt.date) -> Tried:
    """The range of each of the last six months as it would have been told on its first day, beside what was won.

    Rows have lo, hi and inside too. A month without a deal to forecast and without one won tells nothing.
    """
    deals = deals[~deals.index.duplicated()]
    won = deals[(deals["means"] == "won") & deals["amount"].notna()]
    found = []
    for cut, end in months_over(as_of):
        known = deals_known(frames.deals, frames.stages, pd.Timestamp(cut - DAY))  # all of them tell the chances
        known = known[deals.index.get_indexer(known.index) >= 0]
        table = pipeline(known.assign(own_chance=known["chance"] / 100), {}, as_of=cut, months=1)
        there = table[table["month"] == f"{cut:%Y-%m}"]
        came = won["amount"][(won["closed_on"] >= pd.Timestamp(cut)) & (won["closed_on"] <= pd.Timestamp(end))]
        if len(known) and (len(there) or len(came)):
            said = tuple(there.iloc[0][["expected", "lo80", "hi80"]]) if len(there) else (0.0, 0.0, 0.0)
            found.append((pd.Timestamp(cut), *map(float, said), float(came.sum())))
    rows = pd.DataFrame(found, columns=["cut", "forecast", "lo", "hi", "actual"])
    rows = rows.astype({"cut": "datetime64[us]", "forecast": "float64", "actual": "float64"})
    rows = rows.assign(error=(rows["forecast"] - rows["actual"]).abs())
    rows["inside"] = (rows["actual"] >= rows["lo"] - 0.005) & (rows["actual"] <= rows["hi"] + 0.005)
    return Tried(rows, total_error(rows), _reason(rows))


def _reason(rows: pd.DataFrame) -> str:
    if short := too_few(len(rows)):
        return short
    held = int(rows["inside"].sum())
    return (
        ""
        if held >= HALF * len(rows)
        else f"the range held in {f'only {held}' if held else 'none'} of the last {len(rows)} months"
    )


# words --------------------------------------------------------------------------------------------------------------

Tell = Callable[[float], str]


def when(name: str) -> str:
    """A month in words.

    >>> when("2026-11"), when("undated")
    ('Nov 2026', 'No day')
    """
    return WHEN.get(name) or f"{dt.date.fromisoformat(f'{name}-01'):%b %Y}"


def ahead_sentence(found: DealsAhead, tell: Tell) -> str:
    """What all open deals may bring, and the first month with any."""
    if not found.n:
        return "No open deal has an amount yet."
    deals = times(found.n, "open deal", "open deals")
    if found.tried.reason:
        return f"{deals} over {tell(found.amount)}, if all are won. A forecast is not shown: {found.tried.reason}."
    told = f"{deals} may bring {_range(found.lo, found.hi, tell)} in 8 of 10 cases"
    dated = found.months[~found.months["month"].isin(list(WHEN))]
    if dated.empty or found.n == 1:
        return f"{told}."
    first = dated.iloc[0]
    return f"{told}; {when(first['month'])} {_range(first['lo80'], first['hi80'], tell)}."


def _range(lo: float, hi: float, tell: Tell) -> str:
    return f"exactly {tell(lo)}" if lo == hi else f"between {tell(lo)} and {tell(hi)}"


def apart_sentence(found: DealsAhead) -> str:
    """What no month holds; "" where there is nothing."""
    n = found.months.set_index("month")["n"]
    parts = []
    if late := int(n.get(OVERDUE, 0)):
        parts.append(f"{times(late, 'deal is', 'deals are')} past the day of Expected close")
    if undated := int(n.get(UNDATED, 0)):
        parts.append(f"{times(undated, 'deal has', 'deals have')} none")
    return f"In no month: {' and '.join(parts)}." if parts else ""


def tried_sentence(found: Tried, tell: Tell) -> str:
    """In how many of the months before the range held."""
    if not found.n:
        return f"This cannot be tried on earlier months yet: {found.reason}."
    held, over = int(found.rows["inside"].sum()), times(found.n, "month", "months")
    won, said = float(found.rows["actual"].sum()), float(found.rows["forecast"].sum())
    told = f"Tried on the last {over} with deals: the range held in {held}; on average {tell(round(said))} was forecast"
    told = f"{told} in all, {tell(round(won))} was won"
    return f"{told}{'' if found.error is None else f', off by {percent(found.error)} month by month'}."


def chances_sentence(found: DealsAhead) -> str:
    """What the chances were learned from."""
    closed = int(found.chances["closed"].max()) if len(found.chances) else 0
    if not closed:
        return "No deal was decided yet, so the chances are those of the sheet Lists."
    parts = [f"{stage} {percent(chance)}" for stage, chance in found.chances["chance"].items()]
    return f"Chances, learned from {times(closed, 'decided deal', 'decided deals')}: {', '.join(parts)}."
