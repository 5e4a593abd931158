"""Where new customers come from, and what became of them, with as many as there are."""

import pandas as pd
import pytest

from crm.analytics.counting import Counting
from crm.analytics.frames import Frames
from crm.analytics.origins import became_sentence, cell, listed, new_sentence, origins, shares, won_sentence

HALF = "50 %, most likely between 33 and 67 %."
PATIENTS = Counting(customer="patient", customers="patients")


def by_source(**rows: tuple[int, int, int, int]) -> pd.DataFrame:
    """Source -> new, twice, won, closed."""
    found = pd.DataFrame(rows, index=["new", "twice", "won", "closed"]).T.rename(index={"Not": "Not noted"})
    return found.astype("int64").assign(money=0.0)


def test_new_is_who_came_first_in_the_last_12_months_and_money_is_of_these(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Source  |
    | C-1 | Ada  | Event   |
    | C-2 | Ben  | Website |
    | C-3 | Cy   |         |
    | C-4 | Dee  | Website |
    Sales
    | ID  | Date       | Contact | Kind | Amount | Currency |
    | S-1 | 2025-10-20 | Ada     | Sale | 70     |          |
    | S-2 | 2026-10-20 | Ada     | Sale | 30     |          |
    | S-3 | 2026-10-20 | Ben     | Sale | 50     |          |
    | S-4 | 2026-11-20 | Ben     | Sale | 50     | EUR      |
    | S-5 | 2026-11-20 | Cy      | Sale | 20     |          |
    | S-6 | 2026-11-20 | Dee     | Sale | 5      |          |
    Deals
    | ID  | Title | Contact | Stage | Closed on  |
    | D-1 | A     | Ada     | Won   | 2026-10-20 |
    | D-2 | B     | Ada     | Lost  | 2026-10-21 |
    | D-3 | C     | Ada     | Won   | 2027-10-21 |
    Settings
    | Key           | Setting | Value |
    | activity_from |         | sales |
    """
    found = origins(drawn)
    assert found.index.tolist() == ["Website", "Event", "Not noted"]
    assert found.loc["Website"].to_dict() == {"new": 2, "twice": 1, "money": 55.0, "won": 0, "closed": 0}
    assert found.loc["Event", ["new", "won", "closed"]].tolist() == [0, 1, 2]
    assert new_sentence(found, drawn.rules) == "3 new customers in the last 12 months: Website 2, not noted 1."
    assert became_sentence(found, drawn.rules) == "1 of 3 new customers bought a second time so far."
    assert listed(found, ("twice", "money"), drawn.rules).to_numpy().tolist() == [
        ["Website", "1 of 2", 55.0], ["Not noted", "0 of 1", 20.0],
    ]  # fmt: skip
    assert listed(found, ("won",), drawn.rules).to_numpy().tolist() == [["Event", "1 of 2"]]


def test_an_empty_workbook_has_no_source(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    found = origins(drawn)
    assert found.empty
    assert new_sentence(found, PATIENTS) == "No new patient in the last 12 months."
    assert became_sentence(found, PATIENTS) == "What becomes of new patients can be told once there are some."
    assert won_sentence(found) == "No deal is decided yet."


@pytest.mark.parametrize(
    ("n", "told", "became", "won"),
    [
        (1, "1 new patient", "0 of 1 new patient came a second time so far.", "0 of 1 decided deal was won."),
        (5, "5 new patients", "2 of 5 new patients came a second time so far.", "2 of 5 decided deals were won."),
        (30, "30 new patients", f"15 of 30 new patients came a second time so far: {HALF}",
         f"15 of 30 decided deals were won: {HALF}"),
    ],
)  # fmt: skip
def test_the_sentences_for_one_five_and_thirty(n: int, told: str, became: str, won: str) -> None:
    found = by_source(Event=(n, n // 2, n // 2, n))
    assert new_sentence(found, PATIENTS) == f"{told} in the last 12 months: Event {n}."
    assert became_sentence(found, PATIENTS) == became
    assert won_sentence(found) == won


def test_no_more_than_four_sources_are_named() -> None:
    found = by_source(
        A=(5, 0, 0, 0), B=(4, 0, 0, 0), C=(3, 0, 0, 0), D=(2, 0, 0, 0), E=(2, 0, 0, 0), F=(1, 0, 0, 0), Not=(1, 0, 0, 0)
    )
    assert new_sentence(found, PATIENTS).endswith(": A 5, B 4, C 3, D 2, others 3, not noted 1.")


def test_only_sources_with_ten_cases_have_a_share_with_an_interval() -> None:
    found = by_source(Event=(10, 5, 0, 0), Website=(9, 3, 0, 0))
    assert shares(found, "twice", "new")["name"].tolist() == ["Event"]
    assert shares(found, "won", "closed").empty
    assert (cell(3, 9), cell(5, 10)) == ("3 of 9", "50 %, most likely between 24 and 76 %, of 10")
