"""Printing and writing letters on the pages: what is offered, what is refused, what is noted."""

import pytest

from crm.store.receipt import Actor
from crm.ui import guard, session
from tests.pages.conftest import told
from tests.pages.test_saving import field, press

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "city": "Leeds", "street": "1 High Street", "owner": "Maya"}
TEXT = {
    "id": "M-7K3Q9F",
    "name": "Thanks",
    "channel": "Letter",
    "subject": "Thank you",
    "message": "Dear {First name},",
}


@pytest.fixture
def card(make, open_page):
    """The card of Ann, who has these further cells."""

    def card(**more):
        make(rows={"Contacts": [{**ANN, **more}], "Templates": [TEXT]})
        return open_page("contact", id="C-7K3Q9F")

    return card


def prints(app) -> list[str]:
    return [button.proto.label for button in app.get("download_button") if "-print_" in button.proto.id]


def notes() -> list[str]:
    return session.snapshot().interactions["what"].tolist()


def test_the_people_who_are_shown_can_be_printed_as_cards(sample, open_page) -> None:
    app = open_page("contacts")
    assert "Print 60 cards" in prints(app)
    app.multiselect(key="filter_relationships").set_value(["Supplier"]).run()
    assert prints(app) == ["Print 7 cards"]


def test_nobody_is_no_card(make, open_page) -> None:
    make()
    assert prints(open_page("contacts")) == []
    assert prints(open_page("today")) == []


def test_today_offers_its_lists(sample, open_page) -> None:
    assert prints(open_page("today")) == ["Print the day sheet", "Call list", "Birthday list"]


def test_a_letter_is_shown_as_it_will_stand_on_paper_before_it_is_made(card) -> None:
    app = card()
    field(app, "Text").set_value("Dear {First name},\nyour *bell* rings.").run()
    assert "Dear Ann,\nyour *bell* rings." in [text.value for text in app.text]
    assert "Ann Lee\n1 High Street\nLeeds" in [text.value for text in app.text]
    assert prints(app) == ["Letter as PDF"]


def test_one_of_the_teams_texts_fills_the_letter_and_can_be_changed_there(card) -> None:
    app = card()
    next(box for box in app.selectbox if box.label == "Begin with one of your texts").set_value("Thanks").run()
    assert (field(app, "What it is about").value, field(app, "Text").value) == ("Thank you", "Dear {First name},")


def test_a_letter_that_is_sent_is_noted_with_undo_and_the_fields_are_empty(card) -> None:
    app = card()
    field(app, "Text").set_value("Dear {First name}").run()
    app = press(app, "It is sent: note it")
    assert notes() == ["Dear Ann"]
    assert field(app, "Text").value == ""
    assert any(button.label == "Undo" for button in app.button)


def test_a_word_in_braces_that_is_no_heading_is_said_and_what_was_typed_stays(card) -> None:
    app = card()
    field(app, "Text").set_value("Dear {Frist name}").run()
    assert "{Frist name} is no heading of your contacts" in told(app)
    assert field(app, "Text").value == "Dear {Frist name}"
    assert prints(app) == []


def test_nobody_who_asked_not_to_be_contacted_gets_a_letter(card) -> None:
    app = card(do_not_contact="Yes")
    assert "no letter is made" in told(app)
    assert prints(app) == []


def test_a_viewer_may_print_and_is_offered_no_letter(make, open_page, monkeypatch) -> None:
    make(rows={"Contacts": [ANN]})
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Vera", "viewer"))
    assert "Write a letter" not in [one.label for one in open_page("contact", id="C-7K3Q9F").expander]
    assert prints(open_page("contacts")) == ["Print 1 card"]


def test_a_text_too_long_for_a_cell_is_refused_with_a_sentence_and_stays(card) -> None:
    app = card()
    field(app, "Text").set_value("x" * 33_000).run()
    app = press(app, "It is sent: note it")
    assert "a cell holds at most 32,767" in told(app)
    assert (len(field(app, "Text").value), notes()) == (33_000, [])


def test_a_group_that_is_written_to_by_letter_gets_its_letters_as_one_file(make, open_page) -> None:
    group = {"id": "G-7K3Q9F", "name": "Leeds", "rule": "City = Leeds", "template": "Thanks"}
    rows = {"Contacts": [{**ANN, "marketing_ok": "Yes"}], "Templates": [TEXT], "Segments": [group]}
    make(rows=rows, settings={"module_segments": "Yes"})
    app = open_page("segments", id="G-7K3Q9F")
    assert "Letters as PDF" in prints(app)
