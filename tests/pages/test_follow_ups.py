"""Follow-ups: a new step, the list, the week and the month, editing, and what was done."""

import datetime as dt

import pytest

from crm.ui import session
from crm.ui.weeks import month_table
from tests.pages.conftest import told
from tests.pages.test_today import ANN, STEP, TODAY, WITH_ANN, press

NEXT = {
    "id": "F-7K3Q9G",
    "what": "Ask how it rides",
    "due": TODAY + dt.timedelta(days=3),
    "repeat": "Monthly",
    **WITH_ANN,
}


@pytest.fixture
def two(make):
    return make(rows={"Contacts": [ANN], "Follow-ups": [STEP, NEXT]})


def field(app, label):
    return next(
        one for kind in ("text_input", "selectbox", "date_input") for one in app.get(kind) if one.label == label
    )


def steps():
    return session.snapshot().follow_ups


def new(app, **typed: str):
    for label, text in typed.items():
        field(app, label).set_value(text).run()
    return press(app, "Set the step")


def test_a_step_is_set_with_nobody_and_its_day_is_typed_as_people_say_it(make, open_page) -> None:
    make()
    app = new(open_page("follow_ups"), What="Pay the rent", When="tomorrow")
    assert "Pay the rent" in told(app)
    assert steps()["due"].iloc[0].date() == TODAY + dt.timedelta(days=1)


def test_a_step_is_set_with_the_person_whom_the_address_names(make, open_page) -> None:
    make(rows={"Contacts": [ANN]})
    new(open_page("follow_ups", contact=ANN["id"]), What="Ring", When="Friday")
    assert steps()["contact_id"].tolist() == [ANN["id"]]


def test_the_day_that_was_understood_is_spelled_out_before_it_is_saved(make, open_page) -> None:
    make()
    app = open_page("follow_ups")
    field(app, "When").set_value("24 December 2030").run()
    assert "Tue 24 Dec 2030" in told(app)


def test_a_day_that_there_is_not_is_answered_at_its_field_and_stays(make, open_page) -> None:
    make()
    app = new(open_page("follow_ups"), What="Ring", When="31 Feb")
    assert [box.value.replace("\\", "") for box in app.error] == [
        "“31 Feb” is not a day. Did you mean 28 Feb or 3 Mar?"
    ]
    assert (field(app, "What").value, field(app, "When").value) == ("Ring", "31 Feb")


def test_a_step_without_words_is_asked_for_them(make, open_page) -> None:
    make()
    app = new(open_page("follow_ups"), When="tomorrow")
    assert "What is the next step" in told(app)
    assert steps().empty


def test_a_press_on_an_untouched_form_does_nothing(two, open_page) -> None:
    app = press(open_page("follow_ups"), "Set the step")
    assert not app.error and len(steps()) == 2


def test_the_list_has_its_groups(two, open_page) -> None:
    titles = [one.value.replace("\\", "") for one in open_page("follow_ups").subheader]
    assert titles == ["Today (1)", "Within a week (1)"]


def test_a_step_is_edited_where_it_stands(two, open_page) -> None:
    app = open_page("follow_ups").button(key=f"edit_{STEP['id']}").click().run()
    form = next(one for one in app.text_input if one.value == "Send a quote")
    form.set_value("Send both quotes").run()
    app = press(app, "Save")
    assert "Send both quotes" in told(app)
    assert steps()["what"][STEP["id"]] == "Send both quotes"


def test_a_day_that_nobody_understood_is_edited_as_it_was_typed(make, open_page) -> None:
    make(rows={"Follow-ups": [{**STEP, "due": "31 Feb"}]})
    app = open_page("follow_ups").button(key=f"edit_{STEP['id']}").click().run()
    assert next(one for one in app.text_input if one.label == "Due").value == "31 Feb"


@pytest.mark.parametrize(("view", "words"), [("Week", "today"), ("Month", f"{TODAY:%B %Y}")])
def test_week_and_month_show_what_is_due(view, words, two, open_page) -> None:
    app = open_page("follow_ups", view=view)
    assert words in told(app)
    assert "Send a quote" in told(app)


def test_the_month_is_turned(two, open_page) -> None:
    app = open_page("follow_ups", view="Month")
    after = (TODAY.replace(day=28) + dt.timedelta(days=8)).strftime("%B %Y")
    assert after in told(press(app, "Next month"))
    assert f"{TODAY:%B %Y}" in told(press(app, "This month"))


@pytest.mark.parametrize("day", ["2026-02-31", "9999-12-31", "0001-01-01", "soon"])
def test_an_odd_day_in_the_address_is_today(day, two, open_page) -> None:
    assert f"{TODAY:%B %Y}" in told(open_page("follow_ups", view="Month", day=day))


@pytest.mark.parametrize(("starts", "first"), [("Monday", "Mon"), ("Sunday", "Sun")])
def test_the_week_begins_as_the_settings_say_and_nothing_in_the_month_is_live(starts, first, make, open_page) -> None:
    make(
        rows={"Follow-ups": [{**STEP, "what": "![x](http://a.b)", "due": dt.date(2026, 2, 28)}]},
        settings={"week_starts": starts},
    )
    open_page("follow_ups")
    table = month_table(session.snapshot(), steps(), dt.date(2026, 2, 1))
    assert table.columns[0] == first
    cell = next(cell for cell in table.to_numpy().ravel() if cell.startswith("**28"))
    assert cell.startswith("**28**  \n\\!\\[x")


def test_those_that_were_done_are_listed_and_opened_again(two, open_page) -> None:
    app = press(press(open_page("follow_ups"), "Done"), "No, thanks")
    assert "done " in told(app)
    press(app, "Open again")
    assert steps()["status"][STEP["id"]] == "Open"


def test_a_long_list_is_turned_page_by_page(make, open_page) -> None:
    make(rows={"Follow-ups": [{**STEP, "id": f"F-7K3{n:02d}A", "what": f"Step {n}"} for n in range(30)]})
    app = open_page("follow_ups")
    assert "Today (30)" in told(app)
    assert len([one for one in app.button if one.label == "Done"]) == 25


def test_the_calendar_file_is_made_at_the_press(two, open_page) -> None:
    assert [one.label for one in open_page("follow_ups").get("download_button")] == ["Calendar file"]
