"""What was changed and by whom, what is to be decided, what was removed, and the versions that are kept."""

import streamlit as st

from crm.ui import bars, deciding, history, session, versions
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
TABS = ("Changes", "To decide", "Removed", "Backups")

snapshot = session.snapshot()
st.title("History")
bars.upkeep("History")
changes, to_decide, removed, backups = st.tabs(TABS, key="tab", bind="query-params")
with changes, explained():
    if changes.open:
        history.changes(snapshot)
with to_decide, explained():
    if to_decide.open:
        deciding.conflicts(snapshot)
with removed, explained():
    if removed.open:
        history.removed()
with backups, explained():
    if backups.open:
        versions.versions()
