"""Two years of money: 175 sales that follow each customer's rhythm, beside what is given and bought."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence, Set

from crm.demo import people, regular
from crm.demo.dice import Dice, Row
from crm.model.cells import Cell

SALES, FILLERS = 175, 8
_DAYS = 730
_MEDIAN, _SPREAD = 46.0, 0.6  # of the log-normal amounts
_OPEN_OVERDUE, _OPEN = 3, 12
_NO_COST = 0.3
_SEASON = {1: 0, 5: 2}  # Mays are busy, Januaries quiet

_ITEMS = (
    (25.0, ("Inner tube", "Brake pads", "Bell", "Puncture repair", "Chain oil")),
    (70.0, ("Safety check", "Lights", "Lock", "Tyre", "Helmet", "Gear adjustment")),
    (160.0, ("Full service", "Wheel rebuild", "Pannier set", "New chain and cassette")),
    (math.inf, ("City bike, second hand", "Child seat and fitting", "Winter overhaul", "Battery service")),
)


def rows(dice: Dice, contacts: Sequence[Row], stories: Mapping[str, str], deals: Sequence[Row]) -> list[Row]:
    """All rows of Sales, the oldest first; a deal that was won is billed on the day it was closed."""
    by_id = {str(row["id"]): row for row in contacts}
    won = [_won(dice, by_id, deal) for deal in deals if deal["stage"] == "Won"]
    bills = _contracts(dice, contacts)
    days = visits(dice, stories, {str(row["contact_id"]) for row in bills}, len(bills) + len(won))
    sold = [_sale(dice, by_id[id], day) for id, its in days.items() for day in its]
    sold += [*_fillers(dice, by_id, stories, days), *bills, *won]
    sold.sort(key=lambda row: (row["date"], row["id"]))
    _costs(dice, sold)
    _invoices(dice, sold, {id for id, row in by_id.items() if row["kind"] == "Organisation"}, [*bills, *won])
    every = [*sold, *regular.donations(dice, contacts), *regular.purchases(dice, contacts)]
    return sorted(every, key=lambda row: (row["date"], row["id"]))


# when they come -------------------------------------------------------------------------------------------------------


def visits(dice: Dice, stories: Mapping[str, str], bound: Set[str], billed: int) -> dict[str, list[dt.date]]:
    """Contact ID -> the days of its purchases; with `billed`, what those who are `bound` pay, and the fillers they are
    as many as there are sales."""
    days = {id: _days(dice, story) for id, story in stories.items() if id not in bound}
    occasional = [id for id, story in stories.items() if story == "occasional"]
    while (missing := SALES - FILLERS - billed - sum(map(len, days.values()))) != 0:
        id = max(occasional, key=lambda each: (len(days[each]), each))
        if missing < 0:
            days[id].pop()  # the oldest: what is left keeps its rhythm
        else:
            days[id].append(dice.one(days[id]))  # two things on one day are one visit
    return days


def _days(dice: Dice, story: str) -> list[dt.date]:
    """The days of one customer's purchases, the newest first."""
    roll = dice.random
    if story == "regular":
        gap = roll.uniform(60, 80)
        return _back(dice, dice.today - dt.timedelta(round(roll.uniform(0.15, 0.95) * gap)), gap, 99)
    if story == "occasional":
        gap = roll.uniform(150, 240)
        return _back(dice, dice.today - dt.timedelta(round(roll.uniform(0.15, 0.95) * gap)), gap, 99)
    if story == "lapsed":
        return _back(dice, dice.ago(155, 300), roll.uniform(35, 50), roll.randint(5, 6))
    if story == "new":
        first = dice.ago(12, 58)
        again = [first + dt.timedelta(roll.randint(3, 10))] if roll.random() < 0.4 else []
        return [*again, first]
    return [dice.ago(70, 700)]


def _back(dice: Dice, last: dt.date, gap: float, most: int) -> list[dt.date]:
    """Days from `last` back through two years at most, about `gap` apart, in May rather than in January."""
    days = [last]
    while len(days) < most:
        before = [days[-1] - dt.timedelta(round(gap * dice.random.uniform(0.75, 1.25))) for _ in range(3)]
        day = max(before, key=lambda day: _SEASON.get(day.month, 1))
        if (dice.today - day).days > _DAYS:
            break
        days.append(day)
    return days


