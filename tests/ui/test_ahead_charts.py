"""The charts of money ahead and of deals: what they say to somebody who cannot see them, whatever the figures."""

import json

import altair as alt
import pandas as pd
import pytest

from crm.analytics.ahead import ahead
from crm.analytics.ahead_words import VIEWS
from crm.analytics.money_in import KINDS
from crm.analytics.pipeline_ahead import deals_ahead
from crm.analytics.sales_trend import SalesTrend, finished_months, sales_trend
from crm.ui import ahead_chart, deal_forecast
from tests.analytics.conftest import TODAY
from tests.analytics.test_ahead import regular, shop_of, tell
from tests.analytics.test_money_in import monthly
from tests.analytics.test_pipeline_ahead import OPEN, frames_of, won_each_month


def money(rows: str, settings: str) -> list[alt.TopLevelMixin]:
    """Everything that is drawn of one book's money."""
    found = ahead(shop_of(rows, settings), as_of=TODAY)
    made: list[alt.TopLevelMixin] = [
        ahead_chart.weeks_chart(found.money.by_week(), KINDS, "GBP", tell, "said"),
        ahead_chart.weeks_chart(found.money.by_week(), ("invoiced",), "GBP", tell, "said"),
        ahead_chart.tried_chart(found.money_tried.rows, "GBP", tell, "said"),
    ]
    for is_certain in (True, False) if found.view else ():
        views = ahead_chart.views_of(found.view, is_certain_only=is_certain)
        made.append(ahead_chart.cash_chart(views, VIEWS["low"], "GBP", tell, "said"))
    return made


def deals(months: int, rows: str) -> list[alt.TopLevelMixin]:
    """Everything that is drawn of deals."""
    frames = frames_of(won_each_month(months) + rows)
    found = deals_ahead(frames, frames.deals, as_of=TODAY, currency="GBP")
    return [deal_forecast.months_chart(found, tell, "said"), deal_forecast.tried_chart(found, tell, "said")]


def trend(n: int) -> alt.TopLevelMixin:
    rows = monthly([100.0 + n % 3 for n in range(n)])
    found = sales_trend(rows, as_of=TODAY)
    assert isinstance(found, SalesTrend)
    return ahead_chart.trend_chart(finished_months(rows, as_of=TODAY), found, "GBP", tell, "said")


BALANCE = "| opening_balance | 1000 |\n"
MADE = {
    "nothing": lambda: money("", ""),
    "one sale": lambda: money(f"| S-1 | {TODAY} | P1 | 5 | | | | | |", BALANCE),
    "a shop": lambda: money(regular(), BALANCE),
    "a shop with a reserve": lambda: money(regular(), f"{BALANCE}| cash_reserve | 10 |"),
    "no deal": lambda: deals(0, ""),
    "deals": lambda: deals(6, OPEN),
    "four months": lambda: [trend(4)],
    "three years": lambda: [trend(36)],
}


@pytest.mark.parametrize("name", MADE)
def test_every_chart_is_described_and_reads_no_text_twice(name: str) -> None:
    for chart in MADE[name]():
        drawn = json.loads(chart.to_json())
        assert drawn["description"] == "said" and "title" not in drawn and "background" not in drawn
        for layer in drawn.get("layer", [drawn]):
            mark = layer["mark"]
            assert mark["type"] != "text" or mark["aria"] is False
            titles = [part.get("title", "") for part in layer["encoding"].values() if "field" in part]
            assert mark["type"] in ("text", "area") or (
                "description" in layer["encoding"]
                and all(title is None or title == "" or title[0].isupper() for title in titles)
            )


def test_a_mark_says_its_week_its_colour_and_its_amount() -> None:
    table = pd.DataFrame({"since": [pd.Timestamp(2026, 11, 23)], **{kind: [1200.0] for kind in KINDS}})
    drawn = ahead_chart.weeks_chart(table, KINDS, "GBP", tell, "said").to_dict()
    told = [row["told"] for row in next(iter(drawn["datasets"].values()))]
    assert told[1:] == ["Week from 23 Nov, deals: £1,200", "Week from 23 Nov, usual customers: £1,200"]
