"""Who is in a workbook twice, on the command line."""

import datetime as dt
import json
from pathlib import Path

import pytest

from crm.__main__ import main
from crm.store.excel import template

ANN, ANNE = "C-7K3Q9F", "C-04XT2M"
ROWS = {
    "Contacts": [
        {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "city": "Leeds"},
        {"id": ANNE, "name": "Anne Lee", "phone": "+44 20 7946 0112", "city": "York"},
    ]
}


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A workbook with somebody in it twice."""
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    path = tmp_path / "team.xlsx"
    template.write(path, book_id="b-1", today=dt.date.today(), rows=ROWS)
    return str(path)


def test_who_is_there_twice_is_listed_with_the_reasons(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duplicates", team]) == 1
    line = (
        f"{ANN} Ann Lee and {ANNE} Anne Lee, surely one: same phone, first name differs by one letter, same last name"
    )
    assert capsys.readouterr().out == f"{line}; but another city.\n"
    assert main(["duplicates", team, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["ids"] == [ANN, ANNE]


def test_two_are_made_one_only_when_asked_to(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", team, "Ann Lee", "Anne Lee", "--take", "city"]) == 1
    assert "City: York" in capsys.readouterr().out and main(["show", team, ANNE]) == 0
    assert main(["merge", team, "Ann Lee", "Anne Lee", "--take", "city", "--yes"]) == 0
    assert "Merged Anne Lee into Ann Lee. It is in the workbook." in capsys.readouterr().out
    assert main(["show", team, ANNE]) == 0  # the old number leads to who it is now
    assert f"ID: {ANN}" in capsys.readouterr().out
    assert main(["merge", team, ANN, ANNE]) == 2


def test_who_is_not_the_same_is_not_listed_again(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duplicates", team, "--not-the-same", ANN, ANNE]) == 0
    assert main(["duplicates", team]) == 0
    assert "Nobody is in it twice" in capsys.readouterr().out
