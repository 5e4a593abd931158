"""The contacts of the sample, and how each customer behaves."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from crm.demo import names
from crm.demo.dice import Dice, Row
from crm.model.cells import Cell
from crm.model.dates import next_occurrence, write_month_day
from crm.model.text import fold

TEAM = ("Maya", "Tom", "Ines")
TAGS = ("School", "Cargo bike", "Newsletter", "Fund")
STORIES = {"regular": 5, "occasional": 13, "lapsed": 6, "new": 5, "once": 7}
_BIRTHDAYS, _WITHOUT_YEAR, _ANNIVERSARIES, _SOON = 32, 14, 8, 2
_LEAPLING = "Łukasz Wójcik"


def contacts(dice: Dice) -> list[Row]:
    """The 60 contacts, in the order in which they were met."""
    rows = [
        *(_organisation(dice, name, city, "Customer") for name, city in names.CUSTOMER_ORGANISATIONS),
        *(_member(dice, *who, "Customer") for who in names.THEIR_PEOPLE),
        *(_person(dice, name, "Customer") for name in names.PRIVATE_CUSTOMERS),
        _organisation(dice, *names.LEAD_ORGANISATION, "Lead"),
        *(_person(dice, name, "Lead; Volunteer" if name == _LEAPLING else "Lead") for name in names.LEADS),
        *(_organisation(dice, name, city, "Supplier") for name, city in names.SUPPLIERS),
        *(_member(dice, *who, "Supplier") for who in names.SUPPLIERS_PEOPLE),
        _organisation(dice, *names.RETAILER, "Retailer"),
        _organisation(dice, *names.DISTRIBUTOR, "Distributor"),
        *(_person(dice, name, "Donor") for name in (*names.MONTHLY_DONORS, *names.YEARLY_DONORS)),
        *(_person(dice, name, "Volunteer") for name in names.VOLUNTEERS),
    ]
    _phones(dice, rows)
    _birthdays(dice, [row for row in rows if row["kind"] == "Person"])
    _wishes(dice, rows)
    return dice.shuffled(rows)


def stories(dice: Dice, rows: Sequence[Row]) -> dict[str, str]:
    """Contact ID -> how this customer comes: regular (who has a contract is), occasional, lapsed, new or once."""
    bound = [str(row["id"]) for row in named(rows, *names.UNDER_CONTRACT)]
    customers = dice.shuffled([str(row["id"]) for row in rows if row["relationships"] == "Customer"])
    told = [story for story, count in STORIES.items() for _ in range(count)]
    return dict(zip([*bound, *(id for id in customers if id not in bound)], told, strict=True))


def named(rows: Sequence[Row], *wanted: str) -> list[Row]:
    """Contacts by name, in the order of the names."""
    by_name = {row["name"]: row for row in rows}
    return [by_name[name] for name in wanted]


def link(contact: Mapping[str, Cell]) -> Row:
    """The two cells by which another sheet's row belongs to a contact."""
    return {"contact": contact["name"], "contact_id": contact["id"]}


# one contact ----------------------------------------------------------------------------------------------------------


def _person(dice: Dice, name: str, relationship: str) -> Row:
    row = _contact(dice, name, "Person", relationship, dice.one(names.CITIES))
    if relationship in ("Customer", "Lead"):
        row["equipment"] = dice.one(names.BIKES)
        row["source"] = dice.one(("Recommendation", "Walk-in", "Website", "Event", "Social media"))
    return row


def _member(dice: Dice, name: str, organisation: str, role: str, relationship: str) -> Row:
    cities = dict((*names.CUSTOMER_ORGANISATIONS, *names.SUPPLIERS))
    row = _contact(dice, name, "Person", relationship, cities[organisation])
    return {**row, "organisation": organisation, "role": role}


def _organisation(dice: Dice, name: str, city: str, relationship: str) -> Row:
    row = _contact(dice, name, "Organisation", relationship, city)
    row["website"] = f"www.example.org/{_in_latin(name).replace('.', '-')}"
    return row


