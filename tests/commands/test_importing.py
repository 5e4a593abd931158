"""Bringing in a list on the command line: nothing is saved before --yes, and --yes saves what was said."""

import json
from pathlib import Path

import pytest

from tests.test_cli import Kith, added, typed_rows

LIST = "Name,Email,City\nAnn Lee,ann@example.com,York\nBo Ek,bo@example.com,Hull\nCy Ray,,\n"


@pytest.fixture
def team(kith: Kith, book: str) -> str:
    """A workbook with two people in it."""
    added(kith, book, "contacts", "name=Ann Lee", "email=ann@example.com", "city=Leeds")
    added(kith, book, "contacts", "name=Cy Ray", "phone=07700 900417")
    return book


@pytest.fixture
def people(tmp_path: Path) -> str:
    """A list of three people."""
    (tmp_path / "people.csv").write_text(LIST)
    return str(tmp_path / "people.csv")


def test_what_would_come_in_is_said_and_nothing_is_saved(kith: Kith, team: str, people: str) -> None:
    code, out, _ = kith("import", team, people)
    assert code == 1 and out.splitlines()[0] == "1 new, 1 changed, 1 maybe here already, skipped"
    assert "Ann Lee, City: Leeds becomes York" in out and "Nothing was saved" in out
    assert len(typed_rows(team, "Contacts")) == 2


def test_yes_saves_it_once_and_the_second_time_nothing_is_left(kith: Kith, team: str, people: str) -> None:
    code, out, _ = kith("import", team, people, "--yes", "--json")
    answer = json.loads(out)
    assert (code, answer["new"], answer["updates"], answer["in_workbook"]) == (0, 1, 1, True)
    assert len(typed_rows(team, "Contacts")) == 3
    code, out, _ = kith("import", team, people, "--yes")
    assert code == 0 and "There is nothing to bring in." in out
    assert kith("undo", team, answer["batch"])[0] == 0
    assert len(typed_rows(team, "Contacts")) == 2


def test_a_file_that_is_not_there_or_no_list_is_one_sentence(kith: Kith, team: str, tmp_path: Path) -> None:
    assert kith("import", team, str(tmp_path / "gone.csv"))[0] == 2
    (tmp_path / "a.ics").write_text("BEGIN:VCALENDAR\n")
    code, _, err = kith("import", team, str(tmp_path / "a.ics"))
    assert code == 2 and "Calendars are not read" in err and "Traceback" not in err
