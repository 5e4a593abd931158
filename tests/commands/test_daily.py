"""python -m crm today, summary, export: what waits, the week, and a calendar file."""

import datetime as dt
import json
from pathlib import Path

import icalendar
import pytest

from crm.__main__ import main
from crm.store.excel import template

TODAY = dt.date.today()
PAST = TODAY - dt.timedelta(days=9)
ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "birthday": f"--{TODAY:%m-%d}", "owner": "Maya"}
ROWS = {
    "Contacts": [ANN],
    "Follow-ups": [{"id": "F-7K3Q9F", "what": "Send a quote", "due": TODAY, "contact_id": ANN["id"], "owner": "Tom"}],
    "Sales": [{"id": "S-7K3Q9F", "date": PAST, "amount": 480, "due": PAST, "contact_id": ANN["id"]}],
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    template.write(tmp_path / "team.xlsx", book_id="b-1", today=TODAY, rows=ROWS)  # type: ignore[arg-type]
    return str(tmp_path / "team.xlsx")


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.capability(7)
def test_today_tells_what_waits(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["today", book]) == 0
    said = lines(capsys)
    assert [line for line in said if line.endswith(":")] == [
        "Next steps:",
        "Not paid in time:",
        "Birthdays and anniversaries:",
    ]
    assert f"{TODAY.day} {TODAY:%b %Y} Send a quote, Ann Lee" in said


@pytest.mark.capability(33)
def test_today_of_one_of_the_team(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["today", book, "--owner", "maya"])
    assert "Send a quote" not in " ".join(lines(capsys))


def test_today_for_scripts_names_rows_and_people(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["today", book, "--json"])
    said = json.loads(capsys.readouterr().out)
    (step,) = said["follow_ups"]
    assert (step["id"], step["contact"], step["state"], step["repeat"]) == ("F-7K3Q9F", "Ann Lee", "today", None)
    assert (said["date"], said["losing_touch"]) == (TODAY.isoformat(), [])


def test_an_empty_workbook_has_nothing_waiting(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    template.write(tmp_path / "new.xlsx", book_id="b-2", today=TODAY)
    main(["today", str(tmp_path / "new.xlsx")])
    assert lines(capsys) == ["Nothing is waiting today."]


@pytest.mark.capability(16)
def test_the_summary_tells_the_week(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", book]) == 0
    said = lines(capsys)
    assert said[0].startswith("Do they stay? ") and "Not paid to us · £480" in " ".join(said)
    assert f"Ann Lee: Send a quote · due {TODAY.day} {TODAY:%b %Y} · Tom" in said


def test_the_summary_for_scripts_has_its_parts(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["summary", book, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["figures", "week", "care", "calls", "left_out", "goals"]
    assert said["week"][0]["name"] == "Ann Lee"


@pytest.mark.capability(25)
def test_export_makes_a_calendar(book: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", book, "--to", "ics", str(tmp_path / "team.ics")]) == 0
    file = icalendar.Calendar.from_ical((tmp_path / "team.ics").read_bytes())
    assert {str(event["SUMMARY"]) for event in file.walk("VEVENT")} == {"Send a quote: Ann Lee", "Birthday: Ann Lee"}


def test_a_file_that_is_there_is_left_as_it_is(book: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "team.ics").write_text("mine")
    assert main(["export", book, "--to", "ics", str(tmp_path / "team.ics")]) == 2
    assert (tmp_path / "team.ics").read_text() == "mine"
    assert "It was left as it is." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [(["--to", "fax"], "There is no format “fax”"), (["--to", "ics", "a", "b"], "One file is made at a time"),
     (["--to", "ics", "/no/such/folder/a.ics"], "No such file or directory"), ([], "--to")],
)  # fmt: skip
def test_what_cannot_be_made_is_one_sentence(
    given: list[str], sentence: str, book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", book, *given]) == 2
    assert sentence in capsys.readouterr().err


def test_a_step_with_nobody_is_added(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", book, "follow-ups", "what=Pay the rent", "due=tomorrow"]) == 0
    assert "Pay the rent" in capsys.readouterr().out
