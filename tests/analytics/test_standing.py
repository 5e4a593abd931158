"""Points and reasons."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.known import as_known
from crm.analytics.lead_facts import lead_standing
from crm.analytics.standing import LEAD_POINTS, POINTS, TOO_EARLY, Fact, Standing, overridden, weigh
from crm.analytics.standing_facts import standing, standing_backtest, standing_of, standing_tried
from crm.model.settings import SETTINGS
from tests.analytics.conftest import TODAY, snapshot_of

FACTS = st.lists(
    st.sampled_from([(name, state) for name, table in POINTS.items() for state in (*table, None)]),
    unique_by=lambda pair: pair[0],
)


@pytest.mark.data
def test_the_worked_customer_is_good(published) -> None:
    case = published("worked.json")["standing_customer"]
    states = {"repeat": "2+", "rhythm": "steady", "money": "top", "trend": "down", "words": None, "pays": "on time",
              "refers": "no"}  # fmt: skip
    found = weigh([Fact(name, states[name], text) for name, (_, text) in case["facts"].items()])
    assert {reason.name: [reason.points, reason.text] for reason in found.reasons} == case["facts"]
    assert (found.known, found.points, found.level) == (case["known"], case["points"], case["level"])


@given(FACTS)
def test_the_points_are_the_sum_of_the_reasons_and_the_weightiest_come_first(pairs) -> None:
    found = weigh([Fact(name, state, "") for name, state in pairs])
    assert found.points == sum(reason.points for reason in found.reasons)
    sizes = [abs(reason.points) for reason in found.reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert (found.level == TOO_EARLY) == (found.known < 3)


@pytest.mark.parametrize(
    ("states", "level"),
    [
        ({"repeat": "2+", "rhythm": "steady", "refers": "no"}, "good"),
        ({"repeat": "2+", "rhythm": "overdue", "refers": "yes"}, "fair"),
        ({"repeat": "0", "rhythm": "overdue", "refers": "no"}, "unpromising"),
        ({"repeat": "2+", "rhythm": "steady"}, TOO_EARLY),
    ],
)
def test_levels_begin_at_four_and_end_at_minus_one(states: dict[str, str], level: str) -> None:
    assert weigh([Fact(name, state, "") for name, state in states.items()]).level == level


def test_a_team_may_weigh_a_fact_otherwise() -> None:
    found = overridden(POINTS, {"money": 4, "unknown": 9})
    assert found["money"] == {"top": 4, "middle": 2, "bottom": 0, "loss": -4}
    assert found["repeat"] == POINTS["repeat"] and "unknown" not in found


def test_facts_of_leads_have_their_own_points() -> None:
    facts = [Fact("answers", "silent", ""), Fact("met", "no", ""), Fact("need", "yes", "")]
    assert (weigh(facts, LEAD_POINTS).points, weigh(facts, LEAD_POINTS).level) == (-1, "unpromising")


# the facts ------------------------------------------------------------------------------------------------------------

BOOK = """
    Contacts
    | ID  | Name | Relationship | Source  | Needs & preferences |
    | C-1 | Ada  | Customer     | Website |                     |
    | C-2 | Bo   | Customer     | Ada     |                     |
    | C-3 | Cleo | Customer     |         |                     |
    | C-4 | Dan  | Lead         | Website | Tea                 |
    | C-5 | Eve  | Lead         |         |                     |
    Settings
    | Key           | Setting | Value |
    | activity_from |         | sales |
    Sales
    | ID  | Date       | Contact | Amount | Cost | Due        | Paid on    |
    | S-1 | 2026-11-01 | Ada     | 100    | 60   | 2026-11-01 | 2026-11-04 |
    | S-2 | 2026-10-01 | Ada     | 100    | 60   | 2026-10-01 | 2026-10-04 |
    | S-3 | 2026-09-01 | Ada     | 100    | 60   | 2026-09-01 | 2026-09-04 |
    | S-4 | 2026-08-01 | Ada     | 100    | 60   |            |            |
    | S-5 | 2025-11-01 | Ada     | 800    | 160  |            |            |
    | S-6 | 2026-06-22 | Bo      | 50     | 10   | 2026-07-01 |            |
    | S-7 | 2026-06-22 | Cleo    | 50     | 80   |            |            |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score |
    | Q-1 | 2026-11-01 | Ada     | Recommend us (0-10) | 10    |
    | Q-2 | 2026-11-02 | Bo      | Recommend us (0-10) | 3     |
    Interactions
    | ID  | Date       | Contact | Type  | What happened | Direction         | Outcome   |
    | N-1 | 2026-11-01 | Dan     | Call  | Asked         | We contacted them |           |
    | N-2 | 2026-11-03 | Dan     | Visit | Came          | They contacted us |           |
    | N-3 | 2026-09-01 | Eve     | Call  | Tried         | We contacted them |           |
    | N-4 | 2026-10-01 | Eve     | Call  | Tried         |                   | No answer |
    | N-5 | 2026-11-01 | Eve     | Email | Tried         | We contacted them |           |
    Deals
    | ID  | Title | Stage | Contact | Amount | Opened on  | Expected close | Closed on  |
    | D-1 | A     | Offer | Dan     | 10     | 2026-11-10 | 2026-12-24     |            |
    | D-2 | B     | New   | Eve     |        | 2026-01-10 | 2026-06-24     |            |
    | D-3 | C     | Won   | Ada     | 10     | 2026-01-01 |                | 2026-01-31 |
