"""What waits today, whose day it is, and the numbers at a glance."""

import streamlit as st

from crm.analytics.today import waiting
from crm.ui import paper, session, today
from crm.ui.guard import page

page("viewer")
snapshot = session.snapshot()
as_of = snapshot.rules.today
frames = session.frames(snapshot)
found = waiting(frames, as_of=as_of)

st.title("Today")
today.first_steps(snapshot)
today.due(snapshot, found.follow_ups)
today.unhappy(snapshot, found.unhappy)
today.occasions(snapshot, found.occasions)
today.losing_touch(snapshot, found.losing_touch)
if not found.n and found.occasions.empty and not snapshot.contacts.empty:
    st.text("Nothing is waiting today. When somebody promises a call or a date, it appears here.")
today.glance(snapshot, frames)
paper.print_today(snapshot, found, frames)
