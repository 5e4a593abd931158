"""What the tabs of somebody's spreadsheet are taken for, and what a person says instead."""

import datetime as dt
import os
from pathlib import Path

import pytest

from crm.exchange.adopting import ALONE, guess, layout_of, options, taken_for
from crm.model.headings import Tab
from crm.model.sheets import SHEETS
from crm.store.excel.reading import tabs_of

DAY = dt.date(2026, 3, 4)
PEOPLE = [
    ["Unsere Kunden", None, None, None, None],
    [None, None, None, None, None],
    ["ID", "Nachname", "Vorname", "Telefon", "Lieblingstee"],
    [1, "Müller", "Anna", "030 123456", "Assam"],
    [2, "Stein", "Bob", "030 789012", None],
]
CALLS = [["Datum", "Kunde", "Art", "Notiz"], [DAY, "Anna Müller", "Anruf", "will ein Angebot"]]
ORDERS = [["Date", "Client", "Product", "Total"], [DAY, "Bob Stein", "Tea", 12.5], [DAY, "Anna", "Cup", 4]]
BUDGET = [["Month", "Rent", "Light"], ["May", 300, 20], ["June", 300, 22]]


def tabs(**rows):
    return [Tab(title.replace("_", " "), cells, {}, {}) for title, cells in rows.items()]


def test_each_tab_is_taken_for_what_its_headings_say():
    """Title rows stay above; the tab's own name need not say anything."""
    found = guess(tabs(Tabelle1=PEOPLE, Anrufe=CALLS, Umsatz_2026=ORDERS, Haushalt=BUDGET))
    assert [one.sheet for one in found] == ["Contacts", "Interactions", "Sales", ALONE]
    assert [one.heading_row for one in found[:3]] == [3, 1, 1] and found[0].rows == 2


def test_columns_are_known_by_names_in_several_languages_and_by_their_cells():
    """Their own ID is a Reference, and what nobody knows is their own column: none is lost."""
    (found,) = guess(tabs(Liste=PEOPLE))
    told = {one.heading: one.target for one in found.columns}
    assert told == {
        "ID": "reference", "Nachname": "last_name", "Vorname": "first_name", "Telefon": "phone",
        "Lieblingstee": "own:Lieblingstee",
    }  # fmt: skip
    assert found.columns[3].samples == ("030 123456", "030 789012")


def test_the_name_of_a_tab_breaks_a_tie():
    found = guess(tabs(Lieferanten=PEOPLE, Kunden=PEOPLE))
    assert [one.sheet for one in found] == [ALONE, "Contacts"]


def test_a_person_says_otherwise():
    found = guess(tabs(Kunden=PEOPLE, Haushalt=BUDGET))
    assert taken_for(found[0], ALONE).sheet == ALONE
    assert taken_for(found[1], "Sales").columns[0].target == "own:Month"
    other = found[0].with_targets(["own:ID", "name", "first_name", "phone", "needs"])
    assert layout_of([other])["Contacts"].fields["needs"] == "lieblingstee"


def test_a_field_goes_to_one_column_and_the_other_stays_their_own():
    (found,) = guess(tabs(Liste=PEOPLE))
    twice = found.with_targets(["phone", "name", "first_name", "phone", "own:Lieblingstee"])
    assert [one.target for one in twice.columns] == [
        "phone", "name", "first_name", "own:Telefon", "own:Lieblingstee",
    ]  # fmt: skip


def test_another_row_can_hold_the_headings():
    (found,) = guess(tabs(Liste=PEOPLE))
    other = taken_for(found, "Contacts", 4)
    assert (other.heading_row, other.rows, other.columns[1].heading) == (4, 1, "Müller")


def test_two_columns_of_one_heading_are_both_kept():
    rows = [["Name", "Telefon", "Telefon", "Telefon"], ["Ann", "030 123456", "030 987654", "0151 55555"]]
    (found,) = guess(tabs(Liste=rows))
    assert [one.target for one in found.columns] == ["name", "phone", "phone_2", "own:Telefon"]


def test_an_empty_tab_is_nothing():
    assert guess(tabs(Leer=[[None, ""], []])) == []


def test_only_what_people_fill_is_offered():
    assert "id" not in {column.field for column in options("Contacts")}
    assert {"name", "reference"} <= {column.field for column in options("Contacts")}
    assert all(options(name) for name in SHEETS)


@pytest.mark.data
def test_a_published_list_with_titles_above_and_remarks_below():
    found = guess(tabs_of(Path(os.environ["KITH_TEST_DATA"], "imports/readxl/deaths.xlsx")))
    assert (found[0].sheet, found[0].heading_row, found[0].rows) == ("Contacts", 5, 10)
    assert {one.target for one in found[0].columns} >= {"name", "role", "birthday", "own:Has kids"}
