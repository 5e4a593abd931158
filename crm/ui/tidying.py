"""The page Tidy: what may be a slip, kind by kind; what stands there, what would, and the press that does it.

Nothing blocks and nothing is done by itself. What somebody leaves as it is, is not asked again while its text stays.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from crm.actions import tidy
from crm.actions.tidying.catalogue import Defect
from crm.actions.tidying.finding import Finding, Fix
from crm.model.changes import ChangeSet
from crm.model.errors import KithError, ReadOnly
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import brief
from crm.store import target
from crm.store.store import Store
from crm.ui import duplicates, session, told
from crm.ui.messages import safe

SHOWN, PAGE = 3, 10  # lines of a kind: at first, and once it is unfolded
CHOICES = 5  # buttons of a line


def found(snapshot: Snapshot) -> list[Finding]:
    """Everything to tidy in a snapshot but what was left as it is, looked for once."""
    left = session.store().left()
    return [one for one in _all(snapshot) if one.mark not in left]


def _all(snapshot: Snapshot) -> list[Finding]:
    store = session.store()

    def look(now: Snapshot) -> list[Finding]:
        return tidy.findings(now, store.laid(), store.copied(), store.gone())

    return session.kept(snapshot, "tidy", look)


def in_words(found: Sequence[Finding]) -> str:
    """How much there is to tidy; "" when there is nothing."""
    count = sum(map(tidy.is_to_tidy, found))
    return f"{told.count(count, 'thing')} to tidy" if count else ""


def nothing(snapshot: Snapshot) -> str:
    """What is said instead."""
    rows = sum(len(snapshot.frame(name)) for name in SHEETS if snapshot.has(name))
    return f"Nothing to tidy. {told.count(rows, 'row')} read, all understood."


def draw(snapshot: Snapshot) -> None:
    """All of it."""
    with st.spinner("Looking through the sheet"):
        now = found(snapshot)
    words = in_words(now)
    if words:
        st.text(f"{words}. Nothing changes until you press, and each press can be undone.")
        _all_that_is_sure(now)
    else:
        st.text(nothing(snapshot))
        st.page_link("pages/bring_in.py", label="Bring in a list", icon=":material/group_add:")
    for defect, those in tidy.by_kind(now).items():
        with st.container(border=True, gap="small", key=f"tidy_{defect.code}"):
            _kind(snapshot, defect, those)
    _twice(snapshot)
    _left(snapshot, now)


def _all_that_is_sure(now: Sequence[Finding]) -> None:
    """One press for what only writes in another form what is read there already."""
    sure = tidy.sure(now)
    if len(sure) > 1 and session.is_editor():
        st.button(
            f"Put right what is sure ({len(sure)})", key="tidy_sure", type="primary", icon=":material/done_all:",
            on_click=session.act, args=(lambda: tidy.heal(sure),),
            help="Phones and days that became numbers, and addresses with a comma or a space in them.",
        )  # fmt: skip


def _kind(snapshot: Snapshot, defect: Defect, those: Sequence[Finding]) -> None:
    st.subheader(f"{safe(defect.title)} ({sum(one.cells for one in those):,})")
    st.caption(safe(defect.about))
    groups = tidy.together(those)
    all_of_it, number = False, 1
    if len(groups) > SHOWN:
        all_of_it = st.toggle(f"Show all {len(groups):,}", key=f"tidy_all_{defect.code}")
    pages = -(-len(groups) // PAGE)
    if all_of_it and pages > 1:
        number = min(st.pagination(pages, key=f"tidy_page_{defect.code}") or 1, pages)
    shown = groups[(number - 1) * PAGE : number * PAGE] if all_of_it else groups[:SHOWN]
    for group in shown:
        _line(snapshot, group)
    if len(groups) > 1 and session.is_editor():
        _bulk(defect, those)


def _bulk(defect: Defect, those: Sequence[Finding]) -> None:
    """The presses for a whole kind."""
    ready = tidy.proposed(those)
    with st.container(horizontal=True):
        if len(ready) > 1:
            label = f"Put all {len(ready):,} right" if len(ready) == len(those) else f"Put these {len(ready):,} right"
            _press(label, f"tidy_heal_{defect.code}", lambda: tidy.heal(ready), is_primary=True)
        marks = [one.mark for one in those]
        st.button(
            "Leave all as they are", key=f"tidy_leave_all_{defect.code}", type="tertiary", on_click=_leave,
            args=(marks,),
        )  # fmt: skip


def _press(label: str, key: str, make: Callable[[], ChangeSet], *, is_primary: bool = False) -> None:
    st.button(safe(label), key=key, type="primary" if is_primary else "secondary", on_click=session.act, args=(make,))


def _line(snapshot: Snapshot, group: Sequence[Finding]) -> None:
    """Findings with the same text: where, what is the matter, before and after, and what can be done."""
    one = group[0]
    with st.container(gap="xxsmall", key=f"tidy_line_{one.mark}_{one.row}"):
        st.text(one.sentence)
        st.caption(safe(_place(snapshot, group)))
        if one.fix and _is_in_a_cell(one.fix):
            before, after = safe(brief(one.text)), safe(brief(one.fix.after)) or "nothing"
            st.markdown(f":red[{before}] :material/arrow_forward: :green[{after}]")
        if session.is_editor():
            _buttons(snapshot, one, group)


def _is_in_a_cell(fix: Fix) -> bool:
    return len(fix.changes) > 0 and hasattr(fix.changes[0], "expected")


def _buttons(snapshot: Snapshot, one: Finding, group: Sequence[Finding]) -> None:
    with st.container(horizontal=True):
        for number, fix in enumerate(one.fixes[:CHOICES]):
            key = f"tidy_{one.mark}_{one.row}_{number}"
            _press(fix.label, key, lambda number=number: tidy.heal(group, number))  # type: ignore[misc]
        if words := _taken_in(snapshot, one):
            st.button(
                safe(words), key=f"tidy_take_in_{one.mark}_{one.row}", on_click=_take_in, args=(group,),
                help="The row gets a number of its own. What stands in it stays.",
            )  # fmt: skip
        if one.code == "heading_missing" and one.field != "id":
            heading = SHEETS[one.sheet].column(one.field).heading
            st.button(
                f"Add the column {safe(heading)}, empty", key=f"tidy_heading_{one.mark}", on_click=_add_heading,
                args=(snapshot, one), help="If it only has another name by now, write the old one above it instead.",
            )  # fmt: skip
        st.button(
            "Leave it as it is", key=f"tidy_leave_{one.mark}_{one.row}", type="tertiary", on_click=_leave,
            args=([each.mark for each in group],),
        )  # fmt: skip


def _taken_in(snapshot: Snapshot, one: Finding) -> str:
    """What stands on the press that counts a row that was left out; "" where there is none."""
    is_copy, sheet = one.code == "duplicate_id", snapshot.contents.sheets.get(one.sheet)
    if one.code not in ("duplicate_id", "totals_row", "section_row") or sheet is None or one.row not in sheet.aside:
        return ""
    if not is_copy and ("id" not in sheet.columns or sheet.aside[one.row].get("id")):
        return ""  # its ID cell holds the word itself
    if one.sheet == "Contacts":
        return "It is a new contact" if is_copy else "It is a person"
    return "It is a new row" if is_copy else "Count this row too"


def _add_heading(snapshot: Snapshot, one: Finding) -> None:
    """For a button: an empty column below the heading that is missing."""

    def ask(store: Store) -> None:
        if store.is_looked_at:
            raise ReadOnly("This workbook is only looked at. Nothing was changed.")
        target.add_heading(store.location, snapshot, one.sheet, one.field)

    session.press(ask)


def _take_in(group: Sequence[Finding]) -> None:
    """For a button: rows that were left out count from now on."""

    def ask(store: Store) -> None:
        for one in group:
            store.take_in(one.sheet, one.row, one.text)

    session.press(ask)


def _place(snapshot: Snapshot, group: Sequence[Finding]) -> str:
    """Where it stands: sheet, row, whose row it is, and the heading."""
    one = group[0]
    rows = f"row {one.row}" if one.row else ""
    if len(group) > 1:
        rows = f"{len(group):,} rows, the first is row {one.row}"
    elif one.cells > 1:
        what = "rows, the first is" if one.code == "hidden_rows" else "cells, the first in"
        rows = f"{one.cells:,} {what} row {one.row}"
    whose = _whose(snapshot, one) if len(group) == 1 else ""
    heading = SHEETS[one.sheet].column(one.field).heading if one.sheet in SHEETS and one.field else ""
    return " · ".join(part for part in (one.sheet, rows, whose, heading) if part)


def _whose(snapshot: Snapshot, one: Finding) -> str:
    if not one.id or one.sheet not in SHEETS or one.field in ("contact", "name"):
        return ""
    row = snapshot.row(one.sheet, one.id)
    name = duplicates.name_of(snapshot, one.id) if one.sheet == "Contacts" else row.get("contact") or row.get("title")
    return brief(str(name or ""), 40)


def _leave(marks: Sequence[str], is_left: bool = True) -> None:
    """For a button: not to be asked again, or to be asked again."""
    try:
        session.store().leave(marks, is_left)
    except KithError as error:
        session.outbox().refused["page"] = error


def _twice(snapshot: Snapshot) -> None:
    """People who may be here twice have a page of their own."""
    found = duplicates.found(snapshot)
    if found and (pairs := len(found.pairs)):
        label = f"{told.count(pairs, 'pair of people', 'pairs of people')} may be one person each"
        if pairs == 1:
            label = "Two people may be one, compare them"
        st.page_link("pages/duplicates.py", label=label, icon=":material/group_remove:")


def _left(snapshot: Snapshot, now: Sequence[Finding]) -> None:
    """What was left as it is, and asking again."""
    shown = {one.mark for one in now}
    gone = [one for one in _all(snapshot) if one.mark not in shown]
    if not gone:
        return
    with st.expander(f"Left as it is ({len(gone):,})", key="tidy_left"):
        for one in gone[:PAGE]:
            st.text(f"{_place(snapshot, [one])}: {one.sentence}")
        if len(gone) > PAGE:
            st.caption(f"and {len(gone[PAGE:])} more")
        if session.is_editor():
            st.button(
                "Ask about these again", key="tidy_again", on_click=_leave, args=([one.mark for one in gone], False)
            )
