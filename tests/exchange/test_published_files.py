"""Files that other projects wrote to test their own readers, read as their README says."""

import datetime as dt
import os
from pathlib import Path

import pytest

from crm.exchange.columns import propose
from crm.exchange.people import understand_rows
from crm.exchange.table import Table, read_table
from crm.model.cells import Rules
from crm.model.errors import InvalidInput

pytestmark = pytest.mark.data


def tables(name: str) -> dict[str, Table]:
    """Title -> table of one of the files."""
    path = Path(os.environ["KITH_TEST_DATA"]) / "imports" / name
    return {table.name: table for table in read_table(path.read_bytes(), path.name, "GB")}


def table(name: str) -> Table:
    """The one table of a file, or its largest."""
    return next(iter(tables(name).values()))


def cells(name: str) -> list[list[object]]:
    """The rows below the headings."""
    return [list(row) for _, row in table(name).body()]


def people(name: str) -> list[dict[str, object]]:
    """The people of a file, as they would stand in the workbook."""
    read = table(name)
    return [dict(one.values) for one in understand_rows(read, propose(read), Rules(dt.date(2026, 11, 22))).people]


def asks(name: str, title: str = "") -> list[str]:
    """What is asked about a file."""
    found = tables(name)
    return [question.code for question in (found[title] if title else next(iter(found.values()))).questions]


# tables as text -----------------------------------------------------------------------------------------------------

SHAPES = {
    "thunderbird/basic_addressbook.csv": (1, 37),
    "thunderbird/basic_csv_addressbook.csv": (2, 37),
    "thunderbird/csv_semicolon.csv": (2, 4),
    "thunderbird/utf16_addressbook.csv": (1, 37),
    "thunderbird/export.csv": (2, 37),
    "thunderbird/import.csv": (1, 2),
    "thunderbird/quote.csv": (1, 37),
    "csvspectrum/comma_in_quotes.csv": (1, 5),
    "csvspectrum/empty.csv": (2, 3),
    "csvspectrum/json.csv": (1, 2),
    "csvspectrum/newlines.csv": (3, 3),
    "csvspectrum/quotes_and_newlines.csv": (2, 2),
    "csvspectrum/simple.csv": (1, 3),
    "csvspectrum/utf8.csv": (2, 3),
    "dedupe/fake_1000.csv": (1000, 7),
    "readxl/big-texty-numbers-xlsx.xlsx": (6, 3),
    "readxl/currency-formats-xlsx.xlsx": (2, 4),
    "readxl/texty-dates-xlsx.xlsx": (2, 1),
    "readxl/names-need-repair-xlsx.xlsx": (2, 4),
    "readxl/unnamed-duplicated-columns.xlsx": (2, 4),
    "readxl/empty-named-column.xlsx": (3, 4),
    "readxl/iris-google-doc.xlsx": (150, 5),
    "readxl/vietnamese-utf8.xlsx": (6, 1),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_file_has_as_many_rows_and_columns_as_its_readme_says(name: str) -> None:
    assert (len(cells(name)), len(table(name).headings)) == SHAPES[name]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("basic_addressbook", [("John Doe", "johndoe@host.invalid")]),
        ("basic_csv_addressbook", [("John Doe", "john@doe.invalid"), ("Jane Doe", "jane@doe.invalid")]),
        ("csv_semicolon", [("John Doe", "john@doe.invalid"), ("Jane Doe", "jane@doe.invalid")]),
        ("utf16_addressbook", [("John Doe", "johndoe@host.invalid")]),
        ("import", [("contact number one", "contact1@invalid")]),
        ("export", [("contact number one", "contact1@invalid"), ("contact number two", "contact2@invalid")]),
    ],
)
def test_an_address_book_of_thunderbird_gives_its_people(name: str, found: list[tuple[str, str]]) -> None:
    assert [(one["name"], one["email"]) for one in people(f"thunderbird/{name}.csv")] == found


