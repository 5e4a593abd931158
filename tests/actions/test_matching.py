"""Who of a list is here already: what is sure, what is asked, and what is nobody."""

import pytest

from crm.actions.matching import Candidate, Known, Listed, Marks, Match
from tests.actions.test_imports import book

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "020 7946 0112", "email": "ann@example.com", "city": "Leeds"}
BOB = {"id": "C-04XT2M", "name": "Bob Lee", "email": "family@example.com", "merged_ids": "C-P9Z1HB"}
CAT = {"id": "C-5QN7AE", "name": "Cat Lee", "email": "family@example.com", "phone": "07700 900417"}


def match(values: dict, *others: dict, here: tuple[dict, ...] = (ANN, BOB, CAT), further=()) -> Match:
    """Whom a person of a list is, who stands in it with these others."""
    listed = Listed([Marks.of(one) for one in (values, *others)])
    return Known(book(*here)).match(values, Marks.of(values), listed.alone, further)


@pytest.mark.parametrize(
    ("values", "id"),
    [
        ({"id": "c-7k3q9f", "name": "Somebody Else"}, "C-7K3Q9F"),
        ({"id": "C-P9Z1HB"}, "C-04XT2M"),
        ({"name": "Ann Lee", "email": "ANN@Example.com"}, "C-7K3Q9F"),
        ({"name": "Lee, A.", "email": "Ann <ann@example.com>"}, "C-7K3Q9F"),
        ({"name": "Ann M. Lee", "phone": "+44 20 7946 0112"}, "C-7K3Q9F"),
        ({"name": "Ann Lee", "whatsapp": "0044 (0)20-7946 0112"}, "C-7K3Q9F"),
        ({"name": "Cat Lee", "email": "family@example.com"}, "C-5QN7AE"),
    ],
)
def test_somebody_is_surely_known(values: dict, id: str) -> None:
    assert match(values).id == id


@pytest.mark.parametrize(
    ("values", "ids", "why"),
    [
        ({"name": "Tom Lee", "email": "ann@example.com"}, ["C-7K3Q9F"], "same e-mail address"),
        ({"name": "Tom Lee", "phone": "020 7946 0112"}, ["C-7K3Q9F"], "same phone"),
        ({"name": "Dan Lee", "email": "family@example.com"}, ["C-04XT2M", "C-5QN7AE"], "same e-mail address"),
        ({"name": "Ann Lee"}, ["C-7K3Q9F"], "same name"),
        ({"name": "Lee Ann", "city": "York"}, ["C-7K3Q9F"], "same name, another city"),
    ],
)
def test_what_is_not_sure_is_asked_with_what_is_equal_and_what_differs(values: dict, ids: list, why: str) -> None:
    found = match(values)
    assert (found.id, [one.id for one in found.candidates], found.candidates[0].why) == ("", ids, why)


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Tom Ek", "email": "tom@example.com"},
        {"name": "Ann Leeds"},
        {"name": "Ann Lee", "email": "lee@example.org", "phone": "01632 960001"},
        {"id": "C-11111A", "name": "Tom"},
    ],
)
def test_everybody_else_is_new(values: dict) -> None:
    assert match(values) == Match()


def test_an_address_under_two_names_of_the_list_decides_only_for_who_is_called_so() -> None:
    other = {"name": "Tom Lee", "email": "ann@example.com"}
    assert match({"name": "Ann Lee", "email": "ann@example.com"}, other).id == "C-7K3Q9F"
    assert match({"name": "A. Lee", "email": "ann@example.com"}, other).id == ""


def test_a_number_of_the_teams_own_decides() -> None:
    here = ({**ANN, "reference": "K-77"},)
    snapshot = book(*here)
    assert "reference" not in snapshot.contents.sheets["Contacts"].columns  # a new workbook has no such column
    assert match({"name": "Tom", "reference": "K-77"}, here=here) == Match()


def test_a_finder_of_duplicates_adds_whom_the_rules_here_do_not_see() -> None:
    likely = Candidate("C-04XT2M", "Bob Lee", "name differs by one letter")
    assert match({"name": "Bop Lee"}, further=[likely]).candidates == (likely,)
