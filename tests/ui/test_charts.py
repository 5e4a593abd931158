"""Charts: what they say to somebody who cannot see them, and what stands around them."""

import datetime as dt
import json

import altair as alt
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from crm.analytics.cohorts import cohorts, retention_curve
from crm.analytics.intervals import Share
from crm.analytics.retention import Seen
from crm.analytics.satisfaction import mix, nps, satisfaction_trend
from crm.model.lists import Lists
from crm.ui.below import csv_of
from crm.ui.charts import (
    bars_chart,
    recency_chart,
    score_chart,
    trend_chart,
)
from crm.ui.cohort_charts import curve_chart, grid_chart

AS_OF = dt.date(2026, 11, 22)
NPS = Lists.default().questions["recommend us 0 10"]
SIZES = (0, 1, 3, 9, 10, 30)


def visits(people: int) -> pd.DataFrame:
    """So many people who came in January, every third of them again in March."""
    days = [(f"C-{n}", "2026-01-10") for n in range(people)] + [(f"C-{n}", "2026-03-10") for n in range(0, people, 3)]
    frame = pd.DataFrame(days, columns=["contact_id", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))


def answers(n: int) -> pd.DataFrame:
    """So many answers, half of them promoters."""
    frame = pd.DataFrame({"score": [9, 3] * n, "date": pd.Timestamp(2026, 10, 5)}).head(n)
    people = [f"C-{number}" for number in range(len(frame))]
    return frame.assign(question=NPS.name, latest=True, contact_id=people, round="2026-Q4")


def seen_by(n: int) -> Seen:
    return Seen(tuple(f"C-{i}" for i in range(n)), (), (), (), pd.Series(dtype="datetime64[us]"), {})


def charts(n: int) -> dict[str, alt.TopLevelMixin]:
    """Every chart of so many people."""
    found = cohorts(visits(n), as_of=AS_OF)
    score = nps(answers(n)["score"])
    return {
        "recency": recency_chart(seen_by(n), "said"),
        "mix": bars_chart(mix(answers(n)["score"], NPS), "People", "said"),
        "score": score_chart(score, "said") if score else bars_chart([], "People", "said"),
        "share": score_chart(Share.of(n, n + 1), "said"),
        "trend": trend_chart(satisfaction_trend(answers(n), NPS, as_of=AS_OF), NPS, "said"),
        "curve": curve_chart(retention_curve(found), "month", "said"),
        "grid": grid_chart(found, 36, "said"),
    }


@pytest.mark.parametrize("n", SIZES)
def test_every_chart_is_drawn_whatever_the_number_of_people(n: int) -> None:
    for name, chart in charts(n).items():
        assert chart.to_dict()["description"] == "said", name


def test_no_text_is_read_twice_by_a_screen_reader() -> None:
    marks = [layer["mark"] for layer in charts(30)["grid"].to_dict()["layer"]]
    assert [mark["aria"] for mark in marks if mark["type"] == "text"] == [False] * 4


@pytest.mark.parametrize("name", ["recency", "mix", "score", "trend", "curve"])
def test_only_the_grid_has_colours_of_its_own(name: str) -> None:
    assert '"#' not in json.dumps(charts(30)[name].to_dict())


def test_no_chart_has_a_title_or_a_background_of_its_own() -> None:
    for chart in charts(30).values():
        assert not {"title", "background"} & chart.to_dict().keys()


def test_the_axis_of_a_score_runs_over_the_whole_scale() -> None:
    layers = charts(30)["score"].to_dict()["layer"]
    assert layers[0]["encoding"]["x"]["scale"]["domain"] == [-100, 100]


def rows_of(chart: alt.TopLevelMixin) -> list[dict]:
    return next(iter(chart.to_dict()["datasets"].values()))


def test_a_cell_tells_in_words_what_it_shows() -> None:
    told = {row["age"]: row["told"] for row in rows_of(charts(30)["grid"])}
    assert told[2] == "Jan 2026, 2 months later: 10 of 30, 33 %"


def test_a_stretch_with_too_few_answers_says_so() -> None:
    assert rows_of(charts(9)["trend"])[0]["told"].endswith("too few for a point")


def test_one_answer_and_one_month_are_told_in_the_singular() -> None:
    assert rows_of(charts(1)["trend"])[0]["told"].endswith(", 1 answer: too few for a point")
    assert rows_of(charts(30)["curve"])[0]["told"] == "1 month later: 0 % of 30"


def test_the_captions_of_one_person_are_in_the_singular() -> None:
    screen = page(Contacts=PEOPLE[:2], Interactions=VISITS[:2], Satisfaction=ANSWERS[:2])
    told = [caption.value.replace("\\", "") for caption in screen.caption]
    assert {"1 customer seen so far.", "1 person answered in the last 12 months.", "1 customer."} <= set(told)


