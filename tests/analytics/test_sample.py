"""The sample data know who is loyal and who is gone: the figures must find them again."""

import datetime as dt

import pytest

from crm import demo
from crm.analytics.ahead import ahead
from crm.analytics.care import care_list
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.rfm import SHOWN, rfm
from crm.analytics.sales_trend import SalesTrend, sales_trend
from crm.analytics.standing_facts import standing
from crm.analytics.thread import thread
from crm.analytics.thread_words import two_sentences
from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook

DAYS = [dt.date(2026, 11, 12), dt.date(2024, 2, 29), dt.date(2027, 2, 24)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def sample(request: pytest.FixtureRequest) -> tuple[demo.Demo, Frames]:
    built = demo.build(request.param, mess=False)
    book = MemoryWorkbook.new(built.rows, today=lambda: request.param)
    settings = book.sheet("Settings")
    for number, (key, *_) in enumerate(settings.rows[1:], start=2):
        settings.set_cell(number, 3, built.settings.get(str(key), settings.rows[number - 1][2]))
    return built, from_snapshot(Snapshot(book.read(), Rules(request.param)), as_of=request.param)


def of(built: demo.Demo, *stories: str) -> set[str]:
    return {id for id, story in built.stories.items() if story in stories}


def test_the_six_lapsed_need_a_call_and_no_regular_is_called_lost(sample) -> None:
    built, frames = sample
    rhythm = frames.rhythm(frames.as_of)
    own = rhythm[(rhythm["basis"] == "own") & rhythm["state"].isin(["at risk", "lapsed"])]
    assert {built.stories[id] for id in own.index if id in built.stories} == {"lapsed"}
    care = care_list(frames, as_of=frames.as_of)
    assert set(care.loc[sorted(of(built, "lapsed")), "level"]) == {"risk"}


def test_nobody_who_comes_now_and_then_is_to_be_called_for_coming_now_and_then(sample) -> None:
    built, frames = sample
    care = care_list(frames, as_of=frames.as_of)
    rhythm = frames.rhythm(frames.as_of)
    for id in care.index.intersection(sorted(of(built, "regular", "occasional"))):
        is_silent = any("silent for" in reason for reason in care.loc[id, "reasons"])
        assert not is_silent or rhythm.loc[id, "days_since"] > rhythm.loc[id, "median_gap"]


def test_who_keeps_coming_stands_better_than_who_stayed_away(sample) -> None:
    built, frames = sample
    found = standing(frames, as_of=frames.as_of)
    points = {story: [found[id].points for id in of(built, story) if id in found] for story in ("regular", "lapsed")}
    assert min(points["regular"]) > max(points["lapsed"])
    assert {found[id].level for id in of(built, "regular") if id in found} <= {"good", "fair"}


def test_regulars_are_champions_or_loyal_and_the_lapsed_are_neither(sample) -> None:
    built, frames = sample
    groups = rfm(frames.events, as_of=frames.as_of)["segment"].map(dict(SHOWN))
    assert not {"at risk", "lost"} & set(groups[sorted(of(built, "regular"))])
    assert "champions" not in set(groups[sorted(of(built, "lapsed"))])


def test_the_whole_thread_can_be_told_of_the_sample(sample) -> None:
    _, frames = sample
    found = thread(frames, as_of=frames.as_of)
    assert None not in (found.retention, found.loyalty, found.profitability, found.satisfaction)
    assert all(
        sentence.startswith(("Are they happy?", "Do they stay?")) for sentence in two_sentences(found, frames.rules)
    )


def test_thirteen_weeks_of_cash_are_borne_out_by_the_months_before(sample) -> None:
    _, frames = sample
    found = ahead(frames, as_of=frames.as_of)
    assert (found.money_tried.reason, found.costs_tried.reason) == ("", "")
    assert found.money_tried.n == found.costs_tried.n == 6
    assert found.money_tried.error < 0.4 and found.costs_tried.error < 0.15
    assert found.view.title == "cash flow" and len(found.main.weeks) == 13
    assert found.view.low.lowest <= found.main.lowest and found.main.first_below_reserve is None
    assert found.opening == pytest.approx(built_balance(sample))


def built_balance(sample) -> float:
    """4,200 on the evening before this month, and what was paid since, row by row."""
    built, frames = sample
    first, balance = frames.as_of.replace(day=1), 4200.0
    for row in built.rows["Sales"]:
        paid = row.get("paid_on") or (None if row.get("due") else row["date"])
        if paid and first <= max(paid, row["date"]) <= frames.as_of:
            balance += float(row["amount"]) * (-1 if row["kind"] == "Purchase" else 1)
    return balance


def test_the_trend_of_sales_is_borne_out_by_the_months_before(sample) -> None:
    _, frames = sample
    found = sales_trend(frames.sold[frames.sold["currency"] == frames.rules.currency], as_of=frames.as_of)
    assert isinstance(found, SalesTrend) and found.n >= 23 and found.error < 0.35
