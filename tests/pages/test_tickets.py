"""The pages Tickets and Insights: what a press writes, and what is said when something cannot be kept."""

import datetime as dt

import openpyxl
import pytest

from crm.store.receipt import Actor
from crm.ui import guard, session
from tests.pages.conftest import HOME, clock, told

NOW = clock().astimezone(HOME).replace(tzinfo=None, second=0, microsecond=0)
LONG_AGO = NOW - dt.timedelta(days=40)
ANN = {"id": "C-7K3Q9F", "name": "Ann *Lee*", "equipment": "City bike, hub gears"}
LEAK = {
    "id": "T-7K3Q9F", "subject": "Tyre [leaks](http://x)", "contact": "Ann *Lee*", "contact_id": "C-7K3Q9F",
    "opened": LONG_AGO, "promised_by": LONG_AGO + dt.timedelta(days=1), "priority": "High", "owner": "Maya",
}  # fmt: skip
LOCK = {"id": "T-7K3Q9G", "subject": "Lock is stuck", "opened": LONG_AGO, "status": "Waiting", "owner": "Tom"}
DONE = {
    "id": "T-7K3Q9H", "subject": "Bell rings", "opened": LONG_AGO, "status": "Solved",
    "solved_on": NOW - dt.timedelta(days=2), "owner": "Tom",
}  # fmt: skip
GOALS = "Performance and goals"  # the tab
AIM = {"id": "A-7K3Q9F", "measure": "Interactions", "target": 15, "period": "Month", "who": "Maya"}


@pytest.fixture
def book(make):
    return make(rows={"Contacts": [ANN], "Tickets": [LEAK, LOCK, DONE], "Goals": [AIM]})


def field(app, label):
    kinds = ("text_input", "text_area", "selectbox", "multiselect", "number_input", "date_input")
    return next(one for kind in kinds for one in app.get(kind) if one.label == label)


def press(app, label, nth=0):
    return [button for button in app.button if button.label == label][nth].click().run()


def row(id: str = "T-7K3Q9F", sheet: str = "Tickets"):
    return session.snapshot().row(sheet, id)


@pytest.mark.capability(19)
@pytest.mark.capability(22)
def test_open_requests_stand_by_promise_with_their_person_and_equipment(book, open_page) -> None:
    said = told(open_page("tickets"))
    assert said.index("Past the promise") < said.index("Waiting for somebody else") < said.index("The last 90 days")
    assert "Tyre [leaks](http://x)" in said and "Equipment: City bike, hub gears" in said
    assert "2 open, 1 past its promise. Longest waits “Tyre [leaks](http://x)”" in said


@pytest.mark.capability(20)
def test_replied_and_solved_put_in_the_time_and_undo_takes_it_back(book, open_page) -> None:
    app = press(open_page("tickets"), "Replied")
    assert abs(row()["first_reply"] - NOW) < dt.timedelta(hours=14) and not app.error
    app = press(app, "Solved")
    assert row()["status"] == "Solved"
    press(app, "Undo")
    assert not row()["status"] and not row()["solved_on"]


def test_a_solved_request_is_taken_up_again(book, open_page) -> None:
    press(open_page("tickets"), "Take up again")
    assert (row("T-7K3Q9H")["status"], row("T-7K3Q9H")["solved_on"]) == ("Working", None)


def test_a_request_waits_goes_on_and_is_promised_for_another_day(book, open_page) -> None:
    app = press(open_page("tickets"), "Waiting")
    assert row()["status"] == "Waiting"
    app = press(app, "Go on")
    assert row()["status"] == "Working"
    press(app, "In a week")
    in_a_week = NOW.date() + dt.timedelta(days=7)
    assert 0 <= (row()["promised_by"] - in_a_week).days <= 2 and row()["promised_by"].weekday() < 5


def test_a_request_is_added_and_the_form_is_empty_afterwards(book, open_page) -> None:
    app = open_page("tickets", contact="C-7K3Q9F")
    field(app, "Subject").set_value("Spokes broke").run()
    app = press(app, "Save")
    added = session.snapshot().tickets.set_index("subject").loc["Spokes broke"]
    assert (added["contact_id"], added["status"], added["priority"]) == ("C-7K3Q9F", "New", "Normal")
    assert field(app, "Subject").value == "" and "Spokes broke" in told(app)


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("Promised by", "25:99", "“25:99” is not a day with a time."),
        ("Opened", "31 Feb", "Did you mean 28 Feb or 3 Mar?"),
        ("Promised by", "1 Mar 2020", "Promised by lies before Opened."),
        ("Subject", "x" * 40_000, "Subject has 40,000 characters; a cell holds at most 32,767."),
        ("Details", "only this", "What is the request about? Write a few words."),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_as_it_was_typed(label, typed, sentence, book, open_page):
    app = open_page("tickets")
    if label != "Details":
        field(app, "Subject").set_value("Spokes broke").run()
    field(app, label).set_value(typed).run()
    app = press(app, "Save")
    assert sentence in told(app) and field(app, label).value == typed
    assert len(session.snapshot().tickets) == 3


