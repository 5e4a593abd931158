"""What is still to be done in the sample: follow-ups, deals, tickets, groups, texts, goals, and how we do it."""

import datetime as dt
from collections.abc import Sequence

from crm.demo import names, people
from crm.demo.dice import Dice, Row
from crm.model.cells import Cell

FOLLOW_UPS = {"overdue": 4, "today": 3, "this week": 8, "later": 5, "Done": 18, "Skipped": 2}
DEALS = {"New": 2, "Contacted": 3, "Offer": 3, "Negotiation": 1, "Won": 3, "Lost": 2}
TICKETS = {"New": 1, "Working": 2, "Waiting": 1, "Solved": 10, "Closed": 2}

_STEPS = (
    ("Send the quote", "Email"),
    ("Ask how the bike rides", "Phone"),
    ("Ask what is still missing", "Phone"),
    ("Remind of the winter check", "WhatsApp"),
    ("Thank for the recommendation", "Letter"),
    ("Fix a day for the school visit", "Phone"),
    ("Call back about the invoice", "Phone"),
    ("Show the new cargo bikes", "In person"),
)
_OFFERS = (
    ("Service contract, 12 bikes", 1480), ("Two cargo bikes", 2400), ("School repair day", 450),
    ("Bike shed and stands", 900), ("Family trailer", 620), ("Winter overhaul of the fleet", 1750),
    ("Two city bikes", 960), ("Club jerseys and tools", 540), ("Grant for the repair fund", 1200),
    ("Commuter package", 310), ("Pannier sets for couriers", 780), ("Touring wheels", 390), ("Staff bikes", 1400),
    ("Workshop evening", 240),
)  # fmt: skip
_SMALL = 800
_SUBJECTS = (
    "Gears slip after the service", "Invoice shows the wrong name", "Battery does not charge", "Lock will not open",
    "Where is my bike?", "Brake lever is loose", "Refund for the helmet", "Noise from the front hub",
    "New key for the frame lock", "Light flickers", "Wrong tyre size sent", "Cannot find the booking form",
    "Pedal came off", "Saddle sinks", "Receipt is missing", "Chain jumps on hills",
)  # fmt: skip
_WINTER = (
    "Dear {First name|friend}, we check brakes, lights and tyres in half an hour. Just come by. {Owner}, Wheel & Way"
)


def rows(dice: Dice, contacts: Sequence[Row]) -> dict[str, list[Row]]:
    """SHEETS key -> its rows."""
    reachable = [row for row in contacts if row.get("do_not_contact") != "Yes" and row.get("status") != "Former"]
    return {
        "Follow-ups": _follow_ups(dice, reachable),
        "Deals": _deals(dice, contacts),
        "Tickets": _tickets(dice, [row for row in reachable if row["relationships"] == "Customer"]),
        "Segments": _segments(dice),
        "Templates": _templates(dice),
        "Goals": _goals(dice),
        "Start here": _playbook(),
    }


