"""Groups on the command line."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from crm.__main__ import main
from crm.store.excel import template

ROWS = {
    "Contacts": [
        {"id": "C-7K3Q9F", "name": "Ann Lee", "city": "Leeds", "email": "ann@example.com", "marketing_ok": "Yes"},
        {"id": "C-04XT2M", "name": "=Bo", "city": "Leeds", "email": "bo@example.com", "marketing_ok": "Yes"},
        {"id": "C-P9Z1HB", "name": "Cy Day", "city": "York", "email": "cy@example.com", "do_not_contact": "Yes"},
    ],
    "Segments": [{"id": "G-7K3Q9F", "name": "North", "rule": "City = Leeds, York"}],
}


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A workbook with a group."""
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    path = tmp_path / "team.xlsx"
    template.write(path, book_id="b-1", today=dt.date.today(), rows=ROWS)
    return str(path)


def test_a_rule_or_a_name_tells_who_is_in_it(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["segment", team, "city = Leeds; last contact is empty", "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["people"]] == ["=Bo", "Ann Lee"]
    assert main(["segment", team, "north"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_the_list_is_of_those_who_may_be_written_to_and_holds_no_formula(team: str, tmp_path: Path, capsys) -> None:
    file = tmp_path / "list.csv"
    assert main(["segment", team, "North", "--csv", str(file)]) == 0
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["Name"], row["Email"]) for row in rows] == [
        ("'=Bo", "bo@example.com"), ("Ann Lee", "ann@example.com")]  # fmt: skip
    assert "1 left out: 1 do not contact." in capsys.readouterr().out


def test_find_knows_what_other_sheets_tell(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", team, "last:never", "city:york"]) == 0
    assert capsys.readouterr().out.startswith("C-P9Z1HB")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["cty = Leeds"], "Did you mean City?"),
        (["last contact > soon"], "is not a day"),
        (["North", "--csv", "{team}"], "is there already. It was left as it is."),
        (["North", "--csv", "{team}/x/y.csv"], "Nothing was changed."),
        (["North", "--channel", "pigeon"], "is not Email, WhatsApp or Letter"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(team: str, arguments, sentence: str, capsys) -> None:
    before = Path(team).read_bytes()
    assert main(["segment", team, *(one.replace("{team}", team) for one in arguments)]) == 2
    told = capsys.readouterr()
    assert sentence in told.err and not told.out and len(told.err.splitlines()) == 1
    assert Path(team).read_bytes() == before
