"""What a new workbook begins with: a kind of team, the region a browser tells, and people who are brought in."""

import datetime as dt

import pytest

from crm.actions import sales
from crm.actions.starting import TEAMS, brought, countries, custom_of, empty, region_of, settings_of, time_zones
from crm.model.changes import AddRow, AddToList, ChangeSet
from crm.model.lists import LISTS, MEANINGS
from crm.model.settings import SETTINGS, Settings

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 9, 30)
BRITISH = region_of("en-GB", "Europe/London")
every_team = pytest.mark.parametrize("team", TEAMS.values(), ids=list(TEAMS))


@every_team
def test_every_kind_of_team_says_only_what_settings_and_lists_know(team):
    assert set(team.settings) <= set(SETTINGS)
    assert set(team.lists) <= set(LISTS)
    assert Settings(settings_of(team, BRITISH)).unreadable() == {}


@every_team
def test_every_row_of_a_list_is_as_wide_as_the_list(team):
    for name, rows in team.lists.items():
        assert {len(row) for row in rows} == {1 + len(LISTS[name][0])}


@every_team
def test_somebody_without_a_relationship_counts_as_a_customer_in_every_kind_of_team(team):
    new = empty(team, BRITISH, TODAY)
    assert new.lists.meaning("Relationships", new.settings.text("relationship_if_blank")) == "customer"


@every_team
def test_what_a_team_calls_a_sale_is_the_kind_that_a_blank_one_stands_for(team):
    new = empty(team, BRITISH, TODAY)
    assert sales.money_in(new) == new.settings.text("word_sale")


@every_team
def test_every_kind_of_team_has_a_word_for_all_that_the_code_asks_for(team):
    lists = empty(team, BRITISH, TODAY).lists
    assert all(lists.meant(name, meaning) for name, meanings in MEANINGS.items() for meaning in meanings)
    assert lists.meaning("Relationships", empty(team, BRITISH, TODAY).settings.text("word_customer")) == "customer"


@every_team
@pytest.mark.parametrize("word", ["Visit", "Call", "Note"])
def test_everyday_words_for_a_talk_mean_the_same_to_every_kind_of_team(team, word):
    usual = {entry[0]: entry[1] for entry in LISTS["Interaction types"][1]}
    assert empty(team, BRITISH, TODAY).lists.meaning("Interaction types", word) == usual[word]


def test_a_practice_has_patients_and_counts_their_visits():
    settings = settings_of(TEAMS["practice"], BRITISH)
    assert (settings["word_customers"], settings["activity_from"]) == ("Patients", "interactions")


def test_a_charity_takes_donations_and_its_members_leave_on_a_date():
    new = empty(TEAMS["charity"], BRITISH, TODAY)
    assert new.settings.text("relationship_ends") == "on a date"
    assert new.lists.meaning("Sale kinds", "Donation") == "money in"


def test_services_see_deals_and_tickets_and_count_organisations():
    new = empty(TEAMS["services"], BRITISH, TODAY)
    assert new.settings.yes("module_deals") and new.settings.yes("module_tickets")
    assert new.settings.text("count_customers_by") == "organisation"


# the region -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "zone", "country", "currency", "day_first"),
    [
        ("en-GB", "Europe/London", "GB", "GBP", True),
        ("en-US", "America/New_York", "US", "USD", False),
        ("de-DE", "Europe/Zurich", "CH", "CHF", True),
        ("en-US", "Europe/Berlin", "DE", "EUR", True),
        ("hi", "Asia/Calcutta", "IN", "INR", True),
        ("ja-JP", "Asia/Tokyo", "JP", "JPY", False),
        ("fr-FR", "UTC", "FR", "EUR", True),
        ("zh-Hans-CN", "", "CN", "CNY", False),
        ("", "", "GB", "GBP", True),
        ("x", "Mars/Phobos", "GB", "GBP", True),
    ],
)
def test_a_browser_tells_where_a_team_works(locale, zone, country, currency, day_first):
    region = region_of(locale, zone)
    assert (region.country, region.currency, region.day_first) == (country, currency, day_first)


def test_a_time_zone_that_nobody_knows_is_not_taken_over():
    assert region_of("en-GB", "Mars/Phobos").time_zone == "Europe/London"
    assert region_of("de", "Europe/Kiev").time_zone == "Europe/Kiev"


def test_what_is_proposed_can_always_be_chosen():
    for zone in time_zones():
        region = region_of("en-US", zone)
        assert region.country in countries() and region.time_zone == zone


def test_another_country_brings_its_own_custom():
    assert custom_of("US") == ("USD", False)
    assert custom_of("AT") == ("EUR", True)


def test_the_region_decides_how_a_new_workbook_reads_days_and_phones():
    rules = empty(TEAMS["shop"], region_of("en-US", "America/Chicago"), TODAY).rules
    assert (rules.country, rules.order, rules.today) == ("US", "mdy", TODAY)


# people who are brought in --------------------------------------------------------------------------------------------


def test_people_who_are_brought_in_keep_their_ids_and_own_columns():
    added = ChangeSet("In", (AddRow("Contacts", "C-7K3Q9F", {"name": "Ada", "own:Shoe size": "38"}),))
    rows, _ = brought(TEAMS["shop"], added, NOW)
    assert rows == {"Contacts": [{"id": "C-7K3Q9F", "name": "Ada", "own:Shoe size": "38", "added_on": NOW}]}


def test_new_words_of_an_import_join_the_lists_of_the_team():
    added = ChangeSet("In", (AddToList("Tags", "gold"), AddToList("Relationships", "Guest", {"means": "customer"})))
    _, lists = brought(TEAMS["practice"], added, NOW)
    assert lists["Tags"] == [("gold",)]
    assert lists["Relationships"] == [*TEAMS["practice"].lists["Relationships"], ("Guest", "customer")]


def test_a_team_is_not_changed_by_what_somebody_brings_in():
    before = list(TEAMS["practice"].lists["Relationships"])
    brought(TEAMS["practice"], ChangeSet("In", (AddToList("Relationships", "Guest", {"means": "customer"}),)), NOW)
    assert TEAMS["practice"].lists["Relationships"] == before


def test_a_new_workbook_begins_without_people_and_without_problems():
    new = empty(TEAMS["shop"], BRITISH, TODAY)
    assert new.contacts.empty and new.problems == []
