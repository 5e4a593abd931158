"""What an import will do, before it does it: new, changed, maybe here already, the same, worth a look."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from crm.actions.import_plan import NEW, SKIP, ImportPlan, Possible
from crm.model.cells import Cell, written
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.ui import told
from crm.ui.messages import safe

FACTS = ("organisation", "phone", "phone_2", "email", "email_2", "street", "postcode", "city", "birthday", "notes")
SHOWN = 300  # lines of a table
PAGE = 10  # possible duplicates at a time
FEW, LONG = 12, 320  # sentences that stand there whole; pixels of a place in which more of them are scrolled
_BADGES = (
    ("new", "green", "new", "new"),
    ("updates", "blue", "changed", "changed"),
    ("possible", "orange", "maybe here already", "maybe here already"),
    ("same", "gray", "as it is", "as they are"),
    ("not_people", "gray", "no person", "no people"),
    ("problems", "red", "worth a look", "worth a look"),
)


def settled(plan: ImportPlan, snapshot: Snapshot, id: str) -> ImportPlan:
    """The plan as somebody decided it on this page: a tab for each kind of row of which there is any."""
    st.markdown(_badges(plan.counts))
    decisions: dict[int, str] = st.session_state.setdefault(f"import_decided_{id}", {})
    fill_only: list[str] = []
    leave_out: list[int] = []
    lines = {
        "New": plan.new,
        "Changed": plan.updates,
        "Maybe here already": plan.possible,
        "Not brought in": (*plan.same, *plan.not_people, *people_after_all(id)),
        "Worth a look": plan.problems,
    }
    there = _filled(lines)
    for name, tab in zip(there, st.tabs(_filled(lines)) if there else (), strict=True):
        with tab:
            if name == "New":
                _new(plan, snapshot)
            elif name == "Changed":
                fill_only = _changed(plan, id)
            elif name == "Maybe here already":
                _possible(plan, snapshot, decisions, id)
            elif name == "Not brought in":
                _left(plan, id)
            else:
                leave_out = _doubtful(plan, id)
    return plan.settled(decisions, fill_only=fill_only, leave_out=leave_out)


def _filled(lines: Mapping[str, Sequence[object]]) -> list[str]:
    """The names of the tabs in which there is anything."""
    return [name for name, some in lines.items() if some]


def _badges(counts: Mapping[str, int]) -> str:
    """How many there are of each, in colours."""
    badges = [
        f":{colour}-badge[{counts[name]:,} {one if counts[name] == 1 else many}]"
        for name, colour, one, many in _BADGES
        if counts[name]
    ]
    return " ".join(badges) or ":gray-badge[nothing]"


def _new(plan: ImportPlan, snapshot: Snapshot) -> None:
    """The rows as they will stand."""
    headings = {column.field: column.heading for column in snapshot.columns("Contacts")}
    used = [field for field in headings if any(field in one.values for one in plan.new[:SHOWN])]
    rows = [{headings[field]: written(one.values.get(field)) for field in used} for one in plan.new[:SHOWN]]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, key="import_new", alt="The people who come in, as they will stand"
    )
    _more(len(plan.new))
    visits = plan.counts["visits"]
    if visits:
        st.caption(f"{told.count(visits, 'visit comes', 'visits come')} in with them, from the dates in your list.")


def _changed(plan: ImportPlan, id: str) -> list[str]:
    """Each cell before and after; the fields in which only blanks are to be filled."""
    lines = [
        (one.row, one.name, _heading(cell.field), written(cell.before), written(cell.after))
        for one in plan.updates
        for cell in one.cells
    ]
    lines += [(one.row, one.name, "Visit", "", f"{one.last_visit}") for one in plan.updates if one.last_visit]
    frame = pd.DataFrame(lines[:SHOWN], columns=["Row", "Who", "What", "Before", "After"])
    red, green = ("#ff8787", "#69db7c") if st.context.theme.type == "dark" else ("#c92a2a", "#2b8a3e")
    styled = frame.style.set_properties(subset=["Before"], **{"color": red})
    styled = styled.set_properties(subset=["After"], **{"color": green})
    st.dataframe(styled, hide_index=True, key="import_changed", alt="Each cell that changes, before and after")
    _more(len(lines))
    over = dict.fromkeys(c.field for one in plan.updates for c in one.cells if c.before not in (None, ""))
    if not over:
        return []
    return _chosen(
        "fill", "Where something stands already, leave it as it is in", list(over), id,
        "Nothing: take what the list says", format_func=_heading,
        help="There the list fills only what is blank. A blank in the list never empties a cell.",
    )  # fmt: skip


def _possible(plan: ImportPlan, snapshot: Snapshot, decisions: dict[int, str], id: str) -> None:
    """Ten at a time: who stands in the list, whom it may be and why, and what is to be done."""
    st.caption("What you leave undecided is skipped, and you can download it afterwards.")
    left = [one for one in plan.possible if one.row not in decisions]
    if len(left) > 1:
        with st.container(horizontal=True):
            st.button("All are somebody new", key="all_new", on_click=_decide_all, args=(left, decisions, NEW))
            one = [row for row in left if len(row.candidates) == 1]
            if one:
                st.button("All are who they look like", key="all_them", on_click=_decide_all, args=(one, decisions, ""))
    pages = -(-len(plan.possible) // PAGE)
    number = st.pagination(pages, key=f"import_possible_{id}") if pages > 1 else 1
    for row in plan.possible[((number or 1) - 1) * PAGE :][:PAGE]:
        _one(row, snapshot, decisions, id)


def _one(row: Possible, snapshot: Snapshot, decisions: dict[int, str], id: str) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"**{safe(row.name)}**, row {row.row:d} of your list")
        _facts(row.as_new.values)
        for one in row.candidates:
            st.markdown(f"**{safe(one.name)}**, who is here: {safe(one.why)}")
            _facts(snapshot.row("Contacts", one.id))
        words: Mapping[str, str] = {
            SKIP: "Skip it for now",
            **{one.id: f"This is {one.name}" for one in row.candidates},
            NEW: "Somebody new",
        }
        key = f"import_row_{row.row}_{id}"
        chosen = st.selectbox(
            f"What is row {row.row:d}?", list(words), list(words).index(decisions.get(row.row, SKIP)),
            format_func=words.__getitem__, key=f"{key}_{decisions.get(row.row, SKIP)}", label_visibility="collapsed",
        )  # fmt: skip
        if chosen != decisions.get(row.row, SKIP):
            decisions[row.row] = chosen
            st.rerun()


def _facts(cells: Mapping[str, Cell]) -> None:
    """What tells one person from another, each with its heading."""
    told = [f"{_heading(field)}: {written(cells[field])}" for field in FACTS if written(cells.get(field)).strip()]
    if told:
        st.text(" · ".join(told)[:300])


def _decide_all(rows: Sequence[Possible], decisions: dict[int, str], choice: str) -> None:
    for row in rows:
        decisions[row.row] = choice or row.candidates[0].id


def people_after_all(id: str) -> list[int]:
    """The rows that were taken for no people, and are some."""
    return list(_choices(id).get("people", ()))


def _choices(id: str) -> dict[str, list[Any]]:
    """What was chosen for a list, by name; kept beside the fields, which go while the list is compared anew."""
    found: dict[str, list[Any]] = st.session_state.setdefault(f"import_choices_{id}", {})
    return found


def _chosen(name: str, label: str, options: list[Any], id: str, placeholder: str, **how: Any) -> list[Any]:
    kept = _choices(id)
    before = [one for one in kept.get(name, ()) if one in options]
    kept[name] = st.multiselect(label, options, before, key=f"import_{name}_{id}", placeholder=placeholder, **how)
    return kept[name]


def _left(plan: ImportPlan, id: str) -> None:
    lines = [(row.row, row.name, f"As it is: {row.why}") for row in plan.same]
    lines += [(row.row, row.text, f"Left out: it {row.why}") for row in plan.not_people]
    frame = pd.DataFrame(sorted(lines)[:SHOWN], columns=["Row", "What stands there", "Why"])
    st.dataframe(frame, hide_index=True, key="import_same", alt="Rows of your list that bring nothing new")
    _more(len(lines))
    rows = sorted({*(row.row for row in plan.not_people), *people_after_all(id)})
    before = people_after_all(id)
    if rows and _chosen("people", "People after all: row", rows, id, "None: leave these rows out") != before:
        st.rerun()


def _doubtful(plan: ImportPlan, id: str) -> list[int]:
    """What was noticed, as sentences that a narrow screen does not cut; the rows that are to stay out."""
    with st.container(height=LONG if len(plan.problems) > FEW else "content", border=False, key="import_problems"):
        st.text("\n".join(plan.problems[:SHOWN]))
    _more(len(plan.problems))
    if not plan.doubtful:
        return []
    return _chosen("without", "Leave out row", list(plan.doubtful), id, "None: bring all in as they stand")


def _heading(field: str) -> str:
    return SHEETS["Contacts"].column(field).heading


def _more(number: int) -> None:
    if number > SHOWN:
        st.caption(f"The first {SHOWN:,} of {number:,} are shown.")