def _contact(dice: Dice, name: str, kind: str, relationship: str, city: str) -> Row:
    city, country = names.ABROAD.get(name, (city, None))
    domain = {"Customer": "com", "Lead": "net"}.get(relationship, "org")
    return {
        "id": dice.id("C"),
        "name": name,
        "kind": kind,
        "relationships": relationship,
        "email": f"{_in_latin(name)}@example.{domain}",
        "city": city,
        "country": country,
        "street": f"{dice.random.randint(1, 140)} {dice.one(names.STREETS)}" if country is None else None,
        "postcode": f"LS{dice.random.randint(1, 19)} {dice.random.randint(1, 9)}{dice.one(('AB', 'QT', 'JE'))}"
        if city == "Leeds"
        else None,
        "owner": dice.one(TEAM),
    }


def _in_latin(name: str) -> str:
    """A name as the local part of an address: `siobhan.o.brien`."""
    return re.sub(r"[^a-z0-9]+", ".", fold(names.IN_LATIN.get(name, name))).strip(".")


# what only some have --------------------------------------------------------------------------------------------------


def _phones(dice: Dice, rows: Sequence[Row]) -> None:
    """Numbers kept free for drama: London, Leeds and mobile. One in ten has none."""
    last_digits = dice.some(range(1000), 2 * len(rows))
    for number, row in enumerate(rows):
        mobile = f"07700 900{last_digits[2 * number]:03d}"
        desk = ("020 7946 0" if row["city"] == "London" else "0113 496 0") + f"{last_digits[2 * number + 1]:03d}"
        if number % 10 == 9:
            continue
        row["phone"] = desk if row["kind"] == "Organisation" else mobile
        if row["kind"] == "Person" and number % 4 == 0:
            row["whatsapp"] = mobile
        if row["kind"] == "Person" and number % 7 == 0 and row["country"] is None:
            row["phone_2"] = desk


def _birthdays(dice: Dice, people: Sequence[Row]) -> None:
    [leapling] = named(people, _LEAPLING)
    leapling["birthday"] = "1984-02-29"
    soon = _SOON - ((next_occurrence("--02-29", dice.today) - dice.today).days <= 7)
    others = dice.some([row for row in people if row is not leapling], _BIRTHDAYS - 1)
    for number, row in enumerate(others):
        day = _soon(dice, number) if number < soon else _not_soon(dice)
        year = None if number < _WITHOUT_YEAR else dice.random.randint(1948, 2004)
        row["birthday"] = _month_day(day, year)
    for number, row in enumerate(dice.some(people, _ANNIVERSARIES)):
        row["anniversary"] = _month_day(_not_soon(dice), None if number % 2 else dice.random.randint(1975, 2020))


def _soon(dice: Dice, number: int) -> dt.date:
    day = dice.today + dt.timedelta(2 + 3 * number)
    return day if (day.month, day.day) != (2, 29) else day + dt.timedelta(1)


def _not_soon(dice: Dice) -> dt.date:
    while True:
        day = dt.date(2001, 1, 1) + dt.timedelta(dice.random.randrange(365))
        if (next_occurrence(f"--{day:%m-%d}", dice.today) - dice.today).days > 7:
            return day


def _month_day(day: dt.date, year: int | None) -> str:
    return write_month_day(f"--{day:%m-%d}" if year is None else f"{year}-{day:%m-%d}")


def _wishes(dice: Dice, rows: Sequence[Row]) -> None:
    people = [row for row in rows if row["kind"] == "Person"]
    for row in dice.some(people, 18):
        row["needs"] = dice.one(names.NEEDS)
    for number, row in enumerate(dice.some(people, 24)):
        row["marketing_ok"] = "Ask" if number % 8 == 7 else "No" if number % 6 == 5 else "Yes"
        if row["marketing_ok"] == "Yes":
            row["consent_date"], row["consent_source"] = dice.ago(30, 700), dice.one(("At the counter", "Web form"))
    for row in dice.some(rows, 16):
        row["tags"] = "; ".join(dice.some(TAGS, dice.random.randint(1, 2)))
    for row in named(rows, "Ellen Moss", "Headingley Cycling Club"):
        row["keep_in_touch"] = 30
    for row in named(rows, "Callum Reid"):
        row["do_not_contact"], row["notes"] = "Yes", "Asked us not to call again."
    for row in named(rows, "Robert Whitaker"):
        row["notes"] = "Known as Bob at the counter."
    for row in named(rows, "Lily Marsden", "Marek Dvořák"):
        row["notes"], row["preferred_channel"] = "Helps on repair Saturdays.", "WhatsApp"
