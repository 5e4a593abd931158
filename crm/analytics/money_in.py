"""Money expected in the coming weeks, in three colours: invoices, deals, and customers who usually come."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.cash import FLOW, WEEKS, Cash, balance, cash, invoices, week_of
from crm.analytics.frames import Frames
from crm.analytics.intervals import LeftOut
from crm.analytics.known import deals_known
from crm.analytics.medians import Medians, day_numbers, number_of
from crm.analytics.money import OUT, PLACES
from crm.analytics.pipeline import total_range
from crm.analytics.profit import ALL_DELAYS, OWN_DELAYS
from crm.analytics.thread import unit_of
from crm.analytics.usual import Coming, UsualCosts, UsualCustomers, returned

KINDS = ("invoiced", "deals", "usual")
DEALS = ["contact_id", "amount", "own_chance", "chance", "stage", "furthest_stage", "means", "opened_on", "added_on",
         "closed_on", "expected_close"]  # fmt: skip
DEAL = ["day", "amount", "chance", "contact_id"]
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


class Record:
    """What is needed to say what was to be expected on any day, knowing no more than was known then.

    Sorted once; the forecast of today and those of its back-test are made from the same.
    """

    def __init__(self, frames: Frames) -> None:
        self.frames, self._today = frames, frames.as_of
        self._customers, self._costs = UsualCustomers(frames), UsualCosts(frames)
        deals = frames.deals.loc[frames.deals["currency"] == frames.rules.currency, DEALS]
        self._deals = deals.assign(day=deals["expected_close"] + pd.Timedelta(days=frames.rules.terms_days))
        rows = frames.money.rows
        rows = rows[rows["due"].notna() & (rows["currency"] == frames.rules.currency)]
        more = frames.money.open[frames.money.open["currency"] == frames.rules.currency]
        more = more[more["date"].notna() & (rows.index.get_indexer(more.index) < 0)]
        self._rows = pd.concat([rows, more])
        sales = frames.sales[frames.sales["due"].notna() & frames.sales["paid_on"].notna()]
        sales = sales[sales["means"] != OUT]
        paid, due = sales["paid_on"].dt.normalize(), sales["due"].dt.normalize()
        codes, units = pd.factorize(unit_of(frames, sales["contact_id"]))
        self._units = pd.Index(units)
        known = day_numbers(paid.where(~(paid < sales["date"]), sales["date"]))
        days = (paid - due).dt.days.to_numpy("float64")
        self._delays, self._delay_days = days, known
        named = codes >= 0
        self._own = Medians(len(units), codes[named], days[named], known[named])

    def open(self, known: dt.date) -> pd.DataFrame:
        """The invoices and bills that were open in the own currency."""
        if known >= self._today:
            rows = self.frames.money.open
            is_open = rows["currency"] == self.frames.rules.currency
        else:
            until, rows = pd.Timestamp(known), self._rows
            is_open = (rows["date"] <= until) & ~(rows["paid_on"].dt.normalize() <= until) & (rows["amount"] != 0)
        return rows.loc[is_open]

    def units(self, contacts: pd.Series) -> pd.Series:
        """Whom each contact counts as."""
        return unit_of(self.frames, contacts)

    def delays(self, rows: pd.DataFrame, known: dt.date) -> tuple[pd.Series, pd.Series]:
        """How many days late each invoice of `rows` is likely paid (missing: nothing is known of it), and if late."""
        count, median = self._own.at(number_of(known))
        everybody = self._delays[self._delay_days <= number_of(known)]
        usual = float(np.median(everybody)) if len(everybody) >= ALL_DELAYS else np.nan
        own = np.append(np.where(count >= OWN_DELAYS, median, np.nan), np.nan)  # the last for those without a code
        found = own[self._units.get_indexer(pd.Index(unit_of(self.frames, rows["contact_id"])))]
        likely = pd.Series(np.where(np.isnan(found), usual, found), index=rows.index)
        late = likely if not len(everybody) else likely.clip(lower=float(np.quantile(everybody, LATE)))
        return likely, late

    def deals(self, as_of: dt.date, *, known: dt.date, until: dt.date) -> pd.DataFrame:
        """The open deals that may be paid from as_of to `until`: day, amount, chance, contact_id."""
        rows = self._deals
        if rows.empty:  # a team without deals need not wait for them seven times
            return rows[DEAL]
        if known < self._today:
            rows = deals_known(rows, self.frames.stages, pd.Timestamp(known))
        counts = (rows["means"] == "open") & rows["amount"].notna() & rows["chance"].notna()
        counts &= (rows["expected_close"] >= pd.Timestamp(as_of)) & (rows["day"] <= pd.Timestamp(until))
        there = rows.loc[counts, DEAL]
        return there.assign(chance=there["chance"] / 100)

    def customers(self, as_of: dt.date, *, known: dt.date, until: dt.date, days: int, busy: set[str]) -> Coming:
        """What usual customers may bring, but those whose deal stands for them."""
        visits, rule = self.frames.visits, self.frames.rules.rhythm
        shares = returned(visits, as_of=as_of, days=days, rule=rule, known=known)
        return self._customers.coming(as_of, shares, known=known, until=until, but=busy)

    def flows(self, coming: Coming) -> pd.DataFrame:
        """The same as flows."""
        return self._customers.flows(coming)

    def costs(self, as_of: dt.date, *, known: dt.date, until: dt.date) -> pd.DataFrame:
        """Our own open bills on their day, those past it at once, and what we usually buy."""
        rows = self.open(known)
        rows = rows[rows["means"] == OUT]
        day = rows["due"].dt.normalize().clip(lower=pd.Timestamp(as_of))
        named = np.where(rows["item"].notna(), rows["item"].astype("object"), "purchase")
        due = pd.DataFrame({"day": day, "amount": rows["amount"], "kind": "purchase", "what": named})
        again = self._costs.at(as_of, known=known, until=until, due=rows[["contact_id", "item"]].assign(day=day))
        return _within(until, due, again)


def money_in(frames: Frames, *, as_of: dt.date, weeks: int = WEEKS, record: Record | None = None) -> MoneyIn:
    """From as_of for so many weeks.

    *invoiced*: open invoices on Due and the median delay of the contact or of everybody. *deals*: the amount times the
    chance, on Expected close and the days to pay. *usual*: see `UsualCustomers`.
    """
    record, until = record or Record(frames), as_of + dt.timedelta(days=7 * weeks - 1)
    open_ = frames.money.open[frames.money.open["means"] != OUT]
    mine = open_[open_["currency"] == frames.rules.currency]
    expected, late = record.delays(mine, as_of)
    likely = invoices(mine, expected, as_of=as_of)
    there = record.deals(as_of, known=as_of, until=until)
    deals, high = _flows(there), _flows(there, _best(there))
    busy = set(unit_of(frames, there["contact_id"]).dropna())
    usual = record.flows(record.customers(as_of, known=as_of, until=until, days=7 * weeks, busy=busy))
    foreign = open_.index[open_["currency"] != frames.rules.currency]
    left = {"other_currency": tuple(map(str, foreign)), "counted_as_deal": tuple(sorted(busy))}
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
    there = [part[list(FLOW)].astype(FLOW) for part in parts if len(part)] or [pd.DataFrame(columns=list(FLOW))]
    flows = pd.concat(there, ignore_index=True).astype(FLOW)
    return flows[flows["day"] <= pd.Timestamp(until)].sort_values("day", kind="stable").reset_index(drop=True)


def _flows(deals: pd.DataFrame, factor: float = 1.0) -> pd.DataFrame:
    table = {"day": deals["day"], "amount": deals["amount"] * deals["chance"] * factor, "kind": "deals"}
    return pd.DataFrame({**table, "what": deals.index.astype("str")})


def _best(deals: pd.DataFrame) -> float:
    """How many times the likely money it is that 9 of 10 outcomes do not exceed."""
    likely = float((deals["amount"] * deals["chance"]).sum())
    most = total_range(deals["amount"].to_numpy("float64"), deals["chance"].to_numpy("float64"))[1]
    return most / likely if likely > 0 else 1.0


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
    frames: Frames,
    *,
    as_of: dt.date,
    weeks: int = WEEKS,
    what_if: tuple[pd.DataFrame, ...] = (),
    money: MoneyIn | None = None,
    costs: pd.DataFrame | None = None,
) -> CashView:
    """From the balance at hand and the reserve of the Settings; `what_if` is flows, outlays below 0.

    `money` and `costs`: as made before, or as somebody supposes them to be.
    """
    until = as_of + dt.timedelta(days=7 * weeks - 1)
    coming = money_in(frames, as_of=as_of, weeks=weeks) if money is None else money
    going = Record(frames).costs(as_of, known=as_of, until=until) if costs is None else costs
    opening, reserve = balance(frames, as_of=as_of) or 0.0, frames.rules.reserve
    low, likely, high = (
        cash(flows, going, opening, as_of=as_of, weeks=weeks, reserve=reserve, what_if=what_if)
        for flows in (coming.low, coming.likely, coming.high)
    )
    return CashView("cash flow" if buys(frames) else "expected money in", low, likely, high, coming, going)


def buys(frames: Frames) -> bool:
    """Whether purchases are kept in the own currency."""
    rows = frames.sales
    return bool(((rows["means"] == OUT) & (rows["currency"] == frames.rules.currency)).any())
