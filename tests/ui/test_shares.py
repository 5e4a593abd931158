"""Shares below each other: what they say to somebody who cannot see them."""

import pandas as pd
import pytest

from crm.ui.shares import shares_chart

ROWS = pd.DataFrame([("Website", 0.25, 0.1, 0.5, 12), ("Event", 0.5, 0.3, 0.7, 20)],
                    columns=["name", "share", "lo", "hi", "n"])  # fmt: skip


@pytest.mark.parametrize("n", [0, 1, 2])
def test_it_is_drawn_for_any_number_of_shares(n: int) -> None:
    drawn = shares_chart(ROWS.head(n), "Share", "said").to_dict()
    assert (drawn["description"], {"title", "background"} & drawn.keys()) == ("said", set())


def test_each_point_says_its_share_its_interval_and_of_how_many_on_a_whole_scale() -> None:
    drawn = shares_chart(ROWS, "Share", "said").to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert rows[0]["told"] == "Website: 25 %, most likely between 10 and 50 %, of 12"
    assert [layer["encoding"]["x"]["scale"]["domain"] for layer in drawn["layer"]] == [[0, 1]] * 2
    assert [layer["mark"].get("aria") for layer in drawn["layer"]] == [False, None]
