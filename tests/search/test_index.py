"""Finding people as one types."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.model.changes import AddRow, RemoveRow, UpdateRow
from crm.model.phones import calling_code
from crm.model.snapshot import Snapshot
from crm.search.index import Index
from crm.search.tables import Plain
from tests.search.conftest import snapshot_of

TEAM = """
    Contacts
    | ID       | Name              | Kind         | Phone           | Email             | City  | Notes        | Shoes |
    | C-7K3Q9F | Jörg Müller       |              | 020 7946 0112   | jm@example.com    | Leeds | The old mill | 41    |
    | C-04XT2M | Łukasz Wójcik     |              | +49 (0)151 2345 | lw@example.org    | York  |              | 38    |
    | C-P9Z1HB | Harbour Parts Ltd | Organisation | 0113 496 0200   | order@example.org | Leeds |              |       |
    | C-AAAAAA | Leanne Dods       |              |                 | ann@mill.example  | Hull  |              |       |
    | C-BBBBBB | Ann Lee           |              |                 |                   |       |              |       |
    | C-CCCCCC | Lee Marsh         |              |                 |                   |       |              |       |

    Interactions
    | ID       | Date       | Contact     | Contact ID | Type  | What happened                     |
    | N-2M8VQK | 2026-11-03 | Leanne Dods | C-AAAAAA   | Visit | Brought a bicycle in for repair   |
    | N-81DW0C | 2026-11-05 | Lee Marsh   | C-CCCCCC   | Call  | Asked about the straße to Zürich  |
