"""Bringing in a list: what comes in, what changes, who may be here already; then one press, and one to undo it."""

import streamlit as st

from crm.ui import bars, importing, session
from crm.ui.guard import page
from crm.ui.messages import explained

page("editor")

snapshot = session.snapshot()
st.title("Bring in a list")
bars.upkeep("Bring in a list")
with explained():
    if not importing.is_saving():
        st.text("People from a .csv or .xlsx file, or the contacts of a phone or mail program (.vcf).")
        file = importing.upload()
        if file is None:
            importing.last()
        else:
            importing.flow(snapshot, file)
