"""The card: its facts on one line, its tabs, its organisation, and how old it is."""

import datetime as dt
import re

import pytest

from crm.ui import session
from tests.pages.conftest import TODAY, told
from tests.pages.test_saving import field, press

ANN, TOM, SHOP = "C-7K3Q9F", "C-04XT2M", "C-P9Z1HB"
SHOP_NAME = "Harbour Parts Ltd"
SUPPLIER = {
    "id": SHOP,
    "name": SHOP_NAME,
    "kind": "Organisation",
    "relationships": "Supplier",
    "phone": "0113 496 0200",
}
WITH_ANN = {"contact": "Ann Lee", "contact_id": ANN}
NOTE = {"id": "N-2M8VQK", "date": TODAY, **WITH_ANN, "type": "Call", "what": "Wants a quote"}
SALES = [
    {"id": "S-3W7KEN", "date": TODAY, **WITH_ANN, "item": "City bike", "amount": 480},
    {"id": "S-Z52MRD", "date": TODAY, **WITH_ANN, "item": "Bell", "amount": 7, "currency": "EUR"},
]


@pytest.fixture
def card(make, open_page):
    """Ann's card: `card({"city": "Leeds"})`, with other rows and settings where a test needs them."""

    def card(ann=None, *more, id=ANN, settings=None, tab="Timeline", **rows):
        people = [{"id": ANN, "name": "Ann Lee", **(ann or {})}, *more]
        make(
            rows={"Contacts": people, **{name.replace("_", "-"): each for name, each in rows.items()}},
            settings=settings or {},
        )
        return open_page("contact", id=id, card=tab)

    return card


# at a glance ----------------------------------------------------------------------------------------------------------


@pytest.mark.capability(6)
def test_the_four_facts_stand_on_one_line(card) -> None:
    step = {"id": "F-5QN7AE", "due": TODAY, "what": "Send the quote", **WITH_ANN}
    answer = {"id": "Q-1V9CSB", "date": TODAY, **WITH_ANN, "question": "Recommend us (0-10)", "score": 9}
    page = told(card(None, Interactions=[NOTE], Follow_ups=[step], Satisfaction=[answer], Sales=SALES))
    day = f"{TODAY.day} {TODAY:%b %Y}"
    assert f"Last contact {day} · Next: Send the quote ({day}) · 12 months: £480 and €7 from them" in page
    assert f"Last answer: 9 to “Recommend us (0-10)”, {day}" in page


def test_a_card_on_which_nothing_happened_says_so(card) -> None:
    page = told(card())
    assert "No contact yet · No next step · 12 months: no money · Never answered" in page
    assert "Nothing noted yet. One line is enough." in page


@pytest.mark.capability(21)
@pytest.mark.capability(22)
def test_needs_and_equipment_stand_out_and_are_not_said_twice(card) -> None:
    page = told(card({"needs": "Rings after four", "equipment": "Cargo bike, 2024"}))
    assert "**Needs & preferences**" in page and "**Equipment**" in page
    assert (page.count("Rings after four"), page.count("Cargo bike, 2024")) == (1, 1)


# reaching them --------------------------------------------------------------------------------------------------------


@pytest.mark.capability(8)
def test_without_a_whatsapp_number_the_phone_is_offered(card) -> None:
    app = card({"phone": "07700 900123"})
    links = {link.proto.label: link.proto.url for link in app.get("link_button")}
    assert links["WhatsApp"] == "https://wa.me/447700900123"


@pytest.mark.capability(8)
def test_under_do_not_contact_every_link_is_off_and_says_why(card) -> None:
    app = card({"phone": "07700 900123", "email": "ann@example.org", "do_not_contact": "Yes"})
    assert "They asked not to be contacted, so the links are off." in told(app)
    assert [link.disabled for link in app.get("link_button")] == [True, True, True]


# tabs -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "tabs"),
    [
        ({}, ["Timeline", "Money", "Changes"]),
        ({"module_deals": "Yes", "module_tickets": "Yes"}, ["Timeline", "Money", "Deals", "Tickets", "Changes"]),
    ],
)
def test_the_tabs_of_a_module_are_there_while_it_is_on(card, settings, tabs) -> None:
    assert [tab.label for tab in card(settings=settings).tabs] == tabs


@pytest.mark.capability(17)
def test_money_stands_by_currency_in_its_tab(card) -> None:
    app = card(None, Sales=SALES, tab="Money")
    assert not app.exception and "£480" in told(app) and "€7" in told(app)


