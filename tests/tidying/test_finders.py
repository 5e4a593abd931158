"""What is proposed for a slip, and what is none."""

import datetime as dt

import pytest

from crm.actions.tidy import findings
from crm.actions.tidying.ids import other_ids
from crm.model.cells import Cell
from tests.tidying.slips import Sheets, good


def tidied(book: Sheets, sheet: str, field: str, *cells: Cell) -> list[tuple[str, list[str]]]:
    """Codes and labels of what is found with these cells in the first rows of a column of a good book."""
    place = book.column(sheet, field)
    for row, cell in zip(book.grids[sheet][1:], cells, strict=False):
        row[place] = cell
    return [(one.code, [fix.label for fix in one.fixes]) for one in findings(book.snapshot())]


@pytest.mark.parametrize(
    ("field", "cell", "code", "labels"),
    [
        ("birthday", dt.date(1904, 5, 3), "year_unknown", ["Year unknown: 3 May"]),
        ("birthday", "1900-01-01", "year_unknown", ["Year unknown: 1 January", "The day is unknown too"]),
        ("birthday", 1, "year_unknown", ["Year unknown: 1 January", "The day is unknown too"]),
        ("birthday", 61, "year_unknown", ["Year unknown: 1 March"]),
        ("birthday", 30_756, "day_as_number", ["Write 15 Mar 1984"]),
        ("since", 45_321, "day_as_number", ["Write 30 Jan 2024"]),
        ("since", "31.04.2024", "not_a_date", ["Write 30 Apr 2024", "Write 1 May 2024"]),
        ("since", "31 Feb 2023", "not_a_date", ["Write 28 Feb 2023", "Write 3 Mar 2023"]),
        ("since", "soon", "not_a_date", []),
        ("phone", 7700900417, "phone_as_number", ["Write 07700 900417"]),
        ("phone", 4915112345678.0, "phone_as_number", ["Write +49 1511 2345678"]),
        ("phone", 12, "phone_as_number", []),
        ("phone", "4.9E+11", "digits_missing", []),
        ("email", "ann @ example . com", "not_an_email", ["Write ann@example.com"]),
        ("email", "a@b@c.de", "not_an_email", []),
        ("email", "Ann <ann@gmial.com>; bo@example.com", "email_typo", ["Write Ann <ann@gmail.com>; bo@example.com"]),
        ("do_not_contact", "maybe", "not_yes_or_no", ["Write Yes", "Write No"]),
        ("relationships", "Custmer; Lead", "not_in_list", ["Write Customer; Lead", "Add Custmer to the list"]),
        ("relationships", "Neighbour", "not_in_list", ["Add Neighbour to the list"]),
        ("status", "Activ", "not_in_list", ["Write Active"]),
        ("status", "Sleepy", "not_in_list", []),
        ("city", "MÃ¼nchen", "mojibake", ["Write München"]),
    ],
)
def test_what_is_proposed_for_a_slip(field: str, cell: Cell, code: str, labels: list[str]) -> None:
    assert tidied(good(), "Contacts", field, cell) == [(code, labels)]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("birthday", "14 March"), ("birthday", "29.2."), ("birthday", dt.date(1990, 1, 1)),
        ("since", dt.date(2024, 4, 3)),
        ("since", "3 April 2024"), ("since", "5/5/2024"), ("phone", "+49 (0)30/123 456-78"),
        ("phone", "020 7946 0112 ext. 3"),
        ("phone", "020 7946 0112 / 07700 900417"), ("email", "a@example.com, b@example.org"),
        ("email", "Ann <a@example.com>"),
        ("city", "Łódź"), ("city", "São Paulo"), ("city", "Århus – Øst"), ("notes", "==> see “file”\n-- Ann"),
        ("do_not_contact", "✓"), ("tags", "anything"), ("name", "Wu"), ("name", "S"),
    ],
)  # fmt: skip
def test_what_is_no_slip(field: str, cell: Cell) -> None:
    assert tidied(good(), "Contacts", field, cell) == []


def test_one_day_that_settles_the_order_settles_it_for_its_column() -> None:
    assert tidied(good(), "Contacts", "since", "03/04/2024", "25/04/2024") == []
    ((code, labels),) = tidied(good(), "Contacts", "since", "03/04/2024", "05/04/2024")
    assert (code, labels) == ("day_or_month", ["The day comes first", "The month comes first"])


