"""Values of one kind as what pandas makes a column of, without a look at each of them where that is possible."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from crm.model.cells import Kind, Value

Array = Any  # what a column of a frame is made of: an array of numpy or of pandas


def array(kind: Kind, values: Sequence[Value]) -> Array:
    """Values of a kind, None where one is missing."""
    if kind.dtype == "str":
        return _texts(pa.array(values, pa.large_string()))
    if kind.dtype.startswith("datetime"):
        return np.array(values, dtype="datetime64[us]")
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


def repeated(kind: Kind, different: Sequence[Value], places: Sequence[int]) -> Array:
    """For each of `places` the value that stands there in `different`."""
    if kind.dtype == "str":  # quicker than a take of the array
        return array(kind, list(map(different.__getitem__, places)))
    return array(kind, different).take(np.array(places, dtype="int64"))


def _texts(values: pa.Array) -> Array:
    """What pandas calls "str": missing ones are NaN."""
    dtype = pd.StringDtype("pyarrow", na_value=np.nan)
    return pd.arrays.ArrowStringArray(values, dtype=dtype)  # type: ignore[call-arg]  # the stubs lag behind


@contextmanager
def without_collecting() -> Iterator[None]:
    """While a workbook is read, Python does not look for garbage: millions of objects come up, none of them is any, and
    looking through them again and again would cost up to a third of the time. What is garbage by then goes later.
    """
    was_on = gc.isenabled()  # another thread may be at the same: who turned it off turns it on again
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
