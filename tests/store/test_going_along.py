"""A row that bears another ID than the one that was written for: what waits goes along with it, so it is there once."""

from collections.abc import Callable
from pathlib import Path

from crm.model.cells import Cell
from crm.model.changes import ChangeSet, UpdateRow
from crm.store.store import Store
from tests.store.conftest import AtExcel, Grid, owner_file

Open = Callable[..., Store]
PHONE = UpdateRow("Contacts", "C-BOB22B", {"phone": "0301"}, {"phone": "030 1234"})


def waits_while(store: Store, path: Path, change: Callable[[Grid], None]) -> None:
    """Bob gets another phone in Kith, and somebody changes the sheet before that is in it."""
    with owner_file(path):
        assert store.save(ChangeSet("phone", (PHONE,))).confirmed
        AtExcel.at(path).edit(change)
    assert store.flush(10) and store.verify() == []


def column(path: Path, heading: str) -> list[Cell]:
    headings, *rows = AtExcel.at(path).rows()
    return [row[headings.index(heading)] for row in rows]


def test_what_waits_goes_into_the_row_whose_id_was_typed_over(opened: Open, path: Path) -> None:
    store = opened()
    waits_while(store, path, lambda grid: grid[2].__setitem__(0, "7"))
    assert column(path, "Name") == ["Ada Lovelace", "Bob Stone", "Cleo Adeyemi"]
    assert column(path, "ID")[1] == "7" and column(path, "Phone")[1] == "0301" and store.conflicts() == []


def test_the_history_still_tells_who_wrote_it_and_it_can_be_taken_back(opened: Open, path: Path) -> None:
    store = opened()
    waits_while(store, path, lambda grid: grid[2].__setitem__(0, "7"))
    batch = next(batch for batch in store.history() if batch.actor == "Ann")
    assert [(step.id, step.after) for step in batch.steps if step.field == "phone"][-1] == ("7", "0301")
    store.undo(batch.batch)
    assert store.flush(10) and column(path, "Phone")[1] == "030 1234"


def test_a_row_that_was_replaced_by_another_persons_gets_nothing_of_it(opened: Open, path: Path) -> None:
    store = opened()
    waits_while(store, path, lambda grid: grid[2].__setitem__(slice(0, len(grid[2])), other(grid)))
    bob, dora = (column(path, "Name").index(name) for name in ("Bob Stone", "Dora Lee"))
    assert (column(path, "Phone")[bob], column(path, "Phone")[dora]) == ("0301", None)
    assert [conflict.op for conflict in store.conflicts()] == ["add"]


def other(grid: Grid) -> list[Cell]:
    """A row about somebody else."""
    cells = {"ID": "7", "Name": "Dora Lee", "City": "Oslo"}
    return [cells.get(str(heading)) for heading in grid[0]]