def test_days_are_asked_about_once_a_column_and_written_all_at_once() -> None:
    book = good()
    tidied(book, "Contacts", "since", "03/04/2024", "5-6-24")
    (one,) = findings(book.snapshot())
    assert (one.cells, [fix.after for fix in one.fixes]) == (2, ["3 Apr 2024, 5 Jun 2024", "4 Mar 2024, 6 May 2024"])
    assert [change.values["since"] for change in one.fixes[1].changes] == [dt.date(2024, 3, 4), dt.date(2024, 5, 6)]


@pytest.mark.parametrize(("other", "first"), [("12,50", "They are thousands"), ("12.50", "They are fractions")])
def test_the_other_amounts_of_a_column_say_what_is_proposed(other: str, first: str) -> None:
    ((code, labels),) = tidied(good(), "Sales", "amount", "1.234", other)
    assert (code, labels[0], len(labels)) == ("thousands", first, 2)


def test_a_negative_amount_stays_negative() -> None:
    book = good()
    tidied(book, "Sales", "amount", "(£ 1,234)")
    (one,) = findings(book.snapshot())
    assert [fix.after for fix in one.fixes] == ["-1234", "-1.234"]


def test_a_formula_is_never_written_over() -> None:
    book = good()
    tidied(book, "Contacts", "city", "MÃ¼nchen")
    book.formulas["Contacts"] = {(2, book.column("Contacts", "city") + 1): "UPPER(A1)"}
    assert [(one.code, one.fixes) for one in findings(book.snapshot())] == [("mojibake", ()), ("formula", ())]


def test_a_sheet_without_ids_is_only_shown_what_is_the_matter() -> None:
    book = good()
    tidied(book, "Contacts", "city", "MÃ¼nchen")
    for row in book.grids["Contacts"]:
        del row[0]
    found = findings(book.snapshot())
    assert {one.code for one in found} >= {"mojibake", "heading_missing"} and not any(
        one.fixes for one in found if one.sheet == "Contacts"
    )


def test_a_row_that_was_pasted_one_column_too_far_is_moved_back_in_one_press() -> None:
    book = good()
    row, phone = book.grids["Contacts"][1], book.column("Contacts", "phone")
    row[phone : phone + 5] = [None, "020 7946 0112", "07700 900417", "a@example.com", "Leeds"]
    (one,) = findings(book.snapshot())
    assert (one.code, [fix.label for fix in one.fixes]) == ("shifted", ["Move 4 cells left"])
    assert "too far to the right: Email, City, Birthday" in one.sentence
    (change,) = one.fixes[0].changes
    assert change.values == {
        "phone": "020 7946 0112",
        "whatsapp": "07700 900417",
        "email": "a@example.com",
        "city": "Leeds",
        "birthday": None,
    }


def test_a_row_that_stands_beside_its_place_without_room_to_move_is_only_shown() -> None:
    book = good()
    row, phone = book.grids["Contacts"][1], book.column("Contacts", "phone")
    row[phone : phone + 5] = ["0113 496 0112", "020 7946 0112", "07700 900417", "a@example.com", "Leeds"]
    found = findings(book.snapshot())
    assert [(one.code, one.fixes) for one in found] == [("shifted", ())]


def test_each_id_of_many_that_were_pulled_over_is_offered_to_its_own_row_once() -> None:
    book = good()
    place, was = book.column("Contacts", "id"), book.snapshot().contents.sheets["Contacts"]
    gone = [("Contacts", id, was.row(id) or {}) for id in was.places]
    for number, row in enumerate(book.grids["Contacts"][1:], start=1):
        row[place] = f"C-{number:03d}"
    book.grids["Contacts"].append(list(book.grids["Contacts"][1]))  # as the first, but another ID: offered nothing
    book.grids["Contacts"][-1][place] = "C-999"
    now = book.snapshot()
    found = list(other_ids(now, [*gone, *gone[:1]]))
    names = {one.row: now.row("Contacts", one.id)["name"] for one in found}
    assert [one.sentence.split()[3] for one in found[: len(gone)]] == [id for _, id, _ in gone]
    assert [names[one.row] for one in found[: len(gone)]] == [cells["name"] for _, _, cells in gone]
    assert len({one.id for one in found}) == len(found) == len(gone) + 1
