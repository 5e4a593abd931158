"""Whose row it is where somebody cleared an ID or typed over it: the row's anchor knows, and the ID is put back."""

from pathlib import Path

import pytest

from crm.model.changes import AddRow, RemoveRow, UpdateRow
from crm.store.workbook import Ok
from tests.sheets_emulator.a1 import letters
from tests.store.google.at_google import AtGoogle
from tests.store.test_every_workbook import by_heading, write

OTHERS = UpdateRow("Contacts", "C-BOB22B", {"city": "Bonn"})
TYPED = ["", "12", "C-0THER2Z", "c-ada11a x"]


def types_over(google: AtGoogle, text: str, id: str = "C-ADA11A") -> None:
    """In the ID of a row, whatever row that is."""
    google.edit(lambda grid: next(row for row in grid if row[0] == id).__setitem__(0, text or None))


def named(google: AtGoogle, name: str) -> list[object]:
    """The IDs that stand beside a name in the sheet."""
    headings, *rows = google.rows()
    return [row[0] for row in rows if row[headings.index("Name")] == name]


def ids(google: AtGoogle) -> dict[object, object]:
    sheet = google.workbook.read().sheets["Contacts"]
    return dict(zip(sheet.columns["id"], sheet.columns["name"], strict=True))


@pytest.fixture
def known(google: AtGoogle) -> dict[object, object]:
    """The IDs and names as Kith knows them."""
    return ids(google)


@pytest.mark.parametrize("text", TYPED)
def test_a_row_stays_the_same_person_whatever_is_typed_over_its_id(
    google: AtGoogle, known: dict[object, object], text: str
) -> None:
    types_over(google, text)
    assert ids(google) == known


@pytest.mark.parametrize("text", TYPED)
def test_the_next_save_puts_the_id_back(google: AtGoogle, known: dict[object, object], text: str) -> None:
    types_over(google, text)
    assert write(google, OTHERS).outcomes == (Ok(),)
    assert named(google, str(known["C-ADA11A"])) == ["C-ADA11A"]


def test_an_id_is_put_back_where_its_row_was_sorted_to_and_edited_meanwhile(
    google: AtGoogle, known: dict[object, object]
) -> None:
    types_over(google, "12")
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), "Rome"))
    google.emulator.person.sort("Contacts!A2:AZ10", by="B", descending=True)
    assert ids(google) == known
    write(google, OTHERS)
    assert named(google, str(known["C-ADA11A"])) == ["C-ADA11A"]


def test_a_kith_that_does_not_know_whose_row_it_is_sees_other_contents(
    google: AtGoogle, known: dict[object, object]
) -> None:
    types_over(google, "12")
    told, not_told = google.workbook.read(), google.kith("another").read()
    assert told.sheets["Contacts"].columns["id"] != not_told.sheets["Contacts"].columns["id"]
    assert told.fingerprint != not_told.fingerprint


def test_the_row_itself_can_be_saved_at_once(google: AtGoogle, known: dict[object, object]) -> None:
    types_over(google, "12")
    google.workbook.read()
    write(google, UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}))
    row = google.workbook.read().sheets["Contacts"].row("C-ADA11A")
    assert row is not None and row["city"] == "Paris" and named(google, str(row["name"])) == ["C-ADA11A"]


def test_a_row_whose_id_was_typed_over_can_be_removed(google: AtGoogle, known: dict[object, object]) -> None:
    types_over(google, "12")
    google.workbook.read()
    write(google, RemoveRow("Contacts", "C-ADA11A", {}))
    assert named(google, str(known["C-ADA11A"])) == [] and "C-ADA11A" not in ids(google)


def test_an_id_is_known_after_kith_was_started_again(google: AtGoogle, known: dict[object, object]) -> None:
    write(google, OTHERS)
    types_over(google, "12")
    google.workbook = google.kith("state")
    assert set(ids(google)) == set(known)


def test_somebody_else_in_a_cleared_row_is_somebody_else(google: AtGoogle, known: dict[object, object]) -> None:
    def clears_and_types(grid: list[list[object]]) -> None:
        grid[1][:] = [None] * len(grid[1])
        grid[1][by_heading(grid, "Name")] = "Zoe Zimmer"  # type: ignore[arg-type]

    google.edit(clears_and_types)  # type: ignore[arg-type]
    assert "C-ADA11A" not in ids(google)
    write(google, OTHERS)
    assert named(google, "Zoe Zimmer") == [None]


def test_a_row_that_was_cut_and_pasted_keeps_its_id_and_gives_it_to_nobody(
    google: AtGoogle, known: dict[object, object]
) -> None:
    width = letters(len(google.rows()[0]) - 1)
    google.emulator.person.cut_paste(f"Contacts!A2:{width}2", "Contacts!A9")
    google.edit(lambda grid: grid[1].extend([]) or grid[1].__setitem__(by_heading(grid, "Name"), "Zoe"))  # type: ignore[func-returns-value]
    assert ids(google) == {**known, None: "Zoe"}


def test_an_id_that_its_owner_protected_stays_and_the_rest_goes_in(
    google: AtGoogle, known: dict[object, object]
) -> None:
    types_over(google, "12")
    google.emulator.person.protect("Contacts!A1:A9")
    written = write(google, OTHERS)
    written = write(google, OTHERS) if written.outcomes != (Ok(),) else written
    assert written.outcomes == (Ok(),) and ids(google) == known


def test_rows_that_come_and_go_ask_nothing_about_anchors(google: AtGoogle, known: dict[object, object]) -> None:
    before = len(google.emulator.log)
    google.emulator.person.delete_rows("Contacts", 2)
    google.workbook.read()
    write(google, AddRow("Contacts", "C-NEW55N", {"name": "Eve"}))
    assert "developerMetadata.search" not in [call.method for call in google.emulator.log[before:]]


def test_two_kiths_do_not_contend_about_an_id(google: AtGoogle, tmp_path: Path) -> None:
    other = google.kith("other")
    for kith in (other, google.workbook):
        kith.read()
    types_over(google, "12")
    for kith in (other, google.workbook):
        assert "C-ADA11A" in kith.read().sheets["Contacts"].places
        write(google, OTHERS)
    assert [row[0] for row in google.rows()].count("C-ADA11A") == 1
