"""From rows to the cells of people: nothing is lost on the way."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from crm.exchange.columns import propose
from crm.exchange.people import Understood, understand_rows
from crm.exchange.table import Table
from crm.model.cells import Cell, Rules

RULES = Rules(dt.date(2026, 11, 22))


def understood(table: Table, **targets: str) -> Understood:
    """A table read as proposed, or with other targets for some headings."""
    mapping = [replace(one, target=targets.get(one.heading, one.target)) for one in propose(table)]
    return understand_rows(table, mapping, RULES)


@pytest.fixture
def first(listed) -> Callable[..., Mapping[str, Cell]]:
    """The cells of the first person of a CSV."""
    return lambda *lines: understood(listed(*lines)).people[0].values


def test_parts_of_a_name_are_joined(first) -> None:
    assert first("First name,Middle name,Last name", "Ann,M.,Lee")["name"] == "Ann M. Lee"


def test_a_name_in_one_piece_wins_and_different_parts_go_to_the_notes(first) -> None:
    row = first("Display name,First name,Last name", "Grandma,Rosa,Lee")
    assert (row["name"], row["notes"]) == ("Grandma", "Name in parts: Rosa Lee")


def test_an_organisation_without_a_person_stands_for_itself(first) -> None:
    assert first("Name,Company", ",Acme Ltd", "Bo,X") == {"name": "Acme Ltd", "kind": "Organisation"}


def test_an_email_address_is_better_than_no_name(first) -> None:
    assert first("Name,Email", ",a@example.com", "Bo,b@example.com")["name"] == "a@example.com"


def test_a_row_without_anybody_is_listed_with_its_text(listed) -> None:
    found = understood(listed("Name,City,Notes", ",Leeds,rang once", "Bo,York,"))
    assert (found.not_people[0].row, found.not_people[0].text) == (2, "Leeds · rang once")


def test_a_phone_that_was_a_number_becomes_its_digits(sheet) -> None:
    rows = [["Name", "Phone", "Postcode", "Shoe size"], ["Ann", 447700900417, 1067, 41.5]]
    values = understood(sheet(*rows)).people[0].values
    assert values == {"name": "Ann", "phone": "447700900417", "postcode": "1067", "own:Shoe size": 41.5}


def test_cells_that_are_equal_but_not_alike_stay_what_they_are(sheet) -> None:
    rows = [["Name", "Seat"], *([name, cell] for name, cell in zip("ABCD", (1, True, "1", 1), strict=True))]
    people = understood(sheet(*rows)).people
    assert [repr(one.values["own:Seat"]) for one in people] == ["1", "'Yes'", "'1'", "1"]


def test_what_is_wrong_in_two_rows_is_said_of_both(listed) -> None:
    found = understood(listed("Name,Phone", "Ann,12", "Bo,020 7946 0112", "Cy,12"), Phone="phone")
    assert [problem[:13] for problem in found.problems] == ["Row 2, Phone:", "Row 4, Phone:"]
    assert found.doubtful == {2, 4}


def test_what_was_typed_stays_as_it_was_typed(first) -> None:
    row = first("Name,Phone,Email,Birthday", "ann LEE,+49 (0)151/234,Ann@EXAMPLE.com,3/4/1984")
    assert list(row.values()) == ["ann LEE", "+49 (0)151/234", "Ann@EXAMPLE.com", "3/4/1984"]


def test_real_days_are_kept_as_days_and_birthdays_as_the_sheet_writes_them(sheet) -> None:
    day = dt.date(1984, 3, 15)
    values = understood(sheet(["Name", "Birthday", "Customer since"], ["Ann", day, day])).people[0].values
    assert (values["birthday"], values["since"]) == ("1984-03-15", day)


def test_a_birthday_in_three_columns_is_one(first) -> None:
    head = "Name,Birth Year,Birth Month,Birth Day"
    assert first(head, "Ann,1984,3,5")["birthday"] == "1984-03-05"
    assert first(head, "Ann,,3,5", "Bo,1990,1,1")["birthday"] == "5 March"


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2026-03-01", dt.date(2026, 3, 1)), ("1 March 2026", dt.date(2026, 3, 1)), ("3/4/2026", dt.date(2026, 3, 4))],
)
def test_a_last_visit_is_a_day_in_the_order_of_its_column(listed, cell: str, day: dt.date) -> None:
    table = listed("Name,Last visit", f"Ann,{cell}", "Bo,12/31/2025")
    assert understood(table).people[0].last_visit == day


@pytest.mark.parametrize("cell", ["soon", "2027-01-01"])
def test_a_last_visit_that_cannot_be_goes_to_the_notes_and_is_told(listed, cell: str) -> None:
    found = understood(listed("Name,Last visit", f"Ann,{cell}", "Bo,2026-01-01", "Cleo,2026-01-02", "Dora,2026-01-03"))
    assert found.people[0].values["notes"] == f"Last visit: {cell}"
    assert found.problems[0].startswith(f"Row 2, Last visit: “{cell}”")


def test_what_has_no_room_goes_to_the_notes_under_its_heading(listed) -> None:
    found = understood(listed("Name,City,Second home", "Ann,Leeds,York"), **{"Second home": "city"})
    assert (found.people[0].values["city"], found.people[0].values["notes"]) == ("Leeds", "Second home: York")


def test_lines_of_an_address_are_put_together(first) -> None:
    assert first("Name,Home Address,Home Address 2", "Ann,4 Lee Road,Flat 2")["street"] == "4 Lee Road, Flat 2"


def test_a_column_that_is_left_out_is_left_out(listed) -> None:
    assert understood(listed("Name,City", "Ann,Leeds"), City="").people[0].values == {"name": "Ann"}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ("Name,Tel", "Ann,BusinessPhone", "Bo,0123456"),
            "“BusinessPhone” is no phone number. It is brought in as it stands.",
        ),
        (("Name,Email", "Ann,none", "Bo,b@x.org"), "“none” is no e-mail address. It is brought in as it stands."),
        (("Name,Birthday", "Ann,31 Feb", "Bo,1 May"), "“31 Feb” is not a day of the year. It is brought in"),
        (("Name,Notes", "Ann,a\x0bb"), "control characters that no cell can keep were taken out."),
        (("Name,Notes", "Ann," + "x" * 40_000), "the text has 40,000 characters; a cell holds at most 32,767."),
    ],
)
def test_what_will_not_be_understood_is_told_and_the_person_is_brought_in(listed, lines, sentence: str) -> None:
    found = understood(listed(*lines))
    assert (found.people[0].values["name"], sentence in found.problems[0]) == ("Ann", True)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "@SUM(1)", "<script>", "O'Brien", "王"])
def test_text_that_looks_like_a_formula_or_markup_is_text(first, text: str) -> None:
    assert first("Name,City", f'"{text}",x')["name"] == text


def test_yes_in_another_language_is_yes_to_marketing(first) -> None:
    assert first("Name,Newsletter", "Ann,ja", "Bo,nein")["marketing_ok"] == "Yes"


@pytest.mark.parametrize(
    ("heading", "cell", "place"),
    [
        ("PLZ/Ort", "10115 Berlin", ("10115", "Berlin")),
        ("PLZ / Ort", "A-1010 Wien", ("A-1010", "Wien")),
        ("ZIP City", "02139 Cambridge", ("02139", "Cambridge")),
        ("CP/Ville", "75001 Le Mans", ("75001", "Le Mans")),
        ("Postcode plaats", "1012 AB Den Haag", ("1012 AB", "Den Haag")),
        ("Kod pocztowy, miasto", "00-950 Warszawa", ("00-950", "Warszawa")),
        ("PLZ/Ort", "10115", ("10115", None)),
    ],
)
def test_postcode_and_town_in_one_column_are_parted(listed, heading: str, cell: str, place: tuple) -> None:
    values = understood(listed(f'Name,"{heading}"', f"Ann,{cell}")).people[0].values
    assert (values["postcode"], values.get("city")) == place
