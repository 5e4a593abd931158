"""Bringing a list into the workbook that is there: compared beside the page, shown, decided, saved as one batch."""

from collections.abc import Callable, Collection
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from crm.actions.import_plan import ImportPlan
from crm.actions.imports import plan_people
from crm.exchange.outgoing import as_csv
from crm.model.cells import written
from crm.model.errors import KithError
from crm.model.snapshot import Snapshot
from crm.ui import bringing, import_preview, list_mapping, session, told, working
from crm.ui.bringing import List
from crm.ui.messages import safe
from crm.ui.resembling import resembling

FORM = "bring in"
_PLANNING, _SAVING, _DONE, _TIMES = "import_planning", "import_saving", "import_done", "imports_done"


def upload() -> UploadedFile | None:
    """The file that somebody chose; another empty place for one after each import."""
    return bringing.upload(f"import_file_{st.session_state.get(_TIMES, 0)}")


def is_saving() -> bool:
    """Whether an import of this visit is being saved; then that is all there is to see. A finished one is told."""
    work: working.Work | None = st.session_state.get(_SAVING)
    if work is None:
        return False
    if not work.is_done:
        working.bar(work, "Saving. Nothing of it gets lost when you leave this page.", can_stop=False)
        return True
    del st.session_state[_SAVING]
    if work.error is not None:
        raise work.error
    if work.result is not None:
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        st.session_state.pop(_PLANNING, None)
        st.rerun()
    return False


def last() -> None:
    """What the import before this one left aside, to be looked at in a spreadsheet."""
    done: tuple[str, bytes] | None = st.session_state.get(_DONE)
    if done is not None:
        st.info(safe(done[0]), icon=":material/info:")
        st.download_button(
            "These rows as a list", done[1], "not brought in.csv", key="import_left", icon=":material/download:"
        )


def flow(snapshot: Snapshot, file: UploadedFile) -> None:
    """From the file to the button that brings its people in: the answer above what it rests on."""
    asked, answer, below = st.container(), st.container(), st.container()

    def columns() -> DeltaGenerator:
        return below.expander("How your columns are understood", key="import_columns", icon=":material/view_column:")

    with asked:
        found = bringing.understood(file, snapshot.settings.text("country"), snapshot, columns)
    if found is None:
        return
    with answer:
        plan = _plan(snapshot, file, found)
        if plan is not None:
            settled = import_preview.settled(plan, snapshot, file.file_id)
            _agree(settled, snapshot, found)


def _plan(snapshot: Snapshot, file: UploadedFile, found: List) -> ImportPlan | None:
    """What bringing the list in would do; None while that is being found out, or when it was stopped."""
    rows = import_preview.people_after_all(file.file_id)
    table, mapping, day_first = found.table.with_people(*rows), found.mapping, found.day_first
    today, targets = snapshot.rules.today, tuple(one.target for one in mapping)
    key = (
        file.file_id,
        tuple(rows),
        table.name,
        table.heading_row,
        targets,
        tuple(day_first.items()),
        len(table.rows),
        snapshot.mark,
    )

    def make(tick: Callable[[int], None]) -> ImportPlan:
        finder = partial(resembling, tick=lambda: tick(len(table.rows)))
        return plan_people(snapshot, table, mapping, today=today, day_first=day_first, finder=finder, tick=tick)

    work = working.begun(_PLANNING, key, make, 2 * len(table.rows))
    if not work.is_done:
        working.bar(work, f"Comparing {len(table.rows):,} rows with your workbook")
        return None
    if isinstance(work.error, working.Stopped):
        st.text("Stopped. Nothing was changed.")
        st.button("Compare them after all", key="compare_again", on_click=_forget)
        return None
    if isinstance(work.error, KithError):
        st.error(safe(work.error), icon=":material/info:")
        return None
    if work.error is not None:
        raise work.error
    plan: ImportPlan = work.result
    return plan


def _forget() -> None:
    st.session_state.pop(_PLANNING, None)


def _agree(plan: ImportPlan, snapshot: Snapshot, found: List) -> None:
    """The button; and before it, in a sentence, what happens."""
    if (refused := session.refusal(FORM)) is not None:
        st.error(safe(refused), icon=":material/info:")
    if not plan.new and not plan.updates:
        undecided = "Nothing comes in until you say who may be here already."
        st.text(undecided if plan.possible else "There is nothing to bring in: your list says nothing new.")
        return
    words = f"Bring in {told.count(len(plan.new), 'person', 'people')}" if plan.new else "Save"
    if plan.updates:
        words += f"{' and' if plan.new else ''} {told.count(len(plan.updates), 'change', 'changes')}"
    st.button(
        words, key="import_bring", type="primary", icon=":material/group_add:", on_click=_press,
        args=(plan, snapshot, found),
    )  # fmt: skip
    st.caption("Your file stays as it is. One press of Undo takes all of it back.")


def _press(plan: ImportPlan, snapshot: Snapshot, found: List) -> None:
    """Save what was shown, beside the page."""
    list_mapping.remember(found.mapping)
    save = session.saving(lambda: plan.change_set(snapshot), FORM)
    rows = {
        *(one.row for one in plan.possible),
        *(one.row for one in plan.skipped),
        *(one.row for one in plan.not_people),
    }
    st.session_state.pop(_DONE, None)
    if rows:
        st.session_state[_DONE] = (
            f"{told.count(len(rows), 'row was', 'rows were')} not brought in.",
            _left(found, rows),
        )
    working.begun(_SAVING, plan.batch, lambda tick: save(), 1)


def _left(found: List, rows: Collection[int]) -> bytes:
    """Those rows of the list, as they stand in the file."""
    table = found.table
    there = zip(table.numbers, table.rows, strict=True)
    return as_csv(table.headings, [[written(cell) for cell in row] for number, row in there if number in rows])
