"""One search index a workbook, shared by every visit, kept in step with the snapshot."""

import threading
from collections.abc import Container

import streamlit as st

from crm.model.snapshot import Snapshot
from crm.search.index import Hit, Index


class Finder:
    """The index of the newest snapshot that was searched; a few changed rows are taken over, not read anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._mark: object = None

    def index(self, snapshot: Snapshot) -> Index:
        """The index of this snapshot."""
        with self._lock:
            if self._index is None or (changed := snapshot.changed_since(self._mark)) is None:
                self._index = Index.build(snapshot)
            elif changed:
                self._index.update(snapshot, changed)
            self._mark = snapshot.mark
            return self._index


@st.cache_resource(show_spinner=False)
def _finder(location: str) -> Finder:
    return Finder()


def prepare(location: str, snapshot: Snapshot) -> None:
    """Build the index beside the first page, so that the first letter need not wait for it."""
    threading.Thread(target=_finder(location).index, args=(snapshot,), name="kith-index", daemon=True).start()


def find(location: str, snapshot: Snapshot, query: str, k: int) -> list[Hit]:
    """The best `k` people for some words, each with where the words stand."""
    return _finder(location).index(snapshot).search(query, k)


def order(location: str, snapshot: Snapshot, query: str, within: Container[str]) -> list[str]:
    """The IDs of everybody for some words, the best first."""
    return _finder(location).index(snapshot).order(query, len(snapshot.contacts), within=within)
