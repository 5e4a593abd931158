"""What is said of an aim: how far it is, of how many cases, and how it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crm.analytics.goals import REPLY, TOTALS, Figure, Standing
from crm.analytics.intervals import ROUGH, rounded
from crm.analytics.ticket_words import told as hours_told
from crm.analytics.words import between, times


@dataclass(frozen=True)
class Terms:
    """The team's own way of saying things: `money` takes an amount and its currency, "" for the team's own."""

    money: Callable[[float, str], str]
    sale: str = "sale"
    sales: str = "sales"
    customers: str = "customers"
    customer: str = "customer"


SPAN: Mapping[str, str] = {"Month": "this month", "Quarter": "this quarter", "Year": "this year"}
ROLLING = ("Customers kept %", "Repeat rate %")
HOW = (
    "Each aim is counted from the first day of the running month, quarter or year. Customers kept looks at the last 12 "
    "months and the 12 before, Repeat rate at everybody who ever came. Money in other currencies is never added. A "
    "total is on pace when it is as far as the days that are over; a share is met only when even its lower bound "
    "reaches the aim, so that chance alone meets none. Interactions count for who is named in By, everything else for "
    "the Owner of the row, else of its contact."
)


def aim(goal: Standing, terms: Terms) -> str:
    """What is aimed at, by whom."""
    own = {
        REPLY: "First reply",
        "Sales": terms.sales.capitalize(),
        "New customers": f"New {terms.customers}",
        "Customers kept %": f"{terms.customers.capitalize()} kept",
    }
    name = own.get(goal.measure) or goal.measure.removesuffix(" %")
    amount = _amount(goal.measure, goal.target, terms)
    return f"{goal.who or 'The team'}: {name} {amount}, each {goal.period.lower()}" if goal.state else "A goal"


def sentence(goal: Standing, terms: Terms) -> str:
    """How far it is."""
    if not goal.state:
        return "This goal cannot be read. Measure, Target and Period must be filled."
    if goal.begins is not None:
        return f"Begins on {goal.begins.day} {goal.begins:%b %Y}."
    span = "so far" if goal.measure in ROLLING else SPAN[goal.period]
    if goal.figure is None or goal.figure.value is None:
        waiting = goal.figure.n if goal.figure and goal.measure == REPLY else 0
        waits = f": {waiting} still wait for a first reply" if waiting else ""
        return f"Nothing to count {span} yet{waits}."
    return f"{_reached(goal, goal.figure, span, terms)}: {goal.state}."


def _reached(goal: Standing, figure: Figure, span: str, terms: Terms) -> str:
    value = figure.value or 0.0
    if goal.measure in TOTALS:
        return _total(goal, figure, span, terms)
    if goal.measure == REPLY:
        return f"Half had a first reply within {hours_told(value)} {span}, {times(figure.n, 'request', 'requests')}"
    if figure.k is not None and figure.n < ROUGH:
        return f"{figure.k} of {figure.n} {span}, too few for a percentage"
    bounds = f", {between(figure.lo, figure.hi)}" if figure.lo is not None and figure.hi is not None else ""
    if figure.k is None:
        return f"Score {rounded(value)} {span}{bounds}, {times(figure.n, 'answer', 'answers')}"
    return f"{figure.k} of {figure.n} {span}, {rounded(value)} %{bounds} %"


def _total(goal: Standing, figure: Figure, span: str, terms: Terms) -> str:
    value, target = figure.value or 0.0, _amount(goal.measure, goal.target, terms)
    told = f"{_amount(goal.measure, value, terms)} of {target} {span}, {rounded(100 * value / goal.target)} %"
    if goal.measure == "Profit":
        told = f"{told}, cost known for {figure.k or 0} of {times(figure.n, terms.sale, terms.sales)}"
    if goal.measure not in ("Sales", "Profit"):
        return told
    apart = "".join(f", and {terms.money(amount, unit)} apart" for unit, amount in sorted(figure.apart.items()))
    return f"{told}{apart}" + (f", {times(figure.n, terms.sale, terms.sales)}" if goal.measure == "Sales" else "")


def _amount(measure: str, value: float, terms: Terms) -> str:
    if measure in ("Sales", "Profit"):
        return terms.money(value, "")
    if measure == REPLY:
        return f"within {hours_told(value)}"
    return f"{value:,.10g}{' %' if measure.endswith('%') else ''}"
