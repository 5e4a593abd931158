"""The pictures of the one thread: what a screen reader says of them."""

import pytest

from crm.analytics.intervals import Share
from crm.analytics.thread_lines import share_rows
from crm.ui.thread_charts import shares_chart
from tests.analytics.test_thread_words import RULES, found


@pytest.mark.parametrize("n", [10, 30, 1_000])
def test_a_picture_of_shares_tells_each_in_words_and_has_one_scale(n: int) -> None:
    rows = share_rows(found(retention=Share.of(n // 2, n), loyalty=Share.of(n, n)), RULES)
    spec = shares_chart(rows, "Share", "said").to_dict()
    assert spec["description"] == "said"
    bar, point = spec["layer"]
    assert bar["mark"]["aria"] is False and point["encoding"]["description"]["field"] == "told"
    assert point["encoding"]["x"]["scale"]["domain"] == [0, 1] == bar["encoding"]["x"]["scale"]["domain"]
    (told,) = [data for data in spec["datasets"].values() if data]
    assert told[0]["told"].startswith("Patients kept, now: 50 %")
