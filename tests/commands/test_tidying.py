"""What is to tidy, on the command line."""

import json

import openpyxl

from tests.commands.conftest import book, kith
from tests.test_cli import Kith, added, typed_rows

__all__ = ["book", "kith"]


def mistyped(path: str, **cells: object) -> None:
    """Somebody types into the first contact, in another program."""
    opened = openpyxl.load_workbook(path)
    sheet = opened["Contacts"]
    headings = [cell.value for cell in sheet[1]]
    for heading, cell in cells.items():
        sheet.cell(2, headings.index(heading) + 1, cell)
    opened.save(path)


def test_each_slip_is_a_line_with_what_could_be_done(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ann Lee")
    mistyped(book, Email="ann@example,com", Relationship="Custmer", Phone=7700900417)
    code, out, _ = kith("check", book)
    assert code == 1 and out.splitlines() == [
        "Contacts, row 2: “ann@example,com” is no email address that mail can be sent to. "
        "Tidy offers to: write ann@example.com.",
        "Contacts, row 2: “7700900417” is kept as a number, which has no 0 and no + in front. "
        "Tidy offers to: write 07700 900417.",
        "Contacts, row 2: “Custmer” is not in the list Relationships. It is kept, and counted as other. "
        "Tidy offers to: write Customer; or add Custmer to the list.",
    ]


def test_heal_puts_right_what_is_sure_and_says_what_is_left(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ann Lee")
    mistyped(book, Email="ann@example,com", Relationship="Custmer", Phone=7700900417)
    code, out, _ = kith("check", book, "--heal")
    assert code == 1 and out.splitlines()[0] == "Tidied 2 cells. It is in the workbook."
    assert len(out.splitlines()) == 2 and "Custmer" in out
    (row,) = typed_rows(book, "Contacts")
    assert {"ann@example.com", "07700 900417", "Custmer"} <= set(row)
    batch = json.loads(kith("log", book, "--json")[1])[0]["batch"]
    assert kith("undo", book, batch)[0] == 0
    (row,) = typed_rows(book, "Contacts")
    assert {"ann@example,com", 7700900417} <= set(row)


def test_who_is_there_twice_is_told_too(kith: Kith, book: str) -> None:
    for name in ("Ann Lee", "Anne Lee"):
        added(kith, book, "contacts", f"name={name}", "phone=020 7946 0112")
    code, out, _ = kith("check", book, "--json")
    (one,) = json.loads(out)
    assert (code, one["number"], one["code"]) == (1, 29, "twice") and "same phone" in one["sentence"]


def test_nothing_to_heal_changes_nothing(kith: Kith, book: str) -> None:
    assert kith("check", book, "--heal") == (0, "Nothing to tidy.\n", "")
