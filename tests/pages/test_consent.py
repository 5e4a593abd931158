"""Consent on the card: asked for with when and how, and a stop that is lifted on purpose."""

from tests.pages.conftest import TODAY, told

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "email": "ann@example.com"}


def editing(open_page):
    app = open_page("contact", id="C-7K3Q9F")
    next(button for button in app.button if button.label == "Edit").click().run()
    return app


def choose(app, label: str, value: object):
    field = next(one for kind in (app.selectbox, app.text_input) for one in kind if one.label == label)
    return field.set_value(value).run()


def save(app):
    return next(button for button in app.button if button.label == "Save").click().run()


def test_a_yes_asks_how_it_was_said_and_keeps_what_was_chosen(make, open_page) -> None:
    make(rows={"Contacts": [ANN]})
    app = save(choose(editing(open_page), "Marketing OK", "Yes"))
    assert "How did they say yes?" in told(app)
    assert next(one for one in app.selectbox if one.label == "Marketing OK").value == "Yes"
    save(choose(app, "Consent source", "At the counter"))
    card = told(open_page("contact", id="C-7K3Q9F"))
    assert "At the counter" in card and f"{TODAY.day} {TODAY:%b %Y}" in card


def test_a_deliberate_no_lifts_a_stop(make, open_page) -> None:
    make(rows={"Contacts": [{**ANN, "do_not_contact": "Yes"}]})
    assert "They asked not to be contacted" in told(open_page("contact", id="C-7K3Q9F"))
    save(choose(editing(open_page), "Do not contact", "No"))
    assert "They asked not to be contacted" not in told(open_page("contact", id="C-7K3Q9F"))


def test_the_links_of_a_card_are_off_where_a_stop_is_in_words_of_ones_own(make, open_page) -> None:
    make(rows={"Contacts": [{**ANN, "do_not_contact": "never again"}]})
    assert "They asked not to be contacted" in told(open_page("contact", id="C-7K3Q9F"))
