"""Columns made at once are those that pandas makes of the same values."""

import datetime as dt
import gc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.model.arrays import PIECES, array, joined, missing, repeated, without_collecting
from crm.model.cells import CHOICES, DATE, INTEGER, KINDS, NUMBER, TEXT, YES_NO, Cell, Rules, Unreadable
from crm.model.frames import Blank, Context, read_column
from crm.model.lists import Lists
from crm.model.schema import Column
from crm.model.text import are_clean, fold, fold_all, is_clean

COLUMN = Column("since", "Since", DATE)
GIVEN = Context((COLUMN,), Rules(dt.date(2026, 1, 1)), Lists.default())
ODD: list[Cell] = [
    "",
    " Ann  Lee",
    "Zoe\u0308",
    "3.4.25",
    "31 Feb",
    "Yes",
    "1,5",
    1,
    1.0,
    True,
    0,
    False,
    -0.0,
    45000.5,
]
cells: st.SearchStrategy[Cell] = (
    st.none() | st.sampled_from(ODD) | st.text().filter(lambda text: "/" not in text) | st.dates() | st.datetimes()
    | st.floats() | st.integers() | st.booleans()
)  # fmt: skip
columns = st.lists(cells, min_size=1, max_size=4).flatmap(lambda some: st.lists(st.sampled_from(some), min_size=1))
COLUMNS = [
    (TEXT, ["a", None, "Zoë 漢"]), (DATE, [dt.date(2024, 2, 29), None, dt.datetime(1999, 1, 2, 3, 4)]),
    (NUMBER, [1.5, None, -0.0]), (INTEGER, [1, None, 3]), (YES_NO, [True, None, False]),
    (CHOICES, [("a",), None, ("b", "c")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values"), COLUMNS)
def test_a_column_is_the_one_that_pandas_makes(kind, values):
    assert pd.Series(array(kind, values)).equals(pd.Series(values, dtype=kind.dtype))


@pytest.mark.parametrize(("kind", "values"), COLUMNS)
def test_values_that_repeat_are_put_at_their_places(kind, values):
    wanted = pd.Series([values[2], values[0], values[1]], dtype=kind.dtype)
    assert pd.Series(repeated(kind, dict(enumerate(values)), [2, 0, 1])).equals(wanted)


@pytest.mark.parametrize(("kind", "values"), COLUMNS)
@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_column_without_values_is_missing_throughout(kind, values, count):
    found = pd.Series(missing(kind, count))
    assert len(found) == count and found.isna().all() and found.dtype == pd.Series(values, dtype=kind.dtype).dtype


@pytest.mark.parametrize(
    "text", ["a", "a b", " a", "a ", "a  b", "a\tb", "a\nb", "a\x7f", "~!", "é", "e\u0301", "a\u00a0b"]
)
def test_a_column_is_clean_when_each_of_its_texts_is(text):
    assert are_clean(["x", text, "", "y"]) is are_clean([text]) is are_clean(["", text]) is is_clean(text)


def test_many_texts_are_folded_like_each():
    texts = ["ANN", "", "Łukasz Straße", "Ὀδυσσεύς", "ǅ"]
    assert fold_all(texts) == [fold(text) for text in texts] and fold_all([]) == []


def test_the_search_for_garbage_goes_on_after_reading():
    with pytest.raises(ValueError, match="damaged"), without_collecting():
        assert not gc.isenabled()
        raise ValueError("damaged")
    assert gc.isenabled()


@pytest.mark.parametrize("odd", ["3.4.25", "soon", " ", dt.date(999, 1, 1), dt.date(2200, 1, 1), 45000.0, None, ""])
def test_days_read_at_once_are_those_read_one_by_one(odd):
    cells = [dt.date(2024, 2, 29), dt.datetime(1999, 1, 2, 3, 4), "", None, odd]
    together, troubles = read_column(COLUMN, cells, GIVEN, Blank(5))
    alone = [DATE.parse(cell, GIVEN.rules) for cell in cells]
    assert {place: one for place, one in enumerate(alone) if isinstance(one, Unreadable)} == troubles
    assert pd.Series(together).equals(pd.Series(array(DATE, [None if isinstance(x, Unreadable) else x for x in alone])))


@pytest.mark.parametrize("name", KINDS)
@given(cells=columns, required=st.booleans(), entries=st.sampled_from(["", "Relationships", "Tags"]))
def test_a_column_read_at_once_holds_what_its_cells_hold_read_one_by_one(name, cells, required, entries):
    column = Column("field", "Field", KINDS[name], required=required, list=entries)
    together, troubles = read_column(column, cells, GIVEN, Blank(len(cells)))
    alone = [read_column(column, [cell], GIVEN, Blank(1)) for cell in cells]
    assert troubles == {place: found[0] for place, (_, found) in enumerate(alone) if found}
    assert pd.Series(together).equals(pd.concat([pd.Series(value) for value, _ in alone], ignore_index=True))


@given(st.lists(st.none() | st.dates()) | st.lists(st.none() | st.datetimes()))
def test_days_and_moments_are_those_that_numpy_makes(values):
    assert pd.Series(array(DATE, values)).equals(pd.Series(np.array(values, dtype="datetime64[us]")))


def test_rows_added_one_by_one_are_the_rows_and_the_texts_stay_in_few_pieces():
    index = pd.Index(array(TEXT, ["a"]), name="id")
    frame = pd.DataFrame({"text": array(TEXT, ["Zoë"]), "day": array(DATE, [dt.date(2026, 3, 2)])}, index=index)
    found = frame
    for _ in range(60):
        found = joined(found, frame)
    assert found.equals(pd.concat([frame] * 61)) and found.index.name == "id"
    assert found["text"].array.__arrow_array__().num_chunks <= PIECES
