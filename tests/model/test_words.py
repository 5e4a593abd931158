"""The sheets Settings and Lists: every word may be changed, and what cannot be read falls back to its default."""

import datetime as dt

import pytest

from crm.model.cells import Cell
from crm.model.lists import LISTS, Lists
from crm.model.settings import SETTINGS, Settings
from crm.model.snapshot import Snapshot


def test_a_setting_that_is_absent_or_blank_has_its_default() -> None:
    assert Settings({}).text("currency") == Settings({"currency": "  "}).text("currency") == "GBP"
    assert Settings({}).number("rhythm_watch") == 1.5 and Settings({}).yes("day_first")


@pytest.mark.parametrize(
    ("key", "cell", "read"),
    [
        ("rhythm_watch", "twice", 1.5),
        ("payment_terms_days", "30", 30),
        ("rhythm_watch", "1,75", 1.75),
        ("year_starts", 4.0, 4),
        ("points_money", 11, 2),
        ("points_money", 0, 0),
        ("rhythm_min_gaps", 2.5, 3),
    ],
)
def test_a_number_is_read_or_the_default_holds(key: str, cell: Cell, read: float) -> None:
    assert Settings({key: cell}).number(key) == read


@pytest.mark.parametrize(
    ("key", "cell", "words"),
    [("rhythm_watch", "twice", "must be a number"), ("day_first", "perhaps", "must be Yes or No")],
)
def test_a_setting_that_cannot_be_read_is_said(key: str, cell: Cell, words: str) -> None:
    assert words in Settings({key: cell}).unreadable()[key]


@pytest.mark.parametrize("key", SETTINGS)
def test_the_default_of_every_setting_can_be_read(key: str) -> None:
    assert Settings({key: SETTINGS[key].default}).unreadable() == {}


@pytest.mark.parametrize("cell", [dt.datetime(2026, 11, 3, 9), dt.date(2026, 11, 3), 46329, "3 Nov 26", "11/3/2026"])
def test_a_setting_holds_a_day_however_it_came_into_its_cell(cell: Cell) -> None:
    settings = Settings({"opening_balance_day": cell, "day_first": "No"})
    assert settings.day("opening_balance_day") == dt.date(2026, 11, 3) and not settings.unreadable()


@pytest.mark.parametrize("cell", [None, "", "soon", 5, True, "3 Nov"])
def test_what_is_no_day_is_none(cell: Cell) -> None:
    assert Settings({"opening_balance_day": cell}).day("opening_balance_day") is None


def test_a_setting_of_another_case_or_unknown_name_is_kept() -> None:
    settings = Settings({"day_first": "no", "team_motto": "Onward"})
    assert not settings.yes("day_first") and settings.text("team_motto") == "Onward"
    assert not settings.unreadable()


@pytest.mark.capability(29)
def test_the_order_of_days_is_the_workbooks_own(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Customer since |
    | C-7K3Q9F | Ann  | 3/4/2025       |
    Settings
    | Key       | Setting          | Value | What it does |
    | day_first | Day before month | No    |              |
    """
    assert str(drawn.contacts["since"].iloc[0])[:10] == "2025-03-04"


def test_one_cell_that_settles_the_order_of_days_decides_for_its_column(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Customer since |
    | C-7K3Q9F | Ann  | 3/4/2025       |
    | C-04XT2M | Tom  | 12/31/2025     |
    """
    assert str(drawn.contacts["since"].iloc[0])[:10] == "2025-03-04"


@pytest.mark.capability(5)
def test_a_team_may_rename_every_word_and_its_meaning_stays(drawn: Snapshot) -> None:
    """
    Lists
    | Relationships | Relationships: means |
    | Patient       | customer             |
    """
    assert drawn.lists.meaning("Relationships", "patient") == "customer"
    assert drawn.lists.meaning("Relationships", "Neighbour") == "other"


def test_a_question_whose_scale_cannot_be_read_is_left_out(drawn: Snapshot) -> None:
    """
    Lists
    | Questions | Questions: measure | Questions: from | Questions: to | Questions: good from |
    | Happy?    | csat               | 1               | 4             | 3                    |
    | Broken    | csat               | one             | 4             | 3                    |
    """
    assert [(asked.name, asked.measure, asked.high) for asked in drawn.lists.questions.values()] == [
        ("Happy?", "CSAT", 4)
    ]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_its_words_in_a_workbook_without_the_sheet(name: str, read) -> None:
    snapshot = read({"Contacts": [["ID", "Name"]]})
    assert snapshot.lists.entries(name) == [row[0] for row in LISTS[name][1]] == Lists.default().entries(name)


def test_a_word_that_is_not_in_its_list_is_kept_and_said(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Relationship       |
    | C-7K3Q9F | Ann  | custmer; volunteer |
    """
    assert drawn.contacts["relationships"].iloc[0] == ("custmer", "Volunteer")
    assert [problem.code for problem in drawn.problems] == ["not_in_list"]


def test_an_entry_with_a_comma_in_it_is_one_word(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Relationship       |
    | C-7K3Q9F | Ann  | retailer, small    |
    | C-04XT2M | Tom  | Retailer, Customer |
    Lists
    | Relationships   | Relationships: means |
    | Retailer, small | partner              |
    | Retailer        | partner              |
    | Customer        | customer             |
    """
    assert drawn.contacts["relationships"].tolist() == [("Retailer, small",), ("Retailer", "Customer")]


@pytest.mark.capability(5)
def test_people_tags_and_types_of_talk_take_any_new_word(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Owner | Tags      |
    | C-7K3Q9F | Ann  | Maya  | red; blue |
    Interactions
    | ID       | Date       | Contact | Type     | What happened |
    | N-2M8VQK | 2026-11-03 | Ann     | Fax from | Hello         |
    """
    assert not drawn.problems