def _follow_ups(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    made: list[Row] = []
    for when, count in FOLLOW_UPS.items():
        for _ in range(count):
            what, how = dice.one(_STEPS)
            row: Row = {"id": dice.id("F"), "due": _due(dice, when), "what": what, **people.link(dice.one(contacts))}
            row |= {"how": how, "owner": dice.one(people.TEAM), "status": when if when[0].isupper() else "Open"}
            if when == "Done":
                row["done_on"] = min(_day(row["due"]) + dt.timedelta(dice.random.randint(-2, 4)), dice.today)
            made.append(row)
    return sorted(made, key=lambda row: (str(row["due"]), row["id"]))


def _due(dice: Dice, when: str) -> dt.date:
    if when == "today":
        return dice.today
    if when in ("this week", "later"):
        return dice.ahead(1, 7) if when == "this week" else dice.ahead(8, 60)
    return dice.ago(1, 12) if when == "overdue" else dice.ago(5, 300)


def _day(cell: Cell) -> dt.date:
    assert isinstance(cell, dt.date)
    return cell


def _deals(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    leads = people.named(contacts, *names.LEADS[:4], names.LEAD_ORGANISATION[0])
    others = people.named(contacts, *(name for name, _ in names.CUSTOMER_ORGANISATIONS))
    bound = people.named(contacts, *names.UNDER_CONTRACT)
    stages = [stage for stage, count in DEALS.items() for _ in range(count)]
    made = []
    for number, (stage, (title, amount)) in enumerate(zip(stages, _offered(dice), strict=True)):
        who = bound if stage == "Won" else leads if number < 6 else others
        row: Row = {"id": dice.id("D"), "title": title, **people.link(dice.one(who))}
        row |= {"stage": stage, "amount": amount, "owner": dice.one(people.TEAM)}
        if stage in ("Won", "Lost"):
            closed = dice.ago(10, 200)
            row |= {"expected_close": closed, "opened_on": closed - dt.timedelta(45), "closed_on": closed}
            row |= {"furthest_stage": "Negotiation" if stage == "Won" else "Offer"}
            row |= {"lost_reason": dice.one(("Price", "Timing"))} if stage == "Lost" else {}
        else:
            row |= {"opened_on": dice.ago(5, 80), "expected_close": dice.ahead(5, 90), "furthest_stage": stage}
            row |= {"next_step": dice.one(("Send the offer", "Call again", "Measure the shed", "Ask for a date"))}
        made.append(row)
    made[0]["expected_close"] = None
    made[5]["expected_close"] = dice.ago(4, 15)
    return made


def _offered(dice: Dice) -> list[tuple[str, int]]:
    """The offers in the order of the stages: what is over was small."""
    over = dice.some([offer for offer in _OFFERS if offer[1] < _SMALL], DEALS["Won"] + DEALS["Lost"])
    return [*dice.shuffled([offer for offer in _OFFERS if offer not in over]), *over]


def _tickets(dice: Dice, contacts: Sequence[Row]) -> list[Row]:
    statuses = [status for status, count in TICKETS.items() for _ in range(count)]
    made = []
    for number, (status, subject) in enumerate(zip(statuses, dice.shuffled(_SUBJECTS), strict=True)):
        is_open = status in ("New", "Working", "Waiting")
        day = dice.ago(10, 14) if number == 1 else dice.ago(1, 2) if is_open else dice.ago(12, 300)
        opened = dt.datetime.combine(day, dt.time(dice.random.randint(9, 16), dice.one((0, 15, 30, 45))))
        promised = opened + dt.timedelta(3 if number == 1 or not is_open else 7)
        row: Row = {"id": dice.id("T"), "opened": opened, **people.link(dice.one(contacts)), "subject": subject}
        row |= {"status": status, "priority": dice.one(("Normal", "Normal", "High", "Low"))}
        row |= {"owner": dice.one(people.TEAM), "promised_by": promised, "channel": dice.one(("Phone", "Email"))}
        if status != "New":
            row["first_reply"] = opened + dt.timedelta(hours=dice.random.randint(1, 6))
        if not is_open:
            row["solved_on"] = opened + dt.timedelta(days=dice.random.randint(1, 4), hours=1)
        made.append(row)
    return sorted(made, key=lambda row: (str(row["opened"]), row["id"]))


# texts ----------------------------------------------------------------------------------------------------------------


def _segments(dice: Dice) -> list[Row]:
    lines = (
        ("Winter check", "Relationship = Customer; Marketing OK = Yes", "Winter check", "Written to each October."),
        ("Friends of the fund", "Relationship = Donor, Volunteer", "Thank you", None),
        ("Silent for long", "Relationship = Customer; State = at risk, lapsed", "We miss you", None),
    )
    fields = ("name", "rule", "template", "notes")
    return [{"id": dice.id("G"), **dict(zip(fields, line, strict=True))} for line in lines]


def _templates(dice: Dice) -> list[Row]:
    lines = (
        ("Winter check", "Email", "Is your bike ready for winter?", _WINTER),
        ("Thank you", "Letter", None, "Dear {Name}, thank you. Your gift keeps children's bikes on the road."),
        ("We miss you", "WhatsApp", None, "Hello {First name|there}, how is the bike? If it rattles, bring it in."),
        ("Ready", "WhatsApp", None, "Hello {First name|there}, your bike is ready. We are open until six."),
    )  # fmt: skip
    fields = ("name", "channel", "subject", "message")
    return [{"id": dice.id("M"), **dict(zip(fields, line, strict=True))} for line in lines]


def _goals(dice: Dice) -> list[Row]:
    start = dt.date(dice.today.year, 1, 1)
    lines: tuple[tuple[Cell, ...], ...] = (
        ("NPS", 40, "Year", None),
        ("Sales", 1400, "Month", None),
        ("New customers", 5, "Quarter", None),
        ("Interactions", 15, "Month", "Maya"),
    )
    fields = ("measure", "target", "period", "who")
    return [{"id": dice.id("A"), **dict(zip(fields, line, strict=True)), "start": start} for line in lines]


def _playbook() -> list[Row]:
    lines = (
        ("Somebody brings a bike", "Note what is wrong and when it is wanted; promise a day, not an hour."),
        ("A repair is done", "Write the message “Ready”, and ask how it went a week later."),
        ("Somebody is unhappy", "Call within two days. Whoever took the bike makes it right."),
        ("A school asks for the fund", "Ines visits, counts the bikes, and opens a deal."),
        ("A delivery is short", "Note it the same day and write a follow-up to the supplier."),
        ("A regular has not come", "Maya calls; no offer, only a question."),
    )
    return [{"when": when, "what": what} for when, what in lines]
