"""The first page: sample data, a new workbook, or the list that is there already."""

import datetime as dt
import os
from pathlib import Path

import streamlit as st

from crm import demo
from crm.actions.starting import settings_of
from crm.store import places
from crm.store.excel import template
from crm.ui import starting
from crm.ui.guard import page

page("owner")
today = dt.date.today()
st.session_state.setdefault("start", starting.Start())


def make_sample(path: Path, book_id: str) -> None:
    demo.write(path, today, book_id=book_id)


st.title("Kith")
st.markdown("The people you look after, in a spreadsheet that stays yours.")
cards = st.grid(3, min_column_width=300, border=True, key="choices")
with cards.cell():
    st.subheader("Try it with sample data", anchor=False)
    st.markdown("An invented bicycle workshop: 60 people and two years of visits. Change what you like.")
    sample = st.button("Open the sample", key="start_sample", icon=":material/pedal_bike:", width="stretch")
with cards.cell():
    st.subheader("Start a new workbook", anchor=False)
    st.markdown("What kind of team are you? One press makes it.")
    team = starting.kinds()
    proposed = starting.proposal()
with cards.cell():
    st.subheader("The list I already have", anchor=False)
    st.markdown("Its people are copied into a new workbook. The file itself stays as it is.")
with st.expander("Open a workbook of Kith's", icon=":material/folder_open:", key="open_book", expanded=False):
    asked = starting.another()

if sample:
    made = places.state_folder(os.environ) / "sample" / f"Sample {today}.xlsx"
    starting.open_book(str(made)) if made.exists() else starting.begin(made, make_sample)
elif team:
    settings = settings_of(team, proposed.region)
    starting.begin(
        proposed.path,
        lambda path, book_id: template.write(path, book_id=book_id, today=today, settings=settings, lists=team.lists),
    )
elif asked:
    starting.open_book(asked)
starting.ready(bool(sample or team))