def test_odd_signs_within_cells_of_thunderbird_are_kept() -> None:
    second = people("thunderbird/export.csv")[1]
    assert second["role"] == '"worker"'
    assert [second[f"own:Custom {number}"] for number in (1, 2, 3, 4)] == [
        "custom, 1", "custom\t2", "custom\n3", "custom\n4",
    ]  # fmt: skip


def test_an_organisation_without_a_person_is_read_as_one() -> None:
    assert people("thunderbird/quote.csv") == [
        {"name": "Acer America", "organisation": "Acer America", "phone": "(800) 000-0000"}
    ]


def test_a_file_parted_by_tabs_and_commas_is_asked_about_and_keeps_its_four_rows() -> None:
    assert asks("thunderbird/tab_comma_mixed.csv") == ["delimiter", "heading"]
    told = " ".join(str(cell) for row in cells("thunderbird/tab_comma_mixed.csv") for cell in row)
    assert [f"{number}@host.invalid" in told for number in (1, 2, 3, 4)] == [True] * 4


def test_quoted_commas_and_a_leading_zero_are_kept() -> None:
    assert cells("csvspectrum/comma_in_quotes.csv") == [["John", "Doe", "120 any st.", "Anytown, WW", "08123"]]


def test_empty_quoted_cells_are_blank() -> None:
    assert cells("csvspectrum/empty.csv") == [["1", "", ""], ["2", "3", "4"]]


def test_json_within_a_cell_is_text() -> None:
    assert cells("csvspectrum/json.csv")[0][1] == '{"type": "Point", "coordinates": [102.0, 0.5]}'


def test_line_breaks_and_quotes_stay_in_their_cell() -> None:
    assert cells("csvspectrum/newlines.csv")[1][0] == "Once upon \na time"
    assert cells("csvspectrum/quotes_and_newlines.csv")[0][1] == 'ha \n"ha" \nha'


def test_a_letter_outside_ascii_is_no_code_page() -> None:
    assert (cells("csvspectrum/utf8.csv")[1], asks("csvspectrum/utf8.csv")) == (["4", "5", "ʤ"], [])


@pytest.mark.parametrize("name", ["import", "export"])
def test_ldif_is_refused_with_what_to_export_instead(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"Export the address book as \.csv instead"):
        table(f"thunderbird/{name}.ldif")


@pytest.mark.parametrize("name", ["simple_test", "ms_tzid", "radicale-0816", "radicale-0827", "ruby_rrule"])
def test_calendars_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="is a calendar"):
        table(f"vobject/{name}.ics")


# contact cards ------------------------------------------------------------------------------------------------------

