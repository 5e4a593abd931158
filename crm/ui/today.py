"""The pieces of the page Today: what waits, each with what can be done about it."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from crm.actions.sales import mark_paid
from crm.actions.satisfaction import mark_followed_up
from crm.actions.settings import set_setting
from crm.actions.tickets import solved
from crm.model.snapshot import Snapshot
from crm.ui import reach, session
from crm.ui.steps import SHOWN, line, steps, who
from crm.ui.words import day, money


def due(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Next steps that are overdue or due today, then those of the coming seven days."""
    for title, states in (("To do", ["overdue", "today"]), ("Within a week", ["this week"])):
        shown = rows[rows["state"].isin(states)]
        if len(shown):
            st.subheader(title)
            steps(snapshot, shown)


def _late(days: object) -> str:
    """How late something is.

    >>> _late(0), _late(1), _late(9)
    ('today', '1 day late', '9 days late')
    """
    return "today" if days == 0 else "1 day late" if days == 1 else f"{days} days late"


def promises(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Requests whose promised day has come."""
    if rows.empty:
        return
    now = session.now(snapshot)
    st.subheader("Promised, and not solved")
    with st.container(border=True, gap="small"):
        for id, row in rows.head(SHOWN).iterrows():
            with line():
                st.text(f"{row['subject']} · {day(row['promised_by'])}, {_late(row['days_late'])}", width="stretch")
                who(snapshot, row["contact_id"])
                reach.links(snapshot, row["contact_id"], str(id), (reach.CALL,))
                if session.is_editor():
                    st.button(
                        "Solved", key=f"solved_{id}", on_click=session.act,
                        args=(lambda id=str(id): solved(snapshot, id, now=now),),
                    )  # fmt: skip
        _more(len(rows))


def invoices(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Invoices past their day: first those that others owe us, then ours."""
    for title, means in (("Not paid in time", "money in"), ("We have not paid in time", "money out")):
        shown = rows[rows["means"] == means]
        if len(shown):
            st.subheader(title)
            with st.container(border=True, gap="small"):
                for id, row in shown.head(SHOWN).iterrows():
                    with line():
                        _invoice(snapshot, str(id), row)
                _more(len(shown))


def _invoice(snapshot: Snapshot, id: str, row: pd.Series) -> None:
    amount = money(row["amount"], row["currency"], snapshot.settings)
    what = (row["item"], amount, f"due {day(row['due'])}, {_late(row['days_late'])}")
    st.text(" · ".join(part for part in what if isinstance(part, str) and part), width="stretch")
    who(snapshot, row["contact_id"])
    if row["means"] == "money in":
        reach.links(snapshot, row["contact_id"], id)
    if session.is_editor():
        st.button("Paid", key=f"paid_{id}", on_click=session.act, args=(lambda: mark_paid(snapshot, id),))


def unhappy(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Unhappy answers that nobody has seen to."""
    if rows.empty:
        return
    st.subheader("Unhappy, and nobody has rung back")
    with st.container(border=True, gap="small"):
        for id, row in rows.head(SHOWN).iterrows():
            with line():
                comment = f" · “{row['comment']}”" if isinstance(row.get("comment"), str) else ""
                st.text(f"{row['score']} to “{row['question']}”, {day(row['date'])}{comment}", width="stretch")
                if not who(snapshot, row["contact_id"]):
                    st.text(str(snapshot.cell("Satisfaction", str(id), "contact") or "nobody was named"))
                reach.links(snapshot, row["contact_id"], str(id), (reach.CALL,))
                if session.is_editor():
                    st.button(
                        "Followed up", key=f"followed_{id}", on_click=session.act,
                        args=(lambda id=str(id): mark_followed_up(snapshot, id),),
                    )  # fmt: skip
        _more(len(rows))


def occasions(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Birthdays and anniversaries of the coming days."""
    if rows.empty:
        return
    st.subheader("Birthdays and anniversaries")
    with st.container(border=True, gap="xsmall"):
        for row in rows.head(SHOWN).to_dict("records"):
            _occasion(snapshot, row)
        _more(len(rows))


def _occasion(snapshot: Snapshot, row: Mapping[Hashable, Any]) -> None:
    with line():
        when = {0: "today", 1: "tomorrow"}.get(int(row["in_days"]), f"on {day(row['day'])}")
        who(snapshot, row["contact_id"])
        age = "" if pd.isna(row["years"]) else f", {row['years']}"
        st.text(f"{str(row['what']).capitalize()} {when}{age}", width="stretch")
        reach.links(snapshot, row["contact_id"], f"{row['what']}_{row['contact_id']}")


def losing_touch(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """People who have been silent for longer than we wanted."""
    if rows.empty:
        return
    st.subheader("Losing touch")
    with st.container(border=True, gap="xsmall"):
        for id, row in rows.head(SHOWN).iterrows():
            with line():
                who(snapshot, id)
                last = row.get("last")
                words_ = "no contact yet" if pd.isna(last) else f"last contact {day(last)}"
                st.text(f"{words_}, every {row['wish']:.0f} days wanted", width="stretch")
                reach.links(snapshot, str(id), f"touch_{id}")
                if session.is_editor():
                    st.page_link(
                        "pages/log.py", label="Log", icon=":material/edit_note:", query_params={"contact": str(id)}
                    )
        _more(len(rows))


def _more(count: int) -> None:
    if count > SHOWN:
        st.caption(f"and {count - SHOWN} more")


def first_steps(snapshot: Snapshot) -> None:
    """Three things to do in a new workbook; gone when all are done, or when somebody hides them for the team."""
    done = [not snapshot.contacts.empty, not snapshot.interactions.empty, not snapshot.follow_ups.empty]
    if all(done) or not snapshot.settings.yes("first_steps") or not session.is_editor():
        return
    with st.container(border=True):
        with line():
            st.markdown("**Three steps to begin**", width="stretch")
            st.button(
                "Hide", key="hide_first_steps", type="tertiary", icon=":material/close:", on_click=session.act,
                args=(lambda: set_setting(snapshot, "first_steps", "No"),), help="For the whole team.",
            )  # fmt: skip
        steps = ("Add a person", "Note a conversation", "Set a next step")
        pages = ("pages/contacts.py", "pages/log.py", "pages/follow_ups.py")
        for is_done, label, target in zip(done, steps, pages, strict=True):
            if is_done:
                st.markdown(f":material/check_circle: {label}")  # a link that is off is too pale to read
            else:
                st.page_link(target, label=label, icon=":material/radio_button_unchecked:")


def nothing(snapshot: Snapshot) -> None:
    """What the page is for, where nothing waits."""
    st.text("Nothing is waiting today. When somebody promises a call or a date, it appears here.")
    if session.is_editor():
        st.page_link("pages/follow_ups.py", label="Set a next step", icon=":material/event:")
