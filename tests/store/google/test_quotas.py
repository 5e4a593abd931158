"""Fifty people fit into what Google allows one robot: sixty reads and sixty writes a minute."""

import statistics
from pathlib import Path

from tests.store.google.team import Team


def test_fifty_people_who_save_a_hundred_times_a_minute_stay_below_what_google_allows(tmp_path: Path) -> None:
    team = Team(tmp_path)
    before = len(team.google.emulator.log)
    team.work()
    calls = team.google.emulator.log[before:]
    team.google.close()
    assert [call.status for call in calls if call.status != 200] == []
    for kind in (True, False):
        times = sorted(call.at for call in calls if call.reads is kind)
        assert max(sum(start <= at < start + 60 for at in times) for start in times) <= 60
    assert len(team.took) > 400 and statistics.median(team.took) <= 3


def test_looking_at_pages_asks_google_nothing(tmp_path: Path) -> None:
    team = Team(tmp_path)
    calls = team.viewed(100)
    team.google.close()
    assert calls == 0
