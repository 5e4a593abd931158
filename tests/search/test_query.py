"""The query language: words, filters, and what is neither."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.model.cells import Rules
from crm.model.headings import Tab
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand
from crm.search.conditions import mask
from crm.search.index import Index
from crm.search.keys import Condition
from crm.search.query import begun_value, doubts, find, find_matters, parse, settled
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
        ("-leeds", "Bo Cleo"),  # a word that must not be there
        ("-leeds -cleo", "Bo"),
        ("l -leeds", "Bo"),
        ("owner:maya -bo", "Ann"),
        ('-"leeds ann"', "Bo Cleo"),  # all of these words
        ('-"ann london"', "Ann Bo Cleo"),
        ('"leeds ann"', "Ann"),
        ("birthday:14-march", "Cleo"),
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


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("citi:leeds", "city:leeds"),
        ('ann "citi":leeds -x', 'ann "city":leeds -x'),
        ("relationshp:donor", "relationship:donor"),
        ("shoesize:41", "shoe-size:41"),  # of the team's own columns
        ("10:30", None),
        ("mailto:ann@x.org", None),
        ("https://x.org", None),
        ("has:citi", "has:city"),
        ('no:"shoe sise"', 'no:"shoe size"'),
        ("no:emai", None),  # is being typed
        ("has:wings", None),
    ],
)
def test_a_key_that_is_nearly_one_is_named_with_the_query_as_it_may_be_meant(team, text: str, instead: str) -> None:
    found = [one.instead for one in doubts(text, team.columns("Contacts"))]
    assert found == ([instead] if instead else [])
    assert not instead or parse(instead, team.columns("Contacts")).conditions


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("city:", ("city", "city:", "")),
        ("ann -tag:vi", ("tags", "ann -tag:", "vi")),
        ('"shoe size":4', ("own:Shoe size", '"shoe size":', "4")),
        ('city:"new yo', ("city", "city:", "new yo")),
        ("city:leeds ", None),
        ("hat:x", None),
        ("ann", None),
        ('city:"york"', None),
    ],
)
def test_the_value_that_is_being_typed_is_known(team, text: str, begun: tuple[str, str, str] | None) -> None:
    found = begun_value(text, team.columns("Contacts"))
    assert (found and (found[0].field, *found[1:])) == begun


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("ann city:", "ann"),
        ('ann -"shoe size":', "ann"),
        ("tag:", ""),
        ("ann last:<", "ann"),
        ("last:>=", ""),
        ("ann city:l", "ann city:l"),
        ('tag:"old v', 'tag:"old v"'),  # the quote is still to be closed
        ('tag:"old vip"', 'tag:"old vip"'),
        ('say "old v', 'say "old v'),
    ],
)
def test_a_key_whose_value_is_still_to_be_typed_asks_for_nothing(team, text: str, asks: str) -> None:
    assert settled(text, team.columns("Contacts")) == asks


def test_the_end_of_a_phone_number_is_no_word_to_leave_out() -> None:
    assert parse("0113 -496").words == "0113 -496" and parse("- -").without == ()


def test_deals_are_found_by_their_words_and_by_whom_they_are_with() -> None:
    snapshot = snapshot_of(
        TEAM
        + """
    Deals
    | ID  | Title    | Contact | Contact ID | Stage |
    | D-1 | New roof | Ann     | C-1        | Lead  |
    | D-2 | Old roof | Bo      | C-2        | Offer |
    """
    )
    index = Index.build(snapshot)
    for text, id in (("new roof", "D-1"), ("roof city:lon", "D-2")):
        assert [hit.row[1] for hit in find_matters(snapshot, index, text)] == [id]
    computed = {"deal_stage": pd.Series({"C-1": ("Lead",), "C-2": ("Offer", "Won")})}
    assert [hit.id for hit in find(snapshot, index, "stage:won", computed=computed)] == ["C-2"]


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_query_stops_the_filters(key: str, value: str) -> None:
    snapshot = snapshot_of(TEAM)
    for text in (key, f"{key}:{value}", f'city:"{value}"', f"has:{value}"):
        query = parse(text, snapshot.columns("Contacts"))
        assert len(mask(snapshot, query.conditions)) == 3
        assert isinstance(doubts(text), list) and isinstance(begun_value(text), tuple | None)


SPANS = """
    Contacts
    | ID  | Name | Birthday   |
    | C-1 | Ann  | 1984-11-22 |
    | C-2 | Bo   | 29 Feb     |
    | C-3 | Cleo | 27 Nov     |
    | C-4 | Dai  |            |
"""
"""Today is a Sunday, 22 November 2026; the week began on Monday."""


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("last:<30d", "Ann"),
        ("last:<5w", "Ann Bo"),
        ("last:>1m", "Bo"),
        ("last:>90d", ""),
        ("last:never", "Cleo Dai"),
        ("-last:never", "Ann Bo"),
        ("due:today", "Bo"),
        ("due:overdue", "Ann"),
        ("due:week", "Ann Bo"),
        ("due:week -due:today", "Ann"),
        ("has:due", "Ann Bo Cleo"),
        ("birthday:today", "Ann"),
        ("birthday:this-week", "Ann"),
        ("birthday:next-week", "Cleo"),
        ("birthday:november", "Ann Cleo"),
        ("birthday:february", "Bo"),
        ("no:birthday", "Dai"),
    ],
)
def test_days_are_asked_for_as_people_say_them(query: str, names: str) -> None:
    snapshot = snapshot_of(SPANS)
    days = {"last_contact": {"C-1": "2026-11-03", "C-2": "2026-10-20"},
            "next_step": {"C-1": "2026-11-17", "C-2": "2026-11-22", "C-3": "2026-12-05"}}  # fmt: skip
    computed = {name: pd.to_datetime(pd.Series(told)) for name, told in days.items()}
    hits = find(snapshot, Index.build(snapshot), query, computed=computed)
    assert " ".join(snapshot.contacts.name[hit.id] for hit in hits) == names
