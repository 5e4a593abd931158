"""The schema: every sheet and column declared once, and found from there."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from crm.model.cells import Cell
from crm.model.lists import LISTS
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot

COLUMNS = [(sheet, column) for sheet in SHEETS.values() for column in sheet.columns]


@pytest.mark.capability(30)
def test_a_column_added_to_the_schema_is_found_by_its_heading_and_alias(
    monkeypatch: pytest.MonkeyPatch, read: Callable[..., Snapshot]
) -> None:
    shoe = Column("shoe_size", "Shoe size", help="For the boots.", aliases="Boots; Schuhgröße")
    contacts = SHEETS["Contacts"]
    monkeypatch.setitem(SHEETS, "Contacts", replace(contacts, columns=(*contacts.columns, shoe)))
    rows: list[list[Cell]] = [["ID", "Name", "schuhgrosse"], ["C-7K3Q9F", "Ann", 38]]
    snapshot = read({"Contacts": rows})
    assert snapshot.columns("Contacts")[-1] is shoe
    assert snapshot.contacts["shoe_size"].tolist() == ["38"]


def test_a_column_of_the_schema_that_a_workbook_lacks_is_blank_in_the_frame(read: Callable[..., Snapshot]) -> None:
    snapshot = read({"Contacts": [["ID", "Name"], ["C-7K3Q9F", "Ann"]]})
    shown = {column.field for column in SHEETS["Contacts"].created} - {"id"}
    assert shown <= set(snapshot.contacts.columns)
    assert [column.field for column in snapshot.columns("Contacts")] == ["id", "name"]


def test_sheets_letters_and_frames_are_each_used_once() -> None:
    for names in zip(*((sheet.key, sheet.letter, sheet.frame) for sheet in SHEETS.values()), strict=True):
        assert len(set(names)) == len(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_fields_and_headings_of_a_sheet_are_each_used_once(sheet) -> None:
    assert len({column.field for column in sheet.columns}) == len(sheet.columns)
    assert len({column.names[0] for column in sheet.columns}) == len(sheet.columns)


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=[f"{sheet.key}.{column.field}" for sheet, column in COLUMNS])
def test_every_column_points_to_what_there_is_and_says_what_it_is_for(sheet, column) -> None:
    assert not column.list or column.list in LISTS
    assert not column.to or column.to in SHEETS
    assert not column.unless or column.unless in sheet.fields
    assert column.help.endswith((".", "?")) or column.place == "understood"
    assert len(",".join(column.fixed)) <= 255 or not column.fixed


def test_the_fixed_words_of_a_drop_down_hold_no_comma() -> None:
    assert not [column for _, column in COLUMNS if any("," in word for word in column.fixed)]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_id_stands_first_and_our_own_columns_last(sheet) -> None:
    order = ["shown", "more", "kith"]
    places = [order.index(column.place) for column in sheet.created]
    assert sheet.created[0].field == "id" and places == sorted(places)


def test_the_words_for_people_hold_no_jargon() -> None:
    told = " ".join(column.help for _, column in COLUMNS) + " ".join(sheet.help for sheet in SHEETS.values())
    jargon = r"\b(sync|commit|entity|null|invalid|exception|cache|token|database|field)\b|!"
    assert not re.search(jargon, told, re.IGNORECASE)


# a small workbook, as people keep it ----------------------------------------------------------------------------------


@pytest.mark.capability(1)
@pytest.mark.capability(4)
def test_people_and_organisations_of_every_kind_are_read(drawn: Snapshot) -> None:
    """
    Contacts
    | ID | Name | Kind | Organisation | Relationship | Phone | Email | City | Birthday | Owner |
    | C-7K3Q9F | Ann Lee | Person | Lee & Daughters | Customer | 020 7946 0112 | ann.lee@example.com | London | 14 March | Maya |
    | C-04XT2M | Łukasz Wójcik | | | Lead; Volunteer | 07700 900417 | | Leeds | 1984-02-29 | Tom |
    | C-P9Z1HB | Harbour Parts Ltd | Organisation | | Supplier | 0113 496 0200 | orders@example.org | Leeds | | Maya |
    """  # noqa: E501
    people = drawn.contacts
    assert people["relationships"].tolist() == [("Customer",), ("Lead", "Volunteer"), ("Supplier",)]
    assert people["birthday"].fillna("").tolist() == ["--03-14", "1984-02-29", ""]
    assert people["phone"].tolist()[0] == "020 7946 0112" and not drawn.problems


PEOPLE = """
    Contacts
    | ID       | Name              |
    | C-7K3Q9F | Ann Lee           |
    | C-04XT2M | Łukasz Wójcik     |
    | C-P9Z1HB | Harbour Parts Ltd |