"""


@pytest.fixture
def shop() -> Frames:
    return from_snapshot(snapshot_of(BOOK), as_of=TODAY)


def told(found: Standing) -> dict[str, tuple[int, str]]:
    return {reason.name: (reason.points, reason.text) for reason in found.reasons}


@pytest.mark.capability(27)
def test_a_good_customer_is_good_for_reasons_that_can_be_checked(shop: Frames) -> None:
    found = standing(shop, as_of=TODAY)["C-1"]
    assert told(found) == {
        "repeat": (2, "bought on 4 days in 12 months"),
        "rhythm": (2, "in rhythm"),
        "money": (2, "top third by profit"),
        "trend": (-1, "spends 50 % less than the year before"),
        "words": (1, "last answered 10 to “Recommend us (0-10)”"),
        "pays": (1, "pays 3 days after the due date"),
        "refers": (1, "1 person came through them"),
    }
    assert (found.level, found.points) == ("good", 8)


def test_an_invoice_long_overdue_and_an_unhappy_answer_weigh_against_somebody(shop: Frames) -> None:
    found = standing(shop, as_of=TODAY)["C-2"]
    assert told(found)["pays"] == (-2, "an invoice is 144 days late")
    assert told(found)["words"][0] == -1 and found.level == "unpromising"


def test_a_customer_who_costs_more_than_they_bring_is_a_loss(shop: Frames) -> None:
    assert told(standing(shop, as_of=TODAY)["C-3"])["money"] == (-2, "brought a loss")


@pytest.mark.capability(27)
def test_leads_are_weighed_by_what_they_did_not_by_what_a_note_says(shop: Frames) -> None:
    found = lead_standing(shop, ["C-4", "C-5"], as_of=TODAY)
    assert told(found["C-4"]) == {
        "answers": (2, "contacted us 2 days after our last try"),
        "met": (2, "we have met"),
        "need": (1, "we know what they need"),
        "amount": (1, "the deal has an amount"),
        "date": (1, "is to be decided soon"),
        "pace": (1, "open for 12 days, won ones took 30"),
        "source": (0, "not known: no source with five decided deals"),
    }
    assert told(found["C-5"])["answers"] == (-2, "silent to our last 3 tries")
    assert (found["C-4"].level, found["C-5"].level) == ("good", "unpromising")


def test_a_lead_of_whom_nothing_is_known_is_too_early_to_judge(shop: Frames) -> None:
    assert lead_standing(shop, ["C-9"], as_of=TODAY)["C-9"].level == TOO_EARLY


def test_points_that_the_settings_say_count_and_what_is_no_number_does_not() -> None:
    told = "| activity_from |         | sales |\n    | points_repeat | | 4 |\n    | points_money | | lots |"
    book = BOOK.replace("| activity_from |         | sales |", told)
    found = standing(from_snapshot(snapshot_of(book), as_of=TODAY), as_of=TODAY)["C-1"]
    assert {reason.name: reason.points for reason in found.reasons if reason.name in ("repeat", "money")} == {
        "repeat": 4, "money": 2,
    }  # fmt: skip


def test_levels_are_tried_on_what_came_since(shop: Frames) -> None:
    day = dt.date(2026, 5, 22)
    earlier = standing(as_known(shop, day), as_of=day)
    found = standing_backtest(earlier, {"C-1"})
    assert earlier["C-1"].level == "fair" or found["good"] is not None
    assert sum(share.n for share in found.values() if share) == sum(one.level != TOO_EARLY for one in earlier.values())


def test_the_standing_of_one_person_alone_is_that_among_all(shop: Frames) -> None:
    found = standing(shop, as_of=TODAY)
    assert {id: standing_of(shop, id, as_of=TODAY) for id in found} == found


def test_of_somebody_who_never_came_it_is_too_early_to_say(shop: Frames) -> None:
    assert standing_of(shop, "C-5", as_of=TODAY).level == TOO_EARLY


def test_the_settings_begin_with_the_points_of_the_table() -> None:
    most = {name: max(map(abs, states.values())) for name, states in {**POINTS, **LEAD_POINTS}.items()}
    assert {key.removeprefix("points_"): one.default for key, one in SETTINGS.items() if "points_" in key} == most


def test_a_standing_is_tried_on_the_half_year_since(shop: Frames) -> None:
    found = standing_tried(shop, as_of=TODAY)
    assert found["fair"] is None or found["fair"].n
    assert sum(share.n for share in found.values() if share) <= 1  # Ada alone was a customer then
    assert all(share.k == share.n for share in found.values() if share)  # and she came


def test_nobody_is_said_to_have_bought_where_visits_are_counted() -> None:
    book = BOOK.replace("| activity_from |         | sales |", "| activity_from |         | interactions |")
    frames = from_snapshot(snapshot_of(book.replace("| C-4 | Dan  | Lead", "| C-4 | Dan  | Customer")), as_of=TODAY)
    assert told(standing(frames, as_of=TODAY)["C-4"])["repeat"][1].startswith("came on ")
