"""A merge that is taken back after anybody did anything else in between: nothing that was typed is lost."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.actions.contacts import edit_contact
from crm.actions.follow_ups import edit_follow_up
from crm.actions.interactions import log_interaction
from crm.actions.merged_cells import differing
from crm.actions.merging import merge_contacts
from crm.model.cells import Cell, written
from crm.model.changes import ChangeSet
from crm.model.snapshot import Snapshot
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, ROWS, TOM
from tests.actions.test_merging import ANNE, THEIRS

MINE = ("Interactions", "N-ANNE22"), ("Sales", "S-ANNE22"), ("Follow-ups", "F-ANNE22")
WORDS = st.sampled_from(("Hull", "York", "Zoë's", "=1+1", "07700 900417", "x" * 40))
FIELDS = st.sampled_from(("city", "notes", "needs", "street", "organisation", "name", "role"))
Act = Callable[[Snapshot, str], ChangeSet]
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.tuples(FIELDS, WORDS).map(lambda given: lambda now, id: edit_contact(now, id, dict([given]))),
    WORDS.map(lambda word: lambda now, id: log_interaction(now, id, {"type": "Call", "what": word})),
    WORDS.map(lambda word: lambda now, id: edit_follow_up(now, "F-ANNE22", {"what": word})),
    WORDS.map(lambda word: lambda now, id: edit_contact(now, TOM, {"city": word})),
)


def cells(snapshot: Snapshot) -> dict[str, dict[str, Cell]]:
    """Every cell that holds something, by row; not who changed it when."""
    return {
        id: {name: cell for name, cell in row.items() if cell is not None and name not in ("changed_on", "changed_by")}
        for sheet in snapshot.contents.sheets.values()
        for id in sheet.places
        if (row := sheet.row(id))
    }


@settings(max_examples=15, deadline=None)
@given(
    before=st.dictionaries(FIELDS, WORDS, max_size=4),
    theirs=st.dictionaries(FIELDS, WORDS, max_size=4),
    acts=st.lists(ACTS, max_size=4),
    flipped=st.booleans(),
    dice=st.randoms(),
)
def test_a_merge_is_taken_back_whatever_happened_since(before, theirs, acts, flipped, dice) -> None:
    keep, drop = (ANNE, ANN) if flipped else (ANN, ANNE)
    with tempfile.TemporaryDirectory() as folder:
        book = MemoryWorkbook.new(ROWS, today=NOW.date)
        store = Store(Record(book, Journal(Path(folder) / "j.sqlite", "b"), lambda: NOW), "here", Actor("Maya"))
        store.save(ChangeSet("Twice", THEIRS))
        for id, values in ((ANN, before), (ANNE, theirs)):
            store.save(edit_contact(store.snapshot(), id, values))
        first = cells(store.snapshot())
        choices = {one.column.field: dice.choice((keep, drop)) for one in differing(store.snapshot(), keep, drop, {})}
        done = store.save(merge_contacts(store.snapshot(), keep, drop, choices))
        merged = cells(store.snapshot())
        assert drop not in merged and store.snapshot().people.ids[drop] == keep
        typed = {place: cell for act in acts for place, cell in _saved(store, act, keep).items()}
        store.undo(done.batch)
        after, disputed = cells(store.snapshot()), {(one.id, one.field) for one in store.conflicts()}
        store.close()
    assert after[drop] == first[drop]
    if not acts:
        assert after == first
    for (id, field), cell in typed.items():  # the last value that somebody typed into a cell stands there
        assert written(after[id].get(field)) == written(cell), (id, field)
    for id, row in first.items():
        for field, cell in row.items():
            assert (id, field) in typed.keys() | disputed or after[id].get(field) == cell, (id, field)


def _saved(store: Store, act: Act, keep: str) -> dict[tuple[str, str], Cell]:
    """Save what somebody did: the cells that they typed, by row and field."""
    now = store.snapshot()
    changes = act(now, keep)
    store.save(changes)
    return {(change.id, field): cell for change in changes.changes for field, cell in change.values.items()}
