"""Who stayed? When everybody was last seen, how many came again, each month, and who does not come any more."""

import streamlit as st

from crm.analytics import retention, words
from crm.ui import bars, charts, retention_figures, session, thread
from crm.ui.guard import page

page("viewer")
snapshot = session.snapshot()
frames = session.frames(snapshot)

st.title("Who stayed?")
bars.figures("Retention")
if frames.events.empty:
    st.text(words.empty_activity(frames.rules))
    st.page_link("pages/log.py", label="Log a visit", icon=":material/edit_note:")
else:
    picked = charts.recency(retention.seen(frames), frames)
    if picked:
        st.switch_page("pages/contact.py", query_params={"id": picked})
    st.subheader("Kept")
    retention_figures.kept(frames)
    st.subheader("Who came again")
    retention_figures.who_came_again(snapshot, frames)
    st.subheader("Month by month")
    retention_figures.flow(frames)
    st.subheader("Until the second time")
    retention_figures.second_time(frames)
    st.subheader("Who needs a call")
    thread.care(snapshot, frames)
if frames.rules.ends_on_a_date:
    st.subheader("Who left")
    retention_figures.contracts_of(snapshot, frames)
