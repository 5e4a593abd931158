"""Whatever a list changes, one undo puts every sheet back cell by cell; and what was typed in between is never lost."""

import datetime as dt
from collections.abc import Sequence

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crm.actions.contacts import add_contact, edit_contact
from crm.actions.import_plan import NEW, SKIP, ImportPlan
from crm.actions.imports import for_workbook, plan_people
from crm.actions.interactions import log_interaction
from crm.exchange.columns import propose
from crm.exchange.outgoing import as_csv
from crm.exchange.table import read_table
from crm.model.cells import Cell
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from crm.ui.resembling import resembling
from tests.daily.conftest import ANN, SHOP, TODAY, TOM
from tests.store.conftest import Person

HEADINGS = ("Name", "Phone", "Email", "City", "Tags", "Last visit", "Notes", "Do not contact", "Shoe size")
PLACES = ("", "York", "Leeds", "=1+1", "Łódź")
NEWCOMER = ("Dora Quist", "", "dora@example.com", "Hull", "", "", "", "", "")
ROW = st.tuples(
    st.sampled_from(("Ann Lee", "Lee, Ann M.", "Tom Wójcik", "Harbour Parts Ltd", "Bo Ek", "Cy Roe", "Ann Leigh", "")),
    st.sampled_from(("", "020 7946 0112", "07700 900417", "01632 960001", "call me")),
    st.sampled_from(("", "ann@example.com", "tom@example.com", "bo@example.com", "x@gmial.com")),
    st.sampled_from(PLACES),
    st.sampled_from(("", "vip", "press; vip")),
    st.sampled_from(("", "2026-11-10", "2026-10-01", "soon")),
    st.sampled_from(("", "Likes tea", "rang\nin May")),
    st.sampled_from(("", "Yes", "no")),
    st.sampled_from(("", "41")),
)
LISTS = st.lists(ROW, max_size=5).map(lambda rows: [NEWCOMER, *rows])
CHOICES = st.lists(st.sampled_from((NEW, SKIP, "them")), min_size=5, max_size=5)
EDITS = st.lists(
    st.tuples(
        st.sampled_from((ANN, TOM, SHOP, "new")),
        st.sampled_from(("city", "tags", "notes", "role", "visit")),
        st.sampled_from(("Bath", "Ely")),
    ),
    max_size=4,
)
LONG = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
Cells = dict[tuple[str, str, str], Cell]


def planned(snapshot: Snapshot, rows: Sequence[Sequence[str]], choices: Sequence[str]) -> ImportPlan:
    """What bringing the list in does once somebody has decided who is who."""
    read = read_table(as_csv(HEADINGS, rows), "people.csv", "GB")[0].with_heading(1)
    plan = plan_people(snapshot, read, for_workbook(propose(read), snapshot, read), today=TODAY, finder=resembling)
    told = zip(plan.possible, choices, strict=False)
    return plan.settled({one.row: one.candidates[0].id if how == "them" else how for one, how in told})


def cells(snapshot: Snapshot) -> Cells:
    """Every filled cell of the sheets by (sheet, ID, field), but for who wrote a row and when."""
    return {
        (name, id, field): cell
        for name, sheet in snapshot.contents.sheets.items()
        for id in sheet.places
        for field, cell in snapshot.row(name, id).items()
        if cell not in (None, "") and not field.startswith(("changed_", "added_"))
    }


def entries(snapshot: Snapshot) -> dict[str, list[Cell]]:
    """The words of each list."""
    return {name: [word for word in words if word] for name, words in snapshot.contents.lists.items()}


def in_workbook(store: Store, person: Person) -> Snapshot:
    """What stands in the workbook itself once nothing waits any more."""
    assert store.flush(20)
    return Snapshot(person.workbook.read(), store.snapshot().rules)


@given(rows=LISTS, choices=CHOICES)
@LONG
def test_an_import_that_is_undone_leaves_every_cell_as_it_was(
    store: Store, person: Person, rows: list[tuple[str, ...]], choices: list[str]
) -> None:
    before = store.snapshot()
    changes = planned(before, rows, choices).change_set(before)
    store.save(changes)
    assert cells(in_workbook(store, person)) != cells(before)
    store.undo(changes.batch)
    now = in_workbook(store, person)
    assert cells(now) == cells(before)
    assert entries(now) == entries(before)


@given(rows=LISTS, choices=CHOICES, edits=EDITS)
@LONG
def test_what_was_typed_between_an_import_and_its_undo_stays(
    store: Store, person: Person, rows: list[tuple[str, ...]], choices: list[str], edits: list[tuple[str, str, str]]
) -> None:
    before = store.snapshot()
    changes = planned(before, rows, choices).change_set(before)
    assume(bool(changes))  # who was typed on before stays, and may be all that this list says
    store.save(changes)
    imported = cells(store.snapshot())
    for who, field, word in edits:
        seen = store.snapshot()
        new = sorted(set(seen.contacts.index) - set(before.contacts.index))
        id = str(new[0]) if who == "new" and new else ANN if who == "new" else who
        if field == "visit":
            store.save(log_interaction(seen, id, {"type": "Visit", "what": word, "date": dt.date(2026, 11, 11)}))
        else:
            store.save(edit_contact(seen, id, {field: word}))
    store.save(add_contact(store.snapshot(), {"name": "Somebody Else"}))
    typed = {place: cell for place, cell in cells(store.snapshot()).items() if imported.get(place) != cell}
    store.undo(changes.batch)
    now = cells(in_workbook(store, person))
    assert now.items() >= typed.items()
    old = {place: cell for place, cell in cells(before).items() if place not in typed}
    assert now.items() >= old.items()