"""

TABLES = {
    "Interactions": """
    | ID | Date | Contact | Type | What happened | Outcome | By |
    | N-2M8VQK | 3 Nov 2026 | Ann Lee | Call | Wants a quote for two bikes; ring Friday | Good | Maya |
    | N-81DW0C | 5 Nov 2026 | Łukasz Wójcik | WhatsApp | Asked about Saturday opening | Neutral | Tom |
    | N-HH36ZR | 6 Nov 2026 | Harbour Parts Ltd | Delivery | 40 inner tubes, 2 missing | Bad | Maya |
    """,
    "Follow-ups": """
    | ID | Due | What | Contact | How | Owner | Status | Done on | Repeat |
    | F-5QN7AE | 6 Nov 2026 | Send the quote | Ann Lee | Email | Maya | Done | 6 Nov 2026 | |
    | F-9C41XJ | 13 Nov 2026 | Ask for the missing tubes | Harbour Parts Ltd | Phone | Maya | Open | | |
    | F-T0B6WY | 14 Mar 2027 | Birthday card | Ann Lee | Letter | Tom | | | Yearly |
    """,
    "Sales": """
    | ID | Date | Contact | Kind | Item | Amount | Due | Paid on | Method | Cost |
    | S-3W7KEN | 10 Nov 2026 | Ann Lee | Sale | City bike | 480.00 | 24 Nov 2026 | | Transfer | 310.00 |
    | S-Z52MRD | 11 Nov 2026 | | Sale | Inner tube | 8.50 | | | Cash | 3.20 |
    | S-6A0PTG | 6 Nov 2026 | Harbour Parts Ltd | Purchase | Inner tubes | 128.00 | 6 Dec 2026 | | Transfer | |
    """,
    "Satisfaction": """
    | ID | Date | Contact | Question | Score | Comment | Followed up | Asked on |
    | Q-1V9CSB | 12 Nov 2026 | Ann Lee | Recommend us (0-10) | 9 | Quick and friendly | | 10 Nov 2026 |
    | Q-N4E8KX | 12 Nov 2026 | | Smiley (1-3) | 1 | Waited too long | No | |
    | Q-70JRYD | | Łukasz Wójcik | Recommend us (0-10) | | | | 10 Nov 2026 |
    """,
}
VALUES = {
    "Interactions": ("outcome", ["Good", "Neutral", "Bad"], 0),
    "Follow-ups": ("status", ["Done", "Open", ""], 0),
    "Sales": ("amount", [480.0, 8.5, 128.0], 1),
    "Satisfaction": ("score", [9, 1, ""], 1),
}
"""Sheet -> (a field, its values, how many rows are nobody's)."""


@pytest.mark.capability(2)
@pytest.mark.capability(17)
@pytest.mark.parametrize("sheet", TABLES)
def test_what_belongs_to_people_is_read_and_linked(sheet: str, drawing: Callable[[str], Snapshot]) -> None:
    snapshot = drawing(f"{PEOPLE}\n{sheet}{TABLES[sheet]}")
    field, values, nobodys = VALUES[sheet]
    frame = snapshot.frame(sheet)
    assert frame[field].astype(object).fillna("").tolist() == values
    assert frame["contact_id"].isna().sum() == nobodys and not snapshot.problems
