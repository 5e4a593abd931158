"""The one thread on the screen: at the top and the foot of Today, under Insights, and on somebody's card."""

import datetime as dt
import html

import pytest

from crm.store.receipt import Actor
from crm.ui import guard, session
from tests.pages.conftest import TODAY, told

ANN, BO, TOM = "C-7K3Q9F", "C-7K3Q9G", "C-04XT2M"


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def sale(number: int, contact: str, days: int, amount: float = 50) -> dict[str, object]:
    return {
        "id": f"S-7K3QA{'ABCDEFGHJKMNPQRSTVWX'[number]}",
        "date": ago(days),
        "contact_id": contact,
        "amount": amount,
    }


PEOPLE = [
    {"id": ANN, "name": "Ann Lee", "relationships": "Customer"},
    {"id": BO, "name": "![x](http://beacon.invalid/x) Bo", "relationships": "Customer"},
    {"id": TOM, "name": "Tom Reed", "relationships": "Lead", "needs": "Tea"},
]
SALES = [
    *(sale(number, ANN, days) for number, days in enumerate((10, 40, 70, 100, 400))),
    *(sale(number, BO, days) for number, days in enumerate((300, 320, 340, 360, 500), start=5)),
]
ANSWERS = [{"id": "Q-7K3Q9F", "date": ago(20), "contact_id": BO, "question": "Recommend us (0-10)", "score": 3}]
SHOP = {"Contacts": PEOPLE, "Sales": SALES, "Satisfaction": ANSWERS}


@pytest.fixture
def shop(make):
    return make(rows=SHOP, settings={"activity_from": "sales", "word_customers": "Members", "word_customer": "Member"})


def links(app) -> dict[str, tuple[str, str]]:
    """Label of each link -> its page and what it asks for."""
    return {one.proto.label: (one.proto.page, one.proto.query_string) for one in app.get("page_link")}


# Today ----------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(16)
def test_today_begins_with_two_sentences_and_ends_with_four_figures(shop, open_page) -> None:
    app = open_page("today")
    assert [one.value for one in app.text][:2] == [
        "Are they happy? Not enough answers yet: 1 of 10.",
        "Do they stay? 2 of 2 members of the year before came again.",
    ]
    figures = {one.label: one.value for one in app.metric}
    assert figures == {"Members kept": "2 of 2", "Loyal members": "2 of 2", "Sales": "£400"}
    page = told(app)
    assert "2 of 2 members of the year before came again." in page
    assert "£400 sales in 12 months" in page and "from 2 members who came, £200 each" in page
    assert "0 of 1 would gladly recommend you. Answers from 1 of 2 members." in page


def test_each_figure_leads_to_its_page(shop, open_page) -> None:
    found = links(open_page("today"))
    assert found["Who stayed"][0] == "retention" and found["What they say"][0] == "satisfaction"
    assert found["Who is loyal"] == ("insights", "insight=Loyalty")
    assert found["What they bring"] == ("insights", "insight=Profit")


def test_where_nothing_is_known_each_figure_says_what_to_record(make, open_page) -> None:
    make(rows={"Contacts": PEOPLE[:1]})
    app = open_page("today")
    assert not app.metric
    for sentence in (
        "Nobody was asked yet.", "This can be told after a year.", "once customers came in two different years",
        "once customers came in the last 12 months", "once sales with an amount are recorded",
        "once answers are recorded",
    ):  # fmt: skip
        assert sentence in told(app)


def test_an_empty_workbook_is_not_asked_whether_anybody_is_happy(make, open_page) -> None:
    make()
    assert "Are they happy?" not in told(open_page("today"))


# Insights -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["satisfaction", "retention", "insights"])
def test_the_pages_of_figures_are_joined_also_while_insights_is_not_in_the_menu(page, shop, open_page) -> None:
    found = links(open_page(page))
    assert {name.strip("*"): where[0] for name, where in found.items()}.items() >= {
        "Satisfaction": "satisfaction", "Retention": "retention", "Insights": "insights",
    }.items()  # fmt: skip
    assert [name for name in found if name.startswith("**")] == [f"**{page.capitalize()}**"]


@pytest.mark.capability(16)
def test_the_four_lines_stand_first_with_their_tables(shop, open_page) -> None:
    app = open_page("insights")
    page = told(app)
    assert app.tabs[0].label == "One thread"
    assert "**Members kept: 2 of 2**" in page and "The year before: £100, of 2 people." in page
    assert "Beside the year before:" in page
    assert "In 12 months" not in page
    first = [one.value.columns[0] for one in app.dataframe]
    assert first[:4] == ["Figure", "Answered", "Name", "Name"]


