"""Ann at Kith and a person in the sheet, through the Store: what is confirmed, asked, told apart, and kept."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.sheets_emulator.a1 import letters
from tests.store.conftest import NOW, PEOPLE
from tests.store.google.at_google import AtGoogle
from tests.store.google.conftest import SETTINGS
from tests.store.test_every_workbook import by_heading

PARIS = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": "London"})
EVE = AddRow("Contacts", "C-EVE55E", {"name": "Eve"})
Opens = Callable[[], Store]


@pytest.fixture
def opens(google: AtGoogle, tmp_path: Path) -> Iterator[Opens]:
    """Opens the spreadsheet, again and again as one Kith would."""
    stores: list[Store] = []

    def one() -> Store:
        journal = Journal(tmp_path / "journal" / "journal.sqlite", google.id)
        stores.append(Store(Record(google.kith("state"), journal, lambda: NOW), "here", Actor("Ann")))
        return stores[-1]

    yield one
    google.emulator.faults.clear()
    for store in stores:
        store.close()


def save(store: Store, *changes: Change) -> bool:
    assert store.save(ChangeSet("a change", changes)).confirmed
    return store.flush(10)


def city(google: AtGoogle, id: str = "C-ADA11A") -> Cell:
    headings, *rows = google.rows()
    return next(row[headings.index("City")] for row in rows if row[0] == id)


def types(google: AtGoogle, text: str) -> None:
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), text))


def test_two_people_who_change_one_cell_are_both_kept_and_asked(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    with google.has_it_open():
        store.save(ChangeSet("a change", (PARIS,)))
        types(google, "Rome")
    assert store.flush(10) and city(google) == "Rome"
    assert [(conflict.theirs, conflict.ours) for conflict in store.conflicts()] == [("Rome", "Paris")]


def test_who_did_what_stands_in_the_history(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    save(store, PARIS)
    google.edit(lambda grid: grid[2].__setitem__(by_heading(grid, "City"), "Bern"))
    store.snapshot()
    told = {batch.actor: [(step.id, step.field) for step in batch.steps] for batch in store.history()}
    assert told["in the sheet"] == [("C-BOB22B", "city")] and ("C-ADA11A", "city") in told["Ann"]


def test_what_was_saved_and_never_answered_is_anns_all_the_same(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    google.emulator.faults.add("503_after", kind="write", times=1)
    store.save(ChangeSet("a change", (PARIS, EVE)))
    google.clock.now += 100
    while not store.flush(0.2):
        google.clock.now += 100
    assert {batch.actor for batch in store.history()} == {"Ann"} and store.conflicts() == []


def test_a_partly_sorted_sheet_is_asked_about_before_anything_is_written(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    save(store, *[AddRow("Contacts", f"C-{n:05d}A", {"name": f"{9 - n}", "city": f"c{n}"}) for n in range(10)])
    google.emulator.person.sort("Contacts!B2:AZ14", by="B")
    store.snapshot()
    question = store.status().question
    assert question is not None and question.kind == "shuffled"


def test_rows_that_went_at_once_are_asked_about(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    save(store, *[AddRow("Contacts", f"C-{n:05d}A", {"name": f"Person {n}"}) for n in range(40)])
    google.emulator.person.delete_rows("Contacts", 3, 30)
    store.snapshot()
    question = store.status().question
    assert question is not None and question.kind == "rows_gone"


def test_while_google_is_away_everything_is_confirmed_and_goes_in_once_later(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    with google.has_it_open():
        assert store.save(ChangeSet("a change", (PARIS,))).confirmed and store.save(ChangeSet("new", (EVE,))).confirmed
        assert store.snapshot().contacts.at["C-ADA11A", "city"] == "Paris" and city(google) == "London"
        assert store.status().waiting == 2
    assert store.flush(10) and city(google) == "Paris"
    assert [row[0] for row in google.rows()].count(EVE.id) == 1


def test_kith_starts_while_google_is_away_with_what_was_seen_last(google: AtGoogle, opens: Opens) -> None:
    save(opens(), PARIS)
    google.emulator.faults.add("503")
    again = opens()
    assert again.snapshot().contacts.at["C-ADA11A", "city"] == "Paris" and "Google" in again.status().trouble


def test_what_was_confirmed_when_kith_died_goes_in_at_the_next_start(google: AtGoogle, opens: Opens) -> None:
    first = opens()
    google.emulator.faults.add("503", kind="write")
    first.save(ChangeSet("a change", (EVE,)))
    google.emulator.faults.clear()
    google.clock.now += 100
    assert opens().flush(10) and [row[0] for row in google.rows()].count(EVE.id) == 1


def test_what_was_removed_comes_back_by_undo(google: AtGoogle, opens: Opens) -> None:
    store, before = opens(), google.rows()
    batch = store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),))).batch
    assert store.flush(10) and "C-BOB22B" not in [row[0] for row in google.rows()]
    store.undo(batch)
    assert store.flush(10) and google.rows()[2][:2] == before[2][:2]


def test_a_row_that_a_person_typed_gets_an_id_with_the_next_save(google: AtGoogle, opens: Opens) -> None:
    store = opens()
    google.emulator.person.type_row("Contacts", ["", "Zoe"])
    (id,) = set(store.snapshot().contacts.index) - {"C-ADA11A", "C-BOB22B", "C-CLE33C"}
    google.emulator.person.sort("Contacts!A2:AZ10", by="B", descending=True)
    save(store, PARIS)
    assert [row[0] for row in google.rows() if row[1] == "Zoe"] == [id] and city(google) == "Paris"


@pytest.mark.parametrize("text", [None, "12"])
def test_an_id_that_was_typed_over_is_put_back_and_its_row_has_no_other_history(
    google: AtGoogle, opens: Opens, text: Cell
) -> None:
    store = opens()
    save(store, PARIS)
    google.edit(lambda grid: grid[1].__setitem__(0, text))
    types(google, "Rome")
    assert store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rome"
    assert save(store, UpdateRow("Contacts", "C-BOB22B", {"city": "Bonn"}, {"city": "Berlin"}))
    assert city(google) == "Rome" and len(google.rows()) == 4 and store.verify() == []


@pytest.mark.parametrize(
    ("heading", "cell", "field"), [("Member from", "2026-01-05", "own:Member from"), ("City", "Rome", "city")]
)
def test_what_only_google_knows_of_a_column_is_no_change_after_a_restart(
    google: AtGoogle, opens: Opens, heading: str, cell: str, field: str
) -> None:
    """A column of days of the team's own, and one of Kith's that is headed in their own words."""
    number = len(google.rows()[0]) if field.startswith("own:") else by_heading(google.rows(), heading)
    store = opens()
    google.edit(
        lambda grid: grid[0].extend([heading]) if field.startswith("own:") else grid[0].__setitem__(number, "From")
    )
    google.emulator.person.edit(f"Contacts!{letters(number)}2", cell)
    before = store.snapshot().cell("Contacts", "C-ADA11A", field)
    assert before and save(store, UpdateRow("Contacts", "C-BOB22B", {"phone": "1"}, {"phone": "030 1234"}))
    told = len(store.history())
    store.close()
    google.edit(lambda grid: grid[2].__setitem__(by_heading(grid, "Name"), "Bob Bright"))
    again = opens()
    assert again.snapshot().cell("Contacts", "C-ADA11A", field) == before and again.question() is None
    assert len(again.history()) == told + 1


def renames(google: AtGoogle, heading: str) -> None:
    """The column of the names."""
    google.emulator.person.edit("Contacts!B1", heading)


def test_a_column_that_was_renamed_is_known_when_kith_starts_while_google_is_away(
    google: AtGoogle, opens: Opens
) -> None:
    renames(google, "Who it is")
    first = opens()
    save(first, PARIS)
    first.close()
    google.emulator.faults.add("503")
    assert opens().snapshot().contacts.at["C-ADA11A", "name"] == "Ada Lovelace"


def test_a_column_that_is_renamed_again_while_kith_is_closed_is_not_missed(google: AtGoogle, opens: Opens) -> None:
    renames(google, "Who it is")
    first = opens()
    save(first, PARIS)
    first.close()
    renames(google, "What they are called")
    again = opens()
    assert again.question() is None and again.snapshot().contacts.at["C-ADA11A", "name"] == "Ada Lovelace"


@pytest.fixture
def torn(tmp_path: Path) -> Iterator[AtGoogle]:
    """A spreadsheet that is written by place. The first save meets a sort: Ada's new city comes into Cleo's row, Bob's
    into his own, which is in the middle. Then Google is busy, so that nothing can be put right at once."""
    google = AtGoogle(PEOPLE, tmp_path, **SETTINGS["anchors stay"])

    def sort() -> None:
        google.emulator.person.sort("Contacts!A2:AZ50", by="B", descending=True)
        google.emulator.faults.add("429", kind="read", times=1)

    google.workbook.read()
    google.emulator.before_next("spreadsheets.batchUpdate", sort)
    yield google
    google.close()


def test_what_came_in_with_a_save_that_was_given_up_is_nobody_elses(torn: AtGoogle, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal" / "journal.sqlite", torn.id)
    store = Store(Record(torn.kith("state"), journal, lambda: NOW), "here", Actor("Ann"))
    bob = UpdateRow("Contacts", "C-BOB22B", {"city": "Bern"}, {"city": "Berlin"})
    store.save(ChangeSet("first", (PARIS, bob, EVE)))
    until(lambda: "busy" in store.status().reason)
    assert (city(torn, "C-BOB22B"), city(torn, "C-CLE33C")) == ("Bern", "Paris")
    store.save(ChangeSet("then", (UpdateRow("Contacts", "C-BOB22B", {"city": "Bonn"}, {"city": "Bern"}),)))
    torn.clock.now += 100
    assert store.flush(20) and store.conflicts() == []
    assert [city(torn, id) for id in ("C-ADA11A", "C-BOB22B", "C-CLE33C")] == ["Paris", "Bonn", "Lagos"]
    assert [row[0] for row in torn.rows()].count(EVE.id) == 1
    store.close()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, ten seconds at most."""
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
