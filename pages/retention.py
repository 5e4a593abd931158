"""Who stayed? When everybody was last seen, how many came again, and who does not come any more."""

import streamlit as st

from crm.analytics import cohorts, grid, retention, words
from crm.ui import bars, charts, session
from crm.ui.guard import page
from crm.ui.messages import safe

page("viewer")
snapshot = session.snapshot()
as_of = snapshot.rules.today
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
    st.markdown(f"**{safe(words.kept_sentence(retention.kept(frames.events, as_of=as_of), frames.rules))}**")
    period = grid.finest_period(frames.events, as_of=as_of)
    found = cohorts.cohorts(frames.events, as_of=as_of, period=period)
    st.subheader("Who came again")
    charts.retention_curve(cohorts.retention_curve(found), found, frames)
    with st.expander("More: everybody by when they first came", key="cohort_part"):
        charts.cohort_grid(found, frames)
