"""The pieces of the part Goals: each aim with how far it is, and the form that sets one."""

import streamlit as st

from crm.actions import goals as actions
from crm.analytics import goal_words
from crm.analytics.goals import TOTALS, Standing, standings
from crm.model.cells import written
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import below, forms, menu, session
from crm.ui.messages import explained, safe
from crm.ui.words import terms


def tab(snapshot: Snapshot) -> None:
    """Every aim, and the form for one more; while the team has no goals, what they are and the button that begins."""
    if menu.is_on(snapshot, "module_goals", "A goal is a number to reach in a month, a quarter or a year."):
        _goals(snapshot)


def _goals(snapshot: Snapshot) -> None:
    found = standings(snapshot, session.frames(snapshot), session.now(snapshot))
    if not found:
        st.text("No goals yet. A goal is a number to reach in a month, a quarter or a year.")
        st.caption("For example: Interactions 15, each month, Maya. So far 9 of 15, 60 %: on pace.")
    if session.is_editor():
        with st.expander("Set a goal", icon=":material/flag:", key="set_goal", expanded=not found):
            _adding()
    for title, members in (("The team", _of_team(found, True)), ("Each of you", _of_team(found, False))):
        if members:
            st.subheader(title)
            for goal in members:
                with st.container(border=True, gap="xsmall"):
                    _one(snapshot, goal)
    if found:
        below.explanation(below.HOW, goal_words.HOW, key="how_goals")


def _of_team(found: list[Standing], is_team: bool) -> list[Standing]:
    return [goal for goal in found if (not goal.who) == is_team]


def _one(snapshot: Snapshot, goal: Standing) -> None:
    if st.session_state.get("editing_goal") == goal.id:
        _editing(goal.id)
        return

    own = terms(snapshot.settings)
    st.markdown(f"**{safe(goal_words.aim(goal, own))}**")
    st.text(goal_words.sentence(goal, own))
    if goal.measure in TOTALS and goal.figure is not None and goal.figure.value is not None:
        st.progress(value=min(1.0, max(0.0, goal.figure.value / goal.target)))
    notes = snapshot.frame("Goals")["notes"].get(goal.id)
    if isinstance(notes, str):
        st.text(notes)
    if session.is_editor():
        with st.container(horizontal=True, gap="small"):
            st.button("Edit", key=f"edit_goal_{goal.id}", on_click=_begin, args=(goal.id,))
            st.button(
                "Remove", key=f"remove_goal_{goal.id}", on_click=session.act,
                args=(lambda: actions.remove_goal(snapshot, goal.id),),
            )  # fmt: skip


def _columns(snapshot: Snapshot) -> list[Column]:
    return forms.entry_columns(snapshot, "Goals")


@st.fragment
def _adding() -> None:
    saved = False
    with explained():
        snapshot = session.snapshot()
        saved = forms.entry("goal", _columns(snapshot), snapshot, lambda entry: actions.add_goal(snapshot, entry))
    if saved:
        st.rerun()


@st.fragment
def _editing(id: str) -> None:
    saved = False
    with explained():
        snapshot, name = session.snapshot(), f"goal {id}"
        row, refused = snapshot.row("Goals", id), session.refusal(name)
        form, columns = forms.current(name, row), list[Column]()
        for column in _columns(snapshot):
            if snapshot.formula("Goals", id, column.field):
                st.text(f"{column.heading}: {written(row.get(column.field)) or 'blank'}, as the sheet works it out")
            else:
                columns.append(column)
        forms.fields(form, columns, snapshot, refused if isinstance(refused, InvalidInput) else None)
        with st.container(horizontal=True):
            saved = forms.submit(
                name, form, lambda entry: actions.edit_goal(snapshot, id, entry), columns, is_main=False
            )
            st.button("Cancel", key=f"cancel_goal_{id}", on_click=_end, args=(id,))
    if saved:
        _end(id)
        st.rerun()


def _begin(id: str) -> None:
    st.session_state["editing_goal"] = id
    forms.renew(f"goal {id}")


def _end(id: str) -> None:
    st.session_state.pop("editing_goal", None)
    forms.renew(f"goal {id}")
