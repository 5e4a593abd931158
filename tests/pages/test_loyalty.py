"""The tab Loyalty of Insights."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics import bgnbd, buying
from tests.pages.conftest import TODAY, below, told

ANN = {"id": "C-7K3Q9F", "name": "![Ann](http://a.b) Lee", "relationships": "Customer"}
VISITS = [
    {"id": f"N-{n}", "date": TODAY - dt.timedelta(days=days), "contact_id": "C-7K3Q9F", "type": "Visit", "what": "came"}
    for n, days in enumerate((300, 270, 240, 210))
]


def loyalty(open_page, **query):
    return open_page("insights", insight="Loyalty", **query)


def test_an_empty_workbook_says_what_to_record_with_the_way_there(make, open_page) -> None:
    make()
    app = loyalty(open_page)
    assert "No visits recorded yet. Log one, or type it into the sheet Interactions." in told(app)
    assert [link.proto.label for link in app.get("page_link")][-1] == "Log a visit"


@pytest.mark.capability(34)
def test_one_customer_is_told_in_counts_and_her_name_leads_to_the_card(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Interactions": VISITS})
    app = loyalty(open_page)
    assert not app.exception
    said = told(app)
    assert "1 of 1 customer came on two days or more." in said
    assert "Lapsed 1. Nobody keeps to a rhythm of their own now." in said
    assert "usually every 30 days (4 visits), silent for 210" in said
    assert "Groups are not shown: only 1 customer, 10 needed." in said
    (card,) = [link.proto for link in app.get("page_link") if "id=C-7K3Q9F" in link.proto.query_string]
    assert ANN["name"] not in card.label


@pytest.mark.capability(13)
def test_the_sample_has_a_sentence_and_a_table_for_each_figure(sample, open_page) -> None:
    app = loyalty(open_page)
    assert not app.exception
    said = told(app)
    assert "customers bought on two days or more: " in said
    assert "Fair to those who are new: " in said
    assert "are loyal, with a rhythm of their own." in said
    assert below(app).count("Table") == 3
    assert len(app.get("vega_lite_chart")) == 3


def test_what_to_expect_is_worked_out_only_when_it_is_opened_and_says_why_not(sample, open_page, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr("crm.ui.loyalty_tab.expected_visits", lambda *a, **k: asked.append(1) or real(*a, **k))
    real = buying.expected_visits
    app = loyalty(open_page)
    assert not asked
    app.session_state["expected_part"] = True
    assert "Not shown: only 41 customers, 50 needed." in told(app.run())
    app.run()
    assert asked == [1]


def test_what_to_expect_stands_beside_its_test_and_names_who_most(make, open_page, monkeypatch) -> None:
    fit = bgnbd.BgNbd(0.2, 4.0, 0.8, 2.4, -1.0, 1)
    found = buying.Expected(pd.Series({"C-7K3Q9F": 1.6}), 26, 88.0, 100, fit)
    monkeypatch.setattr("crm.ui.loyalty_tab.expected_visits", lambda *a, **k: found)
    make(rows={"Contacts": [ANN], "Interactions": VISITS})
    app = loyalty(open_page)
    app.session_state["expected_part"] = True
    app.run()
    assert not app.exception
    assert "26 weeks ago it would have said 88, and 100 came: 12 % too low." in told(app)
    table = next(frame.value for frame in app.dataframe if "Visits to expect" in frame.value)
    assert table.to_numpy().tolist() == [[ANN["name"], 1.6, 210, 4]]
