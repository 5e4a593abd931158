"""One search index a workbook, shared by every visit, kept in step with the snapshot."""

import threading
from collections.abc import Callable, Collection, Container, Mapping

import pandas as pd
import streamlit as st

from crm.model.snapshot import Snapshot
from crm.search import query as language
from crm.search.index import Hit, Index

PATIENCE = 0.3  # seconds that the first search after a change in the sheet waits for the new index
SIMPLE = "This computer can search words only as they are typed: slips are not forgiven, and the best is not first."
"""What is told where the database of this Python has no full-text search."""


class Finder:
    """The index of the newest snapshot that was searched.

    Rows that were saved here are taken over one by one. After a change in the sheet the index is built anew beside the
    page, and the old one goes on answering.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._read: Snapshot | None = None  # whose texts the index holds
        self._coming: Snapshot | None = None  # whose texts are being read beside the page
        self._built: threading.Event | None = None  # set when that, or the reading of the notes, is done

    def index(self, snapshot: Snapshot) -> Index:
        """The index of this snapshot, or for a while that of an older one."""
        with self._lock:
            if self._index is None or self._read is None:
                self._index, self._read = Index.begun(snapshot), snapshot
                done: threading.Event | None = self._beside(self._index.finish)
            else:
                done = self._follow(self._index, self._read, snapshot)
        if done is not None:
            done.wait(PATIENCE)
        found = self._index
        assert found is not None
        return found

    def is_behind(self) -> bool:
        """Whether a newer or fuller index is on its way."""
        return self._built is not None

    def _follow(self, index: Index, read: Snapshot, snapshot: Snapshot) -> threading.Event | None:
        """Take over what was saved; where that is not known, build anew, and tell when that is done."""
        if read.changed_since(snapshot.mark) is not None:  # the same, or one that somebody still looks at
            return None
        changed = snapshot.changed_since(read.mark)
        if changed is not None:
            index.update(snapshot, changed)
            self._read = snapshot
            return None
        done = None
        if self._coming is None:
            self._coming = snapshot
            done = self._beside(lambda: self._replace(snapshot))
        if index.snapshot is not snapshot:  # at least who is there, and what was saved meanwhile
            index.answer_for(snapshot)
            index.update(snapshot, snapshot.changed_since(self._coming.mark) or ())
        return done

    def _replace(self, snapshot: Snapshot) -> None:
        fresh = None
        try:
            fresh = Index.build(snapshot)
        finally:
            with self._lock:
                self._coming = None
                if fresh is not None:
                    self._index, self._read = fresh, snapshot

    def _beside(self, work: Callable[[], None]) -> threading.Event:
        done = self._built = threading.Event()

        def run() -> None:
            try:
                work()
            finally:
                if self._built is done:
                    self._built = None
                done.set()

        threading.Thread(target=run, name="kith-index", daemon=True).start()
        return done


@st.cache_resource(show_spinner=False)
def _finder(location: str) -> Finder:
    return Finder()


def prepare(location: str, snapshot: Snapshot) -> None:
    """Build the index beside the first page, so that the first letter need not wait for it."""
    threading.Thread(target=_finder(location).index, args=(snapshot,), name="kith-index", daemon=True).start()


def is_simple(location: str, snapshot: Snapshot) -> bool:
    """Whether this Python can search only as SIMPLE says."""
    return not _finder(location).index(snapshot).complete


def is_behind(location: str) -> bool:
    """Whether a newer or fuller index is on its way, so that the same search may soon find more."""
    return _finder(location).is_behind()


def find(
    location: str, snapshot: Snapshot, query: str, k: int, *, me: str = "",
    within: Container[str] | None = None,
) -> list[Hit]:  # fmt: skip
    """The best `k` people for some words, each with where the words stand."""
    return _finder(location).index(snapshot).search(query, k, me=me, within=within)


def order(location: str, snapshot: Snapshot, query: str, within: Container[str], me: str = "") -> list[str]:
    """The IDs of everybody for some words, the best first, without those found in notes."""
    return _finder(location).index(snapshot).order(query, len(snapshot.contacts), me=me, within=within)


def noted(
    location: str, snapshot: Snapshot, query: str, k: int, *, but: Container[str], within: Container[str] | None = None
) -> list[Hit]:
    """The last notes, one a person, in which some words stand."""
    return _finder(location).index(snapshot).noted(query, k, but=but, within=within)


def matters(location: str, snapshot: Snapshot, query: str, k: int, within: Container[str] | None = None) -> list[Hit]:
    """The best `k` deals and requests for some words."""
    return _finder(location).index(snapshot).matters(query, k, within=within)


def by_name(snapshot: Snapshot, ids: Collection[str], k: int) -> list[Hit]:
    """The first `k` of some people by their names."""
    return language.by_name(snapshot, ids, k)


def people(
    location: str, snapshot: Snapshot, asked: language.Query, *, me: str, computed: Mapping[str, pd.Series]
) -> frozenset[str] | None:
    """The IDs of those who meet the conditions of a query and have none of the words it leaves out; None: everybody."""
    if not asked.conditions and not asked.without:
        return None
    index = _finder(location).index(snapshot)
    return language.people(snapshot, asked, me=me, computed=computed, index=index)
