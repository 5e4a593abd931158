"""The trial of people: what is counted, that every part notes its figures, and that no figure is made up."""

import csv
import itertools
import random
from pathlib import Path

import pytest

from bench import headings, people, people_entry, people_sets
from bench.common import Trial
from bench.people_names import mistyped
from crm.search.identities import Identities

PEOPLE = (
    ("a1", "Ann", "Lee", "12", "1980-03-14"),
    ("a2", "Anne", "Lee", "12", "1980-03-14"),
    ("b1", "Tom", "Marsh", "3", ""),
)


def pair(letters: str) -> frozenset[str]:
    return frozenset(letters)


def written(folder: Path, name: str, pairs: list[tuple[str, str]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(pairs)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the others leave behind: three sets of three rows, of which two are one person."""
    heads = "rec_id,given_name,surname,street_number,date_of_birth,address_1,suburb,postcode"
    rows = [",".join((*one, "High Street", "Leeds", "4217")) for one in PEOPLE]
    for name in people_sets.FEBRL:
        (tmp_path / f"{name}.csv").write_text("\n".join([heads, *rows]), encoding="utf-8")
        written(tmp_path, f"{name}_links.csv", [("a2", "a1")])
        written(tmp_path, f"{name}_ecm.csv", [("a1", "a2"), ("a1", "b1")])
        written(tmp_path, f"{name}_splink.csv", [("a1", "a2")])
    return tmp_path


def test_shares_are_of_pairs_whichever_stands_first() -> None:
    found, true = people_sets.pairs_of(["ab", "ac", "cd"]), people_sets.pairs_of(["ba", "dc", "ef", "gh"])
    assert people_sets.f1(found, true) == pytest.approx(4 / 7)
    assert people_sets.precision(found, true) == pytest.approx(2 / 3)


def test_recall_at_a_precision_is_that_of_the_best_cut_and_no_cut_parts_equal_points() -> None:
    points = {pair("ab"): 9.0, pair("cd"): 8.0, pair("xy"): 8.0, pair("ef"): 7.0}
    true = people_sets.pairs_of(["ab", "cd", "ef", "gh"])
    assert people_sets.recall_at(points, true, 0.99) == 0.25
    assert people_sets.recall_at(points, true, 0.75) == 0.75


def test_kith_finds_the_two_that_are_one_and_is_sure_of_them(folder: Path) -> None:
    those = people_sets.febrl(folder, "febrl2")
    found = people_sets.kith(those)
    assert found.pairs == found.sure == those.true == {pair(["a1", "a2"])}
    assert found.points[frozenset(("a1", "a2"))] >= 9 and found.seconds > 0


def test_a_run_notes_each_contender_and_every_goal_has_its_figure(folder: Path, monkeypatch) -> None:
    seconds = {name: {"ecm": 1.0, "splink": 2.0} for name in people_sets.FEBRL}
    monkeypatch.delenv("KITH_TEST_DATA", raising=False)
    monkeypatch.setattr(people_sets, "asked", lambda where, fake: _copied(folder, where, seconds))
    monkeypatch.setattr(people_entry, "run", lambda trial, rounds: _small(trial))
    trial = people.duplicates(1)
    rounds = {one.who: one.rounds for one in trial.series}
    assert rounds["Kith, febrl3, F1 of pairs"] == [1.0]
    assert rounds["recordlinkage, ECM, febrl3, F1 of pairs"] == [pytest.approx(2 / 3)]
    assert rounds["splink, trained, febrl4"] == [2.0]
    lacking = {who for goal in trial.goals for who in goal.figure} - set(rounds)
    assert all("fake_1000" in who for who in lacking)  # left out without the data


def _copied(folder: Path, where: Path, seconds):
    for file in folder.glob("*.csv"):
        (where / file.name).write_bytes(file.read_bytes())
    return seconds


def _small(trial: Trial) -> None:
    RUN(trial, 1, 150)


RUN = people_entry.run


def test_who_is_typed_once_more_is_found_and_who_is_not_here_is_not(monkeypatch) -> None:
    monkeypatch.setattr(people_entry, "NEW", 40)
    trial = Trial("people", "", "Kith", people_entry.GOALS)
    people_entry.run(trial, 1, 150)
    rounds = {one.who: one.rounds for one in trial.series}
    assert rounds["Found by the exact name"] == [1.0] and rounds[people_entry.FALSE] == [0.0]
    assert len(rounds[people_entry.TYPED]) > 200


@pytest.mark.parametrize("seed", range(50))
def test_a_slip_leaves_the_first_letter_and_changes_something_or_doubles(seed: int) -> None:
    made = mistyped("wolstenholme", random.Random(seed))
    assert made[0] == "w" and abs(len(made) - 12) <= 1


def test_headings_are_counted_alone_and_with_their_cells(monkeypatch) -> None:
    some = [*itertools.islice(headings.headings(), 12)]
    monkeypatch.setattr(headings, "headings", lambda: iter(some))
    trial = people.mapping()
    rounds = {one.who: one.rounds for one in trial.series}
    language = some[0][0]
    assert rounds[f"{language}, right {people.WITH_CELLS}"][0] >= rounds[f"{language}, wrong {people.ALONE}"][0]
    assert {who for goal in trial.goals for who in goal.figure} <= set(rounds)


def test_people_of_a_set_are_compared_as_they_are_written(folder: Path) -> None:
    people_of_set = people_sets.febrl(folder, "febrl4").people
    assert isinstance(people_of_set, Identities) and people_of_set.one["birth"].tolist() == ["19800314", "19800314", ""]
