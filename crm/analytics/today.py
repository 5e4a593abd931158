"""What waits: next steps, promises, unhappy answers, birthdays, and people we are losing touch with."""

import datetime as dt
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from crm.analytics.customers import among
from crm.analytics.frames import Frames
from crm.analytics.money import open_rows
from crm.analytics.rows import Mask
from crm.model.dates import next_occurrence
from crm.model.text import key

FOLLOW_UPS = ["contact_id", "what", "due", "how", "owner", "repeat", "notes", "days_late", "state"]
STATES = ("overdue", "today", "this week", "later", "some day")
TICKETS = ["contact_id", "subject", "promised_by", "owner", "days_late"]
INVOICES = ["contact_id", "item", "amount", "currency", "due", "reference", "means", "days_late"]
OCCASIONS = {"contact_id": "str", "what": "str", "day": "datetime64[us]", "in_days": "int64", "years": "Int64"}
WEEK = 7


@dataclass(frozen=True)
class Waiting:
    """Everything that waits on a day, each a frame; empty ones keep their columns."""

    follow_ups: pd.DataFrame
    tickets: pd.DataFrame
    invoices: pd.DataFrame
    unhappy: pd.DataFrame
    occasions: pd.DataFrame
    losing_touch: pd.DataFrame

    @property
    def n(self) -> int:
        """How much waits by now: due and overdue steps, promises past, unhappy answers, people silent for too long."""
        due = int(self.follow_ups["state"].isin(["overdue", "today"]).sum())
        return due + len(self.tickets) + len(self.invoices) + len(self.unhappy) + len(self.losing_touch)

    def of(self, frames: Frames, who: str) -> "Waiting":
        """What of it is for one of the team, and what is nobody's."""
        return Waiting(**{one.name: owned(frames, getattr(self, one.name), who) for one in fields(self)})


def waiting(frames: Frames, *, as_of: dt.date, birthday_days: int | None = None) -> Waiting:
    """All that Today shows; `birthday_days` ahead, else as the Settings say."""
    days = frames.rules.birthday_days_ahead if birthday_days is None else birthday_days
    return Waiting(
        follow_ups(frames, as_of=as_of), promises(frames, as_of=as_of), invoices(frames, as_of=as_of), frames.unhappy,
        occasions(frames, as_of=as_of, days=days), losing_touch(frames, as_of=as_of),
    )  # fmt: skip


def owned(frames: Frames, rows: pd.DataFrame, who: str) -> pd.DataFrame:
    """The rows that `who` of the team looks after: by their own `owner`, else by the owner of their contact.

    Rows of nobody are everybody's, so that nothing is overlooked.
    """
    contacts = rows["contact_id"] if "contact_id" in rows else rows.index.to_series()
    owners: pd.Series = contacts.map(frames.contacts["owner"])
    if "owner" in rows:
        owners = rows["owner"].where(rows["owner"].notna(), owners)
    wanted = key(who)
    is_theirs = owners.map(lambda owner: isinstance(owner, str) and key(owner) == wanted).astype(bool)
    found: pd.DataFrame = rows[owners.isna() | is_theirs]
    return found


def follow_ups(frames: Frames, *, as_of: dt.date) -> pd.DataFrame:
    """Open next steps by row ID: contact_id, what, due, how, owner, repeat, notes, days_late, state; oldest first.

    state: overdue, today, this week (within 7 days), later, some day (no day was said). Steps with archived people are
    left out.
    """
    given = frames.follow_ups
    rows = given[~_is_done(given) & ~_put_away(frames, given)].copy()
    rows["due"] = rows["due"].dt.normalize()
    rows["days_late"] = _days_late(rows["due"], as_of)
    late = rows["days_late"].astype("float64")
    rows["state"] = np.select(
        [late > 0, late == 0, late >= -WEEK, late < -WEEK], ["overdue", "today", "this week", "later"], "some day"
    )
    return rows[FOLLOW_UPS].sort_values("due", kind="stable")


def closed(frames: Frames, *, since: dt.date) -> pd.DataFrame:
    """Next steps that were done since a day, by row ID: contact_id, what, due, owner, done_on; the latest first."""
    given = frames.follow_ups
    rows = given[_is_done(given) & (given["done_on"] >= pd.Timestamp(since))]
    return rows[["contact_id", "what", "due", "owner", "done_on"]].sort_values("done_on", ascending=False)


