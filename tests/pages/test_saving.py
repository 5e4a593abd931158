"""Forms and buttons of the pages: what a press writes, and what is said afterwards."""

import pytest

from crm.ui import session
from tests.pages.conftest import TODAY, said

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "020 7946 0112", "do_not_contact": None}
STEP = {
    "id": "F-7K3Q9F",
    "contact": "Ann Lee",
    "contact_id": "C-7K3Q9F",
    "what": "Send a quote",
    "due": TODAY,
}


@pytest.fixture
def ann(make):
    return make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})


def field(app, label):
    return next(one for kind in ("text_input", "text_area") for one in app.get(kind) if one.label == label)


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def contacts():
    return session.snapshot().contacts


def test_a_person_that_is_saved_is_in_the_list_and_the_form_is_empty(ann, open_page) -> None:
    app = open_page("contacts")
    field(app, "Name").set_value("Bo Chen").run()
    app = press(app, "Save")
    assert list(app.dataframe[0].value["Name"]) == ["Ann Lee", "Bo Chen"]
    assert field(app, "Name").value == ""


def test_a_press_on_a_form_in_which_nothing_was_typed_does_nothing(ann, open_page) -> None:
    app = press(open_page("contacts"), "Save")
    assert not app.toast and not app.error


def test_a_refusal_stands_at_the_form_and_keeps_what_was_typed(ann, open_page) -> None:
    app = open_page("contacts")
    field(app, "Phone").set_value("07700 900111").run()
    app = press(app, "Save")
    assert [box.value for box in app.error] == ["Name is missing\\."]
    assert field(app, "Phone").value == "07700 900111"


def test_undo_takes_a_saved_person_back_and_redo_brings_them_again(ann, open_page) -> None:
    app = open_page("contacts")
    field(app, "Name").set_value("Bo Chen").run()
    app = press(press(app, "Save"), "Undo")
    assert list(app.dataframe[0].value["Name"]) == ["Ann Lee"]
    assert list(press(app, "Redo").dataframe[0].value["Name"]) == ["Ann Lee", "Bo Chen"]


def test_a_note_on_the_card_stands_in_what_happened(ann, open_page) -> None:
    app = open_page("contact", id="C-7K3Q9F")
    field(app, "What happened").set_value("Came by").run()
    assert "Came by" in said(press(app, "Save note"))


def test_a_fact_is_changed_on_the_card(ann, open_page) -> None:
    app = press(open_page("contact", id="C-7K3Q9F"), "Edit")
    field(app, "City").set_value("Leeds").run()
    app = press(app, "Save")
    assert "Leeds" in said(app)
    assert "Saved: Ann Lee, city" in said(app)


def test_somebody_put_away_leaves_the_list_and_can_be_taken_back(ann, open_page) -> None:
    app = press(open_page("contact", id="C-7K3Q9F"), "Put away")
    assert not open_page("contacts").dataframe
    assert "Archived" not in said(press(app, "Take back among the contacts"))


def test_a_next_step_that_is_done_leaves_today(ann, open_page) -> None:
    app = open_page("today")
    assert "Send a quote" in said(app)
    assert "Send a quote · " not in said(press(app, "Done"))


def test_somebody_who_wants_no_contact_has_links_that_are_off_and_says_why(make, open_page) -> None:
    make(rows={"Contacts": [{**ANN, "do_not_contact": "Yes"}]})
    app = open_page("contact", id="C-7K3Q9F")
    assert "They asked not to be contacted" in said(app)
    assert all(link.disabled for link in app.get("link_button"))


def test_the_list_is_filtered_by_a_column_of_the_teams_own(make, open_page) -> None:
    make(rows={"Contacts": [{**ANN, "own:Shoe size": 42}, {"id": "C-7K3Q9G", "name": "Bo", "own:Shoe size": 39}]})
    app = open_page("contacts")
    next(one for one in app.multiselect if one.label == "Shoe size").set_value(["39"]).run()
    assert list(app.dataframe[0].value["Name"]) == ["Bo"]


@pytest.mark.parametrize(("words", "found"), [("le", ["Ann Lee"]), ("0112", ["Ann Lee"]), ("silva", [])])
def test_the_list_is_searched(ann, open_page, words, found) -> None:
    app = open_page("contacts")
    app.text_input(key="q").set_value(words).run()
    assert [list(table.value["Name"]) for table in app.dataframe] == ([found] if found else [])


def test_a_search_without_a_hit_says_so_and_offers_everybody(ann, open_page) -> None:
    app = open_page("contacts")
    app.text_input(key="q").set_value("silva").run()
    assert "Nobody matches “silva”." in said(app)
    assert list(press(app, "Show everybody").dataframe[0].value["Name"]) == ["Ann Lee"]


def test_an_id_of_somebody_who_was_merged_opens_the_one_who_stays(make, open_page) -> None:
    make(rows={"Contacts": [{**ANN, "merged_ids": "C-7K3Q9Z"}]})
    app = open_page("contact", id="C-7K3Q9Z")
    assert app.title[0].value == "Ann Lee"
    assert "Two cards of this person were merged" in said(app)


def test_after_an_answer_the_form_asks_anew_whose_the_next_one_is(ann, open_page) -> None:
    app = open_page("satisfaction")
    app.session_state["answer_by"] = str(session.snapshot().contacts.index[0])
    app.run()
    next(one for one in app.selectbox if one.label == "Rating: the question").set_value("Satisfied (1-5)").run()
    next(one for one in app.number_input if one.label == "Rating: the score").set_value(5).run()
    next(one for one in app.button if one.label == "Save").click().run()
    assert session.snapshot().satisfaction["score"].iloc[-1] == 5
    assert "With whom?" in {one.label for one in app.text_input}
