"""The sample workbook: Wheel & Way, a bicycle workshop with a fund that repairs children's bicycles.

Everything is made up and drawn from one seed; every day is told from `today`. Phones come from the ranges that Ofcom
keeps free for drama, e-mail addresses from the domains of RFC 2606, so nobody can be called or written to by mistake.
"""

import datetime as dt
import os
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.demo import asking, messing, people, plans, sales, talks
from crm.demo.dice import Dice, Row
from crm.model.cells import Cell
from crm.store.excel import template
from crm.store.overview import Figures

SETTINGS: Mapping[str, Cell] = {
    "organisation_name": "Wheel & Way",
    "module_deals": "Yes",
    "module_tickets": "Yes",
    "module_segments": "Yes",
    "module_goals": "Yes",
    "opening_balance": 4200,
    "cash_reserve": 1500,
}


@dataclass(frozen=True)
class Demo:
    """A sample workbook: SHEETS key -> rows (field -> cell), settings, lists, and how each customer is meant to behave.

    `stories`: contact ID -> regular, occasional, lapsed, new or once.
    """

    rows: dict[str, list[Row]]
    settings: Mapping[str, Cell]
    lists: Mapping[str, Sequence[Sequence[Cell]]]
    stories: Mapping[str, str]


def build(today: dt.date, seed: int = 7, mess: bool = True) -> Demo:
    """60 contacts and two years of a workshop's life until `today`: the same arguments give the same cells.

    `mess` plants what real lists have: people twice, slips of the pen, a row without ID, a name that nobody has.
    """
    dice = Dice(random.Random(seed), today)
    contacts = people.contacts(dice)
    stories = people.stories(dice, contacts)
    planned = plans.rows(dice, contacts)
    sold = sales.rows(dice, contacts, stories, planned["Deals"])
    rows = {
        "Contacts": contacts,
        "Sales": sold,
        "Interactions": talks.rows(dice, contacts, stories, sold),
        "Satisfaction": asking.rows(dice, contacts, stories),
        **planned,
    }
    if mess:
        messing.plant(rows)
    lists: dict[str, Sequence[Sequence[Cell]]] = {
        "People": [(name, f"{name.lower()}@example.org") for name in people.TEAM],
        "Tags": [(tag,) for tag in people.TAGS],
    }
    return Demo(rows, {**SETTINGS, "opening_balance_day": _month_before(today).isoformat()}, lists, stories)


def _month_before(today: dt.date) -> dt.date:
    """The last day of the month before: its statement of the bank is at hand."""
    return today.replace(day=1) - dt.timedelta(1)


def write(
    path: str | os.PathLike[str],
    today: dt.date,
    *,
    book_id: str | None = None,
    mess: bool = True,
    figures: Figures | None = None,
) -> Demo:
    """Make the sample workbook at `path`, with a book ID of its own unless one is given; `figures` for its Overview.

    Raises FileExistsError when something is there already.
    """
    demo = build(today, mess=mess)
    template.write(
        path,
        book_id=book_id or str(uuid.uuid4()),
        today=today,
        rows=demo.rows,
        settings=demo.settings,
        lists=demo.lists,
        overview_figures=figures,
    )
    return demo
