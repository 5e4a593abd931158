"""The list that is there already: read, understood column by column, and brought into a new workbook."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from crm.actions.imports import ImportPlan, plan_people
from crm.actions.starting import TEAMS, Region, Team, empty
from crm.exchange.columns import LEFT_OUT, Mapped, propose
from crm.exchange.questions import Question
from crm.exchange.synonyms import BIRTH_PARTS, LAST_VISIT, MIDDLE_NAME
from crm.exchange.table import Table, read_table
from crm.model.errors import InvalidInput
from crm.model.schema import KITH
from crm.model.sheets import SHEETS
from crm.ui.messages import safe

FILE = "list_file"
"""The key of the chosen file: while there is one, the page is about it alone."""

_KITHS = (
    "This is a workbook of Kith's already. Take it off again with ✕ and open it by its path, under "
    "“Open a workbook of Kith's”, so that all that belongs to its people comes too."
)
_OWN = "own:"
_WORDS = {
    LEFT_OUT: "Leave it out",
    LAST_VISIT: "Last visit (one visit each)",
    MIDDLE_NAME: "Middle name",
    **dict(zip(BIRTH_PARTS, ("Day of birth", "Month of birth", "Year of birth"), strict=True)),
}


@dataclass(frozen=True)
class List:
    """A list as it was understood: its table, and what each of its columns becomes."""

    name: str
    table: Table
    mapping: list[Mapped]


def upload() -> UploadedFile | None:
    """The file that somebody chose. It is read, never written."""
    return st.file_uploader("Your list", type=["xlsx", "csv"], key=FILE, label_visibility="collapsed")


def understood(file: UploadedFile, country: str) -> List | None:
    """What the file holds, with every guess shown and open to change; None, with a sentence, when it is no list."""
    try:
        tables = read_table(file.getvalue(), file.name, country)
        if any(table.name == "_crm" for table in tables):
            st.info(_KITHS)
            return None
        table = _answered(_one_of(tables, file.file_id), file, country)
    except InvalidInput as error:
        st.error(safe(error), icon=":material/info:")
        return None
    return List(PurePath(file.name).stem, table, _mapping(table, file.file_id))


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
        table = read_table(file.getvalue(), file.name, country, **reading)[0]
    for question in table.questions:
        if question.code == "heading":
            row = int(_answer(question, file.file_id))
            table = table if row == table.heading_row else table.with_heading(row)
        elif not question.choices:
            st.caption(safe(question.sentence))
    return table


def _answer(question: Question, id: str) -> str:
    words = dict(question.choices)
    return st.selectbox(
        safe(question.sentence), list(words), format_func=words.__getitem__, key=f"list_{question.code}_{id}"
    )


# the columns ----------------------------------------------------------------------------------------------------------


def _mapping(table: Table, id: str) -> list[Mapped]:
    shown = st.container()
    with st.expander("Change what a column is", key=f"list_change_{id}"), st.grid(3, min_column_width=240):
        mapping = [_chosen(column, number, id) for number, column in enumerate(propose(table))]
    shown.dataframe(
        pd.DataFrame(
            {
                "Your heading": [column.heading or f"Column {number}" for number, column in enumerate(mapping, 1)],
                "What it is": [_said(column) for column in mapping],
                "For example": [" · ".join(column.samples) for column in mapping],
            }
        ),
        hide_index=True,
        key=f"list_columns_{id}",
        alt="Your headings, what each is, and up to three of its cells",
    )
    return mapping


def _chosen(column: Mapped, number: int, id: str) -> Mapped:
    own = column.target if column.target.startswith(_OWN) else f"{_OWN}{column.heading or f'Column {number + 1}'}"
    options = [*_fields(), MIDDLE_NAME, LAST_VISIT, own, LEFT_OUT]
    options += [column.target] if column.target not in options else []
    target = st.selectbox(
        safe(column.heading) or f"Column {number + 1}",
        options,
        options.index(column.target),
        format_func=_words,
        key=f"list_{number}_{column.heading}_{id}",
    )
    return column if target == column.target else replace(column, target=target, sure=True)


def _fields() -> list[str]:
    """The fields of a person that a column can become."""
    return [c.field for c in SHEETS["Contacts"].columns if c.by == "P" and c.place != KITH and c.field != "id"]


def _words(target: str) -> str:
    if target.startswith(_OWN):
        return "A column of your own"
    return _WORDS.get(target) or SHEETS["Contacts"].column(target).heading


def _said(column: Mapped) -> str:
    doubtful = not column.sure and column.target and not column.target.startswith(_OWN)
    return f"{_words(column.target)} (please check)" if doubtful else _words(column.target)


# bringing them in -----------------------------------------------------------------------------------------------------


def plan(found: List, team: Team, region: Region, today: dt.date) -> ImportPlan | None:
    """What bringing the list into a new workbook will do; None, with a sentence, while no column holds names."""
    try:
        return plan_people(empty(team, region, today), found.table, found.mapping, today=today)
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
