"""What is worked out of each contact for groups and searches."""

import pandas as pd

from crm.analytics.facts import FACTS, facts
from crm.search.keys import COMPUTED


def test_everything_a_rule_can_ask_for_is_worked_out() -> None:
    assert list(FACTS) == [column.field for column in COMPUTED]


def test_each_fact_is_of_the_right_rows(drawn) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ann  |
    | C-2 | Bo   |

    Interactions
    | ID  | Date       | Contact | Type | What happened | Outcome   |
    | N-1 | 2026-11-02 | Ann     | Visit | x             |           |
    | N-2 | 2026-11-09 | Ann     | Call | not reached   | No answer |
    | N-3 | 2026-12-24 | Ann     | Call | planned       |           |

    Follow-ups
    | ID  | Due        | What | Contact | Status |
    | F-1 | 2026-11-30 | x    | Ann     |        |
    | F-2 | 2026-11-25 | x    | Ann     |        |
    | F-3 | 2026-11-01 | x    | Ann     | Done   |

    Sales
    | ID  | Date       | Contact | Kind     | Amount | Currency |
    | S-1 | 2026-10-01 | Ann     | Sale     | 100    |          |
    | S-2 | 2026-10-05 | Ann     | Sale     | -30    |          |
    | S-3 | 2026-10-06 | Ann     | Sale     | 70     | EUR      |
    | S-4 | 2026-10-07 | Ann     | Purchase | 99     |          |
    | S-5 | 2025-11-22 | Bo      | Sale     | 5      |          |

    Satisfaction
    | ID  | Date       | Contact | Question            | Score |
    | Q-1 | 2026-10-01 | Ann     | Recommend us (0-10) | 3     |
    | Q-2 | 2026-10-09 | Ann     | Recommend us (0-10) | 9     |
    """
    found = facts(drawn, FACTS)
    ann = {name: series.get("C-1") for name, series in found.items()}
    assert ann["last_contact"] == pd.Timestamp("2026-11-02") and ann["last_sale"] == pd.Timestamp("2026-10-06")
    assert (ann["sales_12_months"], ann["last_score"]) == (70.0, 9)
    assert ann["next_step"] == pd.Timestamp("2026-11-25") and ann["state"] == "came once"
    assert "C-2" not in found["sales_12_months"] and found["last_sale"]["C-2"] == pd.Timestamp("2025-11-22")


def test_only_what_is_wanted_is_worked_out(drawn) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ann  |
    """
    assert list(facts(drawn, ["state", "city"])) == ["state"]
    assert all(len(series.dropna()) == 0 for series in facts(drawn, FACTS).values())
