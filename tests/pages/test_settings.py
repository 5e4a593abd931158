"""The team's own way on the page Workbook: settings, words, and how they do things."""

import pytest

from crm.model.settings import GROUPS, SETTINGS
from crm.ui import session
from tests.pages.conftest import told


def test_every_setting_can_be_changed_on_the_page() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(SETTINGS)


@pytest.mark.capability(5)
def test_another_word_for_a_customer_is_saved_at_once(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.text_input(key="setting_word_customers").set_value("Patients").run()
    assert session.snapshot().settings.text("word_customers") == "Patients"


@pytest.mark.capability(32)
def test_a_page_that_is_switched_on_brings_its_sheet(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.selectbox(key="setting_module_deals").set_value("Yes").run()
    assert session.snapshot().settings.yes("module_deals")
    assert session.store().flush(10) and session.store().snapshot().has("Deals")


def test_a_setting_that_cannot_be_is_refused_with_a_sentence(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.text_input(key="setting_birthday_days_ahead").set_value("soon").run()
    assert "must be a number" in told(app)
    assert session.snapshot().settings.number("birthday_days_ahead") == 14


@pytest.mark.capability(5)
def test_a_word_of_a_list_is_added_with_its_meaning(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.selectbox(key="words_of").set_value("Relationships").run()
    word = next(field for field in app.text_input if field.label == "One more word")
    means = next(field for field in app.selectbox if field.label == "It means")
    word.set_value("Patient")
    means.set_value("customer").run()
    next(button for button in app.button if button.label == "Add").click().run()
    assert session.snapshot().lists.meaning("Relationships", "Patient") == "customer"


def test_a_word_that_is_there_already_is_refused_and_stays_in_its_field(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.selectbox(key="words_of").set_value("Sources").run()
    next(field for field in app.text_input if field.label == "One more word").set_value("event").run()
    next(button for button in app.button if button.label == "Add").click().run()
    assert "is in the list already" in told(app)
    assert next(field for field in app.text_input if field.label == "One more word").value == "event"


def test_a_word_that_was_typed_stays_when_another_list_is_chosen(make, open_page) -> None:
    make()
    app = open_page("workbook")
    next(field for field in app.text_input if field.label == "One more word").set_value("Flyer").run()
    app.selectbox(key="words_of").set_value("Sources").run()
    next(button for button in app.button if button.label == "Add").click().run()
    assert "Flyer" in session.snapshot().lists.entries("Sources")
    assert next(field for field in app.text_input if field.label == "One more word").value == ""


def test_what_was_refused_for_one_list_is_no_word_against_another(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.selectbox(key="words_of").set_value("Sources").run()
    next(field for field in app.text_input if field.label == "One more word").set_value("Event").run()
    next(button for button in app.button if button.label == "Add").click().run()
    assert "is in the list already" in told(app)
    app.selectbox(key="words_of").set_value("Tags").run()
    assert "is in the list already" not in told(app)
    next(button for button in app.button if button.label == "Add").click().run()
    app.selectbox(key="words_of").set_value("Sources").run()
    assert "Event" in session.snapshot().lists.entries("Tags") and "is in the list already" not in told(app)


def test_a_press_without_a_word_says_what_is_missing(make, open_page) -> None:
    make()
    app = open_page("workbook")
    next(button for button in app.button if button.label == "Add").click().run()
    assert "Write the word to add." in told(app)


def test_a_word_can_mean_something_else(make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.selectbox(key="words_of").set_value("Relationships").run()
    app.selectbox(key="means_Relationships_Volunteer").set_value("partner").run()
    assert session.snapshot().lists.meaning("Relationships", "Volunteer") == "partner"


def test_a_word_that_is_taken_out_stays_in_the_rows(make, open_page) -> None:
    make(rows={"Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee", "relationships": "Volunteer"}]})
    app = open_page("workbook")
    app.selectbox(key="words_of").set_value("Relationships").run()
    app.button(key="out_Relationships_Volunteer").click().run()
    assert "Volunteer" not in session.snapshot().lists.entries("Relationships")
    assert session.snapshot().contacts["relationships"]["C-7K3Q9F"] == ("Volunteer",)


@pytest.mark.capability(10)
@pytest.mark.parametrize("page", ["today", "contacts", "log"])
@pytest.mark.capability(35)
def test_how_we_do_it_stands_beside_every_page(page, make, open_page) -> None:
    make(rows={"Start here": [{"when": "Somebody moans", "what": "Ring them within a day."}]})
    said = told(open_page(page))
    assert "**Somebody moans**" in said and "Ring them within a day." in said
