"""What waits today, whose day it is, and the numbers at a glance."""

import streamlit as st

from crm.analytics.today import waiting
from crm.ui import glance, looked, paper, session, steps, today, whose
from crm.ui.guard import page

page("viewer")
snapshot = session.snapshot()
as_of = snapshot.rules.today
frames = session.frames(snapshot)

st.title("Today")
glance.sentences(snapshot, frames)
found = session.kept(snapshot, "waiting", lambda _: waiting(frames, as_of=as_of))
if who := whose.chosen(snapshot):
    found = found.of(frames, who)
today.first_steps(snapshot)
steps.offer(snapshot)
today.due(snapshot, found.follow_ups)
today.promises(snapshot, found.tickets)
today.invoices(snapshot, found.invoices)
today.unhappy(snapshot, found.unhappy)
today.occasions(snapshot, found.occasions)
today.losing_touch(snapshot, found.losing_touch)
looked.since()
if not found.n and found.occasions.empty and not snapshot.contacts.empty:
    today.nothing(snapshot)
glance.tiles(snapshot, frames)
paper.print_today(snapshot, found, frames)
