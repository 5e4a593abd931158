"""The thread of one person on their card: do they stay, what do they bring, are they content; and how they stand."""

import streamlit as st

from crm.analytics import standing_words, thread_words
from crm.analytics.frames import Frames
from crm.analytics.lead_facts import lead_standing
from crm.analytics.prospects import is_lead
from crm.analytics.standing import TOO_EARLY, Standing
from crm.analytics.standing_facts import standing_of
from crm.analytics.thread_of import PersonThread, thread_of
from crm.model.snapshot import Snapshot
from crm.ui import session, thread
from crm.ui.messages import as_label, explained, safe

ICONS = {
    "good": ":material/sentiment_satisfied:",
    "fair": ":material/sentiment_neutral:",
    "unpromising": ":material/sentiment_dissatisfied:",
    TOO_EARLY: ":material/hourglass_empty:",
}


def found(snapshot: Snapshot, contact: str) -> PersonThread | None:
    """The thread of a customer or a lead; None of suppliers and the like."""
    frames = session.frames(snapshot)
    lead = is_lead(frames.contacts["relationships"].get(contact), snapshot.lists)
    if not lead and not bool(frames.contacts["customer"].get(contact, False)):
        return None
    return thread_of(frames, contact, as_of=frames.as_of)


def draw(contact: str, thread: PersonThread) -> None:
    """One line about whether they stay, and one that unfolds: how they stand and why."""
    if told := " ".join(filter(None, thread_words.person_lines(thread).values())):
        st.text(told)
    _standing(contact)


@st.fragment
def _standing(contact: str) -> None:
    """How they stand; the reasons and what came of such standings are worked out when somebody unfolds it."""
    with explained():
        snapshot = session.snapshot()
        frames = session.frames(snapshot)
        is_customer = bool(frames.contacts["customer"].get(contact, False))
        found = _of(frames, contact, is_customer)
        label = standing_words.headline(found, frames.rules.customer if is_customer else "lead")
        unfolding = st.expander(as_label(label), key=f"standing_{contact}", icon=ICONS[found.level], on_change="rerun")
        with unfolding:
            if unfolding.open:
                _reasons(found, is_customer, snapshot, frames)


def _of(frames: Frames, contact: str, is_customer: bool) -> Standing:
    if not is_customer:
        return lead_standing(frames, [contact], as_of=frames.as_of)[contact]
    return standing_of(frames, str(frames.contacts["unit"].get(contact, contact)), as_of=frames.as_of)


def _reasons(found: Standing, is_customer: bool, snapshot: Snapshot, frames: Frames) -> None:
    with st.container(gap="xxsmall"):
        for one in found.reasons:
            if one.is_known:
                st.text(standing_words.reason_line(one))
        st.text(standing_words.total(found))
    if missing := standing_words.unknown(found):
        st.caption(safe(missing))
    if is_customer:
        st.caption(safe(f"What it is worth: {thread.tried(snapshot, frames)}"))
    st.markdown("**How is this counted?**")
    st.write(f"{standing_words.HOW} {standing_words.weights(not is_customer, frames.rules.weights)}")
