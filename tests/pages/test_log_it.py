"""Log it: what was understood stands on the page before it is saved, and Save returns to where one came from."""

import datetime as dt

import pytest

from crm.ui import session
from tests.pages.conftest import TODAY, told
from tests.pages.test_saving import field, press

ANN, TOM, MAY = "C-7K3Q9F", "C-04XT2M", "C-P9Z1HB"
PEOPLE = [
    {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "city": "Leeds"},
    {"id": TOM, "name": "Tom Wójcik"},
    {"id": MAY, "name": "Ann Baum", "city": "York"},
]


def spelled(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


@pytest.fixture
def log(make, open_page):
    make(rows={"Contacts": PEOPLE})

    def log(line, **query):
        app = open_page("log", **query)
        return write(app, line)

    return log


def write(app, line):
    return field(app, "In one line").set_value(line).run()


def notes():
    return session.snapshot().interactions


@pytest.mark.capability(3)
def test_what_a_line_says_is_shown_before_it_is_saved(log) -> None:
    app = log("called Ann Lee yesterday, wants a quote, no answer, ring tomorrow")
    assert f"Call with Ann Lee, {spelled(TODAY - dt.timedelta(1))}, no answer" in told(app)
    assert f"Next step with Ann Lee: ring tomorrow, due {spelled(TODAY + dt.timedelta(1))}" in told(app)
    assert notes().empty


@pytest.mark.capability(3)
def test_one_press_saves_the_note_and_its_next_step(log) -> None:
    app = press(log("called Ann Lee, wants a quote, ring tomorrow"), "Save")
    assert not app.exception
    assert list(notes()["what"]) == ["called Ann Lee, wants a quote, ring tomorrow"]
    assert list(session.snapshot().follow_ups["what"]) == ["ring tomorrow"]
    assert "Saved: Call with Ann Lee" in told(app)


def test_a_name_that_two_people_have_is_asked_about_with_their_cards(log) -> None:
    app = log("called Ann")
    assert "Which Ann?" in told(app)
    labels = [button.label.replace("\\", "") for button in app.button]
    assert {"Ann Lee · Leeds · 020 7946 0112", "Ann Baum · York"} <= set(labels)
    app = app.button(key=f"log_is_{MAY}").click().run()
    assert "Call with Ann Baum" in told(app)


def test_a_part_that_was_changed_by_hand_is_not_overwritten_when_the_line_goes_on(log) -> None:
    app = log("called Ann Lee")
    app = next(box for box in app.selectbox if box.label == "Type").set_value("Meeting").run()
    assert "Meeting with Ann Lee" in told(write(app, "called Ann Lee, wants a quote"))


def test_without_a_person_nothing_is_saved_unless_it_is_to_be_sorted_later(log) -> None:
    app = press(log("somebody left a glove"), "Save")
    assert "No person named. Pick one, or keep it as a note to sort later." in told(app)
    assert notes().empty
    app = next(box for box in app.checkbox if box.label.startswith("Keep it")).check().run()
    press(app, "Save")
    assert list(notes()["what"]) == ["somebody left a glove"]
    assert notes()["contact_id"].isna().all()


def test_a_note_without_a_person_is_sorted_later(log, open_page) -> None:
    app = press(log("somebody left a glove"), "Save")
    app = next(box for box in app.checkbox if box.label.startswith("Keep it")).check().run()
    press(app, "Save")
    app = press(open_page("log"), "Whose is it?")
    app = next(box for box in app.text_input if box.label == "Whose is it?").set_value("wojcik").run()
    app = app.button(key=f"sort_to_{TOM}").click().run()
    app.button(key="sort_save").click().run()
    assert list(notes()["contact_id"]) == [TOM]


def test_several_people_in_one_meeting_get_a_note_each_and_one_undo(log) -> None:
    app = press(log("met Ann Lee and Tom Wójcik about the fair"), "Save")
    assert set(notes()["contact_id"]) == {ANN, TOM}
    press(app, "Undo")
    assert notes().empty


def test_somebody_unknown_is_added_with_one_press(log) -> None:
    app = log("called Bob Smith about a bike")
    assert "Nobody called “Bob Smith” is among your contacts." in told(app)
    assert "Call with Bob Smith" in told(press(app, "Add Bob Smith"))


def test_the_person_of_a_card_is_filled_in(log) -> None:
    assert "Call with Tom Wójcik" in told(log("rang about the fair", contact=TOM))


def test_save_returns_to_the_card_one_came_from(make, open_page) -> None:
    make(rows={"Contacts": PEOPLE})
    app = open_page("contact", id=TOM).switch_page("pages/log.py").run()
    app = press(write(app, "Tom rang, wants a lift"), "Save")
    assert (app.title[0].value, "Tom rang, wants a lift" in told(app)) == ("Tom Wójcik", True)


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("Date", TODAY + dt.timedelta(1), "This day lies ahead. Note it as a next step instead."),
        ("Next step due", TODAY, "What is the next step? Write a few words."),
    ],
)
def test_a_part_that_cannot_be_kept_is_told_and_nothing_is_lost(log, label, value, sentence) -> None:
    app = log("called Ann Lee, wants a quote")
    app = next(box for box in app.date_input if box.label == label).set_value(value).run()
    app = press(app, "Save")
    assert sentence in told(app)
    assert (field(app, "In one line").value, len(notes())) == ("called Ann Lee, wants a quote", 0)


def test_a_next_step_alone_is_saved_without_a_note(log) -> None:
    press(log("ring Ann Lee tomorrow"), "Save")
    assert notes().empty and list(session.snapshot().follow_ups["what"]) == ["ring Ann Lee tomorrow"]


def test_somebody_who_is_not_meant_is_left_out(log) -> None:
    app = log("met Ann Lee and Tom about the fair").button(key=f"log_not_{TOM}").click().run()
    press(app, "Save")
    assert list(notes()["contact_id"]) == [ANN]


def test_whom_the_next_step_is_with_can_be_changed(log) -> None:
    app = log("met Ann Lee and Tom about the fair, send it tomorrow")
    app = next(box for box in app.selectbox if box.label == "Next step with").set_value(TOM).run()
    press(app, "Save")
    assert list(session.snapshot().follow_ups["contact_id"]) == [TOM]


def test_a_viewer_has_no_button_for_it(make, open_page, monkeypatch) -> None:
    make(rows={"Contacts": PEOPLE})
    monkeypatch.setattr(session, "is_editor", lambda: False)
    assert not [button for button in open_page("today").button if button.key == "log_it"]
