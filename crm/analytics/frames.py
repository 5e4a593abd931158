"""Frames: what all figures are made of. The only place that knows how a workbook is laid out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from crm.analytics import activity
from crm.analytics.answers import all_answers, counted_answers, unhappy_of
from crm.analytics.counting import Counting
from crm.analytics.customers import contacts_of, linked
from crm.analytics.intervals import LeftOut
from crm.analytics.lookups import found_in
from crm.analytics.loyalty import rhythm, states
from crm.analytics.medians import Visits
from crm.analytics.money import OUT, Money, money_of
from crm.analytics.parts import Parts
from crm.analytics.stages import deals_of, open_stages
from crm.model.snapshot import Snapshot


@dataclass(frozen=True)
class Frames:
    """What a workbook holds up to a day, ready to be counted. Shared: nobody may assign into its frames.

    `contacts`: everybody, with `customer`, `unit`, `archived`, `former`, `test`, `silent`. `events`: one row a customer
    and day they came (contact_id, date, kind, amount, by). `touches`: contact_id, date of every touch with anybody.
    `answers`: rows of Satisfaction that count, with `latest`. `unhappy`: unhappy answers not followed up. `sales`,
    `interactions`, `follow_ups`, `every_answer`: all rows. `left_out`: frame -> reason -> row IDs. `tickets`, `deals`:
    all rows, with what their status or stage means. `money`: the sales that count, and what is open. `stages`: the open
    stages in their order -> their chance as a part of 1.
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
    stages: Mapping[str, float] = field(default_factory=dict)

    @property
    def customers(self) -> pd.DataFrame:
        """The contacts that figures of customers are about, one row each."""
        counted = self.contacts["customer"] & (self.contacts["unit"] == self.contacts.index)
        return self.contacts[counted]

    def name(self, contact_id: object) -> str:
        """What a contact is called; "Somebody" where nobody signed."""
        return self._names.get(contact_id, "Somebody") if isinstance(contact_id, str) else "Somebody"

    @cached_property
    def sold(self) -> pd.DataFrame:
        """`money.rows` that are no purchases, `contact_id` being whom each counts as; missing for rows of nobody."""
        rows = self.money.rows[self.money.rows["means"] != OUT]
        return rows.assign(contact_id=found_in(self.contacts["unit"], rows["contact_id"]))

    def rhythm(self, as_of: dt.date) -> pd.DataFrame:
        """Everybody's rhythm up to a day, by the team's own rule."""
        return self._rhythm if as_of == self.as_of else rhythm(self.visits, as_of=as_of, rule=self.rules.rhythm)

    def states(self, as_of: dt.date) -> pd.DataFrame:
        """The same without the reasons in words, which take longer to make than all the rest."""
        return self._rhythm if as_of == self.as_of else states(self.visits, as_of=as_of, rule=self.rules.rhythm)

    @cached_property
    def visits(self) -> Visits:
        """The days of `events`, ready to be asked about any earlier day."""
        return Visits(self.events)

    def in_currency(self, currency: str) -> "Frames":
        """The same for another currency than the team's own, in which no balance is typed."""
        if currency == self.rules.currency:
            return self
        other = replace(
            self, rules=replace(self.rules, currency=currency, opening=None, opening_day=None, reserve=None)
        )
        other.__dict__["visits"] = self.visits
        return other

    @cached_property
    def _rhythm(self) -> pd.DataFrame:
        return rhythm(self.visits, as_of=self.as_of, rule=self.rules.rhythm)

    @cached_property
    def _names(self) -> dict[str, str]:
        names = zip(self.contacts.index, self.contacts["name"], strict=True)
        return {id: name if isinstance(name, str) and name else id for id, name in names}


def from_snapshot(snapshot: Snapshot, *, as_of: dt.date, parts: Parts | None = None) -> Frames:
    """Everything that figures need, as it stood at the end of `as_of`, a day that is still running.

    `parts` are those of the last Frames: what nothing has moved under since is not made again.
    """
    day, people = pd.Timestamp(as_of), snapshot.contacts
    rules = as_of, snapshot.rules, snapshot.contents.settings, snapshot.contents.lists
    part = (parts or Parts()).under(rules).part
    contacts = part("contacts", lambda: contacts_of(snapshot, day), people)
    sales = part("sales", lambda: activity.sales_of(snapshot), snapshot.sales, people)
    interactions = part("interactions", lambda: activity.interactions_of(snapshot), snapshot.interactions, people)
    answers = part("answers", lambda: all_answers(snapshot), snapshot.satisfaction, people)
    scored = part("scored", lambda: counted_answers(snapshot, answers, contacts, day), answers, contacts)
    units, currency = contacts.loc[contacts["customer"], "unit"], snapshot.settings.text("currency").upper()
    bought = part("bought", lambda: activity.qualifying_sales(snapshot, sales, units, day), sales, contacts)
    counted, visited = activity.counted_from(snapshot.settings.text("activity_from"), bought), None
    if counted != "sales":
        visited = activity.qualifying_visits(snapshot, interactions, units, day)
    events, left = part("events", lambda: activity.events_of(counted, bought, visited, currency), bought, visited)
    touches = activity.touches_of(sales, interactions, answers)
    return Frames(
        as_of=as_of,
        contacts=contacts,
        events=events,
        touches=touches[touches["date"] <= day],
        sales=sales,
        answers=scored.kept,
        unhappy=part("unhappy", lambda: unhappy_of(answers, contacts, day), answers, contacts),
        interactions=interactions,
        follow_ups=linked(snapshot, snapshot.follow_ups),
        rules=Counting.of(snapshot.settings, snapshot.lists, counted),
        left_out={"events": left, "answers": scored.left_out},
        tickets=part("tickets", lambda: activity.tickets_of(snapshot), snapshot.tickets, people),
        every_answer=answers,
        deals=part("deals", lambda: deals_of(snapshot, as_of=as_of), snapshot.deals, people),
        money=part("money", lambda: money_of(snapshot, sales, contacts, day), sales, contacts),
        stages=open_stages(snapshot),
    )