def test_a_request_is_edited_in_its_place(book, open_page) -> None:
    app = press(open_page("tickets"), "Edit")
    assert "promised for" not in told(app) and "Lock is stuck" in told(app)
    [one for one in app.text_input if one.label == "Subject"][-1].set_value("Tyre is flat").run()
    app = press(app, "Save", 1)
    assert row()["subject"] == "Tyre is flat" and "Tyre is flat" in told(app)


def test_an_edit_that_is_cancelled_changes_nothing(book, open_page) -> None:
    app = press(press(open_page("tickets"), "Edit"), "Cancel")
    assert row()["owner"] == "Maya" and not [one for one in app.button if one.label == "Cancel"]


def test_the_filter_shows_the_requests_of_one_owner(book, open_page) -> None:
    app = open_page("tickets")
    app.multiselect("requests_of").set_value(["Tom"]).run()
    assert "Lock is stuck" in told(app) and "leaks" not in told(app)
    app.multiselect("requests_with").set_value(["High"]).run()
    assert "No open request is like that. Take the filter away to see them all." in told(app)


def test_an_empty_sheet_says_what_it_is_for(make, open_page) -> None:
    make(sheets=["Tickets"])
    app = open_page("tickets")
    assert "No open requests. Requests for help and repairs live here." in told(app) and field(app, "Subject")


@pytest.mark.capability(5)
def test_the_teams_own_words_are_on_the_page(make, open_page) -> None:
    lists = {"Priorities": [("Whenever", 72), ("Soon", 24), ("Now", 4)]}
    make(rows={"Contacts": [ANN]}, sheets=["Tickets"], lists=lists)
    app = open_page("tickets")
    field(app, "Subject").set_value("Spokes broke").run()
    assert "Soon" in told(press(app, "Save"))


@pytest.mark.parametrize("page", ["tickets", "insights"])
def test_a_viewer_sees_everything_and_no_control_that_writes(page, book, open_page, monkeypatch) -> None:
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Vera", "viewer"))
    app = open_page(page, insight=GOALS)
    assert {"tickets": "Lock is stuck", "insights": "Maya: Interactions 15"}[page] in told(app)
    writes = {"Save", "Replied", "Solved", "Edit", "Remove", "Take up again", "In a week", "Waiting", "Go on"}
    assert not writes & {button.label for button in app.button}


OF_SOMEBODY = """
import streamlit as st
from crm.ui import session, tickets

st.session_state["routed"] = True
card = st.Page(lambda: tickets.of_contact(session.snapshot(), st.query_params["id"]), title="Card", default=True)
st.navigation([card, st.Page("pages/tickets.py"), st.Page("pages/contact.py")]).run()
"""


@pytest.mark.capability(22)
def test_somebodys_requests_stand_with_their_equipment_and_what_can_be_done(make, of_somebody) -> None:
    make(rows={"Contacts": [ANN], "Tickets": [LEAK, LOCK, {**DONE, "contact_id": ANN["id"], "contact": ANN["name"]}]})
    app = of_somebody(ANN["id"])
    said = told(app)
    assert "Equipment: City bike, hub gears" in said and "Tyre [leaks](http://x)" in said and "Bell rings" in said
    assert "Lock is stuck" not in said
    press(app, "Solved")
    assert row()["status"] == "Solved"


def test_somebody_without_requests_has_a_sentence(make, of_somebody) -> None:
    make(rows={"Contacts": [ANN]})
    assert "No requests of theirs yet." in told(of_somebody(ANN["id"]))


# goals ----------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(33)
def test_a_goal_is_set_and_told_with_how_far_it_is(book, open_page) -> None:
    app = open_page("insights", insight=GOALS)
    for label, value in (("Measure", "NPS"), ("Target", "40"), ("Period", "Year")):
        field(app, label).set_value(value).run()
    app = press(app, "Save")
    assert "The team: NPS 40, each year" in told(app) and "Nothing to count this year yet." in told(app)


@pytest.mark.capability(33)
def test_a_goal_is_changed_and_removed_where_it_stands(book, open_page) -> None:
    app = press(open_page("insights", insight=GOALS), "Edit")
    [one for one in app.get("text_input") if one.label == "Target"][-1].set_value("20").run()
    app = press(app, "Save", 1)
    assert "Maya: Interactions 20, each month" in told(app)
    app = press(app, "Remove")
    assert "No goals yet. A goal is a number to reach" in told(app)


def test_what_the_sheet_works_out_of_a_goal_is_shown_and_cannot_be_typed_over(book, open_page) -> None:
    workbook = openpyxl.load_workbook(book)
    page = workbook["Goals"]
    column = next(cell.column for cell in page[1] if cell.value == "Target")
    page.cell(2, column).value = "=10+5"
    workbook.save(book)
    app = press(open_page("insights", insight=GOALS), "Edit")
    assert [one.label for one in app.get("text_input")].count("Target") == 1
    assert "as the sheet works it out" in told(app)


def test_a_target_that_is_no_number_is_said_at_its_field_and_stays(book, open_page) -> None:
    app = open_page("insights", insight=GOALS)
    for label, value in (("Measure", "NPS"), ("Target", "abc"), ("Period", "Year")):
        field(app, label).set_value(value).run()
    app = press(app, "Save")
    assert "“abc” is not a number" in told(app)
    assert field(app, "Target").value == "abc" and len(session.snapshot().frame("Goals")) == 1