"""


@pytest.fixture(scope="module")
def team() -> Snapshot:
    return snapshot_of(TEAM)


@pytest.fixture(scope="module", params=["fts5", "plain"])
def index(request: pytest.FixtureRequest, team: Snapshot) -> Index:
    return Index.build(team) if request.param == "fts5" else Index(team, Plain())


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("jö", "C-7K3Q9F"),  # two letters
        ("muller", "C-7K3Q9F"),
        ("mueller", "C-7K3Q9F"),
        ("MÜLLER jo", "C-7K3Q9F"),  # any order, unfinished
        ("lukasz wojcik", "C-04XT2M"),
        ("łuk", "C-04XT2M"),
        ("c-7k3q9f", "C-7K3Q9F"),
        ("order@example", "C-P9Z1HB"),
        ("york", "C-04XT2M"),
        ("38", "C-04XT2M"),  # an own column
        ("old mil", "C-7K3Q9F"),  # a note on the card
        ("bicycle", "C-AAAAAA"),  # what happened
        ("strasse zuerich", "C-CCCCCC"),
    ],
)
def test_a_person_is_found_by_whatever_is_known_of_them(index: Index, query: str, id: str) -> None:
    assert index.search(query)[0].id == id


@pytest.mark.parametrize("query", ["79460112", "020 7946 01", "+44 20 7946", "0044207946", "(020) 7946-0112"])
def test_part_of_a_phone_is_found_however_it_is_typed(index: Index, query: str) -> None:
    assert [hit.id for hit in index.search(query)] == ["C-7K3Q9F"]


@pytest.mark.parametrize("query", ["0151 2345", "+49151", "0049 (0)151", "1512345"])
def test_a_foreign_number_with_a_zero_in_brackets_is_found(index: Index, query: str) -> None:
    assert "C-04XT2M" in [hit.id for hit in index.search(query)]


@pytest.mark.parametrize(
    "query", ["", "   ", "-", "()", '"', "nobody", "AND", "NEAR(x y)", "\x00", "+-+-", "½", "a" * 9999]
)
def test_what_means_nobody_finds_nobody(index: Index, query: str) -> None:
    assert index.search(query) == []


@settings(deadline=None)
@given(st.text())
def test_no_query_stops_the_search(query: str) -> None:
    assert isinstance(Index.build(snapshot_of(TEAM[:400])).search(query), list)


def test_a_last_name_comes_before_a_first_name_and_both_before_the_rest(found) -> None:
    """
    Contacts
    | ID  | Name          | Organisation | Street     |
    | C-1 | Bo Jansen     |              | Lee Road 4 |
    | C-2 | Bo Ek         | Lee & Co     |            |
    | C-3 | Lee Marsh     |              |            |
    | C-4 | Ann Leeming   |              |            |
    | C-5 | Lee           |              |            |
    """
    assert found("lee") == ["C-5", "C-4", "C-3", "C-2", "C-1"]


def test_among_equals_who_was_met_last_comes_first_then_who_is_mine(found) -> None:
    """
    Contacts
    | ID  | Name    | Owner |
    | C-1 | Ann Lee | Tom   |
    | C-2 | Ann Lee | Maya  |
    | C-3 | Ann Lee | Tom   |

    Interactions
    | ID  | Date       | Contact | Contact ID | Type | What happened |
    | N-1 | 2026-11-01 | Ann Lee | C-3        | Call | Hello         |
    """
    assert found("ann lee", me="Maya") == ["C-3", "C-2", "C-1"]


def test_a_hit_says_where_the_words_stand(team: Snapshot) -> None:
    index = Index.build(team)
    hits = [index.search(query)[0] for query in ("leeds mu", "york", "bicycle", "7946", "jorg")]
    assert [(hit.field, hit.in_notes) for hit in hits] == [
        ("", False),
        ("city", False),
        ("", True),
        ("phone", False),
        ("name", False),
    ]
    assert hits[2].snippet == "Brought a bicycle in for repair"


def test_only_as_many_are_found_as_were_asked_for(team: Snapshot) -> None:
    assert len(Index.build(team).search("l", 2)) == 2


def test_people_left_out_by_a_filter_are_not_found(team: Snapshot) -> None:
    assert [hit.id for hit in Index.build(team).search("lee", within={"C-CCCCCC"})] == ["C-CCCCCC"]


def changed(snapshot: Snapshot, *changes: AddRow | UpdateRow | RemoveRow) -> Snapshot:
    return snapshot.after(snapshot.contents.applied(changes), changes, ())


@pytest.mark.parametrize("tables", [None, Plain])
def test_a_saved_row_is_in_the_next_search(team: Snapshot, tables: type[Plain] | None) -> None:
    index = Index(team, tables()) if tables else Index.build(team)
    after = changed(
        team,
        AddRow("Contacts", "C-NEWNEW", {"name": "Zoë Quist", "phone": "07700 900417"}),
        UpdateRow("Contacts", "C-AAAAAA", {"city": "Whitby"}, {"city": "Hull"}),
        RemoveRow("Contacts", "C-P9Z1HB"),
        UpdateRow("Interactions", "N-2M8VQK", {"what": "Brought a tandem"}),
    )
    index.update(after, ["C-NEWNEW", "C-AAAAAA", "C-P9Z1HB", "N-2M8VQK"])
    asked = {
        word: [hit.id for hit in index.search(word)]
        for word in ("zoe", "900417", "whitby", "hull", "tandem", "bicycle")
    }
    assert asked == {
        "zoe": ["C-NEWNEW"],
        "900417": ["C-NEWNEW"],
        "whitby": ["C-AAAAAA"],
        "hull": [],
        "tandem": ["C-AAAAAA"],
        "bicycle": [],
    }
    assert "C-P9Z1HB" not in [hit.id for hit in index.search("harbour")]


def test_the_old_id_of_somebody_merged_finds_who_it_means_now_though_typed_with_an_o(found) -> None:
    """
    Contacts
    | ID       | Name    | Merged IDs         |
    | C-7K3Q9F | Ann Lee | C-111111; C-0LD0NA |
    """
    assert found("c-oldona") == ["C-7K3Q9F"]


def test_an_id_that_stands_twice_stops_no_search(found) -> None:
    """
    Contacts
    | ID  | Name     |
    | C-1 | Ann Lee  |
    | C-1 | Ann Copy |
    """
    assert found("ann") == ["C-1"]


def test_an_empty_workbook_can_be_searched(found) -> None:
    """
    Contacts
    | ID  | Name     |
    """
    assert found("ann") == []


def test_the_index_says_whether_it_searches_as_it_should(index: Index) -> None:
    assert index.complete is (type(index._tables) is not Plain)


def test_without_phonenumbers_the_digits_as_typed_are_found(team: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    calling_code.cache_clear()
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    found = [hit.id for hit in Index.build(team).search("020 7946")]
    calling_code.cache_clear()
    assert found == ["C-7K3Q9F"]


def test_people_search_while_somebody_saves(team: Snapshot) -> None:
    index = Index.build(team)
    with ThreadPoolExecutor(4) as threads:
        searches = [threads.submit(index.search, query) for query in ("lee", "mill", "7946", "bicycle") * 10]
        saves = [threads.submit(index.update, team, ["C-BBBBBB", "N-2M8VQK"]) for _ in range(20)]
    assert all(search.result() for search in searches)
    assert all(save.exception() is None for save in saves)
