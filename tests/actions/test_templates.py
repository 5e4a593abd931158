"""Texts that are used again: filled for a person, and kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.actions.templates import Template, add_template, fill, slot_trouble, unknown_slots
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.actions.conftest import ANN, SHOP, TOM
from tests.search.conftest import snapshot_of


def text(message: str, subject: str = "") -> Template:
    return Template("T", "Email", subject, message)


@pytest.fixture(scope="module")
def team() -> Snapshot:
    """Two people and a firm."""
    return snapshot_of("""
        Contacts
        | ID  | Name           | Kind         | Organisation | Owner | Customer since | Birthday | Tags     | Shoe size | Notes |
        | C-1 | Lee, Ann       |              | Harbour Ltd  | Maya  | 2024-05-01     | 31 Feb   | vip; new | 41        | {Name} |
        | C-2 | Harbour Ltd    | Organisation |              |       |                |          |          |           |       |
    """)  # noqa: E501


@pytest.mark.parametrize(
    ("message", "filled"),
    [
        ("Dear {First name},", "Dear Ann,"),
        ("{ first NAME } {Last name}", "Ann Lee"),
        ("{Name} of {Organisation}, {Owner}", "Lee, Ann of Harbour Ltd, Maya"),
        ("{Firma}", "Harbour Ltd"),  # another word for the heading
        ("Size {Shoe size}, {Tags}", "Size 41, vip, new"),
        ("Since {Customer since}", "Since 1 May 2024"),
        ("{City|your town}", "your town"),
        ("{City|}!", "!"),
        ("{Notes}", "{Name}"),  # what stands in a cell is no slot
        ("{Organisation|nobody}", "Harbour Ltd"),
        ("no slot, a } brace and a { too", "no slot, a } brace and a { too"),
        ("=1+1\r\n two ", "=1+1\n two"),
    ],
)
def test_a_slot_is_filled_with_what_stands_under_its_heading(team: Snapshot, message: str, filled: str) -> None:
    found = fill(team, text(message), "C-1")
    assert (found.text, found.is_ready) == (filled, True)


def test_a_blank_without_an_else_is_named_and_the_text_is_not_ready(team: Snapshot) -> None:
    found = fill(team, text("{First name|friend} {Owner} {City}", "{Owner}"), "C-2")
    assert found.text == "friend {Owner} {City}"
    assert (found.blank, found.is_ready) == (("Owner", "City"), False)


def test_a_cell_that_cannot_be_read_is_not_sent(team: Snapshot) -> None:
    assert fill(team, text("{Birthday}"), "C-1").blank == ("Birthday",)


def test_an_unknown_slot_is_flagged_for_everybody(team: Snapshot) -> None:
    wrong = text("{Frist name} {Name} {}", "{Last contact}")
    assert unknown_slots(team, wrong) == ("Last contact", "Frist name", "")
    assert not fill(team, wrong, "C-1").is_ready
    assert "{Cty}" in slot_trouble(team, text("{Cty|x}")) and "Did you mean {City}?" in slot_trouble(
        team, text("{Cty}")
    )


def test_a_subject_is_one_line(team: Snapshot) -> None:
    assert fill(team, text("x", "For\n{Name}\tand you"), "C-1").subject == "For Lee, Ann and you"


def test_nobody_gets_no_text(team: Snapshot) -> None:
    with pytest.raises(NoSuchRow):
        fill(team, text("x"), "C-9")


@given(st.text(), st.text())
def test_no_text_breaks_the_filling(message: str, subject: str) -> None:
    small = snapshot_of("Contacts\n| ID | Name |\n| C-1 | Ann |")
    assert isinstance(fill(small, text(message, subject), "C-1").is_ready, bool)


def test_a_firm_has_no_first_name_and_a_person_of_one_name_has_one(store: Store) -> None:
    snapshot = store.snapshot()
    assert [fill(snapshot, text("{First name|team}"), id).text for id in (ANN, TOM, SHOP)] == ["Ann", "Tom", "team"]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"name": " ", "message": "x"}, "name", "Give the text a name."),
        ({"name": "A", "message": ""}, "message", "Write the text that is sent."),
        ({"name": "A", "message": "{Frist name}"}, "message", "is no heading of your contacts"),
        ({"name": "A", "message": "x", "subject": "{Nme}"}, "message", "{Nme}"),
        ({"name": "hello", "message": "x"}, "name", "already"),
        ({"name": "A", "message": "x" * 32_768}, "message", "a cell holds at most"),
    ],
)
def test_what_makes_no_text_is_told_at_its_field(store: Store, given, field: str, sentence: str) -> None:
    store.save(add_template(store.snapshot(), {"name": "Hello", "message": "Hi {Name}"}))
    with pytest.raises(InvalidInput) as refused:
        add_template(store.snapshot(), given)
    assert refused.value.field == field and sentence in str(refused.value)
