"""The tab Where customers come from of Insights: new customers by source, what became of them, and won deals."""

import pandas as pd
import streamlit as st

from crm.analytics import origins, words
from crm.analytics.frames import Frames
from crm.analytics.intervals import LeftOut
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.charts import Told, bars_chart, figure
from crm.ui.loyalty_tab import nobody_came
from crm.ui.shares import shares_chart


def tab(snapshot: Snapshot) -> None:
    """All of it; deals only where there are any."""
    frames = session.frames(snapshot)
    if frames.events.empty and frames.deals.empty:
        nobody_came(frames)
        return
    found = origins.origins(frames)
    _new(frames, found)
    st.subheader("What became of them")
    _became(frames, found)
    if len(frames.deals):
        st.subheader("From where deals are won")
        _won(frames, found)


def _new(frames: Frames, found: pd.DataFrame) -> None:
    sentence, left = origins.new_sentence(found, frames.rules), frames.left_out["events"]
    groups = [(str(name), int(n)) for name, n in found["new"].items() if n]
    noted = int(found.loc[found.index != origins.NOT_NOTED, "new"].sum())
    caption = words.left_out_words(left)
    if groups:
        caption = words.caption(f"The source is noted for {noted:,} of {int(found['new'].sum()):,}", left)
    rows = origins.listed(found, ("new",), frames.rules)
    shown = [bars_chart(groups, f"New {frames.rules.customers}", sentence)] if groups else []
    figure(*shown, told=Told(sentence, caption, rows, origins.HOW["new"], left), key="origins_new")
    if groups and not noted:
        st.text("Note on each card where people heard of you: then this says which way is worth its effort.")


def _became(frames: Frames, found: pd.DataFrame) -> None:
    sentence = origins.became_sentence(found, frames.rules)
    rows = origins.listed(found, ("twice", "money"), frames.rules)
    _shares(found, ("twice", "new"), sentence, rows, "became", frames.left_out["events"])


def _won(frames: Frames, found: pd.DataFrame) -> None:
    rows = origins.listed(found, ("won",), frames.rules)
    _shares(found, ("won", "closed"), origins.won_sentence(found), rows, "won", {})


def _shares(
    found: pd.DataFrame, k_of_n: tuple[str, str], sentence: str, rows: pd.DataFrame, name: str, left: LeftOut
) -> None:
    """A figure of one share by source: drawn from ten cases on, in the table all."""
    shares = origins.shares(found, *k_of_n)
    there = int((found[k_of_n[1]] > 0).sum())
    few = there - len(shares)
    caption = (
        f"{words.times(few, 'source has', 'sources have')} fewer than 10 cases: the table counts them." if few else ""
    )
    shown = [shares_chart(shares, "Share", sentence)] if len(shares) else []
    told = Told(sentence, caption if shown else "", rows, origins.HOW[name], left, is_open=not shown)
    figure(*shown, told=told, key=f"origins_{name}")
