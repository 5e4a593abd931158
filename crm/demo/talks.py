"""400 interactions: what was said and done with the contacts of the sample in two years."""

import datetime as dt
from collections.abc import Mapping, Sequence

from crm.demo import names, people
from crm.demo.dice import Dice, Row

COUNTS = {
    "Call": 110, "Visit": 90, "Email": 70, "WhatsApp": 50, "Delivery": 35, "Meeting": 20, "Note": 15, "Letter": 5,
    "Complaint": 5,
}  # fmt: skip
_WITH_A_SALE = {"Visit": 90, "Delivery": 15}  # 105 of 175 sales; the other deliveries come with what we buy

_TEXTS: dict[str, tuple[str, ...]] = {
    "Call": (
        "Asked what a {job} would cost; sent the price list.",
        "Wants the bike ready by {weekday}.",
        "Asked whether the {part} is in; will collect on {weekday}.",
        "The rear wheel ticks again. Asked to bring it in on {weekday}.",
        "Asked whether we still do a {job} on Saturdays.",
        "Moved the appointment to {weekday}.",
        "Thinking about a cargo bike; will talk it over at home.",
        "Asked about the repair fund and how schools apply.",
        "Gave a new number and asked us to use it.",
        "Wants a quote for two bikes; ring {weekday}.",
        "Left a message about the {job}.",
    ),
    "Visit": (
        "Brought the bike for a {job}.",
        "Collected the bike after the {job}; all well.",
        "Bought a {part} and had the saddle raised.",
        "Quick look at the gears while waiting; no charge.",
        "Came in with a flat tyre; fixed on the spot.",
        "Tried two saddles, took the softer one.",
        "Asked for a {job}; showed the worn chain.",
        "Left the child's bike; bigger wheels needed by spring.",
        "Brakes squeal in the rain; new pads fitted.",
        "Chose lights for the winter.",
    ),
    "Email": (
        "Sent the quote for the {job}.",
        "Asked for the invoice once more; sent as PDF.",
        "Confirmed {weekday} morning.",
        "Sent photos of the worn parts.",
        "Asked for opening hours in the holidays.",
        "Sent the newsletter about winter checks.",
        "Wants to know what the guarantee covers.",
        "Answered our question about the {part}: yes, please order.",
    ),
    "WhatsApp": (
        "Sent a picture of the broken spoke.",
        "Asked whether the {job} is done; it is.",
        "Will be late on {weekday}, about half past five.",
        "Said the {part} fits.",
        "Asked about Saturday opening.",
        "Thumbs up for {weekday}.",
        "Wants to bring a friend's bike too.",
    ),
    "Delivery": (
        "Took the finished bike to {city}.",
        "Delivered the {part}; signed for at the door.",
        "Brought the bike back after the {job}.",
        "40 inner tubes, 2 missing.",
        "Complete and on time.",
        "One box was damp; the tyres are fine.",
    ),
    "Meeting": (
        "Talked over a service contract for all bikes.",
        "Planned the repair day at the school.",
        "Looked at last year's bills; wants one a quarter.",
        "Talked about what the workshop needs next year.",
    ),
    "Note": ("Prefers to be called after four.", "Moving to {city} in summer.", "Recommended us to a neighbour."),
    "Letter": ("Thank-you card for the donation.", "Receipt for the tax office."),
    "Complaint": (
        "The {job} had to be done twice; refunded the work.",
        "Waited too long on {weekday}; apologised.",
        "Found a scratch on the frame after the {job}.",
    ),
}
_TRADE = (
    "Ordered inner tubes and tyres for the month.",
    "Asked for the new price list.",
    "Agreed prices for the coming season.",
    "The missing parts come with the next delivery, on {weekday}.",
    "Asked about a larger discount from 50 pieces.",
    "Told them which {part} sold best.",
)
_JOBS = ("full service", "safety check", "wheel rebuild", "puncture repair", "brake service", "gear adjustment")
_PARTS = ("child seat", "lock", "helmet", "pannier set", "light set", "saddle", "kickstand")
_IN_TRADE = ("Supplier", "Retailer", "Distributor")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_OUTCOMES = {
    "Call": ("Good", "Good", "Neutral", "Neutral", "No answer", None),
    "Note": (None,),
    "Complaint": ("Bad",),
}


