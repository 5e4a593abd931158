"""A list with new people and changes: saved as one batch, and one undo puts every cell back as it was."""

import pytest

from crm.actions.contacts import edit_contact
from crm.actions.import_plan import ImportPlan
from crm.actions.imports import for_workbook, plan_people
from crm.exchange.columns import propose
from crm.exchange.table import read_table
from crm.model.cells import Cell
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.daily.conftest import ANN, TODAY, TOM, Save
from tests.store.conftest import Person

LIST = (
    "Name,Phone,Email,City,Tags,Last visit,Shoe size",
    "Ann Lee,,ann@example.com,York,vip,2026-11-10,41",
    "Tom Wójcik,07700 900417,tom@example.com,,,,",
    "Bo Ek,01632 960001,bo@example.com,Hull,press,,",
)


def planned(snapshot: Snapshot) -> ImportPlan:
    read = read_table("\n".join(LIST).encode(), "people.csv", "GB")[0]
    return plan_people(snapshot, read, for_workbook(propose(read), snapshot, read), today=TODAY)


def cells(snapshot: Snapshot) -> dict[str, dict[str, Cell]]:
    """Everything in the sheets but who wrote a row, and when."""
    return {
        id: {
            name: cell for name, cell in snapshot.row(sheet, id).items() if not name.startswith(("changed_", "added_"))
        }
        for sheet, contents in snapshot.contents.sheets.items()
        for id in contents.places
    }


@pytest.mark.capability(1)
def test_new_people_and_changes_stand_in_the_sheet_and_one_undo_takes_all_of_it_back(
    store: Store, save: Save, person: Person
) -> None:
    before = store.snapshot()
    plan = planned(before)
    assert {name: count for name, count in plan.counts.items() if count} == {"new": 1, "updates": 2, "visits": 1}
    changes = plan.change_set(before)
    found = save(changes)
    assert (found.cell("Contacts", ANN, "city"), found.cell("Contacts", TOM, "email")) == ("York", "tom@example.com")
    assert found.cell("Contacts", ANN, "notes") == "Shoe size: 41"
    assert "Bo Ek" in set(found.contacts["name"]) and {"vip", "press"} <= set(found.lists.entries("Tags"))
    assert planned(store.snapshot()).counts["same"] == 3  # the same list again changes nothing

    store.undo(changes.batch)
    assert store.flush(10)
    assert cells(Snapshot(person.workbook.read(), before.rules)) == cells(before)


def test_what_was_changed_since_stays_when_an_import_is_undone(store: Store, save: Save) -> None:
    before = store.snapshot()
    changes = planned(before).change_set(before)
    save(changes)
    save(edit_contact(store.snapshot(), ANN, {"city": "Bath"}))
    store.undo(changes.batch)
    after = store.snapshot()
    assert after.cell("Contacts", ANN, "city") == "Bath"
    assert after.cell("Contacts", TOM, "email") in (None, "")


def test_a_cell_that_changed_after_the_preview_is_not_overwritten(store: Store, save: Save) -> None:
    seen = store.snapshot()
    changes = planned(seen).change_set(seen)
    save(edit_contact(seen, ANN, {"city": "Bath"}))
    assert [conflict.field for conflict in store.save(changes).conflicts] == ["city"]
    assert store.snapshot().cell("Contacts", ANN, "city") == "Bath"


def test_the_same_press_twice_saves_once(store: Store, save: Save) -> None:
    seen = store.snapshot()
    plan = planned(seen)
    save(plan.change_set(seen))
    assert len(save(plan.change_set(seen)).contacts) == len(seen.contacts) + 1
