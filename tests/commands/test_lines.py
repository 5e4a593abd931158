"""One line about what happened, on the command line."""

import json

import pytest

from tests.test_cli import Kith, added, typed_rows

LINE = "called Ann Lee, wants a quote, ring next Friday"


@pytest.fixture
def team(kith: Kith, book: str) -> str:
    """A workbook with three people in it."""
    for name in ("Ann Lee", "Tom Baum", "Tom Wójcik"):
        added(kith, book, "contacts", f"name={name}")
    return book


def log_it(kith: Kith, *words: str) -> tuple[int, dict[str, object]]:
    code, out, err = kith("log-it", *words, "--json")
    assert err == ""
    return code, json.loads(out)


@pytest.mark.capability(3)
def test_what_was_understood_is_said_and_nothing_is_saved_before_yes(kith: Kith, team: str) -> None:
    code, out, _ = kith("log-it", team, LINE)
    call, step, hint = out.splitlines()
    assert (code, hint) == (1, "Nothing was saved. Say --yes to save it.")
    assert call.startswith("Call with Ann Lee, ") and step.startswith("Next step: ring next Friday, due Fri ")
    assert not typed_rows(team, "Interactions")


@pytest.mark.capability(3)
def test_yes_saves_the_call_and_its_next_step(kith: Kith, team: str) -> None:
    code, answer = log_it(kith, team, LINE, "--yes")
    assert (code, answer["summary"], answer["in_workbook"]) == (0, "Call with Ann Lee", True)
    assert [len(typed_rows(team, sheet)) for sheet in ("Interactions", "Follow-ups")] == [1, 1]


def test_a_name_that_two_people_have_is_asked_about_and_nothing_is_saved(kith: Kith, team: str) -> None:
    code, out, err = kith("log-it", team, "met Tom about the fair", "--yes")
    assert (code, out) == (2, "")
    assert err.startswith("Which Tom? Tom Baum (C-") and err.endswith("Say --with WHO.\n")
    assert not typed_rows(team, "Interactions")


def test_with_says_who_was_meant(kith: Kith, team: str) -> None:
    _, answer = log_it(kith, team, "met Tom and Ann about the fair", "--with", "tom wojcik", "--yes")
    assert answer["summary"] == "Meeting with Tom Wójcik and Ann Lee"


def test_somebody_nobody_knows_is_named(kith: Kith, team: str) -> None:
    code, _, err = kith("log-it", team, "called Bob Stone", "--yes")
    assert code == 2 and err.startswith("Nobody called “Bob Stone” is among the contacts. No person named.")


def test_a_line_without_a_person_is_kept_only_when_it_is_to_be_sorted(kith: Kith, team: str) -> None:
    assert kith("log-it", team, "found a glove", "--yes")[0] == 2
    assert kith("log-it", team, "found a glove", "--to-sort", "--yes")[0] == 0
    assert len(typed_rows(team, "Interactions")) == 1


@pytest.mark.parametrize("line", ["", " ", "Ann Lee \x00"])
def test_a_line_no_cell_can_hold_is_refused_in_one_sentence(kith: Kith, team: str, line: str) -> None:
    code, out, err = kith("log-it", team, line, "--with", "Ann Lee", "--yes")
    assert (code, out, err.count("\n")) == (2, "", 1)
