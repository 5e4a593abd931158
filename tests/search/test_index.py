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
    made = Index.begun(team) if request.param == "fts5" else Index(team, Plain())
    made.finish()
    return made


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
    index = Index(team, tables()) if tables else Index.begun(team)
    index.finish()
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


# slips of the keyboard ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("mulelr", "C-7K3Q9F"),  # two swapped
        ("lukazs wojcki", "C-04XT2M"),  # in both words
        ("harbuor pa", "C-P9Z1HB"),  # and the next word unfinished
        ("leane dods", "C-AAAAAA"),
        ("bicylce", "C-AAAAAA"),  # in a note
        ("zuerihc", "C-CCCCCC"),
    ],
)
def test_a_person_is_found_though_the_words_are_mistyped(team: Snapshot, query: str, id: str) -> None:
    assert Index.build(team).search(query, 5)[0].id == id


def test_who_is_called_exactly_so_comes_before_who_might_be_meant(found) -> None:
    """
    Contacts
    | ID  | Name         |
    | C-1 | Tom Harmann  |
    | C-2 | Tom Hartmann |
    | C-3 | Tom Herrmann |
    """
    assert found("hartmann") == ["C-2"], "a name that is there is not doubted"
    assert found("tom hartmnan") == ["C-2", "C-1"], "one slip before two, and none at three"


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("dods bicycle", "C-AAAAAA"),
        ("hull leanne bicycle repair", "C-AAAAAA"),
        ("marsh zurich", "C-CCCCCC"),
        ("lee bicycle", None),  # somebody else's
        ("lee dods", None),
    ],
)
def test_a_name_and_a_word_of_a_note_find_who_has_both(index: Index, query: str, id: str | None) -> None:
    assert [hit.id for hit in index.search(query)] == ([id] if id else [])


def test_a_word_that_exists_is_doubted_only_when_nothing_else_is_found(found) -> None:
    """
    Contacts
    | ID  | Name        |
    | C-1 | Martha Bell |
    | C-2 | Marta Ek    |
    """
    assert found("marta ek") == ["C-2"]
    assert found("marta bell") == ["C-1"]


# deals and requests ---------------------------------------------------------------------------------------------------

MATTERS = """
    Contacts
    | ID  | Name    |
    | C-1 | Ann Lee |
    | C-2 | Bo Ek   |

    Deals
    | ID       | Title       | Contact | Contact ID | Stage | Notes           |
    | D-7K3Q9F | New roof    | Ann Lee | C-1        | Offer | Wants it in May |
    | D-04XT2M | Garden wall | Bo Ek   | C-2        | Lead  | Beside the roof |
    | D-P9Z1HB | Roof repair |         |            | Lead  |                 |

    Tickets
    | ID       | Opened           | Subject      | Contact | Contact ID | Status | Colour |
    | T-2M8VQK | 2026-11-03 10:00 | Gutter leaks | Ann Lee | C-1        | New    | green  |
"""


@pytest.fixture(scope="module", params=["fts5", "plain"])
def with_matters(request: pytest.FixtureRequest) -> Index:
    drawn = snapshot_of(MATTERS)
    index = Index(drawn, Plain()) if request.param == "plain" else Index.begun(drawn)
    index.finish()
    return index


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("roof", {"D-7K3Q9F", "D-P9Z1HB", "D-04XT2M"}),
        ("gutter", {"T-2M8VQK"}),
        ("ann", {"D-7K3Q9F", "T-2M8VQK"}),  # whose it is
        ("lee roof", {"D-7K3Q9F"}),
        ("offer", {"D-7K3Q9F"}),  # how far it is
        ("green", {"T-2M8VQK"}),  # a column of the team's own
        ("d-p9z1hb", {"D-P9Z1HB"}),
        ("zebra", set()),
        ("", set()),
    ],
)
def test_a_deal_or_a_request_is_found_by_whatever_is_known_of_it(with_matters, query: str, ids: set[str]) -> None:
    assert {hit.row[1] for hit in with_matters.matters(query)} == ids


def test_what_a_deal_is_about_comes_before_what_is_noted_of_it() -> None:
    hits = Index.build(snapshot_of(MATTERS)).matters("roof")
    assert [hit.row for hit in hits][-1] == ("Deals", "D-04XT2M")
    assert [(hit.field, hit.id) for hit in hits if hit.row[1] == "D-P9Z1HB"] == [("title", "")]
    assert hits[-1].parts() == [("Lead · Beside the ", False), ("roof", True)]


