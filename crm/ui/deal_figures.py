"""What the deals say: how many are won, what may come in when, where deals come from, and why some are lost."""

import datetime as dt

import pandas as pd
import streamlit as st

from crm.analytics import deals, words
from crm.model.snapshot import Snapshot
from crm.ui import below, charts, deal_forecast, session

HOW = {
    "rate": "Of the deals that were decided in the last 12 months, by the day in Closed on. “Most likely between” says "
    "where the figure would lie if you had decided very many, in 19 of 20 cases.",
    "sources": "The source of a deal, else that of its contact. Customers are counted by the source on their card.",
    "lost": "All deals that were lost, by their Lost reason.",
    "still": "A deal stands still when it has not been changed in Kith, nothing has happened with its contact, and no "
    "next step with them has been done, for as many days as the Settings say; a next step that is still to come keeps "
    "it moving. What somebody types into the sheet has no day, so it does not count.",
}


def figures(snapshot: Snapshot, found: pd.DataFrame) -> None:
    """All of them, about these deals."""
    today = snapshot.rules.today
    win_rate(found, today)
    st.subheader("What may come in")
    deal_forecast.forecast(snapshot, found, today)
    st.subheader("Where they come from")
    sources(snapshot)
    st.subheader("Why deals are lost")
    lost(found)
    below.explanation("When does a deal stand still?", HOW["still"], key="how_still")


def win_rate(found: pd.DataFrame, today: dt.date) -> None:
    """How many of the decided ones were won."""
    share = deals.win_rate(found, as_of=today)
    sentence = words.share_sentence(
        share, "deals decided in the last 12 months were won", "No deal was decided in the last 12 months."
    )
    left = share.left_out if share else {}
    caption = words.caption(words.times(share.n, "deal", "deals"), left) if share and left else ""
    charts.figure(told=charts.Told(sentence, caption, pd.DataFrame(), HOW["rate"], left), key="win_rate")


def sources(snapshot: Snapshot) -> None:
    """Which sources customers and deals have, and which deals of them were won."""
    found = deals.sources(session.frames(snapshot))
    named = found[found.index != deals.UNKNOWN]
    if named.empty:
        st.text("No source is noted yet. It stands on the card of a contact, under More, and on a deal.")
        return
    counts = (("Customers", "customers"), ("Deals won", "won"))
    sentence = " ".join(f"{title}: {_ranking(named[name])}." for title, name in counts if named[name].any())
    table = found.reset_index()
    table.columns = ["Source", "Customers", "Deals", "Open", "Won", "Lost"]
    told = charts.Told(sentence or "None of them is a customer or won yet.", "", table, HOW["sources"], is_open=True)
    charts.figure(told=told, key="sources")


def _ranking(counts: pd.Series) -> str:
    """The three most frequent ones: "Website 5, Event 4"."""
    ranked = counts[counts > 0].sort_values(ascending=False, kind="stable").head(3)
    return ", ".join(f"{name} {n:,}" for name, n in ranked.items())


def lost(found: pd.DataFrame) -> None:
    """The reasons of lost deals."""
    reasons = deals.lost_reasons(found)
    if reasons.empty:
        st.text("No deal was lost.")
        return
    groups = [(str(reason), int(n)) for reason, n in reasons.items()]
    table = pd.DataFrame(groups, columns=["Reason", "Deals"])
    sentence = f"{words.times(sum(n for _, n in groups), 'deal', 'deals')} lost: {_ranking(reasons)}."
    picture = charts.bars_chart(groups, "Deals", sentence)
    charts.figure(picture, told=charts.Told(sentence, "", table, HOW["lost"]), key="lost_reasons")