def rows(dice: Dice, contacts: Sequence[Row], stories: Mapping[str, str], sold: Sequence[Row]) -> list[Row]:
    """All rows of Interactions, the oldest first."""
    made = _with_sales(dice, sold)
    left = {**COUNTS, "Visit": 0, "Delivery": 0}
    spans = _spans(dice, contacts, stories, sold)
    for kind, count in left.items():
        partners = [row for row in contacts if _fits(kind, row)]
        for contact in dice.random.choices(partners, [_weight(row, stories) for row in partners], k=count):
            made.append(_talk(dice, contact, dice.between(*spans[str(contact["id"])]), kind))
    return sorted(made, key=lambda row: (row["date"], row["id"]))


def _with_sales(dice: Dice, sold: Sequence[Row]) -> list[Row]:
    """A visit or a delivery on the day of three sales of five, and a delivery with most purchases."""
    by_day = {(row["contact_id"], row["date"]): row for row in sold if row["kind"] == "Sale"}
    chosen = dice.some(list(by_day.values()), sum(_WITH_A_SALE.values()))
    kinds = [kind for kind, count in _WITH_A_SALE.items() for _ in range(count)]
    bought = [row for row in sold if row["kind"] == "Purchase"]
    brought = dice.some(bought, COUNTS["Delivery"] - _WITH_A_SALE["Delivery"])
    pairs = [*zip(chosen, kinds, strict=True), *((row, "Delivery") for row in brought)]
    return [_beside(dice, sale, kind) for sale, kind in pairs]


def _beside(dice: Dice, sale: Row, kind: str) -> Row:
    contact: Row = {"name": sale["contact"], "id": sale["contact_id"]}
    day = sale["date"]
    assert isinstance(day, dt.date)
    return {**_talk(dice, contact, day, kind, theirs=sale["kind"] == "Purchase"), "about": sale["id"]}


def _talk(dice: Dice, contact: Row, day: dt.date, kind: str, *, theirs: bool = False) -> Row:
    texts = _TRADE if contact.get("relationships") in _IN_TRADE else _TEXTS[kind]
    if kind == "Delivery":
        texts = texts[3:] if theirs else texts[:3]
    words = {
        "job": dice.one(_JOBS),
        "part": dice.one(_PARTS),
        "weekday": dice.one(_WEEKDAYS),
        "city": dice.one(names.CITIES),
    }
    row: Row = {
        "id": dice.id("N"),
        "date": day,
        **people.link(contact),
        "type": kind,
        "what": dice.one(texts).format(**words),
        "outcome": dice.one(_OUTCOMES.get(kind, ("Good", "Good", "Neutral", None))),
        "by": dice.one(people.TEAM),
    }
    if kind in ("Call", "Email", "WhatsApp"):
        row["direction"] = dice.one(("They contacted us", "We contacted them"))
    return row


def _fits(kind: str, contact: Row) -> bool:
    """Whether one talks in this way with such a contact."""
    if kind == "Letter":
        return contact["relationships"] == "Donor"
    if kind == "Complaint":
        return contact["relationships"] == "Customer"
    return kind in ("Call", "Email", "Meeting") or contact["relationships"] not in _IN_TRADE


def _weight(contact: Row, stories: Mapping[str, str]) -> int:
    """How much there is to say to a contact, compared with others."""
    story = stories.get(str(contact["id"]))
    if story in ("lapsed", "once") or contact.get("do_not_contact"):
        return 1
    return 3 if story else 2


def _spans(
    dice: Dice, contacts: Sequence[Row], stories: Mapping[str, str], sold: Sequence[Row]
) -> dict[str, tuple[dt.date, dt.date]]:
    """Contact ID -> the days between which we talked: new people are new, and the lapsed are silent."""
    last: dict[str, dt.date] = {}
    for row in sold:
        if isinstance(row["date"], dt.date):
            last[str(row["contact_id"])] = row["date"]
    spans = {}
    for contact in contacts:
        id = str(contact["id"])
        story = stories.get(id)
        first = 60 if story == "new" else 240 if str(contact["relationships"]).startswith("Lead") else 725
        end = last[id] + dt.timedelta(7) if story in ("lapsed", "once") else dice.today
        spans[id] = (dice.today - dt.timedelta(first), end)
    return spans
