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

    def search(self, snapshot: Snapshot, query: str, k: int, within: Container[str] | None) -> list[Hit]:
        """The best `k` people for some words."""
        with self._lock:
            if self._index is None or (changed := snapshot.changed_since(self._mark)) is None:
                self._index = Index.build(snapshot)
            elif changed:
                self._index.update(snapshot, changed)
            self._mark = snapshot.mark
            index = self._index
        return index.search(query, k, within=within)


@st.cache_resource(show_spinner=False)
def _finder(location: str) -> Finder:
    return Finder()


def find(location: str, snapshot: Snapshot, query: str, k: int = 50, within: Container[str] | None = None) -> list[Hit]:
    """People for some words, the best first."""
    return _finder(location).search(snapshot, query, k, within)
