"""The trial of a logged call counts only what is in the file."""

from pathlib import Path

import pytest

from bench import book, log_it
from bench.common import state_folder
from crm.store.excel import template

LINE = "called Ann Lee, wants a quote, ring Friday"
NOTE, STEP = {"id": "N-10000A", "what": LINE}, {"id": "F-10000A", "what": "ring Friday"}


def checked(folder: Path, *lines: str, **rows: list[dict[str, str]]) -> None:
    path = folder / "team.xlsx"
    found = {"Interactions": rows.get("notes", []), "Follow-ups": rows.get("steps", [])}
    template.write(path, book_id="b-1", today=book.TODAY, rows=found, overview=False)
    with state_folder(folder / "state"):
        log_it.check(path, list(lines))


def test_a_note_and_its_step_in_the_file_are_found(tmp_path: Path) -> None:
    checked(tmp_path, LINE, notes=[NOTE], steps=[STEP])


@pytest.mark.parametrize("rows", [{"notes": [NOTE]}, {"steps": [STEP]}, {}])
def test_a_note_or_a_step_that_is_missing_stops_the_trial(
    tmp_path: Path, rows: dict[str, list[dict[str, str]]]
) -> None:
    with pytest.raises(RuntimeError, match="not in"):
        checked(tmp_path, LINE, **rows)
