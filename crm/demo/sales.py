"""Two years of money: 175 sales that follow each customer's rhythm, 46 donations and 29 purchases."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from crm.demo import names, people
from crm.demo.dice import Dice, Row

SALES, FILLERS, PURCHASES = 175, 8, 29
_DAYS = 730
_MEDIAN, _SPREAD = 48.0, 0.75  # of the log-normal amounts
_OPEN_OVERDUE, _OPEN = 3, 12
_NO_COST = 0.3
_SEASON = {1: 0, 5: 2}  # Mays are busy, Januaries quiet

_ITEMS = (
    (25.0, ("Inner tube", "Brake pads", "Bell", "Puncture repair", "Chain oil")),
    (70.0, ("Safety check", "Lights", "Lock", "Tyre", "Helmet", "Gear adjustment")),
    (160.0, ("Full service", "Wheel rebuild", "Pannier set", "New chain and cassette")),
    (math.inf, ("City bike, second hand", "Child seat and fitting", "Winter overhaul", "Battery service")),
)
_BOUGHT = ("Inner tubes", "Tyres", "Brake pads", "Chains", "Spokes and rims", "Workshop oil", "Lights", "Cables")
_MONTHLY = ((16, 10.0), (14, 25.0), (10, 15.0))  # donations so far, and how much each
_YEARLY = (50.0, 100.0, 250.0)


def rows(dice: Dice, contacts: Sequence[Row], stories: Mapping[str, str]) -> list[Row]:
    """All rows of Sales, the oldest first."""
    by_id = {str(row["id"]): row for row in contacts}
    days = visits(dice, stories)
    sold = [_sale(dice, by_id[id], day) for id, its in days.items() for day in its]
    sold += _fillers(dice, by_id, stories, days)
    sold.sort(key=lambda row: (row["date"], row["id"]))
    _costs(dice, sold)
    _invoices(dice, sold, {id for id, row in by_id.items() if row["kind"] == "Organisation"})
    every = [*sold, *_donations(dice, contacts), *_purchases(dice, contacts)]
    return sorted(every, key=lambda row: (row["date"], row["id"]))


# when they come -------------------------------------------------------------------------------------------------------


def visits(dice: Dice, stories: Mapping[str, str]) -> dict[str, list[dt.date]]:
    """Contact ID -> the days of its purchases; together as many as there are sales, less the fillers."""
    days = {id: _days(dice, story) for id, story in stories.items()}
    occasional = [id for id, story in stories.items() if story == "occasional"]
    while (missing := SALES - FILLERS - sum(map(len, days.values()))) != 0:
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
        gap = roll.uniform(40, 60)
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


def _costs(dice: Dice, sold: Sequence[Row]) -> None:
    """What the goods cost us: 55 to 75 % of the price, unknown for three rows of ten."""
    for row in dice.shuffled(sold)[round(_NO_COST * len(sold)) :]:
        amount = float(str(row["amount"]))
        if amount > 0:
            row["cost"] = round(amount * dice.random.uniform(0.55, 0.75), 2)


def _invoices(dice: Dice, sold: Sequence[Row], organisations: set[str]) -> None:
    """Twelve open invoices, three of them overdue; those of organisations before them were paid."""
    paid_on_bill = [row for row in sold if float(str(row["amount"])) > 0]
    late = [row for row in paid_on_bill if (dice.today - _date(row)).days > 21][-_OPEN_OVERDUE:]
    rest = [row for row in paid_on_bill if row not in late]
    newest = rest[-(_OPEN - _OPEN_OVERDUE) :]
    for number, row in enumerate(late):
        _bill(row, _date(row) + dt.timedelta(14))
        row["due"] = min(_due(row), dice.today - dt.timedelta(3 + number))
    for row in newest:
        _bill(row, max(_date(row) + dt.timedelta(14), dice.ahead(2, 25)))
    for row in rest[: -len(newest)]:
        if row["contact_id"] in organisations and (dice.today - _date(row)).days > 14:
            _bill(row, _date(row) + dt.timedelta(14))
            row["paid_on"] = min(_date(row) + dt.timedelta(dice.random.randint(4, 24)), dice.today)


def _bill(row: Row, due: dt.date) -> None:
    row["due"], row["method"] = due, "Transfer"
    row["reference"] = f"R-{_date(row):%y%m}-{str(row['id'])[-4:]}"


def _date(row: Row) -> dt.date:
    day = row["date"]
    assert isinstance(day, dt.date)
    return day


def _due(row: Row) -> dt.date:
    day = row["due"]
    assert isinstance(day, dt.date)
    return day


# donations and purchases ----------------------------------------------------------------------------------------------


def _donations(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
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


def _purchases(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    sellers = people.named(contacts, *(name for name, _ in names.SUPPLIERS), names.DISTRIBUTOR[0])
    made: list[Row] = []
    for number in range(PURCHASES):
        day = dice.ago(6 + 24 * number, 26 + 24 * number)
        made.append(
            {
                "id": dice.id("S"),
                "date": day,
                **people.link(dice.one(sellers)),
                "kind": "Purchase",
                "item": dice.one(_BOUGHT),
                "amount": round(dice.random.lognormvariate(math.log(150), 0.5), 2),
                "method": "Transfer",
                "due": day + dt.timedelta(30),
                "paid_on": min(day + dt.timedelta(dice.random.randint(5, 30)), dice.today),
            }
        )
    return made