def test_a_point_of_the_trend_says_where_it_most_likely_lies() -> None:
    assert rows_of(charts(30)["trend"])[0]["told"].endswith("30 answers: 0, most likely between -33 and 33")


def test_a_name_in_a_table_cannot_run_as_a_formula_elsewhere() -> None:
    told = csv_of(pd.DataFrame({"Name": ["=HYPERLINK(1)", "+49", "Ann"], "Days": [1, -2, 3]})).decode("utf-8-sig")
    assert told.splitlines() == ["Name,Days", "'=HYPERLINK(1),1", "'+49,-2", "Ann,3"]


def a_page() -> None:
    """A page with every figure, of a workbook with one visitor or none, as the test sets it."""
    import datetime as dt

    import streamlit as st

    from crm.analytics.cohorts import cohorts, retention_curve
    from crm.analytics.frames import from_snapshot
    from crm.analytics.retention import seen
    from crm.analytics.satisfaction import headline, latest_answers, satisfaction_trend, score
    from crm.model.cells import Rules
    from crm.model.headings import Tab
    from crm.model.snapshot import Snapshot
    from crm.model.understanding import understand
    from crm.ui import charts, cohort_charts

    today = dt.date(2026, 11, 22)
    tabs = [Tab(title, rows, {}, {}) for title, rows in st.session_state["tabs"].items()]
    rules = Rules(today)
    frames = from_snapshot(Snapshot(understand(tabs, rules, revision="1", stamp=None), rules), as_of=today)
    question = headline(frames.answers, frames.rules, as_of=today)
    found = cohorts(frames.events, as_of=today)
    picked = charts.recency(seen(frames), frames)
    scores = latest_answers(frames.answers, question, as_of=today)["score"] if question else frames.answers["score"]
    charts.satisfaction_score(scores, score(scores, question) if question else None, question)
    if question:
        charts.satisfaction_trend(satisfaction_trend(frames.answers, question, as_of=today), question, 1, {})
    cohort_charts.retention_curve(retention_curve(found), found, frames)
    cohort_charts.cohort_grid(found, frames)
    if picked:
        st.text(f"picked {picked}")


HOSTILE = "![x](http://a.b)"
PEOPLE = [["ID", "Name"], *([f"C-{n}", HOSTILE if n == 0 else f"Ann {n}"] for n in range(12))]
VISITS = [
    ["ID", "Date", "Contact", "Contact ID", "Type", "What happened"],
    *([f"N-{n}", "2026-02-10", None, f"C-{n}", "Visit", "came"] for n in range(12)),
]
ANSWERS = [
    ["ID", "Date", "Contact ID", "Question", "Score"],
    *([f"Q-{n}", "2026-10-10", f"C-{n}", NPS.name, 9] for n in range(12)),
]


def page(**tabs: list[list[object]]) -> AppTest:
    screen = AppTest.from_function(a_page, default_timeout=60)
    screen.session_state["tabs"] = tabs
    return screen.run()


def test_each_figure_has_its_sentence_its_table_and_how_it_is_counted() -> None:
    screen = page(Contacts=PEOPLE, Interactions=VISITS, Satisfaction=ANSWERS)
    assert not screen.exception
    labels = [part.proto.popover.label for part in screen.get("popover")]
    assert (labels.count("Table"), labels.count("How is this counted?")) == (5, 5)
    assert "D MMM YYYY" in next(table.proto.columns for table in screen.dataframe if "Last seen" in table.value)


def test_the_answer_stands_above_the_picture() -> None:
    screen = page(Contacts=PEOPLE, Interactions=VISITS, Satisfaction=ANSWERS)
    kinds = [element.type for element in screen.main if element.type != "flex_container"]
    assert kinds[1:4] == ["markdown", "vega_lite_chart", "caption"]
    assert "Seen in the last 60 days 0" in screen.markdown[0].value


def test_an_empty_workbook_says_what_to_record_and_draws_no_picture() -> None:
    screen = page(Contacts=[["ID", "Name"], ["C-1", "Ann"]])
    assert not screen.exception
    assert len(screen.get("vega_lite_chart")) == 0
    assert "No visits recorded yet" in screen.markdown[0].value


def test_a_name_is_a_button_and_nothing_in_it_is_live() -> None:
    screen = page(Contacts=PEOPLE, Interactions=VISITS)
    assert HOSTILE not in "".join(button.label for button in screen.button)
    assert "picked C-0" in [text.value for text in screen.button(key="recency_C-0").click().run().text]
