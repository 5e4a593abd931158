"""Money in and out: by month, by kind, by contact, and what is still open. Amounts of two currencies are never added.

Sums are rounded to a thousandth, so that the order of rows changes nothing.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.customers import among
from crm.analytics.intervals import LeftOut
from crm.analytics.rows import Mask, day_masks, sorted_out, troubled
from crm.model.snapshot import Snapshot

IN, OUT = "money in", "money out"
PLACES = 3  # decimals of a sum; no currency has more
MONTHS = 12


@dataclass(frozen=True)
class Money:
    """The rows of Sales that can be counted, each a frame by row ID with `means`, `amount`, `currency` and the rest.

    `rows`: with a day that has come. `open`: Due filled and Paid on blank, whatever their day. `left_out`: why other
    rows are in no sum -> their IDs.
    """

    rows: pd.DataFrame
    open: pd.DataFrame
    left_out: LeftOut

    @property
    def currencies(self) -> list[str]:
        """Every currency that anything is in, the most used first."""
        both = pd.concat([self.rows["currency"], self.open["currency"]])
        return [str(currency) for currency in both.value_counts().sort_index().sort_values(ascending=False).index]


def money_of(snapshot: Snapshot, sales: pd.DataFrame, contacts: pd.DataFrame, as_of: pd.Timestamp) -> Money:
    """What of `sales` counts at the end of `as_of`. Rows of nobody count; those of people tagged test do not."""
    unreadable = troubled(snapshot, "Sales", sales["amount"], ("amount",))
    masks: dict[str, Mask] = {
        "bad_amount": unreadable,
        "test": among(sales["contact_id"], contacts, "test"),
        "no_amount": sales["amount"].isna().to_numpy() & ~unreadable,
    }
    known = ~np.any(list(masks.values()), axis=0)
    counts, left = sorted_out(sales.index, day_masks(snapshot, "Sales", sales["date"], as_of) | masks)
    typed = troubled(snapshot, "Sales", sales["paid_on"], ("paid_on",))  # "last week" is no day, and no open invoice
    is_open = known & (sales["due"].notna() & sales["paid_on"].isna() & (sales["amount"] != 0)).to_numpy() & ~typed
    return Money(sales[counts], sales[is_open], left)


# sums ---------------------------------------------------------------------------------------------------------------


def _in_and_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The amount of each row as money_in and as money_out, one of them 0."""
    comes = rows["means"] != OUT
    return pd.DataFrame({"money_in": rows["amount"].where(comes, 0.0), "money_out": rows["amount"].where(~comes, 0.0)})


def _with_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with these two, and what was earned where it is known."""
    comes, parts = rows["means"] != OUT, _in_and_out(rows)
    earned = (rows["amount"] - rows["cost"]).where(comes)
    return rows.assign(
        money_in=parts["money_in"], money_out=parts["money_out"], n_in=comes.astype(int), earned=earned,
        known=earned.notna().astype(int),
    )  # fmt: skip


def _summed(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    grouped = _with_parts(rows).groupby(by, sort=True)
    sums = grouped[["money_in", "money_out", "earned"]].sum().round(PLACES) + 0.0
    counts = grouped[["n_in", "known"]].sum()
    return sums.assign(n=grouped.size(), n_in=counts["n_in"], known=counts["known"])


def totals(rows: pd.DataFrame) -> pd.DataFrame:
    """By currency: money_in (less refunds), money_out, n rows, n_in of them in; earned over the `known` with a cost."""
    return _summed(rows, ["currency"])


def by_contact(rows: pd.DataFrame) -> pd.DataFrame:
    """By contact_id and currency the same as `totals`, with the last day; rows of nobody stand under ""."""
    named = rows.assign(contact_id=rows["contact_id"].astype("object").where(rows["contact_id"].notna(), ""))
    last = named.groupby(["contact_id", "currency"])["date"].max()
    return _summed(named, ["contact_id", "currency"]).assign(last=last)


def by_kind(rows: pd.DataFrame, blank: str) -> pd.DataFrame:
    """By currency, means and kind: amount and n rows; `blank` is the word for rows without a kind."""
    named = rows.assign(kind=rows["kind"].astype("object").where(rows["kind"].notna(), blank))
    grouped = named.groupby(["currency", "means", "kind"])
    return pd.DataFrame({"amount": grouped["amount"].sum().round(PLACES) + 0.0, "n": grouped.size()})


def by_month(rows: pd.DataFrame, *, as_of: dt.date, months: int = MONTHS) -> pd.DataFrame:
    """The rows of one currency, for each of the last months, the running one at the end: month, money_in, money_out."""
    wanted = np.datetime64(as_of, "M") - np.arange(months)[::-1]
    months_of = rows["date"].to_numpy("datetime64[M]").astype("int64")
    parts = _in_and_out(rows).groupby(months_of).sum().round(PLACES)
    found = parts.reindex(wanted.astype("int64"), fill_value=0.0) + 0.0
    found.insert(0, "month", wanted.astype("datetime64[us]"))
    return found.reset_index(drop=True)


def in_last_months(rows: pd.DataFrame, *, as_of: dt.date, months: int = MONTHS) -> pd.DataFrame:
    """The rows of the last months, the running one among them."""
    first = (pd.Timestamp(as_of).to_period("M") - (months - 1)).to_timestamp()
    return rows[rows["date"] >= first]


def paid(rows: pd.DataFrame, *, since: dt.date, until: dt.date) -> pd.Series:
    """What was paid to us in these days, by currency: by Paid on, and by Date what was paid on the spot."""
    comes = rows[rows["means"] != OUT]
    day = comes["paid_on"].dt.normalize().fillna(comes["date"].where(comes["due"].isna()))
    then = comes[(day >= pd.Timestamp(since)) & (day <= pd.Timestamp(until))]
    found: pd.Series = then.groupby("currency")["amount"].sum().round(PLACES) + 0.0
    return found


# what is open -------------------------------------------------------------------------------------------------------


def open_rows(found: Money, *, as_of: dt.date) -> pd.DataFrame:
    """What is open, the longest late first: the rows with days_late, which is below 0 while they are not due yet."""
    days_late = (pd.Timestamp(as_of) - found.open["due"].dt.normalize()).dt.days.astype("Int64")
    return found.open.assign(days_late=days_late).sort_values("due", kind="stable")


def owed(rows: pd.DataFrame) -> pd.DataFrame:
    """Of `open_rows` by means and currency: amount, n rows, `late` of them past their day."""
    grouped = rows.assign(late=(rows["days_late"] > 0).astype(int)).groupby(["means", "currency"])
    amount = grouped["amount"].sum().round(PLACES) + 0.0
    return pd.DataFrame({"amount": amount, "n": grouped.size(), "late": grouped["late"].sum()})