def _is_done(given: pd.DataFrame) -> pd.Series:
    return given["status"].isin(["Done", "Skipped"]) | (given["status"].isna() & given["done_on"].notna())


def _put_away(frames: Frames, rows: pd.DataFrame) -> Mask:
    return among(rows["contact_id"], frames.contacts, "archived")


def _days_late(due: pd.Series, as_of: dt.date) -> pd.Series:
    late: pd.Series = (pd.Timestamp(as_of) - due.dt.normalize()).dt.days.astype("Int64")
    return late


def promises(frames: Frames, *, as_of: dt.date) -> pd.DataFrame:
    """Requests that are not solved and were promised by now, by row ID: contact_id, subject, promised_by, owner,
    days_late (0 is today); the longest past first."""
    given = frames.tickets
    rows = given[(given["means"] != "solved") & ~_put_away(frames, given)].copy()
    rows["days_late"] = _days_late(rows["promised_by"], as_of)
    return rows.loc[(rows["days_late"] >= 0).fillna(False), TICKETS].sort_values("promised_by", kind="stable")


def invoices(frames: Frames, *, as_of: dt.date) -> pd.DataFrame:
    """What is open and past Due, ours and that of others, by row ID; the longest past first. That of archived people is
    left out.

    contact_id, item, amount (in `currency`), due, reference, means ("money in", "money out"), days_late.
    """
    rows = open_rows(frames.money, as_of=as_of)
    return rows.loc[(rows["days_late"] > 0) & ~_put_away(frames, rows), INVOICES]


def occasions(frames: Frames, *, as_of: dt.date, days: int) -> pd.DataFrame:
    """Birthdays and anniversaries from `as_of` to `days` later: contact_id, what, day, in_days, years (if known).

    Archived people and those who are not to be contacted are left out.
    """
    people, near = celebrated(frames), _month_days(as_of, days)
    found = []
    for field, what in (("birthday", "Birthday"), ("anniversary", "Anniversary")):
        told = people[field].dropna()
        for id, value in told[told.str[-5:].isin(near)].items():
            day = next_occurrence(value, as_of)
            if (day - as_of).days <= days:
                years = None if value.startswith("--") else day.year - int(value[:4])
                found.append((id, what, day, (day - as_of).days, years))
    return pd.DataFrame(found, columns=list(OCCASIONS)).astype(OCCASIONS).sort_values("day", kind="stable")


def _month_days(first: dt.date, days: int) -> set[str]:
    """Every `03-14` that may be celebrated in these days; 29 February is, on the 28th, where the year has none."""
    found = {f"{first + dt.timedelta(days=number):%m-%d}" for number in range(min(days, 366) + 1)}
    return found | {"02-29"} if "02-28" in found else found


def celebrated(frames: Frames) -> pd.DataFrame:
    """The contacts whose days are told: all but archived ones and those who are not to be contacted."""
    return frames.contacts[~frames.contacts["archived"] & ~frames.contacts["silent"]]


def last_touch(frames: Frames) -> pd.Series:
    """When each contact was last in touch with us: contact_id -> day; who never was is missing from it."""
    return frames.touches.groupby("contact_id")["date"].max()


def losing_touch(frames: Frames, *, as_of: dt.date) -> pd.DataFrame:
    """Who is silent for longer than wished, by contact_id: last, days_since, wish; the longest past the wish first.

    The wish is Keep in touch (days) of the contact, else of the Settings; 0 is none. Who was never in touch counts
    from the day they were added, and is listed if that is not known either.
    """
    contacts = frames.contacts
    apart = contacts[["archived", "former", "test", "silent"]].any(axis=1)
    there = contacts.loc[~apart, ["keep_in_touch", "added_on"]]
    wish = there["keep_in_touch"].fillna(frames.rules.keep_in_touch_days).astype("float64")
    last = last_touch(frames).reindex(there.index)
    since = last.fillna(there["added_on"].dt.normalize())
    silent = (pd.Timestamp(as_of) - since).dt.days
    found = pd.DataFrame({"last": last, "days_since": silent.astype("Int64"), "wish": wish})
    found["past"] = silent - wish
    late: pd.DataFrame = found[(wish > 0) & ~(found["past"] <= 0)]
    return late.sort_values("past", ascending=False, kind="stable").drop(columns="past")
