"""Next steps: what is due when, for one of the team or for everybody, as a list, a week or a month."""

import datetime as dt

import streamlit as st

from crm.analytics import today as analytics
from crm.ui import follow_ups, session, steps, weeks, whose
from crm.ui.guard import page

page("viewer")
FOUR_WEEKS = dt.timedelta(weeks=4)

snapshot = session.snapshot()
as_of = snapshot.rules.today
frames = session.frames(snapshot)

st.title("Follow-ups")
with st.container(horizontal=True):
    view, who = follow_ups.view(), whose.chosen(snapshot)
rows = analytics.follow_ups(frames, as_of=as_of)
done = analytics.closed(frames, since=as_of - FOUR_WEEKS)
if who:
    rows, done = (analytics.owned(frames, part, who) for part in (rows, done))
if session.is_editor():
    follow_ups.asked(snapshot)
    with st.expander("Set a next step", key="new_step", icon=":material/add:", expanded=follow_ups.opens(rows)):
        follow_ups.new_step()
steps.offer(snapshot)
if rows.empty:
    follow_ups.empty()
elif view == follow_ups.WEEK:
    weeks.week(snapshot, rows)
elif view == follow_ups.MONTH:
    weeks.month(snapshot, rows)
else:
    follow_ups.listed(snapshot, rows)
follow_ups.done_lately(snapshot, done)
follow_ups.calendar_file(frames, who)
