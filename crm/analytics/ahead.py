"""The coming weeks of one currency: money in, costs, cash, and what a forecast like it said of the last six months."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from crm.analytics.cash import WEEKS, Cash, Investment, balance, cash, investment, paid_on
from crm.analytics.frames import Frames
from crm.analytics.money import OUT, PLACES
from crm.analytics.money_in import CashView, MoneyIn, Record, buys, cash_view, money_in
from crm.analytics.sales_trend import errors, total_error
from crm.analytics.tried import Tried, months_over, off_by_much

DAY = dt.timedelta(days=1)
Forecast = Callable[[Record, dt.date, dt.date], float]


@dataclass(frozen=True, eq=False)
class Ahead:
    """What is expected from today on. `costs_tried` is None, and so is `view`, where no purchases are kept; `view` is
    None too while nobody typed how much is at hand (`opening`)."""

    currency: str
    money: MoneyIn
    money_tried: Tried
    costs: pd.DataFrame
    costs_tried: Tried | None
    opening: float | None
    view: CashView | None

    @property
    def is_certain_only(self) -> bool:
        """Whether only what is invoiced may be shown."""
        return bool(self.money_tried.reason)

    @property
    def main(self) -> Cash | None:
        """The view that is told: the likely one, else what is certain."""
        if self.view is None:
            return None
        return self.view.low if self.is_certain_only else self.view.likely


def ahead(frames: Frames, *, as_of: dt.date, weeks: int = WEEKS) -> Ahead:
    """The forecast of the own currency of `frames`, and its back-test."""
    record, until = Record(frames), as_of + dt.timedelta(days=7 * weeks - 1)
    coming = money_in(frames, as_of=as_of, weeks=weeks, record=record)
    costs = record.costs(as_of, known=as_of, until=until)
    moved, is_cost = _moved(frames)
    tried = _tried(record, as_of, _expected, moved[~is_cost])
    opening, costs_tried, view = balance(frames, as_of=as_of), None, None
    if buys(frames):
        costs_tried = _tried(record, as_of, _spent, moved[is_cost])
        if opening is not None:
            view = cash_view(frames, as_of=as_of, weeks=weeks, money=coming, costs=costs)
    return Ahead(frames.rules.currency, coming, tried, costs, costs_tried, opening, view)


# the back-test ------------------------------------------------------------------------------------------------------


def _moved(frames: Frames) -> tuple[pd.DataFrame, pd.Series]:
    """day, amount of what was paid, and date, the day of its row; and which of it we paid."""
    rows = frames.money.rows
    rows = rows.loc[rows["currency"] == frames.rules.currency, ["date", "due", "paid_on", "amount", "means"]]
    return rows[["date", "amount"]].assign(day=paid_on(rows)), rows["means"] == OUT


def _expected(record: Record, cut: dt.date, until: dt.date) -> float:
    """The likely money from a day on, as it would have been told that morning."""
    known = cut - DAY
    rows = record.open(known)
    rows = rows[rows["means"] != OUT]
    late = record.delays(rows, known)[0].fillna(0.0).round()
    day = rows["due"].dt.normalize() + pd.to_timedelta(late, unit="D")
    invoiced = rows["amount"][(day >= pd.Timestamp(cut)) & (day <= pd.Timestamp(until))].sum()
    ahead = cut + dt.timedelta(days=7 * WEEKS - 1)  # a deal of a later week stands for its contact all the same
    deals = record.deals(cut, known=known, until=ahead)
    busy = set(record.units(deals["contact_id"]).dropna())
    usual = record.customers(cut, known=known, until=until, days=7 * WEEKS, busy=busy)
    deals = deals[deals["day"] <= pd.Timestamp(until)]
    return float(invoiced + (deals["amount"] * deals["chance"]).sum() + usual.amount.sum())


def _spent(record: Record, cut: dt.date, until: dt.date) -> float:
    return float(record.costs(cut, known=cut - DAY, until=until)["amount"].sum())


def _tried(record: Record, as_of: dt.date, forecast: Forecast, moved: pd.DataFrame) -> Tried:
    """The last six months that are over, each as it would have been told on its first day."""
    first, found = moved["date"].min(), []
    for cut, end in months_over(as_of):
        if pd.Timestamp(cut) > first:
            there = moved["amount"][(moved["day"] >= pd.Timestamp(cut)) & (moved["day"] <= pd.Timestamp(end))]
            said = forecast(record, cut, end)
            found.append((pd.Timestamp(cut), round(said, PLACES), round(float(there.sum()), PLACES)))
    rows = errors(found)
    error = total_error(rows)
    return Tried(rows, error, off_by_much(len(rows), error))


# what if ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """What somebody supposes: invoices and deals are paid so many days later, deals come at this part of their chance,
    and one outlay in a week, which earns so much more a month."""

    late_days: int = 0
    chances: float = 1.0
    outlay: float = 0.0
    week: int = 1
    earns: float = 0.0

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not self.late_days and self.chances == 1.0 and not self.outlay


def supposed(money: MoneyIn, plan: Plan) -> MoneyIn:
    """The same flows, later and with other chances."""
    return replace(
        money, likely=_shifted(money.likely, plan), low=_shifted(money.low, plan), high=_shifted(money.high, plan)
    )


def _shifted(flows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    later, deals = flows["kind"].isin(["invoiced", "deals"]), flows["kind"] == "deals"
    return flows.assign(
        day=flows["day"].where(~later, flows["day"] + pd.Timedelta(days=plan.late_days)),
        amount=flows["amount"].where(~deals, flows["amount"] * plan.chances),
    )


def planned(found: Ahead, plan: Plan) -> Investment | None:
    """The view that is told, as it is and with the plan; None while there is none."""
    before = found.main
    if before is None or found.view is None:
        return None
    money = supposed(found.money, plan)
    flows = money.low if found.is_certain_only else money.likely
    day = pd.Timestamp(found.money.as_of + dt.timedelta(days=7 * (plan.week - 1)))
    outlay = pd.DataFrame({"day": [day], "amount": [-plan.outlay]})
    after = cash(
        flows, found.costs, before.opening, as_of=money.as_of, weeks=money.weeks, reserve=before.reserve,
        what_if=(outlay,),
    )  # fmt: skip
    return investment(before, after, plan.outlay, plan.earns)
