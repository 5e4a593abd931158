"""Today: each thing that waits with its one action, one's own or everybody's, and what changed in the sheet."""

import datetime as dt
import html

import openpyxl
import pytest

from crm.actions.settings import add_to_list
from crm.store.receipt import Actor
from crm.ui import guard, session
from tests.pages.conftest import TODAY, said, told

PAST = TODAY - dt.timedelta(days=9)
ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "07700 900111", "owner": "Maya", "birthday": f"--{TODAY:%m-%d}"}
BO = {"id": "C-7K3Q9G", "name": "Bo Chen", "phone": "07700 900112", "owner": "Tom", "do_not_contact": "Yes"}
WITH_ANN = {"contact": "Ann Lee", "contact_id": ANN["id"]}
STEP = {"id": "F-7K3Q9F", "what": "Send a quote", "due": TODAY, "how": "Phone", **WITH_ANN}
ROWS = {
    "Contacts": [ANN, BO, {"id": "C-7K3Q9H", "name": "Cy", "keep_in_touch": 30}],
    "Follow-ups": [STEP, {"id": "F-7K3Q9G", "what": "Ask Bo", "due": PAST, "contact_id": BO["id"], "how": "Phone"}],
    "Sales": [{"id": "S-7K3Q9F", "date": PAST, "item": "City bike", "amount": 480, "due": PAST, **WITH_ANN}],
    "Tickets": [{"id": "T-7K3Q9F", "opened": PAST, "subject": "Gears slip", "promised_by": PAST, **WITH_ANN}],
    "Satisfaction": [{"id": "Q-7K3Q9F", "date": PAST, "question": "Smiley (1-3)", "score": 1, **WITH_ANN}],
}


@pytest.fixture
def waiting(make):
    return make(rows=ROWS, settings={"module_tickets": "Yes"})


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def titles(app) -> list[str]:
    return [one.value for one in app.subheader]


@pytest.mark.capability(7)
def test_what_waits_stands_in_its_order(waiting, open_page) -> None:
    assert titles(open_page("today")) == [
        "To do", "Promised, and not solved", "Not paid in time", "Unhappy, and nobody has rung back",
        "Birthdays and anniversaries", "Losing touch", "At a glance",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "title", "saved"),
    [("Solved", "Promised, and not solved", "Solved: Gears slip"), ("Paid", "Not paid in time", "Paid: "),
     ("Followed up", "Unhappy, and nobody has rung back", "Followed up: Ann Lee")],
)  # fmt: skip
def test_its_one_press_settles_it_and_can_be_undone(label, title, saved, waiting, open_page) -> None:
    app = press(open_page("today"), label)
    assert title not in titles(app)
    assert saved in told(app)
    assert title in titles(press(app, "Undo"))


def test_who_asked_not_to_be_contacted_has_links_that_are_off(waiting, open_page) -> None:
    links = [(link.url, link.disabled) for link in open_page("today").get("link_button")]
    assert ("tel:07700900112", True) in links
    assert ("tel:07700900111", False) in links


def test_done_offers_a_line_for_the_card_and_notes_it(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})
    app = press(open_page("today"), "Done")
    assert "What came of it? It goes onto the card of Ann Lee." in told(app)
    next(one for one in app.text_input if one.label == "In one line").set_value("Sent it").run()
    app = press(app, "Note it")
    assert "What came of it" not in told(app)
    assert session.snapshot().interactions[["type", "what"]].to_numpy().tolist() == [["Call", "Sent it"]]


def test_done_on_the_card_offers_its_line_there_also_after_the_last_step(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})
    app = press(open_page("contact", id=ANN["id"]), "Done")
    next(one for one in app.text_input if one.label == "In one line").set_value("Sent it").run()
    app = press(app, "Note it")
    assert "What came of it" not in told(app) and not app.exception
    assert session.snapshot().interactions["what"].tolist() == ["Sent it"]


def test_a_press_in_later_closes_it(make, open_page) -> None:
    def drawn(app) -> str:  # a popover stays as open as it was while its ID is the same
        return app.get("popover")[0].proto.id

    make(rows={"Contacts": [ANN], "Follow-ups": [{**STEP, "due": TODAY - dt.timedelta(3)}]})
    app = open_page("today")
    before = drawn(app)
    assert drawn(app.run()) == before
    app = press(app, next(one.label for one in app.button if one.label.startswith("Tomorrow")))
    assert drawn(app) != before