CARDS = {
    "vcard_ezvcard/John_Doe_GMAIL.vcf": {
        "name": "Mr. John Richter, James Doe Sr.", "email": "john.doe@ibm.com", "phone": "905-555-1234",
        "phone_2": "905-666-1234", "organisation": "IBM", "role": "Money Counter", "birthday": "1980-03-22",
        "anniversary": "1975-03-01", "own:Spouse": "Jenny", "website": "http://www.ibm.com",
    },
    "vcard_ezvcard/gmail-single.vcf": {
        "name": "Greg Dartmouth", "own:Nickname": "Gman", "email": "gdartmouth@hotmail.com", "phone": "555 555 1111",
        "phone_2": "555 555 2222", "organisation": "TheCompany", "role": "TheJobTitle", "birthday": "1960-09-10",
        "anniversary": "1970-06-02",
    },
    "vcard_ezvcard/John_Doe_LOTUS_NOTES.vcf": {
        "email": "john.doe@ibm.com", "email_2": "billy_bob@gmail.com", "phone": "+1 (212) 204-34456",
        "own:Fax": "00-1-212-555-7777", "organisation": "IBM", "own:Department": "SUN", "birthday": "1980-05-21",
    },
    "vcard_ezvcard/outlook-2003.vcf": {
        "name": "John Doe III", "own:Nickname": "Joey", "email": "jdoe@hotmail.com", "organisation": "Company, The",
        "own:Department": "TheDepartment", "phone": "MobilePhone", "birthday": "1980-03-21",
        "notes": "This is the note field!!\nSecond line\n\nThird line is empty",
    },
    "sabre/issue153.vcf": {"name": "Test Benutzer"},
    "thunderbird/import.vcf": {"name": "contact number one", "email": "contact1@invalid"},
    "thunderbird/v3-binary-png.vcf": {"name": "Binary PNG"},
    "thunderbird/v3-binary-webp.vcf": {"name": "Binary WebP"},
    "thunderbird/v3-uri-binary-jpeg.vcf": {"name": "URI JPEG, version 3.0"},
    "thunderbird/v3-uri-binary-png.vcf": {"name": "URI PNG, version 3.0"},
    "thunderbird/v3-uri-binary-webp.vcf": {"name": "URI WebP, version 3.0"},
    "thunderbird/v3-uri-uri-jpeg.vcf": {"name": "URI JPEG, version 3.0 with correct value type"},
    "thunderbird/v3-uri-uri-png.vcf": {"name": "URI PNG, version 3.0 with correct value type"},
    "thunderbird/v3-uri-uri-webp.vcf": {"name": "URI WebP, version 3.0 with correct value type"},
    "thunderbird/v4-uri-png.vcf": {"name": "URI PNG, version 4.0"},
    "thunderbird/v4-uri-webp.vcf": {"name": "URI WebP, version 4.0"},
}  # fmt: skip


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_what_its_readme_says(name: str) -> None:
    (found,) = people(name)
    assert {field: found.get(field) for field in CARDS[name]} == CARDS[name]


def test_two_cards_in_one_file_keep_raw_tabs_and_returns_within_their_values() -> None:
    first, second = people("thunderbird/export.vcf")
    assert (first["name"], first["email"]) == ("contact number one", "contact1@invalid")
    assert (second["email"], second["role"], second["notes"]) == (
        "contact2@invalid", '"worker"', "here's some unicode text…",
    )  # fmt: skip
    custom = [second[f"own:Custom {number}"] for number in (1, 2, 3, 4)]
    assert custom == ["custom, 1", "custom\t2", "custom\n3", "custom\n4"]


def test_words_for_phones_and_numbers_that_are_too_long_are_told_and_kept() -> None:
    def told(name: str) -> list[str]:
        read = table(name)
        return understand_rows(read, propose(read), Rules(dt.date(2026, 11, 22))).problems

    assert len(told("vcard_ezvcard/outlook-2003.vcf")) == 4
    assert "“+1 (212) 204-34456” is no phone number" in told("vcard_ezvcard/John_Doe_LOTUS_NOTES.vcf")[0]
    assert "contact1@invalid" in told("thunderbird/import.vcf")[0]


# workbooks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "first", "last"), [("arts", "David Bowie", "George Michael"), ("other", "Vera Rubin", "Pat Summit")]
)
def test_remarks_above_and_below_a_list_are_no_people(title: str, first: str, last: str) -> None:
    read = tables("readxl/deaths.xlsx")[title]
    names = [row[0] for _, row in read.body()]
    assert (read.heading_row, len(names), names[0], names[-1]) == (5, 10, first, last)
    assert [row for row, _, _ in read.left_out()] == [16, 17, 18, 19]


def test_a_formula_gives_what_it_last_showed_and_a_day_is_a_day() -> None:
    bowie = next(row for _, row in tables("readxl/deaths.xlsx")["arts"].body())
    assert list(bowie)[2:5] == [69, True, dt.date(1947, 1, 8)]


def test_names_of_columns_over_two_rows_are_joined() -> None:
    read = tables("readxl/clippy.xlsx")["two-row-header"]
    assert read.headings == [
        "name (at birth)", "species (office supply type)", "death (date is approximate)", "weight (in grams)",
    ]  # fmt: skip
    assert [list(row) for _, row in read.body()] == [["Clippy", "paperclip", dt.date(2007, 1, 1), 0.9]]


