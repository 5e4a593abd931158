"""The top and the foot of Today: are they happy, do they stay; then the four figures, each with its page."""

import streamlit as st

from crm.analytics import thread_lines, thread_words
from crm.analytics.earning import short
from crm.analytics.frames import Frames
from crm.analytics.thread import Thread, Top, at_the_top, thread
from crm.analytics.thread_words import Told
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.messages import safe
from crm.ui.words import money

PAGES = {
    "retention": ("pages/retention.py", "", "Who stayed"),
    "loyalty": ("pages/insights.py", "Loyalty", "Who is loyal"),
    "profitability": ("pages/insights.py", "Profit", "What they bring"),
    "satisfaction": ("pages/satisfaction.py", "", "What they say"),
}
"""Figure -> its page, the tab of Insights, and what the link says."""


def writer(snapshot: Snapshot) -> Told:
    """Writes an amount into a sentence, the team's way."""
    return lambda amount, currency: money(short(amount), currency, snapshot.settings)


def exact(snapshot: Snapshot) -> Told:
    """Writes an amount into a table, to the penny."""
    return lambda amount, currency: money(amount, currency, snapshot.settings)


def found(snapshot: Snapshot, frames: Frames) -> Thread:
    """The four figures, made once a snapshot."""
    return session.kept(snapshot, "thread", lambda _: thread(frames, as_of=frames.as_of, top=_top(snapshot, frames)))


def _top(snapshot: Snapshot, frames: Frames) -> Top:
    return session.kept(snapshot, "top", lambda _: at_the_top(frames, as_of=frames.as_of))


def sentences(snapshot: Snapshot, frames: Frames) -> None:
    """Are they happy, do they stay: made of those two figures alone, so that Today comes at once."""
    if snapshot.contacts.empty:
        return
    top = _top(snapshot, frames)
    with st.container(gap="xxsmall", key="at_the_top"):
        st.text(thread_words.happy(top.happy))
        st.text(thread_words.stay(top.stay, frames.rules))


def tiles(snapshot: Snapshot, frames: Frames) -> None:
    """Kept, loyal, profit or sales, satisfaction: a number, of how many, a sentence and the page of each."""
    if snapshot.contacts.empty:
        return
    st.subheader("At a glance")
    now, write = found(snapshot, frames), writer(snapshot)
    said = thread_words.tiles(now, frames.rules, write)
    with st.grid(4, min_column_width=180):
        for name, title in thread_lines.titles(now, frames.rules).items():
            with st.container(border=True, height="stretch", gap="small", key=f"tile_{name}"):
                _tile(title, thread_lines.value(getattr(now, name), write), said[name])
                path, tab, label = PAGES[name]
                st.page_link(path, label=label, query_params={"insight": tab} if tab else None)
    st.page_link(
        "pages/insights.py", label="All four together, and who needs a call", icon=":material/insights:",
        query_params={"insight": "One thread"},
    )  # fmt: skip


def _tile(title: str, value: str, sentence: str) -> None:
    if value:
        st.metric(safe(title), safe(value))
    else:
        st.markdown(f"**{safe(title)}**")
    st.text(sentence)
