"""The query language: words, filters, and what is neither."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.model.cells import Rules
from crm.model.contents import understand
from crm.model.headings import Tab
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.search.conditions import mask
from crm.search.index import Index
from crm.search.keys import Condition
from crm.search.query import find, parse
from tests.search.conftest import TODAY, snapshot_of

TEAM = """
    Contacts
    | ID  | Name  | Relationship     | Status | City     | Phone    | Birthday | Owner | Tags      | Shoe size |
    | C-1 | Ann   | Supplier; Donor  |        | Leeds    | call her |          | Maya  | vip; news | 41        |
    | C-2 | Bo    | Customer         | Former | London   |          | 31 Feb   | Tom   |           | 4         |
    | C-3 | Cleo  |                  |        | Málaga   | 07700900 | 14 March |       | old vip   |           |
"""


@pytest.fixture(scope="module")
def team() -> Snapshot:
    return snapshot_of(TEAM)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("city:leeds", "Ann"),
        ("CITY:l", "Ann Bo"),  # the beginning is enough
        ("city:leeds city:malaga", "Ann Cleo"),  # either
        ("town:leeds", "Ann"),  # an alias
        ("ort:leeds", "Ann"),  # in another language
        ("relationship:supplier", "Ann"),
        ("relationship:customer", "Bo Cleo"),  # blank counts as what the settings say
        ("status:active", "Ann Cleo"),
        ("-status:active", "Bo"),
        ("tag:vip", "Ann"),  # one entry, not somewhere in it
        ("tags:news", "Ann"),
        ('tag:"old v"', "Cleo"),
        ("owner:me", "Bo"),
        ("owner:maya city:leeds", "Ann"),
        ("owner:maya city:london", ""),
        ('"shoe size":41', "Ann"),
        ("shoe-size:41", "Ann"),
        ("has:phone", "Ann Cleo"),  # what cannot be dialled is filled all the same
        ("no:phone", "Bo"),
        ("has:birthday", "Bo Cleo"),  # so is a day that does not exist
        ('no:"shoe size"', "Cleo"),
        ("-has:city", ""),
        ("c owner:maya", ""),
        ("an owner:maya", "Ann"),
        ("email:x", ""),
        ("birthday:march", "Cleo"),
        ("-birthday:march", "Ann Bo"),
        ("last:<30d", ""),  # whose values nobody handed in
    ],
)
def test_a_query_leaves_exactly_these_people(team: Snapshot, query: str, names: str) -> None:
    hits = find(team, Index.build(team), query, me="Tom")
    assert " ".join(team.contacts.name[hit.id] for hit in hits) == names


@pytest.mark.parametrize(
    "text", ["10:30", "mailto:ann@example.com", "citi:leeds", "has:wings", "city:", ":x", '"', "a:b:c"]
)
def test_what_has_no_known_key_is_plain_words(text: str) -> None:
    assert parse(text).conditions == ()
    assert parse(text).words == text


def test_a_column_of_the_teams_own_is_a_key_only_where_it_is_known() -> None:
    own = (Column("own:Shoe size", "Shoe size"),)
    assert parse('"Shoe size":41', own).conditions == (Condition("own:Shoe size", "begins with", ("41",)),)
    assert parse('"Shoe size":41').conditions == ()


def test_a_number_is_found_by_that_number_alone() -> None:
    contacts = Tab("Contacts", [["ID", "Name", "Shoe size"], ["C-1", "Ann", 41.0], ["C-2", "Bo", 4.0]], {}, {})
    rules = Rules(TODAY)
    snapshot = Snapshot(understand([contacts], rules, revision="1", stamp=None), rules)
    query = parse("shoe-size:4", snapshot.columns("Contacts"))
    assert mask(snapshot, query.conditions).tolist() == [False, True]


def test_a_word_between_filters_stays_a_word() -> None:
    assert parse("ann city:leeds lee").words == "ann lee"


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_query_stops_the_filters(key: str, value: str) -> None:
    snapshot = snapshot_of(TEAM)
    for text in (key, f"{key}:{value}", f'city:"{value}"', f"has:{value}"):
        query = parse(text, snapshot.columns("Contacts"))
        assert len(mask(snapshot, query.conditions)) == 3
