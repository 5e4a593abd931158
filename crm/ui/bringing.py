"""The list that is there already: read, understood column by column, and brought into a new workbook or one that is
there."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from crm.actions.import_plan import ImportPlan
from crm.actions.imports import plan_people
from crm.actions.starting import TEAMS, Region, Team, custom_of, empty
from crm.exchange.day_orders import undecided
from crm.exchange.mapped import Mapped
from crm.exchange.questions import Question
from crm.exchange.table import Table, read_table
from crm.model.cells import Rules
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.ui.list_mapping import mapping
from crm.ui.list_once import once
from crm.ui.messages import as_label, safe

FILE = "list_file"
"""The key of the chosen file: while there is one, the page is about it alone."""

_KITHS = (
    "This is a workbook of Kith's already. Take it off again with ✕ and open it by its path, under "
    "“Open a workbook that is there”, so that all that belongs to its people comes too."
)
_NOT_PEOPLE = {"settings", "lists", "start here", "overview", "_crm"}  # sheets of a workbook of Kith's


@dataclass(frozen=True)
class List:
    """A list as it was understood: its table, what each of its columns becomes, and by heading whether the day comes
    first where its cells leave that open."""

    name: str
    table: Table
    mapping: list[Mapped]
    day_first: dict[str, bool] = field(default_factory=dict)


def upload(key: str = FILE) -> UploadedFile | None:
    """The file that somebody chose, of any kind: one that is no list gets a sentence that says what to save instead. It
    is read, never written."""
    return st.file_uploader("Your list", key=key, label_visibility="collapsed")


def understood(
    file: UploadedFile, country: str, into: Snapshot | None = None, place: Callable[[], DeltaGenerator] = st.container
) -> List | None:
    """What the file holds, with every guess shown and open to change; None, with a sentence, when it is no list.

    `into` is the workbook that its people come to, where that is there already; `place` makes the place where the
    columns are shown.
    """
    try:
        tables = _read(file, country)
        if any(table.name == "_crm" for table in tables):
            if into is None:
                st.info(_KITHS)
                return None
            tables = sorted(
                (table for table in tables if table.name.lower() not in _NOT_PEOPLE),
                key=lambda table: table.name != "Contacts",
            )
        table = _answered(_one_of(tables, file.file_id), file, country)
    except InvalidInput as error:
        st.error(safe(error), icon=":material/info:")
        return None
    with place():
        chosen = mapping(table, file.file_id, into)
    rules = into.rules if into is not None else Rules(dt.date.today(), custom_of(country)[1])
    return List(PurePath(file.name).stem, table, chosen, _day_first(table, chosen, file.file_id, rules))


def _read(file: UploadedFile, country: str, **answers: str) -> list[Table]:
    """The tables of a file; read once for its answers."""
    key = ("read", country, *answers.items())
    return once(file.file_id, key, lambda: read_table(file.getvalue(), file.name, country, **answers))


def _day_first(table: Table, columns: list[Mapped], id: str, rules: Rules) -> dict[str, bool]:
    """Asked once a column in which 3/4 can be read both ways: whether the day comes first."""
    answers = {}
    key = ("days", rules, *(column.target for column in columns))
    for heading, (day, month) in once(id, key, lambda: undecided(table, columns, rules), of=table).items():
        answers[heading] = st.selectbox(
            f"Which comes first under {as_label(heading)}, the day or the month?",
            [True, False],
            0 if rules.day_first else 1,
            format_func=lambda first, told=(month, day): told[first],
            key=f"list_days_{heading}_{id}",
        )
    return answers


def _one_of(tables: Sequence[Table], id: str) -> Table:
    if len(tables) == 1:
        return tables[0]
    number = st.selectbox(
        "Which sheet holds your people?",
        range(len(tables)),
        format_func=lambda number: f"{tables[number].name} ({len(tables[number].rows)} rows)",
        key=f"list_sheet_{id}",
    )
    return tables[number]


# what only the person can know ----------------------------------------------------------------------------------------


def _answered(table: Table, file: UploadedFile, country: str) -> Table:
    """The table as it is with the answers to its questions; what only needs telling is told."""
    asked = [question for question in table.questions if question.code in ("encoding", "delimiter")]
    reading = {question.code: _answer(question, file.file_id) for question in asked if question.choices}
    if reading:  # read as it is answered, so that what is shown as chosen is what was read
        table = _read(file, country, **reading)[0]
    for question in table.questions:
        if question.code == "heading":
            row = int(_answer(question, file.file_id))
            if row != table.heading_row:
                table = once(file.file_id, ("heading", row), partial(table.with_heading, row), of=table)
        elif not question.choices:
            st.caption(safe(question.sentence))
    return table


def _answer(question: Question, id: str) -> str:
    words = dict(question.choices)
    return st.selectbox(
        safe(question.sentence), list(words), format_func=words.__getitem__, key=f"list_{question.code}_{id}"
    )


# bringing them in -----------------------------------------------------------------------------------------------------


def plan(found: List, team: Team, region: Region, today: dt.date) -> ImportPlan | None:
    """What bringing the list into a new workbook will do; None, with a sentence, while no column holds names."""
    try:
        return plan_people(
            empty(team, region, today), found.table, found.mapping, today=today, day_first=found.day_first
        )
    except InvalidInput as error:
        st.error(safe(error), icon=":material/info:")
        return None


def kind() -> Team:
    """The kind of team that the people come to."""
    name = st.pills(
        "What kind of team are you?", list(TEAMS), default="shop", required=True, key="list_team",
        format_func=lambda name: TEAMS[name].title,
    )  # fmt: skip
    return TEAMS[name or "shop"]


def agreed(planned: ImportPlan) -> bool:
    """Say what will come in, and ask; whether the button was pressed."""
    st.markdown(f"**{safe(summary(planned))}.** Your file stays as it is.")
    return st.button("Bring them in", key="list_bring", type="primary", icon=":material/group_add:")


def details(planned: ImportPlan) -> None:
    """The rows that do not come in, and what to look at later."""
    left = [(row.row, row.name, f"Skipped: {row.why}") for row in planned.same]
    left += [(row.row, row.text, f"Left out: it {row.why}") for row in planned.not_people]
    if left:
        with st.expander("Rows that do not come in", key="list_left"):
            frame = pd.DataFrame(sorted(left), columns=["Row", "What stands there", "What happens"])
            st.dataframe(frame, hide_index=True, key="list_left_rows", alt="Rows of your file that do not come in")
    if planned.problems:
        with st.expander("Worth a look later", key="list_problems"):
            frame = pd.DataFrame({"What we noticed": planned.problems})
            st.dataframe(frame, hide_index=True, key="list_problem_rows", alt="What we noticed in your list")


def summary(planned: ImportPlan) -> str:
    """How many people come in, and which rows do not, in one line."""
    told = [_several(len(planned.new), "person", "people")]
    if visits := planned.counts["visits"]:
        told.append(f"{_several(visits, 'visit', 'visits')} from the dates in your list")
    if len(planned.not_people) == 1:
        told.append(f"1 row {planned.not_people[0].why} and is left out")
    elif planned.not_people:
        told.append(f"{len(planned.not_people):,} rows are no people and are left out")
    if planned.same:
        told.append(f"{_several(len(planned.same), 'row', 'rows')} stand there twice and come in once")
    return "; ".join(told)


def _several(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"
