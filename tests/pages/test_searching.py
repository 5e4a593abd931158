"""The search box of Contacts: words, and conditions as `key:value`, by the same grammar as groups."""

import datetime as dt

import pytest

from tests.pages.conftest import TODAY, told

ROWS = {
    "Contacts": [
        {"id": "C-7K3Q9F", "name": "Ann Lee", "city": "Leeds", "relationships": "Customer"},
        {"id": "C-04XT2M", "name": "Bo Chen", "city": "Leeds", "relationships": "Supplier"},
        {"id": "C-P9Z1HB", "name": "Cy Day", "city": "York", "status": "Archived"},
    ],
    "Interactions": [
        {"id": "N-7K3Q9F", "date": TODAY - dt.timedelta(days=100), "contact": "Ann Lee", "contact_id": "C-7K3Q9F",
         "type": "Call", "what": "x"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("city:leeds", ["Ann Lee", "Bo Chen"]),
        ("ort:leeds -relationship:supplier", ["Ann Lee"]),
        ("bo city:leeds", ["Bo Chen"]),
        ("last:>90d", ["Ann Lee"]),
        ("last:never", ["Bo Chen"]),
        ("status:archived", ["Cy Day"]),
    ],
)
def test_a_key_finds_whom_it_says(make, open_page, query: str, names: list[str]) -> None:
    make(rows=ROWS)
    app = open_page("contacts", q=query)
    assert sorted(app.dataframe[0].value["Name"]) == names


def test_a_key_that_is_none_is_a_chip_and_a_press_puts_the_near_one_in(make, open_page) -> None:
    make(rows=ROWS)
    app = open_page("contacts", q="citi:leeds")
    assert app.button(key="q_doubt_0").label == "“citi&#58;” is no heading\\. Did you mean “City&#58;”?"
    app = app.button(key="q_doubt_0").click().run()
    assert app.text_input(key="q").value == "city:leeds"
    assert sorted(app.dataframe[0].value["Name"]) == ["Ann Lee", "Bo Chen"]


def test_a_value_that_means_nothing_is_told_in_a_sentence(make, open_page) -> None:
    make(rows=ROWS)
    assert "Last contact: “soonish” is not a day." in told(open_page("contacts", q="last:<soonish"))


def test_the_values_of_a_key_are_offered_while_one_is_typed(make, open_page) -> None:
    make(rows=ROWS)
    app = open_page("contacts", q="bo city:le")
    app = app.button(key="q_value_Leeds").click().run()
    assert app.text_input(key="q").value == "bo city:Leeds " and app.dataframe[0].value["Name"].tolist() == ["Bo Chen"]


def test_who_is_not_there_yet_is_added_by_a_press(make, open_page) -> None:
    make(rows=ROWS)
    app = open_page("contacts", q="silva")
    assert "Nobody matches “silva”." in told(app)
    app = app.button(key="add_searched").click().run()
    assert app.dataframe[0].value["Name"].tolist() == ["silva"]


def test_people_found_in_notes_stand_apart_with_what_was_noted(make, open_page) -> None:
    make(rows={**ROWS, "Interactions": [{**ROWS["Interactions"][0], "what": "Asked for Boats ![x](http://a.b)"}]})
    app = open_page("contacts", q="bo")
    assert app.dataframe[0].value["Name"].tolist() == ["Bo Chen"] and "Found in notes" not in told(app)
    app = app.text_input(key="q").set_value("boats").run()
    said = told(app)
    assert "Found in notes" in said and "Asked for **Boats** ![x](http://a.b)" in said and not app.dataframe
