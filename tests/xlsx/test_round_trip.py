"""Whatever may stand in a cell comes back, and random edits give what a plain dict gives."""

import datetime as dt
import io
import math

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from crm.xlsx import Workbook
from tests.xlsx.books import TABLE_PART, book, row, sheet, table

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=60)
NUMBER = st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(allow_nan=False, allow_infinity=False, width=64)
DAY = st.dates(dt.date(1900, 3, 1))
MOMENT = st.datetimes(dt.datetime(1900, 3, 1)).map(lambda m: m.replace(microsecond=0))
ANY = TEXT | NUMBER | st.booleans() | st.none()
ROW = st.fixed_dictionaries({}, optional={1: ANY, 2: ANY})
START = book(sheet(row(1, "Name", "Amount") + row(2, "Ada", "1"), TABLE_PART), table("A1:B2"))


def written(value) -> tuple[bytes, object]:
    opened = Workbook.from_bytes(START, "x")
    opened.sheet("People").set_cell(2, 2, value)
    return opened.pack(), dict(opened.sheet("People").rows())[2].get(2)


@given(TEXT)
@example("_x0041_ \r\n\t \x01_x000D_")
@example(" =1+1 ")
@example("]]>&amp;<b>")
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_in_every_reader(text):
    data, ours = written(text)
    theirs = openpyxl.load_workbook(io.BytesIO(data)).active.cell(2, 2).value
    fast = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert ours == text and fast[1][1] == text
    assert unescape(theirs) == text


@given(NUMBER)
@settings(max_examples=100, deadline=None)
def test_any_number_comes_back(number):
    data, ours = written(number)
    assert ours == number and type(ours) is (int if float(number).is_integer() and abs(number) <= 2**53 else float)
    assert math.isclose(openpyxl.load_workbook(io.BytesIO(data)).active.cell(2, 2).value, number, rel_tol=1e-15)


@given(DAY | MOMENT)
@settings(max_examples=150, deadline=None)
def test_any_day_comes_back(day):
    data, ours = written(day)
    midnight = isinstance(day, dt.datetime) and day.time() == dt.time()
    assert ours == (day.date() if midnight else day)
    theirs = openpyxl.load_workbook(io.BytesIO(data)).active.cell(2, 2).value
    assert theirs == dt.datetime.combine(day, getattr(day, "time", dt.time)())


CELL = st.tuples(st.integers(2, 12), st.integers(1, 6), ANY) | st.tuples(st.integers(2, 12), st.just(7), DAY | MOMENT)


@given(st.lists(CELL | ROW, max_size=25))
@settings(max_examples=60, deadline=None)
def test_random_edits_give_what_a_dict_gives(edits):
    opened = Workbook.from_bytes(START, "x")
    people = opened.sheet("People")
    wanted = {(1, 1): "Name", (1, 2): "Amount", (2, 1): "Ada", (2, 2): 1}
    for step in edits:
        if isinstance(step, dict):
            last = people.append_row(step) if not blocked(wanted, people) else None
            for column, value in step.items() if last else ():
                wanted[last, column] = value
        else:
            people.set_cell(*step)
            wanted[step[:2]] = step[2]
        if len(wanted) % 5 == 0:
            opened.saved(opened.pack())
    seen = {place: value for place, value in wanted.items() if value is not None}
    assert {(r, c): v for r, cells in people.rows() for c, v in cells.items()} == {p: day(v) for p, v in seen.items()}
    assert dict(Workbook.from_bytes(opened.pack(), "x").sheet("People").rows()) == dict(people.rows())


def blocked(wanted: dict, people) -> bool:
    """Whether something stands right below the table, where a new row would have to go."""
    last = int(people.table_ref().partition(":B")[2])
    return any(wanted.get((last + 1, column)) is not None for column in (1, 2))


def day(value):
    midnight = isinstance(value, dt.datetime) and value.time() == dt.time()
    return value.date() if midnight else value
