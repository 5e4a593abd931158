"""Which column is this? By heading, by another word for it in four languages, and by the cells below."""

import datetime as dt
from collections.abc import Sequence

import pytest

from crm.model.cells import Cell, Rules
from crm.model.headings import Tab, find_sheets, heading_row, map_headings
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot

RULES = Rules(dt.date(2026, 11, 22))


def fields_of(sheet: str, *columns: tuple[str, Sequence[Cell]] | str) -> list[str | None]:
    """The fields that headings, with the cells below them, are understood as."""
    pairs = [(column, ()) if isinstance(column, str) else column for column in columns]
    cells = [list(below) for _, below in pairs]
    return map_headings(SHEETS[sheet], [heading for heading, _ in pairs], cells.__getitem__, RULES)


# headings and other words for them ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_heading_of_ours_is_its_own_field(sheet) -> None:
    columns = sheet.columns
    assert fields_of(sheet.key, *(column.heading for column in columns)) == [column.field for column in columns]


@pytest.mark.parametrize(
    "headings",
    [
        "Full name, Tel, E-mail, Town, ZIP, Date of birth",
        "Kunde, Telefon, E-Mail, Ort, PLZ, Geburtstag",
        "Nom, Téléphone, Courriel, Ville, Code postal, Anniversaire",
        "Nombre, Móvil, Correo, Ciudad, Código postal, Cumpleaños",
    ],
)
def test_a_list_in_another_language_is_understood(headings: str) -> None:
    assert fields_of("Contacts", *headings.split(", ")) == ["name", "phone", "email", "city", "postcode", "birthday"]


@pytest.mark.parametrize("heading", ["PHONE", " phone ", "Phone:", "téléphone", "Telephone", "Phone\u00a0"])
def test_a_heading_is_known_whatever_its_case_accents_and_dots(heading: str) -> None:
    assert fields_of("Contacts", heading) == ["phone"]


def test_our_own_heading_wins_over_another_word_that_stands_before_it() -> None:
    assert fields_of("Contacts", "Client", "Name") == ["own:Client", "name"]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["First name", "Name"], ["first_name", "last_name"]),
        (["Nombre", "Apellidos"], ["first_name", "last_name"]),
        (["Vorname", "Nachname"], ["first_name", "last_name"]),
        (["Name", "First name", "Last name"], ["name", "first_name", "last_name"]),
    ],
)
def test_a_name_in_two_columns_is_a_first_and_a_last_name(headings: list[str], fields: list[str]) -> None:
    assert fields_of("Contacts", *headings) == fields


@pytest.mark.capability(30)
def test_what_nobody_knows_is_a_column_of_the_team() -> None:
    assert fields_of("Contacts", "Name", "Shoe  size") == ["name", "own:Shoe size"]


def test_a_blank_or_repeated_heading_holds_no_field() -> None:
    assert fields_of("Contacts", "Name", "", " ", "Shoe", "Shoe") == ["name", None, None, "own:Shoe", None]


def test_a_known_heading_that_stands_twice_is_used_once() -> None:
    assert fields_of("Contacts", "Phone", "Phone") == ["phone", "own:Phone"]


# the cells below decide -----------------------------------------------------------------------------------------------


def test_a_column_type_is_the_kind_or_the_relationship_by_what_it_holds() -> None:
    assert fields_of("Contacts", ("Type", ["Person", "Organisation"])) == ["kind"]
    assert fields_of("Contacts", ("Type", ["Customer", "Supplier"])) == ["relationships"]


def test_another_word_above_cells_that_do_not_fit_is_left_to_the_team() -> None:
    assert fields_of("Contacts", ("Mobile", ["yes", "no", "sometimes"])) == ["own:Mobile"]
    assert fields_of("Contacts", ("Mobile", ["07700 900417", "", "0113 496 0200"])) == ["phone"]


def test_notes_about_a_visit_go_to_what_happened() -> None:
    assert fields_of("Interactions", "When", "Who", "Method", "Notes") == ["date", "contact", "type", "what"]


# which column holds the IDs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [["C-7K3Q9F", "C-1"], ["", None], ["C-7K3Q9F", "", "17", "C-04XT2M"]])
def test_an_id_column_holds_our_ids_or_is_still_empty(cells: list[Cell]) -> None:
    assert fields_of("Contacts", ("ID", cells), "Name") == ["id", "name"]


def test_another_id_column_is_the_teams_own_number() -> None:
    assert fields_of("Contacts", ("ID", [1, 2, 3]), "Kith ID", "Name") == ["reference", "id", "name"]


def test_an_id_column_of_another_program_is_never_taken_for_ours() -> None:
    assert fields_of("Contacts", ("ID", [101, 102]), "Name")[0] == "reference"


# sheets and heading rows ----------------------------------------------------------------------------------------------


def test_titles_above_the_headings_are_passed_over() -> None:
    cells = [["Our customers 2026"], [], ["Name", "Phone", "City"], ["Ann", "1", "Leeds"]]
    assert heading_row(SHEETS["Contacts"], cells) == (3, 1.0)


def test_a_tab_is_known_by_its_headings_when_it_was_renamed() -> None:
    tab = Tab("Stammkunden", [["Name", "Phone", "Email", "City"]], {}, {})
    assert find_sheets([tab])["Contacts"] == (tab, 1)


def test_a_tab_that_bears_the_name_is_preferred_to_one_with_the_headings() -> None:
    headings: list[list[Cell]] = [["Name", "Phone", "Email", "City"]]
    ours, copy = Tab("Contacts", headings, {}, {}), Tab("Old contacts", headings, {}, {})
    assert find_sheets([copy, ours])["Contacts"] == (ours, 1)


def test_a_tab_of_something_else_is_no_sheet_of_ours() -> None:
    assert find_sheets([Tab("Rota", [["Monday", "Tuesday"], ["Maya", "Tom"]], {}, {})]) == {}


def test_titles_and_totals_are_no_people(drawn: Snapshot) -> None:
    """
    Contacts
    | Our people |          |              |
    | ID         | Name     | Phone        |
    | C-7K3Q9F   | Ann Lee  | 07700 900417 |
    |            | Total    |              |
    """
    assert drawn.contacts["name"].tolist() == ["Ann Lee"]
    assert [(problem.code, problem.row) for problem in drawn.problems] == [("totals_row", 4)]
