"""What people type by mistake or in malice, in the record itself: in memory, in Excel and in Google Sheets."""

import csv
import io
import re

from crm.actions.contacts import add_contact
from crm.actions.imports import for_workbook, plan_people
from crm.exchange.columns import propose
from crm.exchange.table import read_table
from crm.model.cells import Cell
from crm.model.changes import ChangeSet, UpdateRow
from crm.store.store import Store
from tests.actions.bad_inputs import ALL
from tests.daily.conftest import TODAY, Save
from tests.store.conftest import Grid, Person

NO_TEXT_FILE = re.compile("[\x00\ud800-\udfff]")
IN_A_FILE = [bad for bad in ALL if not NO_TEXT_FILE.search(bad.typed)]


def test_every_text_that_a_cell_can_hold_stands_in_the_record_as_it_was_typed(store: Store, save: Save) -> None:
    texts = [bad for bad in ALL if bad.keeps]
    rows = [
        add_contact(store.snapshot(), {"name": f"Ada {n}", "city": bad.typed, "notes": bad.typed}).changes[0]
        for n, bad in enumerate(texts)
    ]
    found = save(ChangeSet("All at once", tuple(rows)))
    stands = [(found.cell("Contacts", row.id, "city"), found.cell("Contacts", row.id, "notes")) for row in rows]
    assert stands == [(bad.kept("text"), bad.kept("long text")) for bad in texts]


def test_every_text_that_comes_with_a_list_stands_as_it_was_typed_or_is_told(store: Store, save: Save) -> None:
    """The same texts in a file of somebody else: what a cell can hold comes in, what it cannot is told with its row."""
    with io.StringIO(newline="") as file:
        csv.writer(file).writerows(
            [("Name", "City", "Notes"), *((f"Ada {n}", bad.typed, bad.typed) for n, bad in enumerate(IN_A_FILE))]
        )
        data = file.getvalue().encode()
    seen = store.snapshot()
    read = read_table(data, "people.csv", "GB")[0]
    plan = plan_people(seen, read, for_workbook(propose(read), seen, read), today=TODAY)
    found = save(plan.change_set(seen))
    ids = {name: str(id) for id, name in found.contacts["name"].items()}
    for n, bad in enumerate(IN_A_FILE):
        stands = [found.cell("Contacts", ids[f"Ada {n}"], field) for field in ("city", "notes")]
        told = [line for line in plan.problems if line.startswith(f"Row {n + 2}, ")]
        if bad.keeps:
            assert stands == [bad.kept("text"), bad.kept("long text")] and not told
        else:
            assert bool(told) is bool(bad.typed.strip()) and set(map(str, stands)) <= {"None", "ab"}, (bad, stands)


def test_every_text_that_is_typed_into_the_sheet_stays_there_whatever_kith_saves_beside_it(
    store: Store, save: Save, person: Person
) -> None:
    """What begins with = is a formula there, and no program lets a person type what no cell can hold."""
    texts = [bad.typed for bad in ALL if bad.keeps and bad.typed.strip() and not bad.typed.startswith("=")]

    def types(grid: Grid) -> None:
        for n, text in enumerate(texts):
            row: list[Cell] = [None] * len(grid[0])
            row[grid[0].index("Name")], row[grid[0].index("Notes")] = f"Ada {n}", text
            grid.append(row)

    person.edit(types)
    before = person.rows()
    ids = {name: id for id, name in store.snapshot().contacts["name"].items()}
    save(
        ChangeSet("All", tuple(UpdateRow("Contacts", ids[f"Ada {n}"], {"city": "Hull"}, {}) for n in range(len(texts))))
    )
    after, column = person.rows(), before[0].index("Notes")
    assert [row[column] for row in after] == [row[column] for row in before]
    assert {row[column] for row in before} >= set(texts)
