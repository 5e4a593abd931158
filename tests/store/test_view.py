"""What to do with one change when the record may have moved: written, there already, or two people mean two things."""

from dataclasses import replace

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.store.memory import MemoryWorkbook
from crm.store.view import Verdict, View
from tests.store.conftest import ADA, BOB, TODAY


@pytest.fixture
def contents() -> Contents:
    return MemoryWorkbook.new({"Contacts": [ADA, BOB]}, today=lambda: TODAY).read()


def city(ours: Cell, seen: Cell, id: str = "C-ADA11A") -> UpdateRow:
    return UpdateRow("Contacts", id, {"city": ours}, {"city": seen})


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (city("Paris", "London"), Verdict.WRITE),
        (city("Paris", "Rome"), Verdict.CONFLICT),
        (city("London", "Rome"), Verdict.DONE),
        (city(" London", "Rome"), Verdict.DONE),
        (city(None, "London"), Verdict.WRITE),
        (city("Paris", "London", "C-NOB00X"), Verdict.CONFLICT),
        (UpdateRow("Contacts", "C-ADA11A", {"own:Gone": "x"}, {}), Verdict.CONFLICT),
        (UpdateRow("Contacts", "C-ADA11A", {"own:Gone": None}, {}), Verdict.DONE),
        (UpdateRow("Contacts", "C-ADA11A", {"changed_by": "Ann"}, {"changed_by": "Ben"}), Verdict.WRITE),
        (AddRow("Contacts", "C-NEW55N", {"name": "New"}), Verdict.WRITE),
        (AddRow("Contacts", "C-ADA11A", {"name": "Ada"}), Verdict.DONE),
        (RemoveRow("Contacts", "C-ADA11A", ADA), Verdict.WRITE),
        (RemoveRow("Contacts", "C-ADA11A", {**ADA, "city": "Rome"}), Verdict.CONFLICT),
        (RemoveRow("Contacts", "C-NOB00X", {}), Verdict.DONE),
        (SetSetting("currency", "EUR", "GBP"), Verdict.WRITE),
        (SetSetting("currency", "EUR", "CHF"), Verdict.CONFLICT),
        (SetSetting("currency", "GBP", "CHF"), Verdict.DONE),
        (AddToList("Relationships", "Patient"), Verdict.WRITE),
        (AddToList("Relationships", "customer"), Verdict.DONE),
        (RemoveFromList("Relationships", "customer"), Verdict.WRITE),
        (RemoveFromList("Relationships", "Patient"), Verdict.DONE),
    ],
)
def test_each_change_is_decided_by_what_stands_in_the_record(
    contents: Contents, change: Change, verdict: Verdict
) -> None:
    assert View(contents).decide(change).verdict is verdict


def test_changes_are_decided_one_after_the_other(contents: Contents) -> None:
    view = View(contents)
    for change in (city("Paris", "London"), city("Rome", "Paris")):
        assert view.decide(change).verdict is Verdict.WRITE
        view.apply(change)
    assert view.decide(city("Oslo", "London")).theirs == "Rome"


def test_a_row_that_is_only_going_to_be_added_can_be_edited(contents: Contents) -> None:
    view = View(contents)
    view.apply(AddRow("Contacts", "C-NEW55N", {"name": "New"}))
    assert view.decide(city("Oslo", None, "C-NEW55N")).verdict is Verdict.WRITE


def test_a_formula_with_another_result_today_does_not_keep_a_row_from_being_removed(contents: Contents) -> None:
    sheet = contents.sheets["Contacts"]
    sheet = replace(sheet, formulas={(sheet.rows[0], "city"): "TODAY()"})
    view = View(replace(contents, sheets={**contents.sheets, "Contacts": sheet}))
    assert view.decide(RemoveRow("Contacts", "C-ADA11A", {**ADA, "city": "yesterday"})).verdict is Verdict.WRITE
    assert view.decide(city("Paris", "London")).verdict is Verdict.CONFLICT
