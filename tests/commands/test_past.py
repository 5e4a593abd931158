"""The past on the command line: history, undo, two values for one cell, earlier versions, the owner's question."""

import json
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from crm.commands.answers import opened
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from tests.test_cli import Kith, added, typed_rows


def sheet_edit(path: str, where: str, value: object) -> None:
    """Type into a cell of the sheet Contacts, as a colleague does."""
    workbook = openpyxl.load_workbook(path)
    workbook["Contacts"][where] = value
    workbook.save(path)


def test_an_edit_in_the_sheet_is_in_the_history_with_what_it_was_and_is(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ada", "city=Leeds")
    sheet_edit(book, "B2", "Ada Lovelace")
    _, out, _ = kith("log", book, "--by", "In the sheet")
    assert "(in the sheet)" in out.splitlines()[0]
    assert "    Name: Ada → Ada Lovelace" in out.splitlines()


def test_history_is_told_of_one_row_and_of_one_sheet(kith: Kith, book: str) -> None:
    ada, _ = (str(added(kith, book, "contacts", f"name={name}")["id"]) for name in ("Ada", "Grace"))
    summaries = [batch["summary"] for batch in json.loads(kith("log", book, "--id", ada.lower(), "--json")[1])]
    assert summaries == ["Added Ada"]
    assert "Grace" in kith("log", book, "--sheet", "people")[1]
    assert kith("log", book, "--sheet", "settings")[1] == "Nothing was saved yet.\n"


def test_a_history_that_nobody_altered_is_whole(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ada")
    assert kith("log", book, "--verify")[:2] == (0, "The history is whole: nothing in it was changed afterwards.\n")
    assert json.loads(kith("log", book, "--verify", "--json")[1]) == []


def test_a_history_that_was_altered_is_told_with_exit_code_1(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ada")
    (journal,) = Path("state").glob("*/journal.sqlite")
    with sqlite3.connect(journal) as connection:
        connection.execute("update change set actor = 'somebody else'")
    connection.close()
    code, out, _ = kith("log", book, "--verify")
    assert code == 1 and out.strip()


def test_several_batches_are_taken_back_at_once(kith: Kith, book: str) -> None:
    batches = [str(added(kith, book, "contacts", f"name={name}")["batch"]) for name in ("Ada", "Grace")]
    assert kith("undo", book, *batches)[:2] == (0, "Undone: 2 changes. It is in the workbook.\n")
    assert not typed_rows(book, "Contacts")


def test_what_an_undo_would_leave_alone_is_asked_without_doing_it(kith: Kith, book: str) -> None:
    batch = str(added(kith, book, "contacts", "name=Ada")["batch"])
    assert kith("undo", book, batch, "--dry-run") == (0, "All of it can be taken back.\n", "")
    sheet_edit(book, "C2", "0113 496 0001")
    code, out, _ = kith("undo", book, batch, "--dry-run")
    assert code == 1 and "Ada was changed again since" in out
    assert typed_rows(book, "Contacts")


# two values for one cell ----------------------------------------------------------------------------------------------


@pytest.fixture
def fight(kith: Kith, book: str) -> tuple[str, str]:
    """A workbook, and the number of a conflict: Ada was called Augusta here and Ada Lovelace in the sheet."""
    who = str(added(kith, book, "contacts", "name=Ada")["id"])
    sheet_edit(book, "B2", "Ada Lovelace")
    with opened(book) as store:
        store.save(ChangeSet("Another name", (UpdateRow("Contacts", who, {"name": "Augusta"}, {"name": "Ada"}),)))
    (conflict,) = json.loads(kith("conflicts", book, "--json")[1])
    return book, str(conflict["seq"])


def name_in(path: str) -> object:
    return typed_rows(path, "Contacts")[0][1]


def test_both_values_are_told(kith: Kith, fight: tuple[str, str]) -> None:
    out = kith("conflicts", fight[0])[1]
    assert out.startswith(f"{fight[1]}  Ada Lovelace: Name\n    In the sheet now: Ada Lovelace")
    assert "Augusta" in out


@pytest.mark.parametrize(
    ("choice", "name"),
    [(("--keep",), "Ada Lovelace"), (("--mine",), "Augusta"), (("--other", "Lady Lovelace"), "Lady Lovelace")],
)
def test_a_value_is_chosen(kith: Kith, fight: tuple[str, str], choice: tuple[str, ...], name: str) -> None:
    assert kith("conflicts", *fight, *choice)[0] == 0
    assert name_in(fight[0]) == name
    assert kith("conflicts", fight[0])[1] == "Nothing to decide.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Choose one: --keep what the sheet has, --mine, or --other and a value."),
        (("--keep", "--mine"), "Choose one: --keep what the sheet has, --mine, or --other and a value."),
    ],
)
def test_a_number_without_one_choice_is_refused(
    kith: Kith, fight: tuple[str, str], words: tuple[str, ...], sentence: str
) -> None:
    assert kith("conflicts", *fight, *words) == (2, "", f"{sentence}\n")


