"""Insights, Performance and goals: whose figures are shown to whom, and what is said of them."""

import datetime as dt

import pytest

from crm.store.receipt import Actor
from crm.ui import guard
from tests.pages.conftest import TODAY, told

TAB = {"insight": "Performance and goals"}
FIRST = TODAY.replace(day=1)
PEOPLE = [
    {"id": "C-7K3Q9F", "name": "Ann *Lee*", "owner": "Maya", "relationships": "Customer"},
    {"id": "C-04XT2M", "name": "Bo Chen", "owner": "Tom", "relationships": "Customer"},
]
ROWS = {
    "Contacts": PEOPLE,
    "Interactions": [
        {"id": "N-7K3Q9F", "contact": "Bo Chen", "contact_id": "C-04XT2M", "date": FIRST, "what": "!", "by": "Maya",
         "type": "Visit"},
        {"id": "N-04XT2M", "contact": "Bo Chen", "contact_id": "C-04XT2M", "date": FIRST, "what": "!", "by": "Tom",
         "type": "Call"},
    ],
    "Sales": [{"id": "S-7K3Q9F", "contact": "Bo Chen", "contact_id": "C-04XT2M", "date": FIRST, "amount": 120},
              {"id": "S-04XT2M", "date": FIRST, "amount": 7}],
    "Goals": [{"id": "A-7K3Q9F", "measure": "Interactions", "target": 2, "period": "Month"}],
}  # fmt: skip
LISTS = {"People": [("Maya", ""), ("Tom", "")]}


@pytest.fixture
def book(make):
    return make(rows=ROWS, lists=LISTS)


def seen_by(name: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "system_actor", lambda: Actor(name, role))


def choices(app) -> list[str]:
    return next((box.options for box in app.selectbox if box.label == "Whose"), [])


@pytest.mark.capability(33)
def test_the_team_stands_beside_the_days_before_and_its_aim(book, open_page) -> None:
    said = told(open_page("insights", **TAB))
    assert "The team, " in said and "2 interactions (0 before), £127 sales (£0 before)" in said
    assert "Aim 2: met." in said


def test_the_owner_sees_everybody_and_who_is_nobodys_and_they_add_up(book, open_page, monkeypatch) -> None:
    seen_by("Maya", "owner", monkeypatch)
    app = open_page("insights", **TAB)
    assert choices(app) == ["Maya", "The team", "Tom", "Nobody"]
    assert "Maya, " in told(app), "one's own first"
    assert "The parts of 2 people and of nobody make 2 interactions and £127 sales." in told(app)
    parts = next(table.value for table in app.dataframe if "Who" in table.value)
    assert parts["Sales"].tolist() == [0, 120, 7, 127]
    app.selectbox(key="performance_of").set_value("\0").run()
    assert "Nobody, " in told(app) and "£7 sales" in told(app)


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_everybody_else_sees_their_own_figures_and_the_teams(role, book, open_page, monkeypatch) -> None:
    seen_by("Maya", role, monkeypatch)
    app = open_page("insights", **TAB)
    assert choices(app) == ["Maya", "The team"]
    assert "Each of you" not in [part.value for part in app.subheader][:4] and "The parts of" not in told(app)


def test_who_is_not_of_the_team_sees_the_team(book, open_page, monkeypatch) -> None:
    seen_by("Vera", "viewer", monkeypatch)
    app = open_page("insights", **TAB)
    assert choices(app) == [] and "The team, " in told(app)


def test_two_are_not_compared_on_few_cases(book, open_page) -> None:
    assert "Not compared: a share of each needs 10 cases or more" in told(open_page("insights", **TAB))


def test_the_last_whole_period_can_be_looked_at(book, open_page) -> None:
    app = open_page("insights", **TAB)
    app.segmented_control(key="performance_over").set_value("The last whole one").run()
    last = FIRST - dt.timedelta(days=1)
    assert f"The team, 1 to {last.day} {last:%B %Y}: nothing to count yet." in told(app)
    assert "Log a conversation, set a next step or add a sale" in told(app)
    app.segmented_control(key="performance_period").set_value("Year").run()
    assert f"31 December {TODAY.year - 1}" in told(app)


def test_an_empty_workbook_says_what_is_counted_here(make, open_page) -> None:
    make()
    app = open_page("insights", **TAB)
    assert "nothing to count yet" in told(app) and not app.exception
    assert "A goal is a number to reach in a month" in told(app)


def test_the_sample_fills_the_tab(sample, open_page) -> None:
    app = open_page("insights", **TAB)
    assert not app.exception and "nobody foresaw" not in told(app)
    assert "Who comes" in told(app) and "Each of you" in told(app)
