"""What is worked out of each contact from the other sheets, for groups and searches: one value a contact."""

from collections.abc import Callable, Iterable

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.loyalty import rhythm
from crm.analytics.today import follow_ups, last_touch


def facts(frames: Frames, wanted: Iterable[str]) -> dict[str, pd.Series]:
    """Those of FACTS that are wanted, by contact: last_contact, last_sale, sales_12_months and so on.

    Days are moments at midnight, sales are in the team's own currency, a state is how somebody keeps to their own
    rhythm. Who has none is missing from a series.
    """
    return {name: FACTS[name](frames) for name in wanted if name in FACTS}


def _last_sale(frames: Frames) -> pd.Series:
    return _sold(frames).groupby("contact_id")["date"].max()


def _sales_12_months(frames: Frames) -> pd.Series:
    """Refunds count against; amounts in another currency cannot be added and are left out."""
    sold, day = _sold(frames), pd.Timestamp(frames.as_of)
    recent = sold[(sold["date"] > day - pd.DateOffset(months=12)) & (sold["currency"] == frames.rules.currency)]
    return recent.groupby("contact_id")["amount"].sum(min_count=1)


def _sold(frames: Frames) -> pd.DataFrame:
    sales = frames.sales
    return sales[(sales["means"] == "money in") & (sales["date"] <= pd.Timestamp(frames.as_of))]


def _last_score(frames: Frames) -> pd.Series:
    answers = frames.answers[frames.answers["contact_id"].notna()]
    return answers.sort_values("date", kind="stable").groupby("contact_id")["score"].last()


def _state(frames: Frames) -> pd.Series:
    """Of who counts as a whole organisation, the state is the organisation's."""
    contacts = frames.contacts
    states = rhythm(frames.events, as_of=frames.as_of, rule=frames.rules.rhythm)["state"]
    return contacts["unit"].map(states).where(contacts["customer"])


def _next_step(frames: Frames) -> pd.Series:
    return follow_ups(frames, as_of=frames.as_of).groupby("contact_id")["due"].min()


def _deal_stage(frames: Frames) -> pd.Series:
    """The stages of all deals of somebody, each once."""
    deals = frames.deals[frames.deals["contact_id"].notna() & frames.deals["stage"].notna()]
    return deals.groupby("contact_id")["stage"].agg(lambda stages: tuple(dict.fromkeys(stages)))


FACTS: dict[str, Callable[[Frames], pd.Series]] = {
    "last_contact": last_touch,
    "last_sale": _last_sale,
    "sales_12_months": _sales_12_months,
    "last_score": _last_score,
    "state": _state,
    "next_step": _next_step,
    "deal_stage": _deal_stage,
}
