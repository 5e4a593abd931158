"""Fifty people save at the same moment: their changes go into the file together, and none is missing."""

from pathlib import Path

from bench import book, load


def test_fifty_people_with_four_changes_each_are_all_in_after_at_most_ten_writes(tmp_path: Path) -> None:
    path = book.write(tmp_path / "team.xlsx", load.ROWS)
    found = load.crowd(path, tmp_path / "state", load.PEOPLE, load.EDITS, pause=0)
    notes = {row["Notes"] for row in book.read_back(path).values()}
    assert {press.text for press in found.presses} <= notes and len(found.presses) == 200
    assert found.written <= 10
