"""The trial of a shared sheet tells what was lost, misplaced and overwritten, and blames nobody for what others did."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import google, report, report_google
from bench.google_peers import DONE, TOLD, FindThenWrite, Kith, RowsRemembered
from bench.google_race import SHEET, Colleague, Edit, Harm, Ledger, Row, rows_of
from tests.sheets_emulator.calls import Call
from tests.store.google.at_google import AtGoogle

ADA = {"Name": "Ada", "ID": "C-1", "City": "London", "Phone": "1", "Notes": ""}
BOB = {"Name": "Bob", "ID": "C-2", "City": "Berlin", "Phone": "2", "Notes": ""}
EDIT = Edit("Ada", "C-1", "City", "ours")
MOVED = {**ADA, "City": "ours"}
NOBODY = {"Name": "", "ID": "", "City": "ours"}


def ledger() -> Ledger:
    """What is right of Ada and Bob."""
    return Ledger({str(row["Name"]): {name: row[name] for name in row if name != "Name"} for row in (ADA, BOB)})


@pytest.mark.parametrize(
    ("rows", "harm"),
    [
        ([MOVED, BOB], Harm()),
        ([BOB, MOVED], Harm()),
        ([ADA, BOB], Harm(lost=1)),
        ([ADA, {**BOB, "City": "ours"}], Harm(lost=1, misplaced=1, overwritten=1)),
        ([MOVED, {**BOB, "City": "ours"}], Harm(misplaced=1, overwritten=1)),
        ([ADA, BOB, NOBODY], Harm(lost=1, misplaced=1, overwritten=1)),
        ([MOVED, {**BOB, "City": "", "Phone": ""}], Harm(overwritten=2)),
        ([{**MOVED, "ID": "C-2"}, BOB], Harm(overwritten=1)),
        ([MOVED], Harm(gone=1)),
        ([MOVED, BOB, BOB], Harm(twice=1)),
        ([], Harm(lost=1, gone=2)),
    ],
)
def test_every_kind_of_harm_is_counted(rows: list[Row], harm: Harm) -> None:
    found = ledger()
    found.look(rows, EDIT, done=True)
    assert found.harm == harm


def test_what_was_said_to_have_failed_is_not_lost() -> None:
    found = ledger()
    found.look([ADA, BOB], EDIT, done=False)
    assert found.harm == Harm()


def test_harm_counts_once() -> None:
    found = ledger()
    for edit in (EDIT, Edit("Bob", "C-2", "Phone", "more")):
        found.look([MOVED, {**BOB, "City": "ours"}], edit, done=False)
    assert found.harm == Harm(misplaced=1, overwritten=1)


def test_what_somebody_else_typed_or_deleted_meanwhile_is_right() -> None:
    found = ledger()
    found.typed("Ada", "City", "typed")
    found.typed("Cleo", "City", None)
    found.deleted("Bob")
    found.look([{**ADA, "City": "typed"}, {"Name": "Cleo", "ID": "C-3"}], EDIT, done=True)
    assert found.harm == Harm()


def test_a_row_that_was_deleted_and_is_written_back_is_counted() -> None:
    found = ledger()
    found.deleted("Bob")
    found.look([MOVED, BOB], EDIT, done=True)
    assert found.harm == Harm(back=1)


def test_a_row_that_is_changed_while_somebody_deletes_it_may_stay() -> None:
    found = ledger()
    found.deleted("Ada")
    found.look([MOVED, BOB], EDIT, done=False)
    assert found.harm == Harm()


def test_what_somebody_else_typed_and_is_overwritten_is_counted() -> None:
    found = ledger()
    found.typed("Bob", "City", "Rome")
    found.look([MOVED, BOB], EDIT, done=True)
    assert found.harm == Harm(overwritten=1)


def test_somebody_new_whose_row_somebody_else_typed_into_at_once_is_right() -> None:
    found = ledger()
    found.typed("Cleo", "Notes", "typed")
    cleo = {"Name": "Cleo", "ID": "C-3", "City": "ours", "Notes": "typed"}
    found.look([ADA, BOB, cleo], Edit("Cleo", "C-3", "", "ours"), done=True)
    assert found.harm == Harm()


def test_somebody_new_who_is_not_there_is_lost() -> None:
    found = ledger()
    found.look([ADA, BOB], Edit("Cleo", "C-3", "", "ours"), done=True)
    assert found.harm == Harm(lost=1)


@pytest.fixture
def at(tmp_path: Path) -> AtGoogle:
    """A sheet of five people."""
    return AtGoogle({SHEET: google.team(5)}, tmp_path)


@pytest.mark.parametrize("make", [Kith, FindThenWrite, RowsRemembered])
def test_each_changes_one_cell_and_adds_one_person(make: Callable, at: AtGoogle) -> None:
    contender, second = make(at), rows_of(at.emulator)[1]
    said = [contender.change(Edit("Person 1", str(second["ID"]), "City", "ours"))]
    said += [contender.change(Edit("New", "C-NEW11A", "", "there"))]
    cities = [row["City"] for row in rows_of(at.emulator)]
    contender.close()
    at.close()
    assert (said, cities) == ([DONE, DONE], ["City 0", "ours", "City 2", "City 3", "City 4", "there"])


@pytest.mark.parametrize("make", [Kith, FindThenWrite])
def test_a_change_of_a_row_that_is_gone_is_told(make: Callable, at: AtGoogle) -> None:
    contender, first = make(at), rows_of(at.emulator)[0]
    at.emulator.person.delete_rows(SHEET, 2)
    said = contender.change(Edit("Person 0", str(first["ID"]), "City", "ours"))
    contender.close()
    at.close()
    assert said == TOLD


def test_a_write_after_somebody_sorted_is_seen_to_be_misplaced(at: AtGoogle) -> None:
    contender, rows = FindThenWrite(at), rows_of(at.emulator)
    found = Ledger({str(row["Name"]): {name: row[name] for name in ("ID", "City")} for row in rows})
    at.emulator.before_next("values.update", lambda: at.emulator.person.sort(f"{SHEET}!A2:AZ6", "B", descending=True))
    edit = Edit("Person 0", str(rows[0]["ID"]), "City", "ours")
    contender.change(edit)
    found.look([{name: row[name] for name in ("Name", "ID", "City")} for row in rows_of(at.emulator)], edit, done=True)
    at.close()
    assert found.harm == Harm(lost=1, misplaced=1, overwritten=1)


def test_the_one_who_acts_tells_all_that_was_done(at: AtGoogle) -> None:
    rows = rows_of(at.emulator)
    found = Ledger({str(row["Name"]): {name: row[name] for name in ("ID", "City", "Phone", "Notes")} for row in rows})
    somebody = Colleague(at.emulator, found, random.Random(3), rate=1.0)
    for _ in range(30):
        somebody(Call("GET", "", {}))
    found.look(rows_of(at.emulator), Edit("Nobody", "", "City", "ours"), done=False)
    at.close()
    assert somebody.acts > 20 and found.harm == Harm()


def test_a_race_counts_the_calls_and_bytes_of_each_change(tmp_path: Path) -> None:
    race = google.raced("One", FindThenWrite, google.Setting("calm", 0.0, added=0.0), 4, 5)
    assert (race.asked, race.done, race.reads, race.writes, race.harm) == (4, 4, 4, 4, Harm())
    assert race.bytes_up > 0 and race.bytes_down > 1000 and len(race.own) == 4


def test_the_report_says_whether_the_goals_were_met() -> None:
    race = google.Race(google.KITH, "calm", asked=2, done=2, own=[0.1, 0.2], harm=Harm(lost=1))
    office = {"minutes": 5, "reads": 60, "writes": 61, "refused": 0, "seconds": [1.0], "views": 9, "calls of views": 0}
    kept = {"does": "Changes", "races": [google.asdict(race)], "office": office}
    told = report_google.section(kept, report.amount)
    assert "| Changes of Kith's lost or written into another row | ≤ 0 | 1 | **not met** |" in told
    assert "| Reads in any minute, fifty people | ≤ 60 | 60 | met |" in told
    assert "| Writes in any minute, fifty people | ≤ 60 | 61 | **not met** |" in told
