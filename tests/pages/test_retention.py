"""The page Retention."""

import datetime as dt

from tests.pages.conftest import TODAY, below, told

PEOPLE = [{"id": f"C-{n}K3Q9F", "name": f"![Ann](http://a.b) {n}", "relationships": "Customer"} for n in range(6)]


def visit(number: int, who: int, days: int) -> dict[str, object]:
    day = TODAY - dt.timedelta(days=days)
    return {"id": f"N-{number}K3Q9F", "date": day, "contact_id": f"C-{who}K3Q9F", "type": "Visit", "what": "came"}


VISITS = [visit(0, 0, 400), visit(1, 0, 40), visit(2, 1, 500), visit(3, 2, 420), visit(4, 3, 10)]
ENDING = {"relationship_ends": "on a date"}


def test_who_has_not_come_again_is_named_one_press_from_the_card(make, open_page) -> None:
    make(rows={"Contacts": PEOPLE, "Interactions": VISITS})
    app = open_page("retention")
    assert not app.exception
    said = told(app)
    assert "1 of 3 customers of the year before came again in the last 12 months." in said
    assert "They may come back at any time: nobody here is counted as gone." in said
    links = [one.proto for one in app.get("page_link") if "id=C-" in one.proto.query_string]
    assert ["id=C-2K3Q9F" in links[0].query_string, "id=C-1K3Q9F" in links[1].query_string] == [True, True]
    assert "2 customers of the year before have not come again in the last 12 months" in [
        one.label for one in app.expander
    ]


def test_where_relationships_end_silently_nothing_is_called_churn(sample, open_page) -> None:
    app = open_page("retention")
    assert not app.exception
    said = told(app).casefold()
    assert "churn" not in said
    assert "who left" not in said
    assert "bought a second time within" in said


def test_the_triangle_is_worked_out_when_it_is_opened_in_each_of_its_ways(sample, open_page) -> None:
    app = open_page("retention")
    assert "Each row is the people" not in told(app)
    app.session_state["cohort_part"] = True
    ways = {"classic": "came again so much later. What", "unbounded": "at any time after that", "brackets": "stretch"}
    for mode, words in ways.items():
        app.session_state["cohort_mode"] = mode
        assert words in told(app.run())
        assert not app.exception


def test_each_month_is_a_sentence_with_a_table(sample, open_page) -> None:
    app = open_page("retention")
    assert " lapsed. " in told(app)
    table = next(frame.value for frame in app.dataframe if "Net" in frame.value)
    assert (table["New"] + table["Back"] - table["Lapsed"] == table["Net"]).all()


def test_where_they_end_on_a_date_who_left_is_told_with_its_money_and_its_projection_refused(make, open_page) -> None:
    since, ended = TODAY - dt.timedelta(days=900), TODAY - dt.timedelta(days=100)
    members = [{**one, "since": since, "ended": ended if n < 2 else None} for n, one in enumerate(PEOPLE * 2)]
    rows = [{**one, "id": f"C-{n:02d}3Q9F", "name": f"Ann {n}"} for n, one in enumerate(members)]
    rows += [{"id": "C-998Q9F", "name": "Former", "relationships": "Customer", "since": since, "status": "Former"}]
    make(rows={"Contacts": rows}, settings=ENDING)
    app = open_page("retention")
    assert not app.exception
    said = told(app)
    assert "2 of 12 customers of a year ago left since then, roughly: 17 %" in said
    assert "What is left of the money of a year ago is told once customers brought some then." in said
    assert "Roughly 83 % of 12 customers stay for longer than 2.2 years, most likely between 48 and 96 %." in said
    assert "A projection is not shown: only 2 finished periods, 3 needed." in said
    assert "1 row left out" in below(app)
