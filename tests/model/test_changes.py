"""Changes as values: what they carry, and what takes them back."""

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.model.cells import Cell
from crm.model.changes import (
    AddRow,
    AddToList,
    Change,
    ChangeSet,
    RemoveFromList,
    RemoveRow,
    SetBeside,
    SetSetting,
    UpdateRow,
)
from crm.model.contents import Contents, SheetContents
from crm.model.entry import Entry
from crm.model.ids import draw, is_kith, normal
from crm.model.sheets import SHEETS

cells: st.SearchStrategy[Cell] = st.none() | st.text() | st.integers() | st.booleans() | st.dates()
fields = st.sampled_from(["name", "phone", "own:Shoe size"])
rows = st.dictionaries(fields, cells, min_size=1)
words = st.text(min_size=1)


@st.composite
def updates(draw_from: st.DrawFn) -> UpdateRow:
    values = draw_from(rows)
    return UpdateRow("Contacts", "C-1", values, {field: draw_from(cells) for field in values})


STRATEGIES = {
    AddRow: st.builds(AddRow, st.just("Contacts"), words, rows, st.none() | st.integers(2, 99)),
    RemoveRow: st.builds(RemoveRow, st.just("Contacts"), words, rows, st.none() | st.integers(2, 99)),
    UpdateRow: updates(),
    SetSetting: st.builds(SetSetting, words, cells, cells),
    AddToList: st.builds(AddToList, words, words, rows),
    RemoveFromList: st.builds(RemoveFromList, words, words, rows),
    SetBeside: st.builds(SetBeside, words, words, words, cells, cells),
}
changes = st.one_of(*STRATEGIES.values())


@given(changes)
def test_taking_back_twice_is_the_change_itself(change: Change) -> None:
    assert change.inverse().inverse() == change


@given(st.lists(changes))
def test_a_batch_is_taken_back_last_first(made: list[Change]) -> None:
    batch = ChangeSet("Made", tuple(made))
    assert batch.inverse("Undone").inverse("Made").changes == batch.changes
    assert bool(batch) == bool(made)


def test_every_kind_of_change_is_tried_above() -> None:
    assert set(STRATEGIES) == set(get_args(Change))


@given(st.dictionaries(fields, cells), rows)
def test_a_row_that_was_changed_and_changed_back_is_as_before(before: dict[str, Cell], new: dict[str, Cell]) -> None:
    contents = of_rows({"C-1": before})
    now = contents.sheets["Contacts"].row("C-1") or {}
    update = UpdateRow("Contacts", "C-1", new, {field: now[field] for field in new})
    assert contents.applied([update]).applied([update.inverse()]).sheets["Contacts"].row("C-1") == now


@given(rows)
def test_a_row_that_was_added_and_removed_is_gone(values: dict[str, Cell]) -> None:
    contents = of_rows({"C-1": {}})
    added = AddRow("Contacts", "C-2", values)
    assert contents.applied([added, added.inverse()]).ids == {"C-1"}


def test_a_removed_row_takes_its_formulas_and_errors_with_it() -> None:
    sheet = of_rows({"C-1": {}}).sheets["Contacts"]
    odd = SheetContents(**{**vars(sheet), "formulas": {(2, "phone"): "A1"}, "errors": {(2, "name"): "#REF!"}})
    left = odd.applied([RemoveRow("Contacts", "C-1")], {})
    assert (left.formulas, left.errors) == ({}, {})


def test_a_word_added_to_a_list_and_taken_out_leaves_it_as_it_was() -> None:
    contents = Contents("1", None, {}, {"Tags": ["red"], "Stages": ["New"], "Stages: means": ["open"]}, {})
    change = AddToList("Stages", "Waiting", {"means": "open"})
    more = contents.applied([change])
    assert more.lists["Stages"] == ["New", "Waiting"] and more.lists["Stages: means"] == ["open", "open"]
    assert more.applied([change.inverse()]).lists == contents.lists


def of_rows(drawn: dict[str, dict[str, Cell]]) -> Contents:
    """Contents of a sheet Contacts with three columns and these rows by ID."""
    names = ["name", "phone", "own:Shoe size"]
    columns = {name: [row.get(name) or None for row in drawn.values()] for name in names}
    numbers = list(range(2, len(drawn) + 2))
    columns = {"id": list(drawn), **columns}
    sheet = SheetContents("Contacts", "Contacts", 1, ("ID", *names), ("id", *names), numbers, columns)
    return Contents("1", None, {"Contacts": sheet}, {}, {})


# entries and IDs ------------------------------------------------------------------------------------------------------


def test_a_plain_mapping_is_an_entry_that_expects_nothing() -> None:
    entry = Entry.of({"name": "Ada"})
    assert (entry.values, entry.expected) == ({"name": "Ada"}, {})
    assert Entry.of(entry) is entry and Entry.of({"name": "Ada"}).batch != entry.batch


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_an_id_begins_with_its_sheet_and_ends_in_a_letter(sheet) -> None:
    id = draw(sheet.letter)
    assert is_kith(id) and id.startswith(f"{sheet.letter}-") and id[-1].isalpha()


def test_an_id_that_is_taken_is_never_drawn_again() -> None:
    class OnlyOneIsFree:
        def __init__(self) -> None:
            self.asked = list[str]()

        def __contains__(self, id: object) -> bool:
            self.asked.append(str(id))
            return len(self.asked) < 5

    taken = OnlyOneIsFree()
    assert draw("C", taken) == taken.asked[-1] and len(taken.asked) == 5


@pytest.mark.parametrize("typed", ["c-7k3q9f", " C-7K3Q9F ", "C -7K3 Q9F"])
def test_an_id_is_known_however_it_is_typed(typed: str) -> None:
    assert normal(typed) == "C-7K3Q9F"


def test_days_are_no_part_of_an_id() -> None:
    assert not is_kith(str(dt.date(2026, 1, 1)))
