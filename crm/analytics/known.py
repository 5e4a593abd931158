"""The record as it stood on an earlier day, so that a figure can be tried on what has happened since."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from crm.analytics.answers import latest_of
from crm.analytics.frames import Frames
from crm.analytics.money import Money
from crm.analytics.stages import with_chances


def as_known(frames: Frames, day: dt.date) -> Frames:
    """Later rows dropped; paid, solved, closed, done and ended days after it blanked, and what they meant undone.

    It knows on which day something happened, not when it was typed.
    """
    until = pd.Timestamp(day)
    answers = _up_to(frames.answers, frames.answers["date"].fillna(frames.answers["asked_on"].dt.normalize()), until)
    unhappy = frames.unhappy[~(frames.unhappy["date"] > until)]
    sales = _sales(frames.sales, until)
    return replace(
        frames,
        as_of=day,
        contacts=_contacts(frames.contacts, until),
        events=frames.events[frames.events["date"] <= until],
        touches=frames.touches[frames.touches["date"] <= until],
        sales=sales,
        answers=answers.assign(latest=latest_of(answers)),
        unhappy=unhappy,
        interactions=_up_to(frames.interactions, frames.interactions["date"], until),
        follow_ups=_follow_ups(frames.follow_ups, until),
        tickets=_tickets(frames.tickets, until),
        every_answer=_up_to(frames.every_answer, frames.every_answer["date"], until),
        deals=deals_known(frames.deals, frames.stages, until),
        money=_money(frames.money, until),
    )


def _up_to(rows: pd.DataFrame, days: pd.Series, until: pd.Timestamp) -> pd.DataFrame:
    """The rows whose day is not later; a row without a day stays."""
    found: pd.DataFrame = rows[~(days.dt.normalize() > until)]
    return found


def _blanked(days: pd.Series, until: pd.Timestamp) -> pd.Series:
    return days.where(~(days.dt.normalize() > until))


def _contacts(rows: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Who ended later had not ended."""
    later = rows["ended"].dt.normalize() > until
    return rows.assign(ended=_blanked(rows["ended"], until), former=rows["former"] & ~later)


def _sales(rows: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    there = _up_to(rows, rows["date"], until)
    return there.assign(paid_on=_blanked(there["paid_on"], until))


def _money(found: Money, until: pd.Timestamp) -> Money:
    """What was paid later was open."""
    known = pd.concat([found.rows, found.open[found.rows.index.get_indexer(found.open.index) < 0]])
    there = _sales(known[known["date"].notna()], until)
    is_open = there["due"].notna() & there["paid_on"].isna() & (there["amount"] != 0)
    return Money(_sales(found.rows, until), there[is_open], found.left_out)


def _follow_ups(rows: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    there = _up_to(rows, rows["added_on"], until)
    later = there["done_on"].dt.normalize() > until
    return there.assign(done_on=_blanked(there["done_on"], until), status=there["status"].mask(later, "Open"))


def _tickets(rows: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    there = _up_to(rows, rows["opened"], until)
    later = there["solved_on"].dt.normalize() > until
    return there.assign(
        solved_on=_blanked(there["solved_on"], until),
        first_reply=_blanked(there["first_reply"], until),
        means=there["means"].mask(later, "open"),
    )


def deals_known(rows: pd.DataFrame, stages: Mapping[str, float], until: pd.Timestamp) -> pd.DataFrame:
    """A deal decided later stood in the furthest stage that is known of it, else in the first; chances as of then."""
    there = _up_to(rows, rows["opened_on"].fillna(rows["added_on"]), until)
    later = there["closed_on"] > until
    furthest = there["furthest_stage"].fillna(next(iter(stages), None))
    known = there.assign(
        closed_on=_blanked(there["closed_on"], until),
        means=there["means"].mask(later, "open"),
        stage=there["stage"].mask(later, furthest),
    )
    return with_chances(known, stages, as_of=until.date())