def _fillers(
    dice: Dice, by_id: Mapping[str, Row], stories: Mapping[str, str], days: dict[str, list[dt.date]]
) -> list[Row]:
    """Rows that change nobody's rhythm: two refunds, one thing for nothing, and second things bought on one day."""
    occasional = [id for id, story in stories.items() if story == "occasional"]
    pairs = [(id, day) for id in occasional for day in days[id] if (dice.today - day).days > 30]
    pairs.sort(key=lambda pair: (-_SEASON.get(pair[1].month, 1), pair))
    made = [_sale(dice, by_id[id], day) for id, day in pairs[: FILLERS - 3]]
    given = {**_sale(dice, by_id[pairs[0][0]], pairs[0][1]), "item": "Goodwill: brake check", "amount": 0}
    refunds = []
    for id, day in dice.some(pairs, 2):
        row = _sale(dice, by_id[id], day + dt.timedelta(dice.random.randint(3, 9)))
        refunds.append(
            {**row, "item": f"Refund: {row['item']}", "amount": -float(str(row["amount"])), "method": "Card"}
        )
    return [*made, given, *refunds]


# what they pay --------------------------------------------------------------------------------------------------------


def _sale(dice: Dice, contact: Row, day: dt.date) -> Row:
    amount = max(4.0, round(dice.random.lognormvariate(math.log(_MEDIAN), _SPREAD) * 2) / 2)
    items = next(items for below, items in _ITEMS if amount < below)
    return {
        "id": dice.id("S"),
        "date": day,
        **people.link(contact),
        "kind": "Sale",
        "item": dice.one(items),
        "amount": amount,
        "method": dice.one(("Card", "Card", "Cash")),
        "by": dice.one(people.TEAM),
    }


def _contracts(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    """A bill a month for each contract."""
    made = []
    for name, days in regular.billed(dice).items():
        [contact] = people.named(contacts, name)
        made += [regular.bill(dice, _sale(dice, contact, day), day) for day in days]
    return made


def _won(dice: Dice, by_id: Mapping[str, Row], deal: Row) -> Row:
    row = _sale(dice, by_id[str(deal["contact_id"])], _day(deal["closed_on"]))
    return {**row, "item": deal["title"], "amount": deal["amount"], "by": deal["owner"]}


def _costs(dice: Dice, sold: Sequence[Row]) -> None:
    """What the goods cost us: 55 to 75 % of the price, unknown for three rows of ten."""
    for row in dice.shuffled(sold)[round(_NO_COST * len(sold)) :]:
        amount = float(str(row["amount"]))
        if amount > 0:
            row["cost"] = round(amount * dice.random.uniform(0.55, 0.75), 2)


def _invoices(dice: Dice, sold: Sequence[Row], organisations: set[str], billed: Sequence[Row]) -> None:
    """Twelve open invoices, three of them overdue; those of organisations before them were paid."""
    for row in billed:
        _bill(row, _day(row["date"]) + dt.timedelta(14))
        _paid(dice, row)
    still = sum(not row.get("paid_on") for row in billed)
    others = [row for row in sold if row not in billed and float(str(row["amount"])) > 0]
    late = [row for row in others if (dice.today - _day(row["date"])).days > 21][-_OPEN_OVERDUE:]
    rest = [row for row in others if row not in late]
    newest = rest[-(_OPEN - _OPEN_OVERDUE - still) :]
    for number, row in enumerate(late):
        _bill(row, min(_day(row["date"]) + dt.timedelta(14), dice.today - dt.timedelta(3 + number)))
    for row in newest:
        _bill(row, max(_day(row["date"]) + dt.timedelta(14), dice.ahead(2, 25)))
    for row in rest[: -len(newest)]:
        if row["contact_id"] in organisations and (dice.today - _day(row["date"])).days > 14:
            _bill(row, _day(row["date"]) + dt.timedelta(14))
            row["paid_on"] = min(_day(row["date"]) + dt.timedelta(dice.random.randint(4, 24)), dice.today)


def _paid(dice: Dice, row: Row) -> None:
    """Most are paid in time, some a few days later; those of the last days are still open, and none is overdue."""
    days = dice.random.randint(10, 18)
    day, since = _day(row["date"]), (dice.today - _day(row["date"])).days
    if since > 14 or days <= since:
        row["paid_on"] = day + dt.timedelta(min(days, since))


def _bill(row: Row, due: dt.date) -> None:
    row["due"], row["method"] = due, "Transfer"
    row["reference"] = f"R-{_day(row['date']):%y%m}-{str(row['id'])[-4:]}"


def _day(cell: Cell) -> dt.date:
    assert isinstance(cell, dt.date)
    return cell
