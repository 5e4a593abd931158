"""The pieces of the page Segments: the groups, the one that is open, and the form that makes one."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from crm.actions.segments import add_segment, doubts, edit_segment, members, remove_segment, understood
from crm.model.cells import CHOICE, DATE, MONTH_DAY, STAMP, YES_NO, written
from crm.model.errors import InvalidInput
from crm.model.frames import entries_of
from crm.model.schema import Column
from crm.model.sheets import YES_OR_NO
from crm.model.snapshot import Snapshot
from crm.search.conditions import signs_of
from crm.search.keys import EMPTY, FILLED, Condition, Rule, all_columns
from crm.search.rules import format_rule, quoted
from crm.ui import forms, session
from crm.ui.computed import computed
from crm.ui.messages import at_field, safe
from crm.ui.words import day

NAMED = 12  # people of a group that are named at once
_IN_WORDS = {"=": "is", "!=": "is not", "<": "less than", ">": "more than", "<=": "at most", ">=": "at least"}
_DAYS_TOO = {"<": "before, or less than … ago", ">": "after, or more than … ago"}


def found(snapshot: Snapshot, rule: Rule) -> list[str]:
    """The IDs of who meets a rule; what is computed for it is computed once a snapshot."""
    return members(snapshot, rule, computed(snapshot, rule), me=session.store().actor.name)


def people(snapshot: Snapshot, id: str) -> list[str]:
    """The open group: its rule, who is in it, when it was last used. The IDs of its people."""
    row = snapshot.row("Segments", id)
    st.button("All segments", key="all_segments", icon=":material/arrow_back:", on_click=open_group, args=("",))
    st.subheader(safe(written(row.get("name")) or "Without a name"))
    st.text(written(row.get("rule")))
    try:
        inside = found(snapshot, understood(snapshot, written(row.get("rule"))))
    except InvalidInput as error:
        st.error(safe(error))
        return []
    used = day(snapshot.frame("Segments")["last_used"].get(id))
    st.caption(safe(f"{so_many(len(inside))}{f', last used {used}' if used else ''}"))
    with st.expander("Who is in it", key=f"inside_{id}", icon=":material/groups:"):
        name_them(snapshot, inside)
    if notes := written(row.get("notes")):
        st.text(notes)
    return inside


def so_many(n: int) -> str:
    """So many people."""
    return "Nobody" if not n else "1 person" if n == 1 else f"{n:,} people"


def name_them(snapshot: Snapshot, ids: Sequence[str]) -> None:
    """Links to the cards of the first few, and how many more there are."""
    if not ids:
        st.text("Nobody at the moment.")
    with st.container(horizontal=True, gap="small"):
        for id in ids[:NAMED]:
            name = snapshot.contacts["name"].get(id)
            st.page_link("pages/contact.py", label=safe(name if isinstance(name, str) else id), query_params={"id": id})
    if len(ids) > NAMED:
        st.caption(safe(f"and {len(ids) - NAMED:,} more"))


def opened(snapshot: Snapshot) -> str:
    """The ID of the group in the address, "" when none is, or it is not there any more."""
    asked = st.query_params.get("id", "")
    if asked and asked not in snapshot.frame("Segments").index:
        st.info("This segment is not in the sheet any more. These are the ones that are.")
        return ""
    return asked


def open_group(id: str) -> None:
    """Put a group into the address, where Back and a bookmark find it; "" for none."""
    st.query_params.from_dict({"id": id} if id else {})


def groups(snapshot: Snapshot, about: str) -> None:
    """Every group in its words, with how many people are in it now."""
    frame = snapshot.frame("Segments")
    if frame.empty:
        st.text(about)
        st.caption("Example: Relationship = Customer; City = Leeds; Last contact > 60 days")
    for id in map(str, frame.index):
        row = snapshot.row("Segments", id)
        with st.container(border=True, gap="xsmall"):
            name = written(row.get("name")) or "Without a name"
            st.button(safe(name), key=f"open_{id}", icon=":material/diversity_3:", on_click=open_group, args=(id,))
            st.text(written(row.get("rule")))
            try:
                st.caption(safe(so_many(len(found(snapshot, understood(snapshot, written(row.get("rule"))))))))
            except InvalidInput as error:
                st.caption(safe(error))


def remove(snapshot: Snapshot, id: str) -> None:
    """The button that takes a group out of the sheet."""
    st.button(
        "Remove this segment", key=f"remove_{id}", type="tertiary", on_click=session.act,
        args=(lambda: remove_segment(snapshot, id),), help="The people in it stay as they are.",
    )  # fmt: skip


# the form -------------------------------------------------------------------------------------------------------------


def form(snapshot: Snapshot, id: str) -> bool:
    """Name, rule and text of a group, a new one where `id` is "". True once, when it was saved."""
    name = f"segment {id}"
    row = snapshot.row("Segments", id)
    drawn, refused = forms.current(name, row), session.refusal(name)
    at = refused if isinstance(refused, InvalidInput) else None
    columns = {column.field: column for column in snapshot.columns("Segments")}
    forms.fields(drawn, [columns["name"]], snapshot, at)
    _rule_field(drawn, written(row.get("rule")))
    text = st.session_state.get(drawn.key("rule")) or ""
    if at is not None and at.field == "rule" and not text:
        at_field(at, "rule")
    _count(snapshot, drawn, text)
    _clicking(snapshot, drawn)
    names = tuple(snapshot.frame("Templates")["name"].dropna().astype(str))
    more = [replace(columns["template"], kind=CHOICE, fixed=names, to="")] if names and "template" in columns else []
    more += [columns["notes"]] if "notes" in columns else []
    forms.fields(drawn, more, snapshot, at)
    drawn_columns = [columns["name"], columns["rule"], *more]
    return forms.submit(
        name, drawn, lambda entry: edit_segment(snapshot, id, entry) if id else add_segment(snapshot, entry),
        drawn_columns, label="Save segment", is_main=False,
    )  # fmt: skip


def _rule_field(drawn: forms.Form, first: str) -> None:
    """The rule as text. Clicking below writes into it, so what it begins with is no default of the field."""
    if drawn.key("rule") not in st.session_state:
        st.session_state[drawn.key("rule")] = first
    drawn.first.setdefault("rule", first)
    st.text_input(
        "Rule", key=drawn.key("rule"), live="300ms", persist_state="session", autocomplete="off",
        placeholder="Relationship = Customer; City = Leeds; Last contact > 60 days",
        help="Conditions with semicolons; all must hold. A comma means any of.",
    )  # fmt: skip


def _count(snapshot: Snapshot, drawn: forms.Form, text: str) -> None:
    """Who meets the rule as it stands, and its conditions, each to be taken out again."""
    if not text.strip():
        return
    try:
        rule = understood(snapshot, text)
    except InvalidInput as error:
        st.error(safe(error))
        return
    columns = snapshot.columns("Contacts")
    with st.container(horizontal=True, gap="small"):
        for number, one in enumerate(rule):
            rest = format_rule([*rule[:number], *rule[number + 1 :]], columns)
            st.button(
                safe(f"Without {format_rule([one], columns)}"), key=drawn.key(f"without_{number}"), type="tertiary",
                icon=":material/close:", on_click=_write, args=(drawn, rest),
            )  # fmt: skip
    for sentence in doubts(snapshot, rule):
        st.caption(safe(sentence))
    inside = found(snapshot, rule)
    st.markdown(f"**{safe(so_many(len(inside)))}**")
    if inside:
        name_them(snapshot, inside)


def _write(drawn: forms.Form, rule: str) -> None:
    st.session_state[drawn.key("rule")] = rule


def _clicking(snapshot: Snapshot, drawn: forms.Form) -> None:
    """A condition made by choosing: heading, condition, value."""
    columns = {column.field: column for column in all_columns(snapshot.columns("Contacts"))}
    with st.container(border=True, gap="small"):
        with st.grid(3, min_column_width=200):
            field = st.selectbox(
                "Heading", list(columns), index=None, format_func=lambda field: columns[field].heading,
                key=drawn.key("click_field"), placeholder="Choose",
            )  # fmt: skip
            column = columns[field] if field else columns["name"]
            sign = st.selectbox(
                "Condition", signs_of(column), format_func=lambda sign: in_words(column, sign),
                key=drawn.key(f"click_sign_{field}"), disabled=not field,
            )  # fmt: skip
            value = "" if sign in (EMPTY, FILLED) or not field else _value(snapshot, drawn, column)
        st.button(
            "Add this condition", key=drawn.key("click_add"), on_click=_add, icon=":material/add:",
            args=(snapshot, drawn, field, sign, value), disabled=not field or not (value or sign in (EMPTY, FILLED)),
        )  # fmt: skip


def in_words(column: Column, sign: str) -> str:
    """A sign as it is read aloud."""
    if column.kind in (DATE, STAMP) and column.field != "next_step" and sign in _DAYS_TOO:
        return _DAYS_TOO[sign]
    return _IN_WORDS.get(sign, sign)


def _value(snapshot: Snapshot, drawn: forms.Form, column: Column) -> str:
    """The field for the value, as it is written in the rule."""
    key = drawn.key(f"click_value_{column.field}")
    options = list(YES_OR_NO) if column.kind is YES_NO else entries_of(column, snapshot.lists)
    if options:
        chosen = st.multiselect(
            "Value", options, key=key, accept_new_options=column.kind is not YES_NO, placeholder="Any of these"
        )
        return ", ".join(map(quoted, chosen))
    shown = "60 days, this month, 2026" if column.kind in (DATE, STAMP) else None
    shown = "May, 14 March, this week" if column.kind is MONTH_DAY else shown
    typed = st.text_input("Value", key=key, live="300ms", autocomplete="off", placeholder=shown)
    return typed.strip() if typed else ""


def _add(snapshot: Snapshot, drawn: forms.Form, field: str, sign: str, value: str) -> None:
    """Write the condition at the end of the rule; fields for the next one begin blank."""
    heading = format_rule([Condition(field, EMPTY)], snapshot.columns("Contacts")).removesuffix(f" {EMPTY}")
    before = (st.session_state.get(drawn.key("rule")) or "").strip().rstrip(";").strip()
    _write(drawn, "; ".join(part for part in (before, f"{heading} {sign} {value}".strip()) if part))
    st.session_state[drawn.key("click_field")] = None
