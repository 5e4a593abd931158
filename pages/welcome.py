"""The first page: sample data, a new workbook, or the list that is there already."""

import os

import streamlit as st

from crm import demo
from crm.actions.starting import ListRows, Rows, Team, brought, settings_of
from crm.store import places
from crm.store.excel import template
from crm.store.opening import local_now
from crm.ui import adopting, bringing, connecting, list_mapping, session, starting
from crm.ui.guard import page

page("owner")


def new_workbook(where: starting.Proposal, team: Team, rows: Rows, lists: ListRows) -> None:
    settings = settings_of(team, where.region)
    starting.begin(
        where.path,
        lambda path, book_id: template.write(
            path, book_id=book_id, today=now.date(), settings=settings, rows=rows, lists=lists
        ),
    )


def sample() -> None:
    path = places.state_folder(os.environ) / "sample" / f"Sample {now.date()}.xlsx"
    if path.exists():
        starting.open_book(str(path))
    else:
        starting.begin(path, lambda path, book_id: demo.write(path, now.date(), book_id=book_id))


def choices() -> None:
    """Three cards, side by side where there is room."""
    cards = st.grid(3, min_column_width=250, border=True, key="choices")
    with cards.cell():
        st.subheader("Try it with sample data", anchor=False)
        st.markdown("An invented bicycle workshop: 60 people and two years of visits. Change what you like.")
        if st.button("Open the sample", key="start_sample", icon=":material/pedal_bike:", width="stretch"):
            sample()
    with cards.cell():
        st.subheader("Start a new workbook", anchor=False)
        st.markdown("What kind of team are you? One press makes it.")
        team, where = starting.kinds(), starting.proposal()
        if team:
            new_workbook(where, team, {}, team.lists)
    with cards.cell():
        st.subheader("The list I already have", anchor=False)
        st.markdown("An Excel workbook, a .csv file, or a phone's contacts (.vcf). People are copied; the file stays.")
        st.caption("To work in your own Excel workbook itself, open it below, under “Open a workbook that is there”.")
        bringing.upload()


def the_list() -> None:
    """What the file holds: the answer and the button above what they rest on."""
    file = bringing.upload()
    answer, place = st.container(), st.container()
    found = bringing.understood(file, starting.told().country) if file else None
    if found is None:
        return
    with place:
        where = starting.proposal(f"{found.name} (Kith)")
    with answer:
        team = bringing.kind()
        planned = bringing.plan(found, team, where.region, now.date())
        if planned and bringing.agreed(planned):
            list_mapping.remember(found.mapping)
            new_workbook(where, team, *brought(team, planned.change_set(), now))
    if planned:
        bringing.details(planned)


now = local_now()
st.title("Kith")
st.markdown("The people you look after, in a spreadsheet that stays yours.")
if session.is_given():
    st.info("Kith was started for one workbook, named by KITH_WORKBOOK. Start it without that to choose another.")
    connecting.google_sheet()  # where that is one, its key may be missing, or another by now
    st.stop()
if st.session_state.pop("just_chosen", False):
    starting.go_to_today()
starting.prepare()
if where := st.session_state.get(starting.WHERE):
    st.button(
        "Back", key="adopt_back", icon=":material/arrow_back:", on_click=st.session_state.pop, args=(starting.WHERE,)
    )
    adopting.show(where)
elif st.session_state.get(bringing.FILE):
    the_list()
else:
    choices()
    connecting.google_sheet()
    with st.expander("Open a workbook that is there", icon=":material/folder_open:", key="open_book"):
        st.caption(
            "One of Kith's, or your own Excel workbook: first you see how Kith reads it, and nothing is written."
        )
        if asked := starting.another():
            starting.open_book(asked)