def test_a_list_of_names_and_values_has_its_headings_in_the_first_row() -> None:
    assert tables("readxl/clippy.xlsx")["list-column"].heading_row == 1


def test_days_that_count_from_1904_are_right_and_numbers_stay_numbers() -> None:
    found = [row[0] for _, row in tables("readxl/type-me.xlsx")["date_coercion"].body()]
    assert found[1:3] == [dt.date(2016, 5, 23), dt.datetime(2016, 4, 28, 11, 30)]
    assert 39448 in found


@pytest.mark.parametrize("kind", ["logical", "numeric", "date", "text"])
def test_mixed_columns_have_their_headings_in_the_first_row(kind: str) -> None:
    assert tables("readxl/type-me.xlsx")[f"{kind}_coercion"].heading_row == 1


def test_long_numbers_are_exact() -> None:
    assert [row[0] for row in cells("readxl/big-texty-numbers-xlsx.xlsx")][1:3] == [2147483647, 2147483648]


def test_amounts_keep_their_value_whatever_their_format() -> None:
    assert cells("readxl/currency-formats-xlsx.xlsx") == [["apple", 0.5, 0.5, 0.5], ["software", 10000, 10000, 10000]]


def test_moments_with_words_in_their_format_are_moments() -> None:
    day = dt.date(1985, 3, 11)
    moments = [dt.datetime.combine(day, dt.time(13)), dt.datetime.combine(day, dt.time(13, 23, 32))]
    assert [row[0] for row in cells("readxl/texty-dates-xlsx.xlsx")] == moments


def test_a_format_whose_letters_look_like_a_date_gives_no_dates_and_its_sheet_is_asked_about() -> None:
    assert cells("readxl/color-date-lowercase-xlsx.xlsx") == [[0]] * 8
    assert asks("readxl/color-date-lowercase-xlsx.xlsx") == ["heading"]


def test_the_same_heading_twice_and_an_empty_one_are_all_kept() -> None:
    read = table("readxl/names-need-repair-xlsx.xlsx")
    assert read.headings == ["a b", "a b", "", "c%&$"]
    assert [one.target for one in propose(read)] == ["own:a b", "own:a b (2)", "name", "own:c%&$"]


def test_unnamed_columns_keep_their_cells() -> None:
    assert table("readxl/unnamed-duplicated-columns.xlsx").headings == ["", "var2", "", "var2"]
    assert cells("readxl/unnamed-duplicated-columns.xlsx")[0] == [1, "a", 1.1, "aa"]


def test_a_named_column_without_cells_stays_and_na_is_text() -> None:
    read = table("readxl/empty-named-column.xlsx")
    assert read.headings == ["x", "y", "z", "w"]
    assert "NA" in [row[2] for row in cells("readxl/empty-named-column.xlsx")]


def test_one_line_that_could_be_names_or_data_is_asked_about() -> None:
    found = tables("readxl/no-yes-col-names.xlsx")
    assert asks("readxl/no-yes-col-names.xlsx", "no-col-names") == ["heading"]
    assert found["yes-col-names"].headings == ["var1", "var2"]
    assert [list(row) for _, row in found["empty-col-names"].body()] == [["a", "b"]]


def test_a_workbook_of_google_sheets_is_read() -> None:
    assert cells("readxl/iris-google-doc.xlsx")[0] == [5.1, 3.5, 1.4, 0.2, "setosa"]


def test_composed_accents_are_kept() -> None:
    assert {"BÙN SÉT", "CÁT MỊN"} <= {row[0] for row in cells("readxl/vietnamese-utf8.xlsx")}


def test_every_file_that_is_there_is_read_by_a_test() -> None:
    here = Path(__file__).read_text("utf-8")
    folder = Path(os.environ["KITH_TEST_DATA"]) / "imports"
    files = [path for path in folder.rglob("*.*") if path.name not in ("README.md", "LICENSE.txt")]
    assert len(files) > 45
    assert [path.name for path in files if path.stem not in here] == []
