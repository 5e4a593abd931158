"""Where the records of an adopted workbook stand: kept as text, found again, and which column is which."""

import pytest

from crm.model.headings import Tab
from crm.model.layout import Placed, as_lines, find_placed, from_lines, headings_at
from crm.model.no_records import no_records, not_people
from crm.model.understanding import understand
from tests.model.conftest import drawn_tabs

PAIRS = (("nr", "reference"), ("wer", "name"), ("telefon", "phone"), ("telefon", "phone_2"), ("mag", "own:Mag"))
PLACED = Placed("Kunden", 3, PAIRS)
BOOK = """
Kunden
| Unsere Kunden | | | | |
| Stand Herbst | | | | |
| Nr | Wer | Telefon | Telefon | Mag |
| 1 | Ann Lee | 030 12 | 0151 34 | Tee |
| 2 | Bob | 030 56 | | |
Notizen
| Nr | was |
"""


def tabs(text=BOOK):
    return [Tab(title, rows, {}, {}) for title, rows in drawn_tabs(text).items()]


def read(rules, text=BOOK, layout=None):
    found = understand(tabs(text), rules, revision="1", stamp=None, layout=layout or {"Contacts": PLACED})
    return found.sheets["Contacts"]


def test_a_layout_is_the_same_after_it_was_kept_as_text():
    layout = {"Contacts": PLACED, "Sales": Placed("Verkäufe “24”", 1, (("datum", "date"),), 2)}
    assert from_lines(as_lines(layout)) == layout


@pytest.mark.parametrize("text", ["", "[]", "{", '{"title": "x"}', '{"title": "x", "columns": 3}', "null"])
def test_a_line_that_somebody_spoilt_says_nothing(text):
    assert from_lines({"sheet Contacts": text, "book_id": "b-1", "sheet Nothing": "{}"}) == {}


def test_columns_are_what_was_said_though_a_heading_stands_twice(rules):
    row = read(rules).row("")
    sheet = read(rules)
    assert sheet.fields == ("reference", "name", "phone", "phone_2", "own:Mag") and row is None
    assert (sheet.heading_row, sheet.rows, sheet.columns["phone_2"]) == (3, [4, 5], ["0151 34", None])


def test_one_that_is_only_looked_at_has_room_for_ids_in_memory(rules):
    sheet = read(rules)
    assert sheet.columns["id"] == [None, None] and sheet.column_number("id") is None


def test_a_workbook_says_itself_how_it_is_read(rules):
    lines = "\n".join(f"| {name} | {text} |" for name, text in as_lines({"Contacts": PLACED}).items())
    found = understand(tabs(f"{BOOK}\n_crm\n| Key | Value |\n{lines}"), rules, revision="1", stamp=None)
    assert list(found.sheets) == ["Contacts"] and found.other_tabs == ("Notizen",)


@pytest.mark.parametrize(
    "text",
    [
        BOOK.replace("Kunden\n|", "Alle\n|", 1),
        BOOK.replace("| Nr | Wer", "| | | | | |\n| und mehr | | | | |\n| Nr | Wer", 1),
        BOOK.replace("| Nr | Wer | Telefon |", "| Nr | Wer heißt so | Telefon |"),
    ],
    ids=["a renamed tab", "rows put above", "a renamed heading"],
)
def test_it_is_found_again_though_people_change_it(rules, text):
    sheet = read(rules, text)
    assert sheet.columns["phone"] == ["030 12", "030 56"]


def test_headings_that_are_gone_are_not_guessed_anew():
    text = "Kunden\n| a | b |\n| 1 | 2 |"
    assert find_placed({"Contacts": PLACED}, tabs(text)) == {}


def test_a_heading_that_came_later_is_ours_when_it_is_exactly_a_known_one(rules):
    text = BOOK.replace("| Mag |", "| Mag | Email | Laune | City |").replace("| Tee |", "| Tee | a@b.com | gut | Ulm |")
    assert read(rules, text).fields[5:] == ("email", "own:Laune", "city")


def test_a_sheet_that_was_left_alone_is_not_read_by_its_name(rules):
    text = BOOK.replace("Notizen\n| Nr | was |", "Sales\n| Date | Contact | Amount |\n| 2026-03-02 | Ann | 5 |")
    alone = understand(tabs(text), rules, revision="1", stamp=None, layout={"Contacts": PLACED})
    assert list(alone.sheets) == ["Contacts"] and alone.other_tabs == ("Sales",)


def test_headings_over_two_lines_are_one():
    rows = [["Unsere Liste", None], ["Tel.", "Name"], ["(privat)", None], ["1", "x"]]
    assert headings_at(rows, 3, 2) == ["Tel. (privat)", "Name"]


def test_a_row_merged_across_is_a_title_and_no_person():
    rows = [["Ann", "1"], ["Bäcker", None], ["Bob", "2"]]
    assert not_people(rows, ["Name", "Nr"]) == {}
    assert not_people(rows, ["Name", "Nr"], {1}) == {1: "is a title between the rows"}


def test_a_name_alone_below_a_list_that_is_kept_is_a_person_and_a_remark_beside_it_is_none():
    rows = [["Ann", "1", "Ulm", "x"]] * 8 + [["Bob Miller", None, None, None], [None, "as of March", None, None]]
    heads = ["Name", "Nr", "Ort", "Art"]
    assert not_people(rows, heads, is_kept=True) == {9: "stands below the list"}
    assert list(not_people(rows, heads)) == [8, 9]
    rows[8] = ["Stand: März 2024", None, None, None]
    assert list(not_people(rows, heads, is_kept=True)) == [8, 9]


def test_in_the_record_only_what_can_hardly_be_somebody_is_left_out():
    heads = ["ID", "Name", "Phone", "Amount"]
    rows = [
        [None, "Total", None, 5], [None, "Total", 7700900417, None], [None, "Suma", None, None],
        [None, "Suma", None, 5], [None, None, None, 12], [None, None, None, 12], heads, [None, "Leeds", None, None],
        [None, "Bonn", None, None], ["C-ADA11A", "Total", None, 5], ["-- Ulm --", None, None, None],
        [None, "info@total.com", None, 4],
    ]  # fmt: skip
    ids = [row[0] for row in rows]
    assert no_records(rows, heads, ids, reached={2}, sums={5}, merged={7}) == {
        0: "is a line of totals", 3: "is a line of totals", 5: "is a line of totals", 6: "repeats the headings",
        7: "is a title between the rows", 10: "is a title between the rows",
    }  # fmt: skip


def test_a_row_that_has_an_id_is_always_a_person(rules):
    placed = Placed("Kunden", 1, (("kith id", "id"), ("name", "name"), ("umsatz", "own:Umsatz")))
    text = "Kunden\n| Kith ID | Name | Umsatz |\n| C-ADA11A | Total | 5 |\n| | Total | 9 |\n| C-BOB22B | Bob | 4 |"
    sheet = read(rules, text, {"Contacts": placed})
    assert sheet.columns["id"] == ["C-ADA11A", "C-BOB22B"]
    assert [(one.code, one.row) for one in sheet.left_out] == [("totals_row", 3)]
