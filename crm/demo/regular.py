"""What comes again and again in the sample: bills under a contract, gifts to the fund, and what the workshop buys."""

import datetime as dt
import math
from collections.abc import Sequence

from crm.demo import names, people
from crm.demo.dice import Dice, Row

CONTRACT, PURCHASES = "Service contract", 29
_BILLED = (24, 20)  # the day of the month on which each contract is billed
_SEASON = {12: 0.85, 1: 0.8, 2: 0.85, 4: 1.1, 5: 1.2, 6: 1.15}  # of what a contract brings in a month
_TWO_YEARS = 730
_MONTHLY = ((16, 10.0), (14, 25.0), (10, 15.0))  # donations so far, and how much each
_YEARLY = (50.0, 100.0, 250.0)
_USUAL = (("Harbour Parts Ltd", "Parts for the month", 480.0, 3, 14, 1), ("Pennine Tyres", "Tyres", 360.0, 8, 7, 3))
_OTHER = ("Inner tubes", "Brake pads", "Chains", "Spokes and rims", "Workshop oil", "Lights", "Cables")


def billed(dice: Dice) -> dict[str, list[dt.date]]:
    """Name of who has a contract -> the days of the bills, the newest first, of two years."""
    days = {name: dice.monthly(day, 24) for name, day in zip(names.UNDER_CONTRACT, _BILLED, strict=True)}
    return {name: [day for day in its if (dice.today - day).days <= _TWO_YEARS] for name, its in days.items()}


def bill(dice: Dice, sale: Row, day: dt.date) -> Row:
    """A sale as the bill of a contract: more in spring than in winter."""
    amount = names.UNDER_CONTRACT[str(sale["contact"])] * _SEASON.get(day.month, 1.0) * dice.random.uniform(0.95, 1.05)
    return {**sale, "item": CONTRACT, "amount": round(amount * 2) / 2}


def donations(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    """Three monthly donors, of whom the last ended five months ago, and three who give once a year."""
    made = []
    for donor, (count, amount) in zip(people.named(contacts, *names.MONTHLY_DONORS), _MONTHLY, strict=True):
        ended = donor["name"] == names.MONTHLY_DONORS[-1]
        newest = dice.ago(152, 155) if ended else dice.ago(2, 27)
        days = [newest - dt.timedelta(round(30.44 * number)) for number in range(count)]
        made += [_gift(dice, donor, day, amount, "Direct debit") for day in days]
        donor["since"] = days[-1]
        if ended:
            donor["ended"], donor["status"] = days[0], "Former"
    for donor, amount in zip(people.named(contacts, *names.YEARLY_DONORS), _YEARLY, strict=True):
        newest = dice.ago(20, 300)
        made += [_gift(dice, donor, newest - dt.timedelta(days), amount, "Transfer") for days in (0, 365)]
    return made


def _gift(dice: Dice, donor: Row, day: dt.date, amount: float, method: str) -> Row:
    money: Row = {"kind": "Donation", "item": "Repairs for schools", "amount": amount, "method": method}
    return {"id": dice.id("S"), "date": day, **people.link(donor), **money}


def purchases(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    """The same parts each month, the same tyres each quarter, and what is needed between."""
    made = []
    for name, item, amount, day, count, months in _USUAL:
        [seller] = people.named(contacts, name)
        for when in dice.monthly(day, count, every=months):
            made.append(_purchase(dice, seller, when, item, amount * dice.random.uniform(0.92, 1.08)))
    usual = {name for name, *_ in _USUAL}
    others = [name for name, _ in names.SUPPLIERS if name not in usual]
    sellers = people.named(contacts, *others, names.DISTRIBUTOR[0])
    for number in range(PURCHASES - len(made)):
        amount = dice.random.lognormvariate(math.log(90), 0.4)
        made.append(_purchase(dice, dice.one(sellers), dice.ago(30 + 85 * number, 60 + 85 * number), None, amount))
    return made


def _purchase(dice: Dice, seller: Row, day: dt.date, item: str | None, amount: float) -> Row:
    due = day + dt.timedelta(14)
    money: Row = {"kind": "Purchase", "item": item or dice.one(_OTHER), "amount": round(amount, 2)}
    money |= {"method": "Transfer", "due": due, "paid_on": min(due, dice.today)}
    return {"id": dice.id("S"), "date": day, **people.link(seller), **money}
