"""What may be a slip in the sheet, kind by kind, and what could be done about it."""

import streamlit as st

from crm.ui import bars, session, tidying
from crm.ui.guard import page

page("viewer")

snapshot = session.snapshot()
st.title("Tidy")
bars.upkeep("Tidy")
tidying.draw(snapshot)
