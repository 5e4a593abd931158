"""Whatever is typed, no search fails, and what it shows is there."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm.model.snapshot import Snapshot
from crm.search.hits import Hit
from crm.search.index import Index
from crm.search.query import LONGEST, begun_value, doubts, find, find_matters, parse, settled
from crm.search.tables import Fts, Plain
from tests.search.conftest import snapshot_of

TEAM = """
    Contacts
    | ID       | Name            | Status   | Phone         | City   | Tags | Notes              | Shoe size |
    | C-7K3Q9F | Jörg Müller     |          | 020 7946 0112 | Zürich | vip  | NEAR("the" mill*)  | 41        |
    | C-04XT2M | יעל כהן         |          | +972 50 55501 | חיפה   |      | שלום               |           |
    | C-P9Z1HB | 🚲 Harbour AND  | Archived |               | York   | a;b  | OR NOT {name} : ^x | 38        |
    | C-AAAAAA | 李小龍          |          |               |        |      |                    |           |

    Interactions
    | ID       | Date       | Contact     | Contact ID | What happened              |
    | N-2M8VQK | 2026-11-03 | Jörg Müller | C-7K3Q9F   | Brought a bicycle "as is"  |
    | N-81DW0C | 2026-11-05 |             | C-GONEAA   | Of somebody who is no more |

    Deals
    | ID       | Title      | Contact | Contact ID | Stage | Notes       |
    | D-7K3Q9F | New roof * | יעל כהן | C-04XT2M   | Offer | 100 % wool? |
"""
SYNTAX = (
    '"', "*", "AND", "OR", "NOT", "NEAR(", "NEAR(a b, 2)", "^", ":", "+", "-", "(", ")", "{name}", "{", ",", "--", ";",
    "%", "_", "'", "\\", "\x00", "\u200f", "\u202e", "🚲", "👩\u200d🔧", "ß", "½", "ﬁ", "٣٤٥٦", "０１１２",
    *("city:", 'city:"', "-", "no:", "has:", "last:<", "last:>90d", "due:today", "birthday:", "tag:vip", "shoe-size:4"),
    *("jörg", "mulelr", "mueller", "יעל", "כה", "李", "harb", "bicycle", "roof", "0112", "wool", "C-7K3Q9F", "gone"),
)  # fmt: skip
TYPED = st.lists(st.sampled_from(SYNTAX) | st.text(max_size=6), max_size=9).flatmap(
    lambda parts: st.sampled_from(("", " ")).map(lambda between: between.join(parts))
)


@pytest.fixture(scope="module")
def team() -> Snapshot:
    return snapshot_of(TEAM)


@pytest.fixture(scope="module", params=[Fts, Plain])
def index(request: pytest.FixtureRequest, team: Snapshot) -> Index:
    made = Index(team, request.param())
    made.finish()
    return made


def is_there(team: Snapshot, hit: Hit) -> bool:
    """Whether a hit is a row of the workbook, of somebody who is in it, and marks what stands in its text."""
    sheet, id = hit.row
    marked = [hit.snippet[a:b] for a, b in hit.spans]
    assert "".join(text for text, _ in hit.parts()) == hit.snippet
    assert [text for text, is_marked in hit.parts() if is_marked] == marked and all(marked)
    return id in team.frame(sheet).index and (hit.id in team.contacts.index or (sheet == "Deals" and hit.id == ""))


@settings(deadline=None, max_examples=400)
@given(TYPED)
@example('"')
@example("a" * 10_000)
@example('-a "' * 2_500)
@example("citi:x " * 1_500)
@example("🚲" * 3_000)
@example("....!!!???---")
def test_no_query_fails_and_all_that_is_found_is_there(team: Snapshot, index: Index, typed: str) -> None:
    columns = team.columns("Contacts")
    asked = settled(typed, columns)
    parse(asked, columns), doubts(typed, columns), begun_value(typed, columns)
    for query in (typed, asked):
        for hit in (*find(team, index, query, me="Tom"), *find_matters(team, index, query)):
            assert is_there(team, hit), (query, hit)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("יעל", "C-04XT2M"), ("כהן יע", "C-04XT2M"), ("\u200fיעל", "C-04XT2M"), ("חיפ", "C-04XT2M"),
        ("李", "C-AAAAAA"), ("🚲 harb", "C-P9Z1HB"), ("harbour and", "C-P9Z1HB"), ("AND", "C-P9Z1HB"),
        ('"jörg" *müller*', "C-7K3Q9F"), ("^jorg", "C-7K3Q9F"), ("NEAR(mill)", "C-7K3Q9F"), ("wool?", "C-04XT2M"),
        ("０１１２", "C-7K3Q9F"),
    ],
)  # fmt: skip
def test_signs_and_scripts_are_read_as_people_mean_them(index: Index, typed: str, id: str) -> None:
    assert [hit.id for hit in index.search(typed)][:1] == [id]


@pytest.mark.parametrize("typed", ["....", "🚲", '""', "* ^ ( )", "\u202e", "%", "_", "-"])
def test_signs_alone_find_nobody(index: Index, typed: str) -> None:
    assert index.search(typed) == [] and index.matters(typed) == []


def test_what_is_pasted_by_mistake_is_cut() -> None:
    query = parse("-ann " * 3_000 + "lee")
    assert (query.words, query.without) == ("", ("ann",)) and len(parse("x" * 9_999).words) == LONGEST
