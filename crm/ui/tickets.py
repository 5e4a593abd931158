"""The pieces of the page Tickets: requests for help, each with what can be done about it."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from crm.actions import tickets as actions
from crm.analytics import ticket_words, tickets, words
from crm.analytics.frames import Frames
from crm.model.business_time import BusinessTime
from crm.model.changes import ChangeSet
from crm.model.snapshot import Snapshot
from crm.ui import charts, session, theme
from crm.ui.messages import safe
from crm.ui.ticket_forms import begin, edit_form, equipment
from crm.ui.words import day

PAGE, SHOWN = 25, 10
NOBODY = "nobody"
Row = Mapping[Hashable, Any]


def none_open(is_filtered: bool = False) -> None:
    """What stands where nobody waits."""
    if is_filtered:
        st.text("No open request is like that. Take the filter away to see them all.")
        return
    st.text("No open requests. Requests for help and repairs live here.")
    st.caption("For example: “Gears slip after the service”, of Ann Lee, promised for tomorrow 15:00, High, Maya.")


def chosen(frames: Frames, snapshot: Snapshot) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The filter by owner and priority; what it gives is to be used on each list of requests."""
    rows = frames.tickets
    owners = sorted(tickets.owners(frames, rows).dropna().unique(), key=str.casefold)
    used = rows["priority"].dropna().unique().tolist()
    known = [word for word in snapshot.lists.entries("Priorities") if word in used]
    with st.expander("Filter", key="request_filter", icon=":material/filter_list:"), st.grid(2, min_column_width=200):
        whose = st.multiselect("Owner", [*owners, NOBODY], key="requests_of", placeholder="Anybody")
        priorities = st.multiselect(
            "Priority", [*known, *sorted(set(used) - set(known))], key="requests_with", placeholder="Any"
        )

    def let_through(some: pd.DataFrame) -> pd.DataFrame:
        keeps = pd.Series(True, index=some.index)
        if whose:
            keeps &= tickets.owners(frames, some).fillna(NOBODY).isin(whose)
        if priorities:
            keeps &= some["priority"].isin(priorities)
        return some[keeps]

    return let_through


