"""Money expected in the coming weeks, in three colours: invoices, deals, and customers who usually come."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.cash import FLOW, WEEKS, Cash, cash, invoices, week_of
from crm.analytics.frames import Frames
from crm.analytics.intervals import LeftOut
from crm.analytics.money import OUT, PLACES
from crm.analytics.pipeline import stage_chances, total_range
from crm.analytics.profit import payment_delay
from crm.analytics.thread import unit_of
from crm.analytics.usual import returned, usual_costs, usual_customers

KINDS = ("invoiced", "deals", "usual")
LATE = 0.9  # the quantile of delay that the cautious view waits for


@dataclass(frozen=True, eq=False)
class MoneyIn:
    """Flows of the own currency: `likely`; `low`, invoices only, each as late as 9 of 10; `high`, deals at 9 of 10.

    `overdue`: invoices whose likely day has passed (`overdue_rows`), in no week. left_out: `other_currency`, and
    `counted_as_deal`: customers whose open deal stands in for their usual visits.
    """

    likely: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    overdue: float
    overdue_rows: tuple[str, ...]
    weeks: int
    as_of: dt.date
    left_out: LeftOut

    @property
    def n(self) -> int:
        """How many payments are expected."""
        return len(self.likely)

    def by_week(self) -> pd.DataFrame:
        """week, since, until, and the likely money of each colour."""
        numbers = range(1, self.weeks + 1)
        since = pd.Timestamp(self.as_of) + pd.to_timedelta([7 * (number - 1) for number in numbers], unit="D")
        table = pd.DataFrame({"week": list(numbers), "since": since, "until": since + pd.Timedelta(days=6)})
        week = week_of(self.likely["day"], as_of=self.as_of)
        for kind in KINDS:
            mine = self.likely["kind"] == kind
            sums = self.likely["amount"][mine].groupby(week[mine]).sum().reindex(numbers, fill_value=0.0)
            table[kind] = sums.round(PLACES).to_numpy("float64")
        return table


def money_in(frames: Frames, *, as_of: dt.date, weeks: int = WEEKS) -> MoneyIn:
    """From as_of for so many weeks.

    *invoiced*: open invoices on Due and the median delay of the contact or of everybody. *deals*: the amount times the
    chance, on Expected close and the days to pay. *usual*: see `usual_customers`.
    """
    until = as_of + dt.timedelta(days=7 * weeks - 1)
    own = frames.rules.currency
    open_ = frames.money.open[frames.money.open["means"] != OUT]
    mine = open_[open_["currency"] == own]
    delays = payment_delay(frames.sales.assign(contact_id=unit_of(frames, frames.sales["contact_id"])), as_of=as_of)
    units = unit_of(frames, mine["contact_id"]).fillna("")
    expected = pd.Series([delays.of(id) for id in units], index=mine.index, dtype="float64")
    likely = invoices(mine, expected, as_of=as_of)
    late = expected if delays.all_delays.empty else expected.clip(lower=float(delays.all_delays.quantile(LATE)))
    deals, high, busy = _deals(frames, as_of, until)
    shares = returned(frames.events, as_of=as_of, days=7 * weeks, rule=frames.rules.rhythm)
    usual = usual_customers(frames, shares, as_of=as_of, until=until, but=busy)
    left = {"other_currency": tuple(map(str, open_.index[open_["currency"] != own])), "counted_as_deal": tuple(busy)}
    return MoneyIn(
        likely=_within(until, likely.flows, deals, usual),
        low=_within(until, invoices(mine, late, as_of=as_of).flows),
        high=_within(until, likely.flows, high, usual),
        overdue=likely.overdue,
        overdue_rows=likely.overdue_rows,
        weeks=weeks,
        as_of=as_of,
        left_out={reason: ids for reason, ids in left.items() if ids},
    )


def _within(until: dt.date, *parts: pd.DataFrame) -> pd.DataFrame:
    flows = pd.concat(parts, ignore_index=True).astype(FLOW)
    return flows[flows["day"] <= pd.Timestamp(until)].sort_values("day", kind="stable").reset_index(drop=True)


def _deals(frames: Frames, as_of: dt.date, until: dt.date) -> tuple[pd.DataFrame, pd.DataFrame, set[str]]:
    """The flows of open deals, the same when they come to what 9 of 10 outcomes do not exceed, and whose they are."""
    chances = stage_chances(frames.deals, frames.stages, as_of=as_of)["chance"].to_dict()
    rows = frames.deals[(frames.deals["means"] == "open") & (frames.deals["currency"] == frames.rules.currency)]
    chance = rows["own_chance"].fillna(rows["stage"].map(chances).astype("float64"))
    day = rows["expected_close"] + pd.Timedelta(days=frames.rules.terms_days)
    counts = rows["amount"].notna() & chance.notna() & (rows["expected_close"] >= pd.Timestamp(as_of))
    counts &= day <= pd.Timestamp(until)
    amounts = rows["amount"][counts].to_numpy("float64")
    parts = amounts * chance[counts].to_numpy("float64")
    flows = pd.DataFrame({"day": day[counts], "amount": parts, "kind": "deals", "what": rows.index[counts]})
    most = total_range(amounts, chance[counts].to_numpy("float64"))[1]
    factor = most / parts.sum() if len(parts) and parts.sum() > 0 else 1.0
    busy = set(unit_of(frames, rows["contact_id"][counts]).dropna())
    return flows, flows.assign(amount=flows["amount"] * factor), busy


@dataclass(frozen=True, eq=False)
class CashView:
    """Cash by week in three views; `title` is "cash flow", or "expected money in" where no purchases are recorded."""

    title: str
    low: Cash
    likely: Cash
    high: Cash
    money: MoneyIn
    costs: pd.DataFrame


def cash_view(
    frames: Frames, *, as_of: dt.date, weeks: int = WEEKS, what_if: tuple[pd.DataFrame, ...] = ()
) -> CashView:
    """From the opening balance and the reserve of the Settings; `what_if` is flows, outlays below 0."""
    until = as_of + dt.timedelta(days=7 * weeks - 1)
    coming, costs = money_in(frames, as_of=as_of, weeks=weeks), _costs(frames, as_of, until)
    opening, reserve = frames.rules.opening or 0.0, frames.rules.reserve
    low, likely, high = (
        cash(flows, costs, opening, as_of=as_of, weeks=weeks, reserve=reserve, what_if=what_if)
        for flows in (coming.low, coming.likely, coming.high)
    )
    bought = bool((frames.sales["means"] == OUT).any())
    return CashView("cash flow" if bought else "expected money in", low, likely, high, coming, costs)


def _costs(frames: Frames, as_of: dt.date, until: dt.date) -> pd.DataFrame:
    """Our own open invoices on their day, those past it at once, and what we usually buy."""
    open_ = frames.money.open
    rows = open_[(open_["means"] == OUT) & (open_["currency"] == frames.rules.currency)]
    day = rows["due"].dt.normalize().clip(lower=pd.Timestamp(as_of))
    named = np.where(rows["item"].notna(), rows["item"].astype("object"), "purchase")
    due = pd.DataFrame({"day": day, "amount": rows["amount"], "kind": "purchase", "what": named})
    return _within(until, due, usual_costs(frames, as_of=as_of, until=until))
