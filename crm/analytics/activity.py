"""What counts as coming: one event a contact and day, from sales, from visits, or from both."""

from dataclasses import dataclass

import pandas as pd

from crm.analytics.counting import Activity, meanings
from crm.analytics.customers import linked
from crm.analytics.lookups import found_in, worded
from crm.analytics.rows import Mask, Reasons, contact_masks, day_masks, sorted_out, troubled
from crm.model.currencies import code_of
from crm.model.snapshot import Snapshot

ENOUGH_SALES = 10  # so many sales, and "auto" counts sales
TOUCH = ["contact_id", "date"]
COLUMNS = {"contact_id": "str", "date": "datetime64[us]", "kind": "str", "amount": "float64", "by": "str"}


@dataclass(frozen=True)
class Rows:
    """The rows of one sheet that count, and why others of its kind do not."""

    kept: pd.DataFrame
    left_out: Reasons


def sales_of(snapshot: Snapshot) -> pd.DataFrame:
    """All sales, with `means` ("money in", "money out"), days without their time, and every currency named."""
    sales = linked(snapshot, snapshot.sales.copy(deep=False))
    sales["means"] = meanings(sales["kind"], snapshot.lists, "Sale kinds")
    sales["date"] = sales["date"].dt.normalize()
    sales["currency"] = currencies_of(snapshot, sales["currency"])
    return sales


def currencies_of(snapshot: Snapshot, column: pd.Series) -> pd.Series:
    """The three letters of each row's currency: “€” and “eur” are one, and a blank is the team's own."""
    own = snapshot.settings.text("currency").upper()
    places, known = pd.factorize(column)  # -1, which is the last, for a blank
    codes = [*(code_of(text, own) for text in known), own]
    return pd.Series(worded(codes, places), index=column.index, name=column.name)


def interactions_of(snapshot: Snapshot) -> pd.DataFrame:
    """All interactions, with `means` ("visit", "contact", "complaint", "note") and days without their time."""
    interactions = linked(snapshot, snapshot.interactions.copy(deep=False))
    interactions["means"] = meanings(interactions["type"], snapshot.lists, "Interaction types")
    interactions["date"] = interactions["date"].dt.normalize()
    return interactions


def tickets_of(snapshot: Snapshot) -> pd.DataFrame:
    """All requests, with `means` (open, waiting, solved) and the usual priority where none is typed.

    Solved on without a status is solved.
    """
    tickets = linked(snapshot, snapshot.tickets.copy(deep=False))
    means = meanings(tickets["status"], snapshot.lists, "Ticket statuses")
    tickets["means"] = means.mask(tickets["status"].isna() & tickets["solved_on"].notna(), "solved")
    tickets["priority"] = tickets["priority"].fillna(snapshot.lists.usual_priority or None)
    return tickets


def qualifying_sales(snapshot: Snapshot, sales: pd.DataFrame, units: pd.Series, as_of: pd.Timestamp) -> Rows:
    """The sales that mean money in and belong to a customer; `units` is customer -> the ID they count as."""
    rows = sales.loc[sales["means"] == "money in", ["contact_id", "contact", "date", "amount", "currency", "by"]]
    more = {"bad_amount": troubled(snapshot, "Sales", rows["amount"], ("amount",))}
    return _qualifying(snapshot, "Sales", rows, units, as_of, more)


def qualifying_visits(snapshot: Snapshot, interactions: pd.DataFrame, units: pd.Series, as_of: pd.Timestamp) -> Rows:
    """The interactions that mean visit, reached somebody and belong to a customer."""
    reached = (interactions["outcome"] != "No answer").fillna(True)
    rows = interactions.loc[(interactions["means"] == "visit") & reached, ["contact_id", "contact", "date", "by"]]
    return _qualifying(snapshot, "Interactions", rows, units, as_of, {})


def _qualifying(
    snapshot: Snapshot, sheet: str, rows: pd.DataFrame, units: pd.Series, as_of: pd.Timestamp, more: dict[str, Mask]
) -> Rows:
    masks = day_masks(snapshot, sheet, rows["date"], as_of)
    masks |= contact_masks(snapshot, sheet, rows["contact_id"], rows["contact"])
    counted_as = found_in(units, rows["contact_id"])
    masks |= {"excluded": counted_as.isna().to_numpy()} | more
    counts, left = sorted_out(rows.index, masks)
    return Rows(rows[counts].assign(contact_id=counted_as[counts].astype("str")), left)


def counted_from(wanted: str, sales: Rows) -> Activity:
    """What counts as coming, by the setting activity_from and, where that is "auto", by how many sales there are."""
    if wanted == "sales" or (wanted == "auto" and len(sales.kept) >= ENOUGH_SALES):
        return "sales"
    return "both" if wanted == "both" else "interactions"


def events_of(counted: Activity, sales: Rows, visits: Rows | None, currency: str) -> tuple[pd.DataFrame, Reasons]:
    """The events, and the rows left out: contact_id, date, kind, amount, by. `visits` is None where they do not count.

    A day whose sales come to less than nothing is money, no event.
    """
    parts: list[pd.DataFrame] = []
    left: Reasons = {}
    if counted != "interactions":
        parts.append(_bought(sales.kept, currency))
        left |= sales.left_out
    if visits is not None:
        parts.append(_visited(visits.kept))
        left = {name: (*left.get(name, ()), *visits.left_out.get(name, ())) for name in {**left, **visits.left_out}}
    events = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return _one_a_day(events), left


def _bought(sales: pd.DataFrame, currency: str) -> pd.DataFrame:
    """One row a contact, day and currency; amounts in another currency than the team's own are not known here."""
    grouped = sales.groupby(["contact_id", "date", "currency"], sort=False)
    days = pd.concat([grouped["amount"].sum(min_count=1), grouped["by"].first()], axis=1).reset_index()
    days = days[~(days["amount"] < 0)]
    days["amount"] = days["amount"].where(days["currency"] == currency)
    return days.assign(kind="sale")[list(COLUMNS)]


def _visited(visits: pd.DataFrame) -> pd.DataFrame:
    return visits.assign(kind="visit", amount=float("nan"))[list(COLUMNS)]


def _one_a_day(events: pd.DataFrame) -> pd.DataFrame:
    grouped = events.groupby(["contact_id", "date"])
    merged = pd.concat(
        [grouped["kind"].first(), grouped["amount"].sum(min_count=1), grouped["by"].first()], axis=1
    ).reset_index()
    return merged.astype(COLUMNS)


def touches_of(sales: pd.DataFrame, interactions: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Every touch with a contact: contact_id, date. Notes and calls that nobody answered are none."""
    reached = (interactions["means"] != "note") & (interactions["outcome"] != "No answer").fillna(True)
    bought = sales.loc[sales["means"] == "money in", [*TOUCH, "delivered_on"]]
    delivered = bought[["contact_id"]].assign(date=bought["delivered_on"].dt.normalize())
    parts = [interactions.loc[reached, TOUCH], bought[TOUCH], answers.loc[answers["score"].notna(), TOUCH], delivered]
    return pd.concat(parts, ignore_index=True).dropna()
