"""Lines in steps and the flow of months: what they say to somebody who cannot see them."""

import json

import pandas as pd
import pytest

from crm.ui.flow_chart import flow_chart
from crm.ui.lasting_charts import lasting_chart

ROWS = pd.DataFrame({"t": [0.0, 30.0], "share": [0.0, 0.4], "lo": [0.0, 0.2], "hi": [0.0, 0.6]})
FLOW = pd.DataFrame({"month": pd.to_datetime(["2026-09-01", "2026-10-01"]), "new": [2, 1], "back": [0, 3],
                     "lapsed": [1, 0]})  # fmt: skip


def rows_in(chart) -> str:
    return json.dumps(list(chart.to_dict()["datasets"].values()))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_they_are_drawn_for_any_number_of_points(n: int) -> None:
    for chart in (lasting_chart(ROWS.head(n), "Days", "Came again", "said"), flow_chart(FLOW.head(n), "said")):
        drawn = chart.to_dict()
        assert (drawn["description"], {"title", "background"} & drawn.keys()) == ("said", set())
        assert '"#' not in json.dumps(drawn["layer"])


def test_a_projection_is_dashed_and_named() -> None:
    chart = lasting_chart(ROWS, "Months", "Still there", "said", ahead=pd.DataFrame({"t": [36.0], "share": [0.25]}))
    assert chart.to_dict()["layer"][-1]["mark"]["strokeDash"] == [6, 4]
    assert "Projection, 36 months: 25 %" in rows_in(chart)


def test_a_bound_that_is_not_known_is_not_told() -> None:
    assert '"30 days: 40 %"' in rows_in(lasting_chart(ROWS.assign(lo=float("nan")), "Days", "Came again", "said"))


def test_who_lapsed_stands_below_the_line_and_each_month_is_told_in_words() -> None:
    told = rows_in(flow_chart(FLOW, "said"))
    assert '"n": -1' in told
    assert "September 2026, lapsed: 1" in told
    assert "October 2026, net: +4" in told
