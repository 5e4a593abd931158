"""Finding on the command line."""

import datetime as dt
import json
from pathlib import Path

import pytest

from crm.__main__ import main
from crm.store.excel import template

ROWS = {
    "Contacts": [
        {"id": "C-7K3Q9F", "name": "Ann Lee", "city": "Leeds", "tags": "vip", "notes": "Likes lemon cake"},
        {"id": "C-04XT2M", "name": "Bo Leeming", "city": "York"},
    ],
    "Deals": [{"id": "D-7K3Q9F", "title": "Lemon orchard", "contact": "Bo Leeming", "contact_id": "C-04XT2M",
               "stage": "Offer"}],
}  # fmt: skip


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    template.write(tmp_path / "team.xlsx", book_id="b-1", today=dt.date(2026, 3, 1), rows=ROWS)
    return str(tmp_path / "team.xlsx")


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["leemnig"], ["C-04XT2M", "D-7K3Q9F"]),  # a slip
        (["lee", "-tag:vip"], ["C-04XT2M", "D-7K3Q9F"]),
        (["lee", "-york"], ["C-7K3Q9F"]),
        (["stage:offer"], ["C-04XT2M"]),
        (["orchard"], ["C-04XT2M", "D-7K3Q9F"]),
        (["zebra"], []),
    ],
)
def test_the_words_of_the_search_box_are_understood(
    team: str, words: list[str], ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find", team, *words, "--json"]) == 0
    assert [hit["id"] for hit in json.loads(capsys.readouterr().out)] == ids


def test_a_hit_says_in_which_sheet_it_stands(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["find", team, "lemon", "--json"])
    person, noted, deal = json.loads(capsys.readouterr().out)
    assert person == {"id": "C-04XT2M", "name": "Bo Leeming", "found_in": "Lemon orchard · Offer", "sheet": "Deals"}
    assert (noted["id"], noted["sheet"], noted["found_in"]) == ("C-7K3Q9F", "Contacts", "Likes lemon cake")
    assert deal == {"id": "D-7K3Q9F", "name": "Bo Leeming", "found_in": "Lemon orchard", "sheet": "Deals"}


def test_a_key_that_is_none_is_told(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["find", team, "citi:leeds"])
    assert "“citi:” is no heading. Did you mean “City:”?" in capsys.readouterr().out
    main(["find", team, "last:<soonish"])
    assert "Last contact: “soonish” is not a day." in capsys.readouterr().out
