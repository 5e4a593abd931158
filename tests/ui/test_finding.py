"""The one index of a workbook: what is saved is taken over, what moved in the sheet is read beside the page."""

import threading

import pytest

from crm.model.changes import AddRow
from crm.model.snapshot import Snapshot
from crm.search import index
from crm.search.index import Index
from crm.ui import finding
from crm.ui.finding import Finder
from tests.clock import until
from tests.search.conftest import snapshot_of

BOOK = """
    Contacts
    | ID       | Name    | Notes      |
    | C-AAAAAA | Ann Lee | A blue bus |
"""
MORE = f"{BOOK}| C-BBBBBB | Bo Ek | A red bus |"


def names(finder: Finder, snapshot: Snapshot, query: str) -> list[str]:
    return [hit.id for hit in finder.index(snapshot).search(query)]


def saved(snapshot: Snapshot, id: str, name: str) -> Snapshot:
    change = AddRow("Contacts", id, {"name": name})
    return snapshot.after(snapshot.contents.applied([change]), [change], ())


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """An index that is built anew is ready only when this is set; nobody waits for it."""
    open_now, build = threading.Event(), Index.build

    def when_open(snapshot: Snapshot) -> Index:
        open_now.wait(20)
        return build(snapshot)

    monkeypatch.setattr(finding, "PATIENCE", 0)
    monkeypatch.setattr(Index, "build", when_open)
    return open_now


def test_a_saved_row_is_in_the_next_search_and_nothing_is_built_anew(gate: threading.Event) -> None:
    finder, before = Finder(), snapshot_of(BOOK)
    first = finder.index(before)
    after = saved(before, "C-NEWNEW", "Zoë Quist")
    assert names(finder, after, "quist") == ["C-NEWNEW"] and finder.index(after) is first


def test_after_a_change_in_the_sheet_the_old_index_answers_until_the_new_one_is_there(gate: threading.Event) -> None:
    finder, changed = Finder(), snapshot_of(MORE)
    assert names(finder, snapshot_of(BOOK), "ann") == ["C-AAAAAA"]
    assert names(finder, changed, "ann") == ["C-AAAAAA"] and finder.is_behind()
    assert names(finder, changed, "bo") == [], "the new row is not read yet"
    after = saved(changed, "C-NEWNEW", "Zoë Quist")
    assert names(finder, after, "quist") == ["C-NEWNEW"], "what is saved meanwhile is found at once"
    gate.set()
    assert until(lambda: not finder.is_behind())
    assert names(finder, after, "bo") == ["C-BBBBBB"] and names(finder, after, "quist") == ["C-NEWNEW"]


def test_a_page_that_still_looks_at_an_older_snapshot_turns_nothing_back(gate: threading.Event) -> None:
    finder, before = Finder(), snapshot_of(BOOK)
    finder.index(before)
    assert until(lambda: not finder.is_behind())  # the notes are in too
    after = saved(before, "C-NEWNEW", "Zoë Quist")
    finder.index(after)
    assert names(finder, before, "ann") == ["C-AAAAAA"] and not finder.is_behind()
    assert names(finder, after, "quist") == ["C-NEWNEW"]


def test_nobody_who_left_the_sheet_is_found_in_an_old_index(gate: threading.Event) -> None:
    finder = Finder()
    finder.index(snapshot_of(MORE))
    assert names(finder, snapshot_of(BOOK), "bo") == []


def test_an_index_that_could_not_be_built_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    finder, changed = Finder(), snapshot_of(MORE)
    finder.index(snapshot_of(BOOK))
    with monkeypatch.context() as broken:
        broken.setattr(Index, "build", lambda snapshot: 1 / 0)
        broken.setattr(threading, "excepthook", lambda given: None)
        assert names(finder, changed, "bo") == []
        assert until(lambda: not finder.is_behind())
    assert until(lambda: names(finder, changed, "bo") == ["C-BBBBBB"])


def test_people_are_found_before_their_notes_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, told = threading.Event(), index.notes

    def slowly(*given: object):
        go_on.wait(20)
        return told(*given)

    monkeypatch.setattr(index, "notes", slowly)
    monkeypatch.setattr(finding, "PATIENCE", 0)
    finder, book = Finder(), snapshot_of(BOOK)
    assert names(finder, book, "ann") == ["C-AAAAAA"] and names(finder, book, "blue bus") == []
    go_on.set()
    assert until(lambda: not finder.is_behind()) and names(finder, book, "blue bus") == ["C-AAAAAA"]
