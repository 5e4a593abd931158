"""The page Duplicates, and what is said while somebody is added."""

import threading

import pytest

from crm.actions.contacts import add_contact, edit_contact
from crm.search.duplicates import Duplicates
from crm.ui import duplicates, session, working
from tests.pages.conftest import TODAY, told
from tests.pages.test_saving import field, press

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "020 7946 0112", "city": "Leeds", "email": "[a](b)@x.org"}
ANNE = {"id": "C-04XT2M", "name": "Anne Lee", "phone": "+44 20 7946 0112", "city": "York"}
NOTE = {
    "id": "N-2M8VQK",
    "date": TODAY,
    "contact": "Anne Lee",
    "contact_id": ANNE["id"],
    "type": "Call",
    "what": "Rang",
}
SALE = {"id": "S-3W7KEN", "date": TODAY, "contact": "Anne Lee", "contact_id": ANNE["id"], "amount": 7}


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy this machine is: what is looked for beside the page is there."""
    monkeypatch.setattr(working, "PATIENCE", 60)


@pytest.fixture
def twice(make):
    return make(rows={"Contacts": [ANN, ANNE], "Interactions": [NOTE], "Sales": [SALE]})


def contacts():
    return session.snapshot().contacts


def choice(app, label):
    return next(radio for radio in app.radio if radio.label == label)


@pytest.mark.capability(5)
def test_two_rows_are_compared_made_one_and_taken_back(twice, open_page) -> None:
    app = open_page("duplicates")
    assert "1 person is surely here more than once. Nothing is made one by itself" in told(app)
    assert "same phone, first name differs by one letter, same last name" in told(app)
    app = press(app, "Compare")
    assert "1 note and 1 sale of Anne Lee will belong to Ann Lee." in told(app)
    choice(app, "City").set_value(ANNE["id"]).run()
    app = press(app, "Make them one")
    assert contacts()[["name", "city"]].values.tolist() == [["Ann Lee", "York"]]
    assert "Nobody is here twice, as far as we can see" in told(app)
    app = press(app, "Undo")
    assert contacts()["city"].tolist() == ["Leeds", "York"] and "1 person is surely here" in told(app)


def test_the_other_row_may_stay(twice, open_page) -> None:
    app = press(open_page("duplicates"), "Compare")
    app.toggle[0].set_value(True).run()
    press(app, "Make them one")
    assert contacts().index.tolist() == [ANNE["id"]]


def test_who_is_not_the_same_is_not_asked_about_again(twice, open_page) -> None:
    app = press(open_page("duplicates"), "Not the same")
    assert "Nobody is here twice" in told(app)
    assert contacts()["not_same_as"].tolist() == [ANNE["id"], ANN["id"]]


def test_a_row_that_moved_while_it_was_compared_is_not_merged_unseen(twice, open_page) -> None:
    app = press(open_page("duplicates"), "Compare")
    session.store().save(edit_contact(session.snapshot(), ANNE["id"], {"city": "Hull"}))
    app = press(app, "Make them one")
    assert len(contacts()) == 2 and "Anne Lee was changed meanwhile. Look at both again, please." in told(app)


def test_while_they_are_looked_for_anew_those_that_were_known_stay_without_who_is_gone(
    twice, open_page, monkeypatch
) -> None:
    app = open_page("duplicates")
    going = threading.Event()
    with monkeypatch.context() as slow:
        slow.setattr(duplicates, "likely", lambda snapshot: going.wait(60) and Duplicates())
        slow.setattr(working, "PATIENCE", 0)
        add = add_contact(session.snapshot(), {"name": "Bo Chen"})
        session.store().save(add)
        app.run()
        page = told(app)
        assert "1 person is surely here more than once" in page and not app.exception
        app = press(app, "Not the same")
        assert "more than once" not in told(app)
        going.set()


def test_from_a_card_somebody_else_is_looked_for(make, open_page) -> None:
    make(rows={"Contacts": [ANN, {"id": "C-P9Z1HB", "name": "Nan Marsh"}]})
    app = open_page("duplicates", merge=ANN["id"])
    assert "Who is the same person as Ann Lee?" in told(app)
    field(app, "Search them").set_value("Nan").run()
    app = press(press(app, "Nan Marsh"), "Make them one")
    assert contacts()["name"].tolist() == ["Ann Lee"]


def test_while_somebody_is_added_the_form_says_that_they_are_here(twice, open_page) -> None:
    app = open_page("contacts")
    field(app, "Name").set_value("Anna Lee").run()
    field(app, "Phone").set_value("0044 20 79460112").run()
    page = told(app)
    assert "**Ann Lee** is already here: same phone, first name differs by one letter, same last name" in page
    app = press(app, "Save")  # never a barrier
    assert len(contacts()) == 3 and "is already here" not in told(app)
