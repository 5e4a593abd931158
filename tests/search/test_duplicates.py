"""Who is probably in a workbook twice, and why."""

import sys

import pytest

from crm.search.duplicates import Known, Pair, candidates, likely, said_apart
from tests.search.conftest import snapshot_of

TWICE = """
    Contacts
    | ID       | Name         | Phone            | Email                  | City  | Birthday   |
    | C-AAAAAA | Anna Müller  | 0151 2345678     | anna@example.com       | Leeds | 1984-03-14 |
    | C-BBBBBB | Ana Mueller  | +49 151 2345678  |                        | York  |            |
    | C-CCCCCC | Tom Wójcik   | 07700 900417     | tom@example.org        | Hull  | 3 May      |
    | C-DDDDDD | Wojcik, Tom  |                  | TOM@example.org; x@y.z | Hull  | 1990-05-03 |
    | C-EEEEEE | Carla Bianca | 020 7946 0112    | carla@example.com      | Leeds |            |
"""


def pairs(text: str) -> dict[frozenset[str], Pair]:
    return {pair.ids: pair for pair in likely(snapshot_of(text)).pairs}


def both(one: str, other: str) -> frozenset[str]:
    return frozenset((f"C-{one * 6}", f"C-{other * 6}"))


@pytest.mark.capability(5)
def test_one_person_in_two_rows_is_found_and_the_reasons_stand_in_words() -> None:
    found = pairs(TWICE)
    assert set(found) == {both("A", "B"), both("C", "D")}
    müller, wójcik = found[both("A", "B")], found[both("C", "D")]
    assert müller.is_sure and wójcik.is_sure
    assert müller.equal == ("same phone", "first name differs by one letter", "last name differs by one letter")
    assert müller.differs == ("another city",)
    assert wójcik.equal == ("same email", "same name", "same birthday, one without its year", "same city")


@pytest.mark.parametrize(
    ("one", "other", "band"),
    [
        ("Ann Lee | | | Leeds", "Ann Lee | | | ", "ask"),  # a name alone: 8 points
        ("Ann Lee | 0113 496 0200 | |", "Ann Lee | +44 113 496 0200 | |", "sure"),
        ("Ann Lee | | a@b.example | York", "Ann Lee | | a@b.example | Hull", "sure"),
        ("Ann Lee | 0113 496 0200 | | Leeds", "Tom Lee | 0113 496 0200 | | Leeds", "ask"),  # a couple
        ("Ann Lee jr | 0113 496 0200 | |", "Ann Lee | 0113 496 0200 | |", "ask"),
        ("Lee Ann | 0113 496 0200 | |", "Ann Lee | 0113 496 0200 | |", "sure"),  # the other way round
        ("Dr. Ann Lee | 0113 496 0200 | |", "Ann Lee | 0113 496 0200 | |", "sure"),
        ("Ann Lee | | info@b.example |", "Tom Marsh | | info@b.example |", ""),  # nobody's own address
        ("Ann Lee | | ann@b.example |", "Ben Marsh | | ben@b.example |", ""),  # colleagues
        ("Ann Lee | | | Leeds", "Ann Marsh | | | Leeds", ""),
        ("Harbour Parts Ltd | | | Leeds", "Harbour Parts GmbH | | | York", "ask"),
        ("Ann Lee | 0113 496 0200 | |", "Lee & Sons Ltd | 0113 496 0200 | |", ""),  # somebody and where they work
        ("王 小明 | 0113 496 0200 | |", "王 小明 | 0113 496 0200 | |", "sure"),
    ],
)
def test_points_put_two_rows_into_one_of_three_bands(one: str, other: str, band: str) -> None:
    found = pairs(f"Contacts\n| ID | Name | Phone | Email | City |\n| C-AAAAAA | {one} |\n| C-BBBBBB | {other} |")
    assert ["sure" if pair.is_sure else "ask" for pair in found.values()] == ([band] if band else [])


