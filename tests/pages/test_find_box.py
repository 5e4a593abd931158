"""The box that every page has."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from crm.search import index
from crm.ui import theme
from tests.pages.conftest import PAGES, TODAY, told

ANN, SHOP = "C-7K3Q9F", "C-P9Z1HB"
ROWS = {
    "Contacts": [
        {"id": ANN, "name": "Ann Lee", "city": "Leeds", "notes": "Likes ![x](http://a.b) lemon cake"},
        {"id": "C-04XT2M", "name": "Bo *Chen*", "city": "York", "status": "Archived"},
        {"id": SHOP, "name": "Harbour Parts Ltd", "kind": "Organisation"},
    ],
    "Deals": [{"id": "D-7K3Q9F", "title": "New roof", "contact": "Ann Lee", "contact_id": ANN, "stage": "Offer"},
              {"id": "D-04XT2M", "title": "Old roof", "contact": "Ann Lee", "contact_id": ANN, "stage": "Offer"}],
    "Tickets": [{"id": "T-7K3Q9F", "opened": TODAY, "subject": "Gutter leaks", "contact": "Ann Lee", "contact_id": ANN},
                {"id": "T-04XT2M", "opened": TODAY, "subject": "Gutter again", "contact": "Ann Lee", "contact_id": ANN,
                 "status": "Solved", "solved_on": TODAY}],
}  # fmt: skip
ON = {"module_deals": "Yes", "module_tickets": "Yes"}
Find = Callable[..., AppTest]


@pytest.fixture
def find(make, open_page) -> Find:
    """Type into the box of a page."""

    def find(words: str, page: str = "follow_ups", settings: dict[str, str] = ON) -> AppTest:
        make(rows=ROWS, settings=settings)
        return open_page(page).text_input(key="find").set_value(words).run()

    return find


def links(app: AppTest) -> list[tuple[str, str]]:
    """Label and address of what was found."""
    found = [one.proto for one in app.get("page_link") if one.proto.query_string]
    return [(one.label, f"{one.page}?{one.query_string}") for one in found]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_the_box(make, open_page, page: str) -> None:
    make(rows=ROWS, settings=ON)
    app = open_page(page, **({"id": ANN} if page == "contact" else {}))
    app = app.text_input(key="find").set_value("harbuor").run()
    assert (f"contact?id={SHOP}" in dict(map(reversed, links(app)))) and not app.exception


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("le an", ("**Ann** **Lee**", f"contact?id={ANN}")),
        ("mulelr", None),
        ("new ro", ("**New** **roof**", "pipeline?deal=D-7K3Q9F")),
        ("gutter leaks", ("**Gutter** **leaks**", "tickets?ticket=T-7K3Q9F")),
        ("city:york", ("Bo \\*Chen\\*", "contact?id=C-04XT2M")),
        ("bo -harbour", ("**Bo** \\*Chen\\*", "contact?id=C-04XT2M")),
        ("T-7K3Q9F", ("Gutter leaks", "tickets?ticket=T-7K3Q9F")),
    ],
)
def test_a_person_a_deal_and_a_request_are_found_with_their_address(find: Find, words: str, found) -> None:
    app = find(words)
    assert links(app)[:1] == ([found] if found else []), told(app)
    assert found or "Nothing matches “mulelr”." in told(app)


def test_a_note_is_shown_with_its_words_marked_and_nothing_in_it_is_live(find: Find) -> None:
    app = find("lemon")
    said = [one.value for one in app.caption]
    assert "Found in notes" in said and any(r"\!\[x\]" in one and "**lemon** cake" in one for one in said), said


def test_what_belongs_to_a_module_is_found_while_the_team_has_it(find: Find) -> None:
    assert "pipeline" not in str(links(find("roof", settings=dict.fromkeys(ON, "No"))))


def test_on_another_page_the_box_is_empty_again(find: Find) -> None:
    app = find("ann")
    assert app.switch_page("pages/money.py").run().text_input(key="find").value == ""


def test_the_deal_in_the_address_is_shown_once(make, open_page) -> None:
    make(rows=ROWS, settings=ON)
    app = open_page("pipeline", deal="D-04XT2M")
    assert "**Old roof**" in told(app) and "**New roof**" not in told(app)
    app = open_page("pipeline", deal="D-ZZZZZZ")
    assert not app.exception and not app.error


@pytest.mark.parametrize(("ticket", "words"), [("T-7K3Q9F", "**Gutter leaks**"), ("T-04XT2M", "Gutter again · solved")])
def test_the_request_in_the_address_stands_on_top_and_not_twice(make, open_page, ticket: str, words: str) -> None:
    make(rows=ROWS, settings=ON)
    app = open_page("tickets", ticket=ticket)
    assert told(app).count(words) == 1 and not app.exception, told(app)
    assert "All requests" in [one.proto.label for one in app.get("page_link")]


def test_on_a_phone_the_box_stands_on_the_page(make, open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "is_narrow", lambda: True)
    make(rows=ROWS, settings=ON)
    app = open_page("money")
    assert [one.key for one in app.main.text_input if one.key == "find"] and not app.sidebar.text_input


def test_without_full_text_search_words_are_found_and_it_says_so(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "has_fts5", lambda: False)
    app = find("arbour")
    assert f"contact?id={SHOP}" in str(links(app)) and "This computer can search words only as they are typed" in told(
        app
    )


def test_the_box_and_the_search_of_the_list_both_find_notes(find: Find) -> None:
    app = find("lemon", page="contacts").text_input(key="q").set_value("lemon").run()
    assert not app.exception and [one.value for one in app.caption].count("Found in notes") == 2


@pytest.mark.parametrize(
    ("words", "says", "never"),
    [
        ("zebra", "Narrow down with *city:leeds*", "quotes"),
        ("last:<soonish", "“soonish” is not a day.", "Nothing matches"),
        ("ann last:<", "**Ann**", "is not a day"),  # still being typed
    ],
)
def test_where_nothing_is_found_it_says_what_helps(find: Find, words: str, says: str, never: str) -> None:
    app = find(words)
    shown = told(app) + str(links(app))
    assert says in shown and never not in shown


@pytest.mark.parametrize(
    ("words", "offered", "then"),
    [("due:", ["today", "overdue", "this-week"], "due:today "), ("city:le", ["Leeds"], "city:Leeds ")],
)
def test_values_are_offered_in_the_box_until_one_stands_there(find: Find, words: str, offered, then: str) -> None:
    app = find(words)
    assert [one.key.removeprefix("find_value_") for one in app.button if "find_value_" in one.key] == offered
    app = app.button(key=f"find_value_{offered[0]}").click().run()
    assert app.text_input(key="find").value == then
    app = app.text_input(key="find").set_value(then.strip()).run()
    assert not [one.key for one in app.button if "find_value_" in one.key]