def open_ones(snapshot: Snapshot, rows: pd.DataFrame, now: dt.datetime) -> None:
    """Open requests: those past their promise, the others, and those that wait for somebody else."""
    if len(rows):
        st.text(ticket_words.open_sentence(rows))
    pages = max(1, -(-len(rows) // PAGE))
    number = min(st.session_state.get("requests_page") or 1, pages)
    shown = rows.iloc[(number - 1) * PAGE : number * PAGE]
    past, waits = shown["state"] == "past", shown["means"] == "waiting"
    groups = {"Past the promise": past, "Open": ~past & ~waits, "Waiting for somebody else": ~past & waits}
    for title, members in groups.items():
        if members.any():
            st.subheader(title)
            lines(snapshot, shown[members], now)
    if pages > 1:
        st.pagination(pages, key="requests_page")


def lines(snapshot: Snapshot, rows: pd.DataFrame, now: dt.datetime, *, with_name: bool = True) -> None:
    """Open requests, each with its person, their equipment and what can be done."""
    for id, row in rows.to_dict("index").items():
        with st.container(border=True, gap="xsmall"):
            if st.session_state.get("editing_request") == id:
                _editing(str(id))
                continue
            with _line():
                st.markdown(f"**{safe(_text(row['subject']) or 'A request without a subject')}**", width="stretch")
                if with_name:
                    _who(snapshot, row)
            st.text(standing(row, now))
            if with_name and isinstance(row["contact_id"], str):
                equipment(snapshot, row["contact_id"])
            if session.is_editor():
                _buttons(snapshot, str(id), row, now)


@st.fragment
def _editing(id: str) -> None:
    if edit_form(session.snapshot(), id):
        st.rerun()


def standing(row: Row, now: dt.datetime) -> str:
    """One line on how a request stands: promise, since when it waits, first reply, priority, owner."""
    waits = row.get("waited")
    so_long = f", waits {ticket_words.told(waits / tickets.HOUR)}" if not pd.isna(waits) and waits else ""
    parts = (
        ("promised for ", when(row["promised_by"], now), "no promise"),
        ("came in ", when(row["opened"], now) + so_long, ""),
        ("first reply ", when(row["first_reply"], now), "no reply yet"),
        ("", _text(row["priority"]), ""),
        ("", _text(row["owner"]), ""),
    )
    return " · ".join(told for word, value, blank in parts if (told := f"{word}{value}" if value else blank))


def looked_for(snapshot: Snapshot, frames: Frames, still: pd.DataFrame, now: dt.datetime) -> str:
    """The request that the address names, on top of all others; its ID, "" where none is named or it is gone."""
    asked = st.query_params.get("ticket", "")
    if asked not in frames.tickets.index:
        return ""
    if asked in still.index:
        lines(snapshot, still.loc[[asked]], now)
    else:
        solved_ones(snapshot, frames.tickets.loc[[asked]], now)
    st.page_link("pages/tickets.py", label="All requests", icon=":material/close:")
    return asked


def solved_ones(snapshot: Snapshot, rows: pd.DataFrame, now: dt.datetime, *, with_name: bool = True) -> None:
    """Solved requests, the latest first, each with a way back."""
    with st.container(border=True, gap="small"):
        for id, row in rows.head(SHOWN).to_dict("index").items():
            with _line():
                told = f"{_text(row['subject'])} · solved {when(row['solved_on'], now)}"
                st.text(told, width="stretch")
                if with_name:
                    _who(snapshot, row)
                if session.is_editor():
                    _button("Take up again", f"reopen_{id}", partial(actions.reopen, snapshot, str(id), now=now))
        if len(rows) > SHOWN:
            st.caption(safe(f"and {len(rows) - SHOWN:,} more"))


def figures(frames: Frames, now: dt.datetime) -> None:
    """How long people waited, and which promises were kept, of all and of each owner."""
    since = now.date() - dt.timedelta(days=tickets.WINDOW_DAYS)
    came, due = tickets.opened_between(frames, since, now), tickets.promised_between(frames, since, now)
    reply, kept = tickets.reply_time(came, frames, now), tickets.kept_promises(due, now)
    for sentence in (ticket_words.reply_sentence(reply), ticket_words.kept_sentence(kept)):
        st.text(sentence)
    found = tickets.by_owner(frames, now).round(1).rename(columns=dict(ticket_words.TABLE))
    solving = ticket_words.solving_sentence(tickets.solving_time(came, frames, now))
    caption = words.caption(words.times(reply.n, "request timed", "requests timed"), reply.left_out)
    charts.figure(told=charts.Told(solving, caption, found, ticket_words.HOW, reply.left_out), key="request_figures")


def of_contact(snapshot: Snapshot, contact: str) -> None:
    """The requests of one person: open ones with what can be done, then solved ones, and the way to add one."""
    frames, now = session.frames(snapshot), session.now(snapshot)
    still = tickets.open_requests(frames, now)
    still = still[still["contact_id"] == contact]
    equipment(snapshot, contact)
    lines(snapshot, still, now, with_name=False)
    rows = frames.tickets
    done = rows[(rows["contact_id"] == contact) & (rows["means"] == "solved")]
    if len(done):
        solved_ones(snapshot, done.sort_values("solved_on", ascending=False, kind="stable"), now, with_name=False)
    if still.empty and done.empty:
        st.text("No requests of theirs yet.")
    if session.is_editor():
        asked = {"contact": contact}
        st.page_link("pages/tickets.py", label="Add a request", icon=":material/add:", query_params=asked)


# what the pieces share ----------------------------------------------------------------------------------------------


def _line() -> st.delta_generator.DeltaGenerator:
    return st.container(horizontal=not theme.is_narrow(), vertical_alignment="center", gap="small")


def _who(snapshot: Snapshot, row: Row) -> None:
    contact = row["contact_id"]
    name = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
    if isinstance(name, str):
        st.page_link("pages/contact.py", label=safe(name), query_params={"id": str(contact)})
    else:
        st.text(_text(row["contact"]) or "nobody was named")


def _buttons(snapshot: Snapshot, id: str, row: Row, now: dt.datetime) -> None:
    with st.container(horizontal=True, gap="small"):
        if not when(row["first_reply"], now):
            _button("Replied", f"replied_{id}", partial(actions.replied, snapshot, id, now=now))
        _button("Solved", f"solved_{id}", partial(actions.solved, snapshot, id, now=now))
        with st.popover("Later", key=session.closing(f"later_{id}")):
            _later(snapshot, id, now)
        with st.popover("More", key=session.closing(f"more_{id}")):
            if row["means"] == "waiting":
                _button("Go on", f"go_on_{id}", partial(actions.reopen, snapshot, id, now=now))
            else:
                _button("Waiting", f"waiting_{id}", partial(actions.waiting, snapshot, id))
            st.button("Edit", key=f"edit_{id}", on_click=begin, args=(snapshot, id))
            _button("Remove", f"remove_{id}", partial(actions.remove_request, snapshot, id))


def _later(snapshot: Snapshot, id: str, now: dt.datetime) -> None:
    """Another promise: the next working day, in a week, or a day to be picked."""
    business = BusinessTime.of(snapshot.settings)
    for label, days in (("Next working day", 1), ("In a week", 7)):
        to = business.working_day(now.date() + dt.timedelta(days=days))
        _button(label, f"{label}_{id}", partial(actions.later, snapshot, id, to))
    order = "DD/MM/YYYY" if snapshot.rules.day_first else "MM/DD/YYYY"
    picked = st.date_input("Or on", None, key=f"later_on_{id}", min_value=now.date(), format=order)
    if isinstance(picked, dt.date):
        _button("Promise that day", f"later_then_{id}", partial(actions.later, snapshot, id, picked))


def _button(label: str, key: str, do: Callable[[], ChangeSet]) -> None:
    st.button(label, key=key, on_click=session.act, args=(do,))


def when(moment: object, now: dt.datetime) -> str:
    """A moment as people say it: today and tomorrow by name, the time where one was typed; "" where there is none.

    >>> now = dt.datetime(2026, 11, 12, 9, 30)
    >>> when(pd.Timestamp(2026, 11, 12, 15, 5), now), when(pd.Timestamp(2026, 11, 20), now)
    ('today 15:05', '20 Nov 2026')
    """
    if not isinstance(moment, dt.datetime) or pd.isna(moment):
        return ""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((moment.date() - now.date()).days, day(moment))
    return near if moment.time() == dt.time(0) else f"{near} {moment:%H:%M}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
