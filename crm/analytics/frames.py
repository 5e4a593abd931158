"""Frames: what all figures are made of. The only place that knows how a workbook is laid out."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from crm.analytics import activity
from crm.analytics.answers import all_answers, counted_answers, unhappy_of
from crm.analytics.counting import Counting
from crm.analytics.customers import contacts_of, linked
from crm.analytics.intervals import LeftOut
from crm.analytics.money import Money, money_of
from crm.analytics.stages import deals_of
from crm.model.snapshot import Snapshot


@dataclass(frozen=True)
class Frames:
    """What a workbook holds up to a day, ready to be counted. Shared: nobody may assign into its frames.

    `contacts`: everybody, with `customer`, `unit`, `archived`, `former`, `test`, `silent`. `events`: one row a customer
    and day they came (contact_id, date, kind, amount, by). `touches`: contact_id, date of every touch with anybody.
    `answers`: rows of Satisfaction that count, with `latest`. `unhappy`: unhappy answers not followed up. `sales`,
    `interactions`, `follow_ups`, `every_answer`: all rows. `left_out`: frame -> reason -> row IDs. `tickets`, `deals`:
    all rows, with what their status or stage means. `money`: the sales that count, and what is open.
    """

    as_of: dt.date
    contacts: pd.DataFrame
    events: pd.DataFrame
    touches: pd.DataFrame
    sales: pd.DataFrame
    answers: pd.DataFrame
    unhappy: pd.DataFrame
    interactions: pd.DataFrame
    follow_ups: pd.DataFrame
    rules: Counting
    left_out: dict[str, LeftOut]
    tickets: pd.DataFrame
    every_answer: pd.DataFrame
    deals: pd.DataFrame
    money: Money

    @property
    def customers(self) -> pd.DataFrame:
        """The contacts that figures of customers are about, one row each."""
        counted = self.contacts["customer"] & (self.contacts["unit"] == self.contacts.index)
        return self.contacts[counted]

    def name(self, contact_id: object) -> str:
        """What a contact is called; "Somebody" where nobody signed."""
        return self._names.get(contact_id, "Somebody") if isinstance(contact_id, str) else "Somebody"

    @cached_property
    def _names(self) -> dict[str, str]:
        names = zip(self.contacts.index, self.contacts["name"], strict=True)
        return {id: name if isinstance(name, str) and name else id for id, name in names}


def from_snapshot(snapshot: Snapshot, *, as_of: dt.date) -> Frames:
    """Everything that figures need, as it stood at the end of `as_of`, a day that is still running."""
    day = pd.Timestamp(as_of)
    contacts = contacts_of(snapshot, day)
    sales, interactions = activity.sales_of(snapshot), activity.interactions_of(snapshot)
    answers = all_answers(snapshot)
    units = contacts.loc[contacts["customer"], "unit"]
    events, counted, left = activity.events_of(
        activity.qualifying_sales(snapshot, sales, units, day),
        activity.qualifying_visits(snapshot, interactions, units, day),
        snapshot.settings.text("activity_from"),
        snapshot.settings.text("currency").upper(),
    )
    scored = counted_answers(snapshot, answers, contacts, day)
    touches = activity.touches_of(sales, interactions, answers)
    return Frames(
        as_of=as_of,
        contacts=contacts,
        events=events,
        touches=touches[touches["date"] <= day],
        sales=sales,
        answers=scored.kept,
        unhappy=unhappy_of(answers, contacts, day),
        interactions=interactions,
        follow_ups=linked(snapshot, snapshot.follow_ups),
        rules=Counting.of(snapshot.settings, snapshot.lists, counted),
        left_out={"events": left, "answers": scored.left_out},
        tickets=activity.tickets_of(snapshot),
        every_answer=answers,
        deals=deals_of(snapshot),
        money=money_of(snapshot, sales, contacts, day),
    )