def test_what_was_changed_on_a_card_stands_in_its_tab(card, open_page) -> None:
    app = press(card(), "Edit")
    field(app, "City").set_value("Leeds").run()
    press(app, "Save")
    labels = [box.label.replace("\\", "") for box in open_page("contact", id=ANN, card="Changes").expander]
    assert any("Ann Lee, city" in label for label in labels)


def test_a_long_story_is_told_page_by_page(card) -> None:
    notes = [{**NOTE, "id": f"N-AAAA{chr(65 + n // 20)}{chr(65 + n % 20)}", "what": f"Note {n}."} for n in range(30)]
    page = told(card(None, Interactions=notes))
    assert re.findall(r"Note (\d+)\.", page) == [str(n) for n in range(25)]


# organisations --------------------------------------------------------------------------------------------------------


@pytest.mark.capability(4)
def test_the_card_of_a_supplier_shows_its_people_and_what_happened_with_them(card) -> None:
    app = card({"organisation": "harbour parts ltd", "role": "Sales"}, SUPPLIER, id=SHOP, Interactions=[NOTE])
    page = told(app)
    assert "Supplier" in page and f"Sales · last contact {TODAY.day} {TODAY:%b %Y}" in page
    assert f"{TODAY.day} {TODAY:%b %Y} · Ann Lee · Call" in page
    assert "Ann Lee" in [link.proto.label for link in app.get("page_link")]


@pytest.mark.capability(4)
def test_the_card_of_a_person_leads_to_the_organisation(card) -> None:
    app = card({"organisation": SHOP_NAME}, SUPPLIER)
    assert SHOP_NAME in [link.proto.label for link in app.get("page_link")]


@pytest.mark.capability(4)
def test_an_organisation_that_is_only_a_name_is_added_with_one_press(card) -> None:
    app = card({"organisation": SHOP_NAME})
    assert f"{SHOP_NAME} is not in your contacts yet." in told(app)
    app = press(app, "Add it")
    assert "is not in your contacts yet" not in told(app)
    assert list(session.snapshot().contacts["kind"].dropna()) == ["Organisation"]


# how old it is --------------------------------------------------------------------------------------------------------


@pytest.mark.capability(25)
def test_facts_that_are_old_say_so_and_are_right_again_with_one_press(card) -> None:
    app = card({"changed_on": dt.datetime.combine(TODAY - dt.timedelta(430), dt.time(9))})
    assert "Facts last looked at 14 months ago. Are they still right?" in told(app)
    app = press(app, "Still right")
    assert "Facts last looked at this month." in told(app)
    assert not [button for button in app.button if button.label == "Still right"]


@pytest.mark.capability(25)
@pytest.mark.parametrize(
    ("ann", "line"),
    [
        ({}, "No birthday, no email, no phone, consent not asked yet."),
        ({"birthday": "14 March", "email": "a@b.org", "marketing_ok": "No"}, "No phone yet."),
    ],
)
def test_what_a_card_lacks_stands_on_it_in_one_quiet_line(card, ann, line) -> None:
    assert line in told(card(ann))


@pytest.mark.capability(25)
def test_the_list_counts_who_lacks_what_and_leads_to_them(card, open_page) -> None:
    card({"birthday": "14 March"}, SUPPLIER, {"id": TOM, "name": "Tom", "phone": "07700 900417"})
    links = [link.proto.label for link in open_page("contacts").get("page_link")]
    assert {"No birthday\\: 1", "No email\\: 3", "No phone\\: 1"} <= {label.replace("&#58;", "\\:") for label in links}
    assert list(open_page("contacts", lacks="birthday").dataframe[0].value["Name"]) == ["Tom"]


@pytest.mark.capability(25)
def test_who_is_not_to_be_contacted_or_gone_lacks_no_consent(card, open_page) -> None:
    gone = {"id": TOM, "name": "Tom", "status": "Former"}
    card({"do_not_contact": "Yes"}, gone, SUPPLIER)
    assert list(open_page("contacts", lacks="marketing_ok").dataframe[0].value["Name"]) == [SHOP_NAME]


def test_a_count_that_came_to_nothing_leaves_an_empty_list_and_a_way_back(card, open_page) -> None:
    card({"birthday": "14 March"})
    app = open_page("contacts", lacks="birthday")
    assert "Nobody matches these filters." in told(app)
    assert len(press(app, "Show everybody").dataframe[0].value) == 1


def test_a_viewer_has_nothing_to_press_that_writes(card, monkeypatch) -> None:
    monkeypatch.setattr(session, "is_editor", lambda: False)
    app = card({"organisation": SHOP_NAME})
    assert {button.label for button in app.button} & {"Edit", "Put away", "Save note", "Still right", "Add it"} == set()
