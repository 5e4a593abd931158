"""A letter: filled from the card, refused where it must be, noted with its text."""

import pytest

from crm.actions import letters
from crm.actions.letters import filled
from crm.actions.templates import Filled, Template
from crm.model.cells import Cell
from crm.model.changes import AddRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from tests.actions.test_printing import ANN, SHOP, TODAY, TOM, seen
from tests.printed import Printed

ANN_LEE: dict[str, Cell] = {
    "id": ANN, "name": "Ann Lee", "street": "1 High Street", "city": "Leeds", "postcode": "LS1 4AP",
    "organisation": "Harbour Parts", "notes": "likes {Name}",
}  # fmt: skip
HARBOUR: dict[str, Cell] = {
    "id": SHOP, "name": "Harbour Parts", "kind": "Organisation", "street": "2 Quay", "city": "Hull", "postcode": "HU1",
}  # fmt: skip
TEXT = {"subject": "Your {Organisation}", "text": "Dear {First name},\n\nthank you."}


def team(*people: dict[str, Cell], **settings: Cell) -> Snapshot:
    return seen({"Contacts": people or (ANN_LEE,)}, **settings)[0]


def page(snapshot: Snapshot, contact: str = ANN, text: str = "Hello") -> str:
    return Printed(letters.pages(snapshot, [(contact, Filled("", text))], "Maya")).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dear {First name}", "Dear Ann"),
        ("{name} {LAST NAME} in { City }", "Ann Lee Lee in Leeds"),
        ("{Phone|no phone}, {City|nowhere}", "no phone, Leeds"),
        ("{Notes}", "likes {Name}"),
    ],
)
def test_words_in_braces_are_filled_from_the_card(text: str, told: str) -> None:
    assert filled(team(), ANN, "", text) == (Filled("", told), "")


@pytest.mark.parametrize(("slot", "why"), [("{Nme}", "is no heading"), ("{Phone}", "is blank on this card")])
def test_what_cannot_be_filled_is_said_and_no_letter_is_made(slot: str, why: str) -> None:
    snapshot = team()
    letter, lacking = filled(snapshot, ANN, "", f"Dear {slot}")
    assert why in lacking
    with pytest.raises(InvalidInput, match="Ann Lee: "):
        letters.pages(snapshot, [(ANN, letter)])


def test_a_letter_has_address_day_text_and_who_signs() -> None:
    shown = page(team(organisation_name="Wheel & Way"))
    for told in ("Wheel & Way", "Ann Lee\nHarbour Parts\n1 High Street\nLeeds\nLS1 4AP", "12 November 2026", "Maya"):
        assert told in shown


def test_who_has_no_place_of_their_own_is_written_to_at_their_organisation() -> None:
    shown = page(team({"id": ANN, "name": "Ann Lee", "organisation": "harbour parts"}, HARBOUR))
    assert "Ann Lee\nharbour parts\n2 Quay\nHull\nHU1" in shown


def test_the_day_and_the_order_of_the_address_are_those_of_the_team() -> None:
    shown = page(team(country="DE", book_language="de"))
    assert "12. November 2026" in shown
    assert "LS1 4AP Leeds" in shown


def test_letters_to_many_are_a_page_each_in_the_order_given() -> None:
    snapshot = team(ANN_LEE, HARBOUR)
    given = [(id, Filled("", f"Dear {id}")) for id in (SHOP, ANN)]
    first, second = Printed(letters.pages(snapshot, given)).pages
    assert f"Dear {SHOP}" in first
    assert f"Dear {ANN}" in second


@pytest.mark.parametrize("said", ["Yes", "please do not", "x", True, 1])
def test_nobody_gets_a_letter_who_asked_not_to_be_contacted(said: Cell) -> None:
    snapshot = team({**ANN_LEE, "do_not_contact": said})
    with pytest.raises(InvalidInput, match="asked not to be contacted"):
        letters.pages(snapshot, [(ANN, Filled("", "Hello"))])
    with pytest.raises(InvalidInput, match="asked not to be contacted"):
        letters.log_letter(snapshot, ANN, TEXT)


@pytest.mark.parametrize("said", [None, "No", " no ", False])
def test_a_clear_no_under_do_not_contact_is_no_stop(said: Cell) -> None:
    assert letters.why_not(team({**ANN_LEE, "do_not_contact": said}), ANN) == ""


def test_a_letter_is_noted_with_its_whole_text() -> None:
    (row,) = letters.log_letter(team(), ANN, TEXT).changes
    assert isinstance(row, AddRow)
    kept = {field: row.values[field] for field in ("date", "type", "what", "direction", "contact_id")}
    assert kept == {
        "date": TODAY, "type": "Letter", "what": "Your Harbour Parts\nDear Ann,\n\nthank you.",
        "direction": "We contacted them", "contact_id": ANN,
    }  # fmt: skip


def test_the_note_is_in_the_word_of_the_team() -> None:
    snapshot = seen({"Contacts": [ANN_LEE]}, ["Anruf", "Brief"])[0]
    assert letters.log_letter(snapshot, ANN, TEXT).changes[0].values["type"] == "Brief"  # type: ignore[union-attr]


def test_to_many_only_those_get_a_letter_who_may_be_written_to() -> None:
    people = [{**ANN_LEE, "marketing_ok": "Yes"}, HARBOUR, {"id": TOM, "name": "Tom", "marketing_ok": "Yes"}]
    snapshot = team(*people)
    found = letters.to_many(snapshot, [SHOP, TOM, ANN], Template("Hello", "Letter", "", "Dear {First name}"))
    assert found == [(ANN, Filled("", "Dear Ann"))]
    assert "Dear Ann" in Printed(letters.pages(snapshot, found)).text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"text": " "}, "Write the letter first"), ({"text": "{Nme}"}, "no heading"), ({"text": "x" * 33_000}, "32,767")],
)
def test_a_letter_that_is_not_ready_is_not_noted(given, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        letters.log_letter(team(), ANN, given)


def test_somebody_who_is_gone_gets_none() -> None:
    with pytest.raises(NoSuchRow):
        letters.log_letter(team(), TOM, TEXT)
    with pytest.raises(InvalidInput, match="nobody to write to"):
        letters.pages(team(), [])


def test_texts_for_letters_come_first() -> None:
    rows: list[dict[str, Cell]] = [
        {"id": "M-1", "name": "Mail", "channel": "Email", "message": "Hi"},
        {"id": "M-2", "name": "Thanks", "channel": "Letter", "subject": "Thank you", "message": "Dear"},
        {"id": "M-3", "name": "Empty"},
    ]
    assert list(letters.templates(seen({"Templates": rows})[0]).items()) == [
        ("Thanks", ("Thank you", "Dear")), ("Mail", ("", "Hi")),
    ]  # fmt: skip