def test_a_number_that_nothing_has_is_refused(kith: Kith, book: str) -> None:
    assert kith("conflicts", book, "7", "--mine") == (2, "", "Nothing is to be decided under the number 7.\n")


# earlier versions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def grown(kith: Kith, book: str) -> tuple[str, str]:
    """A workbook with Ada and Grace, and the name of the version that had Ada alone."""
    for name in ("Ada", "Grace"):
        added(kith, book, "contacts", f"name={name}")
    versions = json.loads(kith("restore", book, "--json")[1])
    return book, next(str(one["name"]) for one in versions if one["people"] == 1)


def names_in(path: str) -> list[object]:
    return [row[1] for row in typed_rows(path, "Contacts")]


def test_versions_are_listed_with_how_many_people_they_hold(kith: Kith, grown: tuple[str, str]) -> None:
    lines = kith("restore", grown[0])[1].splitlines()
    assert any(line.startswith(grown[1]) and "1 person" in line for line in lines)


def test_a_restore_says_what_it_would_do_until_it_is_told_yes(kith: Kith, grown: tuple[str, str]) -> None:
    code, out, _ = kith("restore", *grown)
    assert code == 1 and "Nothing was done yet. Say --yes to do it." in out
    assert names_in(grown[0]) == ["Ada", "Grace"]


@pytest.mark.parametrize(("words", "names"), [((), ["Ada"]), (("--later",), ["Ada", "Grace"])])
def test_a_version_is_restored_with_or_without_what_came_later(
    kith: Kith, grown: tuple[str, str], words: tuple[str, ...], names: list[str]
) -> None:
    assert kith("restore", *grown, *words, "--yes")[0] == 0
    assert names_in(grown[0]) == names


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 cut off", None])
def test_a_damaged_workbook_is_restored_by_a_command(kith: Kith, grown: tuple[str, str], content: bytes | None) -> None:
    path = Path(grown[0])
    path.unlink() if content is None else path.write_bytes(content)
    assert "cannot be read" in kith("answer", grown[0])[1]
    assert kith("restore", *grown, "--yes")[0] == 0
    assert names_in(grown[0]) == ["Ada"]


def test_a_version_that_is_not_kept_is_refused(kith: Kith, book: str) -> None:
    code, _, err = kith("restore", book, "yesterday", "--yes")
    assert (code, err.count("\n")) == (2, 1) and "“yesterday”" in err


# the owner's question -------------------------------------------------------------------------------------------------


def test_no_question_is_said_plainly(kith: Kith, book: str) -> None:
    assert kith("answer", book) == (0, "There is nothing that the owner must decide.\n", "")


@pytest.fixture
def emptied(kith: Kith, book: str) -> str:
    """A workbook that had thirty people, of whom ten are left."""
    with opened(book) as store:
        rows = [AddRow("Contacts", f"C-7K3Q{n}A", {"name": f"Person {n}"}) for n in range(10, 40)]
        store.save(ChangeSet("Thirty people", tuple(rows)))
        store.flush()
    workbook = openpyxl.load_workbook(book)
    workbook["Contacts"].delete_rows(2, 20)
    workbook.save(book)
    return book


def test_the_question_is_told_with_its_choices_and_a_save_is_refused(kith: Kith, emptied: str) -> None:
    out = kith("answer", emptied)[1]
    assert "20 of 30 rows are gone from the sheet Contacts" in out and "\nback  Bring the rows back\n" in out
    assert kith("add", emptied, "contacts", "name=Ada")[0] == 2


@pytest.mark.parametrize(("choice", "people"), [("back", 30), ("take", 10)])
def test_an_answer_is_carried_out(kith: Kith, emptied: str, choice: str, people: int) -> None:
    assert kith("answer", emptied, choice)[0] == 0
    assert len(typed_rows(emptied, "Contacts")) == people


def test_an_answer_that_is_no_choice_is_refused(kith: Kith, emptied: str) -> None:
    code, _, err = kith("answer", emptied, "perhaps")
    assert (code, err) == (2, "“perhaps” is none of the choices. Choose back or take.\n")