@pytest.mark.capability(15)
def test_who_needs_a_call_stands_with_every_reason_and_a_step_can_be_planned(shop, open_page) -> None:
    app = open_page("insights")
    page = told(app)
    assert "1 person needs a call." in page
    assert "answered 3, 20 days ago, and nobody has seen to it" in page
    assert "usually every 20 days (5 visits), silent for 300" in page
    assert ("follow_ups", f"contact={BO}") in [(one.proto.page, one.proto.query_string) for one in app.get("page_link")]
    planned = open_page("follow_ups", contact=BO)
    assert "beacon" in told(planned)


def test_how_people_stand_is_told_beside_what_came_of_it(shop, open_page) -> None:
    page = told(open_page("insights"))
    assert "**Of 2 members: 1 good, 1 fair.**" in page
    assert "Tried on what has happened since half a year ago:" in page


def test_somebody_who_may_only_look_plans_nothing(shop, open_page, monkeypatch) -> None:
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Vic", "viewer"))
    app = open_page("insights")
    assert "1 person needs a call." in told(app)
    assert "Plan a follow-up" not in links(app)


def test_where_nobody_came_the_tab_says_what_to_do(make, open_page) -> None:
    make()
    app = open_page("insights")
    page = told(app)
    assert "Nobody needs a call for any reason that is recorded." in page
    assert "How customers stand can be told once they came in the last 24 months." in page
    assert "Not enough answers yet that are half a year old: none. It takes 10" in page
    assert links(app)["Log a visit"][0] == "log"


# the card -------------------------------------------------------------------------------------------------------------


def unfolded(app, contact: str):
    """The line about how somebody stands, unfolded."""
    app.session_state[f"standing_{contact}"] = True
    return app.run()


def labels(app) -> list[str]:
    return [html.unescape(one.label) for one in app.expander]


@pytest.mark.capability(34)
def test_the_card_tells_the_thread_of_one_person_with_its_reasons(shop, open_page) -> None:
    app = open_page("contact", id=ANN)
    assert "Steady: usually every 30 days (5 visits), silent for 10. Came on 4 days in 12 months" in told(app)
    assert "Good member: bought on 4 days in 12 months, in rhythm" in labels(app)
    assert "12 months: £200 from them, 300 % more than the year before · Never answered" in told(app)
    page = told(unfolded(app, ANN))
    assert "£200" not in page.replace("12 months: £200 from them", "")
    assert "+2: bought on 4 days in 12 months" in page and "+1: spends 300 % more than the year before" in page
    assert "In all 6 points: good." in page
    assert "Not known, so no points: their last answer, paying in time" in page
    assert "What it is worth: Tried on what has happened since half a year ago" in page
    assert "coming again 2, their rhythm 2" in page


def test_an_unhappy_answer_is_told_once_and_that_nobody_has_seen_to_it(shop, open_page) -> None:
    page = told(open_page("contact", id=BO))
    day = f"{ago(20).day} {ago(20):%b %Y}"
    assert f"Last answer: 3 to “Recommend us (0-10)”, {day}: unhappy, and nobody has seen to it" in page
    assert page.count("“Recommend us (0-10)”") == 1


@pytest.mark.capability(27)
def test_a_lead_is_told_by_what_they_did(shop, open_page) -> None:
    app = open_page("contact", id=TOM)
    assert "Too early to say how they stand: 1 fact is known, 3 needed" in labels(app)
    page = told(unfolded(app, TOM))
    assert "+1: we know what they need" in page and "answering us 2" in page
    assert "What it is worth" not in page


def test_of_a_supplier_nothing_of_the_kind_is_said(make, open_page) -> None:
    make(rows={"Contacts": [{"id": ANN, "name": "Ann Lee", "relationships": "Supplier"}]})
    assert not [label for label in labels(open_page("contact", id=ANN)) if "stand" in label or "supplier" in label]


def test_the_weights_of_the_settings_count_on_the_card(shop, open_page) -> None:
    app = open_page("workbook")
    app.text_input(key="setting_points_repeat").set_value("9").run()
    assert session.snapshot().settings.number("points_repeat") == 9
    assert "+9: bought on 4 days in 12 months" in told(unfolded(open_page("contact", id=ANN), ANN))


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [("points_money", "lots", "“They bring money” must be a whole number from 0 to 10."),
     ("rhythm_risk", "1", "“At risk after” must be more than “Overdue after”, which is 1.5.")],
)  # fmt: skip
def test_a_weight_or_a_limit_that_cannot_be_is_refused_beside_its_field(name, typed, sentence, make, open_page) -> None:
    make()
    app = open_page("workbook")
    app.text_input(key=f"setting_{name}").set_value(typed).run()
    assert sentence in told(app)
    assert "overdue comes before at risk" in told(app)
