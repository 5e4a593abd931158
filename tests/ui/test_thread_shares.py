"""The picture of the one thread: what a screen reader says of it."""

import pytest

from crm.analytics.intervals import Share
from crm.analytics.thread_lines import share_rows
from crm.ui.shares import shares_chart
from tests.analytics.test_thread_words import RULES, found


@pytest.mark.parametrize("n", [10, 30, 1_000])
def test_the_shares_of_the_thread_are_told_in_words(n: int) -> None:
    rows = share_rows(found(retention=Share.of(n // 2, n), loyalty=Share.of(n, n)), RULES)
    spec = shares_chart(rows, "Share", "said").to_dict()
    assert spec["description"] == "said"
    (told,) = [data for data in spec["datasets"].values() if data]
    assert told[0]["told"].startswith("Patients kept, now: 50 %, most likely between ")
    assert len(told) == 2