def test_a_mistyped_deal_is_found_and_one_of_others_is_not() -> None:
    index = Index.build(snapshot_of(MATTERS))
    assert [hit.row[1] for hit in index.matters("gadren")] == ["D-04XT2M"]
    assert [hit.row[1] for hit in index.matters("roof", within={"C-1"})] == ["D-7K3Q9F"]
    assert len(index.matters("roof", 1)) == 1


def test_people_are_found_by_their_deals_but_not_twice_by_their_own_names(with_matters) -> None:
    (hit,) = with_matters.search("wall")
    assert (hit.id, hit.in_notes, hit.row) == ("C-2", True, ("Deals", "D-04XT2M"))
    assert [hit.in_notes for hit in with_matters.search("ann")] == [False]


# kept up to date ------------------------------------------------------------------------------------------------------

NAMES = ("Ann Lee", "Bo Ek", "Zoë Quist", "")
FIELDS = {
    "Contacts": ("name", "city", "status"), "Interactions": ("what", "contact", "contact_id"),
    "Deals": ("title", "contact", "contact_id"),
}  # fmt: skip
TEXTS = ("roof", "gutter", "C-AAAAAA", "C-BBBBBB", "Archived", *NAMES)
STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "set", "remove")), st.sampled_from(tuple(FIELDS)), st.integers(0, 2),
              st.integers(0, 2), st.sampled_from(TEXTS)),
    max_size=6,
)  # fmt: skip
IDS = {
    "Contacts": ("C-AAAAAA", "C-BBBBBB", "C-CCCCCC"), "Interactions": ("N-AAAAAA", "N-BBBBBB", "N-CCCCCC"),
    "Deals": ("D-AAAAAA", "D-BBBBBB", "D-CCCCCC"),
}  # fmt: skip
BOOK = """
    Contacts
    | ID       | Name    | City | Status |
    | C-AAAAAA | Ann Lee | York |        |

    Interactions
    | ID       | Date       | Contact | Contact ID | What happened |
    | N-AAAAAA | 2026-11-03 | Ann Lee |            | roof          |

    Deals
    | ID       | Title  | Contact | Contact ID | Stage |
    | D-AAAAAA | gutter | Ann Lee |            | Lead  |
"""


def answers(index: Index) -> dict[str, list[set[object]]]:
    """Everything that a few searches find, in no order."""
    words = ("ann", "bo", "quist", "york", "roof", "gutter", "archived", "lee roof")
    return {
        word: [
            {(hit.id, hit.in_notes, hit.row if not hit.in_notes else "") for hit in index.search(word, 50)},
            {(hit.id, hit.row, hit.snippet) for hit in index.matters(word, 50)},
        ]
        for word in words
    }


@settings(deadline=None, max_examples=25)
@given(STEPS)
def test_rows_taken_over_one_by_one_are_found_as_in_an_index_made_anew(steps) -> None:
    before = snapshot_of(BOOK)
    index = Index.build(before)
    for do, sheet, which, what, text in steps:
        id, field = IDS[sheet][which], FIELDS[sheet][what]
        row = before.row(sheet, id)
        if bool(row) == (do == "add"):
            continue
        change = {
            "add": AddRow(sheet, id, {field: text}), "remove": RemoveRow(sheet, id),
            "set": UpdateRow(sheet, id, {field: text}, {field: row.get(field)}),
        }[do]  # fmt: skip
        after = changed(before, change)
        index.update(after, after.changed_since(before.mark))
        before = after
    anew = Index.build(before)
    assert answers(index) == answers(anew)
    assert (index._known.met, index._known.alive) == (anew._known.met, anew._known.alive)


def test_what_is_saved_while_the_notes_are_on_their_way_is_not_overwritten_by_them(team: Snapshot) -> None:
    index = Index.begun(team)
    after = changed(team, UpdateRow("Interactions", "N-2M8VQK", {"what": "Brought a tandem"}))
    index.update(after, ["N-2M8VQK"])
    assert not index.is_whole and index.search("mulelr")[0].id == "C-7K3Q9F"
    index.finish()
    assert index.is_whole and index.search("tandem")[0].id == "C-AAAAAA"
    assert index.search("bicycle") == [] and index.search("straße")[0].id == "C-CCCCCC"


def test_a_slip_in_a_name_that_was_just_saved_is_forgiven(team: Snapshot) -> None:
    index = Index.build(team)
    index.update(changed(team, AddRow("Contacts", "C-NEWNEW", {"name": "Zoë Quistgaard"})), ["C-NEWNEW"])
    assert index.search("quitsgaard")[0].id == "C-NEWNEW"
