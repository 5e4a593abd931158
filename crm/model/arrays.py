"""Values of one kind as what pandas makes a column of, without a look at each of them where that is possible."""

import datetime as dt
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from crm.model.cells import Kind, Value

PIECES = 16  # of a column of texts, before they are put together
Array = Any  # what a column of a frame is made of: an array of numpy or of pandas


def array(kind: Kind, values: Sequence[Value]) -> Array:
    """Values of a kind, None where one is missing."""
    if kind.dtype == "str":
        return _texts(pa.array(values, pa.large_string()))
    if kind.dtype.startswith("datetime"):
        return _moments(values)
    if kind.dtype == "float64":
        return np.array(values, dtype="float64")
    if kind.dtype == "object":
        found = np.empty(len(values), object)
        found[:] = list(values)
        return found
    return pd.Series(list(values), dtype=kind.dtype).array


def missing(kind: Kind, count: int) -> Array:
    """So many missing values."""
    if kind.dtype == "str":
        return _texts(pa.nulls(count, pa.large_string()))
    return array(kind, [None]).take([0] * count) if count else array(kind, [])


def repeated(kind: Kind, known: Mapping[Any, Value], keys: Sequence[Any]) -> Array:
    """For each of `keys` the value that `known` has for it."""
    if kind.dtype in ("str", "float64") or kind.dtype.startswith("datetime"):  # quicker than a take of the array
        return array(kind, list(map(known.__getitem__, keys)))
    numbers = {key: number for number, key in enumerate(known)}
    return array(kind, list(known.values())).take(np.array(list(map(numbers.__getitem__, keys)), dtype="int64"))


def joined(frame: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """A frame with some rows more at its end. Its texts are put together anew now and then: arrow keeps what was added
    as one piece more, and a hundred pieces would make a column slow."""
    whole = pd.concat([frame, added])
    if _pieces(whole.index.array) <= PIECES:
        return whole
    columns = {name: _in_one(column.array) for name, column in whole.items()}
    return pd.DataFrame(columns, index=pd.Index(_in_one(whole.index.array), name=whole.index.name))


def _pieces(values: Array) -> int:
    return values.__arrow_array__().num_chunks if isinstance(values, pd.arrays.ArrowStringArray) else 1


def _in_one(values: Array) -> Array:
    return _texts(values.__arrow_array__().combine_chunks()) if _pieces(values) > 1 else values


def _texts(values: pa.Array) -> Array:
    """What pandas calls "str": missing ones are NaN."""
    dtype = pd.StringDtype("pyarrow", na_value=np.nan)
    return pd.arrays.ArrowStringArray(values, dtype=dtype)  # type: ignore[call-arg]  # the stubs lag behind


def _moments(values: Sequence[Value]) -> Array:
    """Days and moments. Of days alone, or of moments alone, arrow makes them thirty times as quick as numpy."""
    types = set(map(type, values)) - {type(None)}
    if len(types) > 1:
        return np.array(values, dtype="datetime64[us]")
    read = pa.array(values, pa.timestamp("us") if types == {dt.datetime} else pa.date32())
    return read.to_numpy(zero_copy_only=False).astype("datetime64[us]")


@contextmanager
def without_collecting() -> Iterator[None]:
    """While a workbook or a list is read, Python does not look for garbage: millions of objects come up, none of them
    is any, and looking through them again and again would cost up to a third of the time. What is garbage by then goes
    later.
    """
    was_on = gc.isenabled()  # another thread may be at the same: who turned it off turns it on again
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
