"""Whatever was saved, its undo gives back the sheets cell by cell, and what others changed since is theirs.

The stamps (when and by whom a row was changed last) tell of the undo itself, so they are not compared.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.model.cells import Cell
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from crm.store.view import is_stamp
from tests.store.conftest import ADA, BOB, BOOK_ID, CLEO, NOW, PEOPLE, AtExcel, AtMemory, Grid, Person

IDS = [str(row["id"]) for row in (ADA, BOB, CLEO)]
HEADINGS = {"city": "City", "phone": "Phone", "notes": "Notes"}
KINDS = pytest.mark.parametrize("at", [AtMemory, AtExcel], ids=["memory", "excel"])
Place = tuple[str, str]


@contextmanager
def office(at: type[AtMemory] | type[AtExcel]) -> Iterator[tuple[Person, Store]]:
    """A person at a workbook of three people, and a Store on it."""
    with TemporaryDirectory() as there:
        person = at(PEOPLE, Path(there))
        journal = Journal(Path(there) / "journal" / "journal.sqlite", BOOK_ID)
        store = Store(Record(person.workbook, journal, lambda: NOW), "here", Actor("Ann"))
        try:
            yield person, store
        finally:
            store.close()


def cells(store: Store) -> dict[Place, Cell]:
    """Every filled cell of the sheet Contacts by ID and field, as the file has it."""
    assert store.flush(20) and store.status().waiting == 0
    sheet = store.snapshot().contents.sheets["Contacts"]
    places = ((id, field, cell) for id in sheet.places for field, cell in (sheet.row(id) or {}).items())
    return {(id, field): cell for id, field, cell in places if cell is not None and not is_stamp("Contacts", field)}


def save(store: Store, changes: list[Change]) -> str:
    return store.save(ChangeSet("a batch", tuple(changes))).batch


# what is saved --------------------------------------------------------------------------------------------------------

texts = st.text("aé=- \n", max_size=6).map(str.strip).filter(bool) | st.sampled_from(["Rom", "=1+1", "007", "Zoë; Li"])
some = st.fixed_dictionaries(
    {},
    optional={
        "city": texts,
        "phone": st.sampled_from(["030 1", "+49 30 1"]),
        "notes": texts | st.none(),
        "since": st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1)),
        "keep_in_touch": st.integers(1, 400),
    },
).filter(bool)
edits = st.builds(lambda id, new: UpdateRow("Contacts", id, new), st.sampled_from(IDS), some)
adds = st.builds(lambda n, new: AddRow("Contacts", f"C-N{n:04}A", {"name": "New", **new}), st.integers(0, 9999), some)
removals = st.builds(lambda id: RemoveRow("Contacts", id), st.sampled_from(IDS))
batches = st.lists(edits | adds | removals, min_size=1, max_size=6)
SEARCH = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@KINDS
@SEARCH
@given(saved=st.lists(batches, min_size=1, max_size=3), together=st.booleans())
def test_undo_gives_back_every_cell(
    at: type[AtMemory] | type[AtExcel], saved: list[list[Change]], together: bool
) -> None:
    with office(at) as (_, store):
        before, made = cells(store), [save(store, changes) for changes in saved]
        cells(store)  # written
        told = {batch.batch for batch in store.history() if any(step.state == "in_workbook" for step in batch.steps)}
        back = [batch for batch in reversed(made) if batch in told]
        for chosen in [back] if together and back else [[batch] for batch in back]:
            assert store.undo_overwrites(*chosen) == [] and store.undo(*chosen).conflicts == ()
        assert cells(store) == before


@KINDS
def test_undo_of_five_hundred_rows_gives_back_every_cell(at: type[AtMemory] | type[AtExcel]) -> None:
    with office(at) as (_, store):
        rows = {f"C-N{n:04}A": {"name": f"Person {n}", "city": "Rom", "notes": f"=note {n}"} for n in range(500)}
        empty = cells(store)
        added = save(store, [AddRow("Contacts", id, row) for id, row in rows.items()])
        full = cells(store)
        changes = [UpdateRow("Contacts", id, {"city": "Bonn", "phone": "1"}, {"city": "Rom"}) for id in rows]
        changed = save(store, [*changes, RemoveRow("Contacts", IDS[0])])
        assert len(cells(store)) > len(full) and store.undo(changed).conflicts == ()
        assert cells(store) == full and store.undo(added).conflicts == () and cells(store) == empty


# what others did since ------------------------------------------------------------------------------------------------

others = st.dictionaries(st.tuples(st.sampled_from(IDS), st.sampled_from(list(HEADINGS))), st.booleans(), max_size=5)
mine = st.dictionaries(st.tuples(st.sampled_from(IDS), st.sampled_from(list(HEADINGS))), texts, min_size=1, max_size=5)


def do(person: Person, store: Store, place: Place, text: str, in_sheet: bool) -> None:
    """Somebody else changes a cell, in the sheet or in the app."""
    id, field = place
    if not in_sheet:
        store.by(Actor("Ben")).save(ChangeSet("Ben's", (UpdateRow("Contacts", id, {field: text}),)))
        return
    cells(store)

    def typed(grid: Grid) -> None:
        row = next(row for row in grid if row[grid[0].index("ID")] == id)
        row[grid[0].index(HEADINGS[field])] = text

    person.edit(typed)


@KINDS
@SEARCH
@given(mine=mine, theirs=others)
def test_undo_leaves_what_others_changed_since_and_names_exactly_that(
    at: type[AtMemory] | type[AtExcel], mine: dict[Place, str], theirs: dict[Place, bool]
) -> None:
    with office(at) as (person, store):
        before = cells(store)
        batch = save(store, [UpdateRow("Contacts", id, {field: f"ours {text}"}) for (id, field), text in mine.items()])
        for n, (place, in_sheet) in enumerate(theirs.items()):
            do(person, store, place, f"theirs {n}", in_sheet)
        after = {**before, **{place: f"theirs {n}" for n, place in enumerate(theirs)}}
        both = mine.keys() & theirs.keys()
        assert {(found.id, found.field) for found in store.undo_overwrites(batch)} == both
        assert {(found.id, found.field) for found in store.undo(batch).conflicts} == both
        assert cells(store) == after


@KINDS
@pytest.mark.parametrize("in_sheet", [True, False], ids=["in the sheet", "in the app"])
def test_undo_of_a_removal_and_an_addition_leaves_what_others_did_to_other_rows(
    at: type[AtMemory] | type[AtExcel], in_sheet: bool
) -> None:
    with office(at) as (person, store):
        before = cells(store)
        batch = save(store, [RemoveRow("Contacts", IDS[1]), AddRow("Contacts", "C-N0001A", {"name": "New"})])
        do(person, store, (IDS[0], "city"), "theirs", in_sheet)
        assert store.undo_overwrites(batch) == [] and store.undo(batch).conflicts == ()
        assert cells(store) == {**before, (IDS[0], "city"): "theirs"}


@KINDS
@pytest.mark.parametrize("in_sheet", [True, False], ids=["in the sheet", "in the app"])
def test_undo_of_an_addition_that_somebody_wrote_into_keeps_the_row_and_says_so(
    at: type[AtMemory] | type[AtExcel], in_sheet: bool
) -> None:
    with office(at) as (person, store):
        batch = save(store, [AddRow("Contacts", "C-N0001A", {"name": "New"})])
        do(person, store, ("C-N0001A", "city"), "theirs", in_sheet)
        after = cells(store)
        assert [(found.id, found.field) for found in store.undo_overwrites(batch)] == [("C-N0001A", "")]
        assert len(store.undo(batch).conflicts) == 1 and cells(store) == after
