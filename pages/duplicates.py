"""Who is probably in the workbook twice: listed with reasons, two made one, or said to be apart."""

import streamlit as st

from crm.ui import bars, duplicates, merging, session
from crm.ui.guard import page

page("viewer")

snapshot = session.snapshot()
st.title("Duplicates")
bars.upkeep("Duplicates")
known = snapshot.people.ids
one, other = (known.get(st.query_params.get(name, ""), "") for name in ("merge", "with"))
if one:
    merging.draw(snapshot, one, other)
else:
    duplicates.draw(snapshot)