def test_the_offer_may_be_declined(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})
    app = press(press(open_page("today"), "Done"), "No, thanks")
    assert "What came of it" not in told(app)
    assert session.snapshot().interactions.empty


def test_what_was_undone_is_not_asked_about(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})
    app = press(press(open_page("today"), "Done"), "Undo")
    assert "What came of it" not in told(app)


def test_a_step_that_repeats_names_its_next_day(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Follow-ups": [{**STEP, "repeat": "Weekly"}]})
    following = TODAY + dt.timedelta(days=7)
    assert f"Next on {following.day} {following:%b %Y}" in told(press(open_page("today"), "Done"))


def test_later_is_tomorrow_next_week_or_another_day(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})
    app = open_page("today")
    app.date_input[0].set_value(TODAY + dt.timedelta(days=20)).run()
    assert session.snapshot().follow_ups["due"].iloc[0].date() == TODAY + dt.timedelta(days=20)
    assert "To do" not in titles(app)


def test_a_step_that_was_ticked_off_in_the_sheet_meanwhile_is_said(make, open_page) -> None:
    path = make(rows={"Contacts": [ANN], "Follow-ups": [STEP]})
    app = open_page("today")
    book = openpyxl.load_workbook(path)
    sheet = book["Follow-ups"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("Status") + 1, "Done")
    book.save(path)
    assert "already ticked off in the sheet" in told(press(app, "Done"))


# whose ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tom(waiting, monkeypatch):
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("tom"))


def with_people(app):
    """The team in the list People."""
    for name in ("Maya", "Tom"):
        session.store().save(add_to_list(session.snapshot(), "People", name))
    return app.run()


@pytest.mark.capability(33)
def test_somebody_of_the_team_sees_their_own_first_and_everybodys_on_demand(tom, open_page) -> None:
    app = with_people(open_page("today"))
    assert "Ask Bo" in told(app)
    assert "Send a quote" not in told(app)
    app.segmented_control(key="whose").set_value("Everybody").run()
    assert "Send a quote" in told(app)


@pytest.mark.capability(33)
def test_the_choice_stands_in_the_address(tom, open_page) -> None:
    with_people(open_page("today"))
    assert "Send a quote" in told(open_page("today", whose="Everybody"))


def test_who_is_not_in_the_list_is_shown_everybodys_and_is_not_asked(waiting, open_page) -> None:
    app = open_page("today")
    assert not app.get("button_group") and "Send a quote" in told(app) and "Ask Bo" in told(app)


def test_somebody_who_may_only_look_sees_what_waits_and_no_button(waiting, open_page, monkeypatch) -> None:
    open_page("today")
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Vic", "viewer"))
    app = open_page("today")
    assert "Send a quote" in told(app)
    assert not {"Done", "Paid", "Solved", "Followed up"} & {button.label for button in app.button}


# the first steps, and what changed -----------------------------------------------------------------------------------


def test_the_three_steps_are_hidden_for_the_team(make, open_page) -> None:
    make()
    app = press(open_page("today"), "Hide")
    assert "Three steps to begin" not in said(app)
    assert not session.snapshot().settings.yes("first_steps")


def in_the_sheet(path, text: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Contacts"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("City") + 1, text)
    book.save(path)


def test_what_changed_in_the_sheet_is_told_until_it_was_seen(make, open_page) -> None:
    path = make(rows={"Contacts": [ANN]})
    assert "Changed in the sheet" not in labels(open_page("today"))
    in_the_sheet(path, "Leeds")
    assert "Changed in the sheet since you looked: 1 row" in labels(open_page("today"))
    assert "Changed in the sheet" not in labels(press(open_page("today"), "Seen"))
    assert "Changed in the sheet" not in labels(open_page("today"))


def test_each_person_looks_for_themselves(make, open_page, monkeypatch) -> None:
    def opened(name: str):
        monkeypatch.setattr(guard, "system_actor", lambda: Actor(name))
        return open_page("today")

    path = make(rows={"Contacts": [ANN]})
    for name in ("Maya", "Tom"):
        opened(name)
    in_the_sheet(path, "Leeds")
    press(opened("Tom"), "Seen")
    assert "Changed in the sheet" in labels(opened("Maya"))


def labels(app) -> str:
    return html.unescape("\n".join(box.label for box in app.expander))
