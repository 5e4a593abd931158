"""What deals say: sums, what stands still, what may come in, where they come from, and why some are lost."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics import deals
from crm.analytics.frames import from_snapshot
from crm.analytics.prospects import leads
from crm.model.lists import Lists
from tests.analytics.conftest import TODAY, snapshot_of


def standing(drawn, stale_days: int = 30) -> pd.DataFrame:
    return deals.standing(drawn, as_of=TODAY, stale_days=stale_days)


# sums -----------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(27)
def test_two_currencies_are_two_sums(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage | Amount | Currency |
    | D-1 | A     | Offer | 100    |          |
    | D-2 | B     | New   | 50     | GBP      |
    | D-3 | C     | Offer | 70     | eur      |
    | D-4 | D     | Offer |        |          |
    """
    found = deals.totals(drawn.deals)
    assert found["amount"].to_dict() == {"GBP": 150, "EUR": 70}
    assert found["likely"].to_dict() == {"GBP": 55, "EUR": 35}


def test_a_deal_has_its_own_chance_else_that_of_its_stage_else_none(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage    | Amount | Chance % |
    | D-1 | A     | Offer    | 100    | 90%      |
    | D-2 | B     | contacted| 100    |          |
    | D-3 | C     | Sleeping | 100    |          |
    | D-4 | D     |          | 100    |          |
    """
    assert drawn.deals["chance"].fillna(-1).tolist() == [90, 20, -1, -1]
    assert drawn.deals["means"].tolist() == ["open", "open", "", ""]


def test_stages_that_a_team_renamed_mean_what_they_say_they_mean() -> None:
    snapshot = snapshot_of("""
    Lists
    | Stages | Stages: chance % | Stages: means |
    | Anfrage | 30              | open          |
    | Ja      | 100             | won           |
    Deals
    | ID  | Title | Stage   | Amount |
    | D-1 | A     | Anfrage | 100    |
    | D-2 | B     | Ja      | 100    |
    """)
    found = from_snapshot(snapshot, as_of=TODAY).deals
    assert found["means"].tolist() == ["open", "won"]
    assert found["chance"].tolist() == pytest.approx([100 * (1 + 3) / (1 + 10), 100])


def test_a_workbook_without_deals_has_figures_of_nothing(drawn) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ann  |
    """
    assert deals.totals(drawn.deals).empty and standing(drawn).empty
    assert deals.lost_reasons(drawn.deals).empty
    assert deals.win_rate(drawn.deals, as_of=TODAY) is None


# standing still -------------------------------------------------------------------------------------------------------


@pytest.mark.capability(26)
def test_a_deal_stands_still_after_more_days_than_the_settings_say(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage | Opened on  |
    | D-1 | A     | Offer | 2026-10-23 |
    | D-2 | B     | Offer | 2026-10-22 |
    | D-3 | C     | Won   | 2026-01-01 |
    | D-4 | D     | Offer |            |
    """
    found = standing(drawn)
    assert found["is_stale"].to_dict() == {"D-1": False, "D-2": True, "D-4": False}
    assert found["still"].fillna(-1).to_dict() == {"D-1": 30, "D-2": 31, "D-4": -1}
    assert not standing(drawn, 0)["is_stale"].any()


def test_a_talk_with_its_contact_moves_a_deal(drawn) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ann  |
    | C-2 | Bo   |
    Interactions
    | ID  | Date       | Contact | Type | What happened | Outcome   |
    | N-1 | 2026-11-20 | Ann     | Call | Asked         |           |
    | N-2 | 2026-11-20 | Bo      | Call | Tried         | No answer |
    Deals
    | ID  | Title | Stage | Opened on  | Contact |
    | D-1 | A     | Offer | 2026-08-01 | Ann     |
    | D-2 | B     | Offer | 2026-08-01 | Bo      |
    """
    assert standing(drawn)["is_stale"].to_dict() == {"D-1": False, "D-2": True}


def test_a_next_step_to_come_keeps_a_deal_moving_and_one_that_is_overdue_does_not(drawn) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ann  |
    | C-2 | Bo   |
    | C-3 | Cleo |
    Follow-ups
    | ID  | Due        | What | Contact | Status | Done on    |
    | F-1 | 2026-11-22 | Ring | Ann     |        |            |
    | F-2 | 2026-11-21 | Ring | Bo      |        |            |
    | F-3 | 2026-11-01 | Ring | Cleo    | Done   | 2026-11-02 |
    Deals
    | ID  | Title | Stage | Opened on  | Contact |
    | D-1 | A     | Offer | 2026-08-01 | Ann     |
    | D-2 | B     | Offer | 2026-08-01 | Bo      |
    | D-3 | C     | Offer | 2026-08-01 | Cleo    |
    """
    found = standing(drawn)
    assert found["is_stale"].to_dict() == {"D-1": False, "D-2": True, "D-3": False}
    assert found["still"]["D-3"] == 20


def test_a_deal_says_how_late_and_how_old_it_is(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage | Opened on  | Expected close |
    | D-1 | A     | Offer | 2026-11-12 | 2026-11-20     |
    | D-2 | B     | Offer |            | 2026-11-22     |
    """
    found = standing(drawn)
    assert found["late"].tolist() == [2, 0]
    assert found["age"].fillna(-1).tolist() == [10, -1]


# sources, reasons, how many are won -----------------------------------------------------------------------------------


@pytest.mark.capability(26)
def test_a_deal_without_a_source_comes_from_where_its_contact_came_from(drawn) -> None:
    """
    Contacts
    | ID  | Name | Relationship | Source  |
    | C-1 | Ann  | Customer     | Website |
    | C-2 | Bo   | Customer     | Event   |
    | C-3 | Cleo | Customer     |         |
    Deals
    | ID  | Title | Stage | Contact | Source  |
    | D-1 | A     | Won   | Ann     |         |
    | D-2 | B     | Lost  | Ann     |         |
    | D-3 | C     | New   | Ann     | Event   |
    | D-4 | D     | New   |         |         |
    """
    found = deals.sources(drawn)
    assert found.loc["Website"].to_dict() == {"customers": 1, "deals": 2, "open": 0, "won": 1, "lost": 1}
    assert found.loc["Event"].to_dict() == {"customers": 1, "deals": 1, "open": 1, "won": 0, "lost": 0}
    assert (found.index[0], found.index[-1], found["deals"].sum()) == ("Website", deals.UNKNOWN, 4)


def test_reasons_are_counted_of_lost_deals_alone(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage | Lost reason |
    | D-1 | A     | Lost  | price       |
    | D-2 | B     | Lost  | Price       |
    | D-3 | C     | Lost  |             |
    | D-4 | D     | Won   | Price       |
    """
    assert deals.lost_reasons(drawn.deals).to_dict() == {"Price": 2, deals.UNKNOWN: 1}


@pytest.mark.capability(26)
def test_the_win_rate_is_of_the_deals_decided_in_twelve_months_with_its_interval(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage | Closed on  |
    | D-1 | A     | Won   | 2026-11-22 |
    | D-2 | B     | Lost  | 2025-11-23 |
    | D-3 | C     | Won   | 2025-11-22 |
    | D-4 | D     | Lost  |            |
    | D-5 | E     | Won   | 2026-12-01 |
    | D-6 | F     | Offer | 2026-11-01 |
    """
    found = deals.win_rate(drawn.deals, as_of=TODAY)
    assert (found.k, found.n, found.left_out) == (1, 2, {"no_date": ("D-4",), "future": ("D-5",)})
    assert 0 < found.lo < 0.5 < found.hi < 1


# leads ----------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(6)
def test_leads_are_prospects_with_whom_no_deal_is_open(drawn) -> None:
    """
    Contacts
    | ID  | Name | Relationship    | Status   | Do not contact |
    | C-1 | Ann  | Lead            |          |                |
    | C-2 | Bo   | lead; Volunteer |          |                |
    | C-3 | Cleo | Lead; Customer  |          |                |
    | C-4 | Dan  | Lead            | Archived |                |
    | C-5 | Eve  | Lead            |          | Yes            |
    | C-6 | Flo  |                 |          |                |
    | C-7 | Gil  | Lead            |          |                |
    Interactions
    | ID  | Date       | Contact | Type | What happened |
    | N-1 | 2026-11-01 | Bo      | Call | Asked         |
    Deals
    | ID  | Title | Stage | Contact |
    | D-1 | A     | Offer | Ann     |
    | D-2 | B     | Lost  | Gil     |
    """
    found = leads(drawn, Lists.default())
    assert list(found["name"]) == ["Bo", "Gil"]
    assert found["last"]["C-2"].date() == dt.date(2026, 11, 1)


def test_a_sign_and_its_letters_are_one_currency(drawn) -> None:
    """
    Deals
    | ID  | Title | Stage | Amount | Currency |
    | D-1 | A     | Offer | 100    | €        |
    | D-2 | B     | New   | 50     | eur      |
    """
    assert deals.totals(drawn.deals)["amount"].to_dict() == {"EUR": 150}