@pytest.mark.parametrize(
    ("other", "sure"), [("1984-03-14", True), ("1984-03-15", True), ("1958-03-14", False), ("", True)]
)
def test_a_father_and_a_son_of_one_name_are_only_asked_about(other: str, sure: bool) -> None:
    found = pairs(
        f"""Contacts
        | ID       | Name    | Phone         | Birthday   |
        | C-AAAAAA | Ann Lee | 0113 496 0200 | 1984-03-14 |
        | C-BBBBBB | Ann Lee | 0113 496 0200 | {other}    |"""
    )
    assert found[both("A", "B")].is_sure is sure


def test_a_phone_that_three_people_have_is_no_identity_and_one_that_three_rows_of_one_have_is() -> None:
    rows = "| C-{0}{0}{0}{0}{0}{0} | {1} | 0113 496 0200 |"
    head = "Contacts\n| ID | Name | Phone |\n"
    firm = "\n".join(rows.format(*one) for one in (("A", "Ann Lee"), ("B", "Tom Marsh"), ("C", "Cleo Dods")))
    assert not pairs(head + firm)
    same = "\n".join(rows.format(*one) for one in (("A", "Ann Lee"), ("B", "Anne Lee"), ("C", "Ann Leee")))
    assert {pair.is_sure for pair in pairs(head + same).values()} == {True} and len(pairs(head + same)) == 3


def test_rows_that_are_a_little_like_two_people_do_not_make_one_of_them() -> None:
    """A and B are one, B and C are one; A and C were said to be two: C stays apart, and is asked about."""
    text = """Contacts
        | ID       | Name    | Phone         | Email         | Not the same as |
        | C-AAAAAA | Ann Lee | 0113 496 0200 |               | C-CCCCCC        |
        | C-BBBBBB | Ann Lee | 0113 496 0200 | ann@b.example |                 |
        | C-CCCCCC | Ann Lee |               | ann@b.example |                 |"""
    found = likely(snapshot_of(text))
    assert [ids for ids, _ in found.groups] == [("C-AAAAAA", "C-BBBBBB")] or [ids for ids, _ in found.groups] == [
        ("C-BBBBBB", "C-CCCCCC")
    ]
    assert len(found.asks) == 1 and both("A", "C") not in {pair.ids for pair in found.pairs}


def test_a_group_has_at_most_eight_rows() -> None:
    rows = "\n".join(f"| C-AAAAA{n} | Ann Lee | 0113 496 0200 |" for n in "ABCDEFGHJK")
    found = likely(snapshot_of(f"Contacts\n| ID | Name | Phone |\n{rows}"))
    assert max(len(ids) for ids, _ in found.groups) == 8 and found.asks


def test_who_was_said_to_be_somebody_else_is_never_asked_about_again_even_after_a_merge() -> None:
    text = """Contacts
        | ID       | Name    | Merged IDs | Not the same as |
        | C-AAAAAA | Ann Lee |            | C-0LD0LD        |
        | C-BBBBBB | Ann Lee | C-0LD0LD   |                 |"""
    assert both("A", "B") in said_apart(snapshot_of(text)) and not pairs(text)


def test_two_who_were_both_put_away_are_left_alone() -> None:
    text = "Contacts\n| ID | Name | Status |\n| C-AAAAAA | Ann Lee | Archived |\n| C-BBBBBB | Ann Lee | {} |"
    assert not pairs(text.format("archived")) and pairs(text.format("Active"))


def test_rows_that_are_to_come_in_find_who_they_may_be() -> None:
    snapshot = snapshot_of(TWICE)
    rows = [
        {"name": "Anna Mueller", "phone": "0049 151 2345678"},
        {"first_name": "Tom", "last_name": "Wojcik", "birthday": "3.5.1990"},
        {"name": "Zoe Nobody", "phone": None},
    ]
    first, second, third = candidates(Known.of(snapshot.contacts), rows, snapshot.rules)
    assert {one.id for one in first} == {"C-AAAAAA", "C-BBBBBB"} and first[0].is_sure
    assert {one.id for one in second} == {"C-CCCCCC", "C-DDDDDD"} and third == []


def test_without_rapidfuzz_what_is_the_same_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    monkeypatch.setitem(sys.modules, "rapidfuzz.distance", None)
    assert both("C", "D") in pairs(TWICE)


def test_nobody_is_looked_for_among_nobody() -> None:
    assert likely(snapshot_of("Contacts\n| ID | Name |")).pairs == []
