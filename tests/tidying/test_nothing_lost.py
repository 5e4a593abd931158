"""Slips of every kind in one workbook, put right by whatever choice: what was typed is still in the sheet or in the
journal, and undo brings every cell back."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from crm.actions.tidy import findings, heal
from crm.actions.tidying.catalogue import DEFECTS
from crm.model.cells import Cell, written
from crm.store.journal import Journal, load
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.tidying.slips import SILENT, TODAY, TOLD, Planted, Sheets
from tests.tidying.slips_of_sheets import ALL
from tests.tidying.test_slips import found_at, planted

SEEDS = [pytest.param(range(0, 2), id="few"), pytest.param(range(0, 100), id="100", marks=pytest.mark.long)]
NUMBERS = {
    "spaces": 1, "decomposed": 2, "without_id": 3, "moved_column": 7, "title_rows": 10, "blank_row": 11,
    "sorted_rows": 16, "day_as_text": 18, "two_phones": 21, "money_with_a_sign": 23, "crossed": 24,
    "begins_like_a_formula": 34,
}  # fmt: skip
ELSEWHERE = {5, 6, 17, 29}
"""An ID that was typed over is given back from what the journal knows (tests/daily/test_tidying.py). About a heading
that is gone, and a column that was sorted alone, the store asks the owner (tests/store/test_questions.py). People who
are there twice are found by the search (tests/search, tests/commands/test_tidying.py)."""
STAMPS = {"ID", "Added on", "Changed on", "Changed by"}


def mistyped(seed: int) -> tuple[Sheets, list[Planted]]:
    """A good workbook with a slip of every kind."""
    book, slips = planted(seed)
    rng = Random(seed)
    return book, [*slips, *(slip(book, rng) for slip in ALL)]


@contextmanager
def at_work(book: Sheets, folder: Path) -> Iterator[tuple[MemoryWorkbook, Store, Journal]]:
    """The workbook before us, in use."""
    workbook = MemoryWorkbook(book.grids, today=lambda: TODAY)
    for title, formulas in book.formulas.items():
        workbook.sheet(title).formulas |= formulas
    journal = Journal(folder / "journal.sqlite", "0123456789abcdef")
    now = dt.datetime.combine(TODAY, dt.time(9))
    store = Store(Record(workbook, journal, lambda: now), "here", Actor("Maya"))
    yield workbook, store, journal
    store.close()


def cells_of(workbook: MemoryWorkbook, book: Sheets) -> dict[str, list[list[str]]]:
    """What stands in every sheet, blanks at the end left away."""
    return {title: [_line(row) for row in workbook.sheet(title).rows] for title in book.grids}


def _line(row: list[Cell]) -> list[str]:
    cells = [written(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def texts_of(journal: Journal) -> set[str]:
    """Everything that the journal has kept."""
    entries = journal.since("none") + [one for batch in journal.batches(1_000) for one in journal.of_batch(batch[0])]
    states = [state for entry in entries for state in (entry.before, entry.after)]
    return {written(cell) for state in states for cell in load(state)[0].values()}


@pytest.mark.parametrize("seeds", SEEDS)
def test_whatever_is_chosen_nothing_that_was_typed_is_lost_and_undo_is_exact(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        book, slips = mistyped(seed)
        with at_work(book, tmp_path / str(seed)) as (workbook, store, journal):
            before, rng, saved = cells_of(workbook, book), Random(seed), list[str]()
            found = findings(store.snapshot(), book.laid)
            for slip in slips:
                assert not slip.code or slip.code == "error_cell" or found_at(found, slip), (seed, slip)
            for one in found:
                if one.fixes:
                    changes = heal([one], rng.randrange(len(one.fixes)))
                    assert store.save(changes).confirmed
                    saved.append(changes.batch)
            assert store.flush(30) and len(saved) >= 10
            after = cells_of(workbook, book)
            kept = texts_of(journal) | {text for rows in after.values() for row in rows for text in row}
            lost = {text for rows in before.values() for row in rows for text in row} - kept
            assert lost == set() and after != before, seed
            for batch in reversed(saved):
                store.undo(batch)
            assert store.flush(30)
            assert without_stamps(cells_of(workbook, book)) == without_stamps(before), seed


def without_stamps(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """Sheets without the cells that say which row it is and who changed it when: those are Kith's to write."""
    found = {}
    for title, rows in sheets.items():
        heads = max(rows, key=lambda row: len(STAMPS.intersection(row)), default=[])
        ours = {number for number, heading in enumerate(heads) if heading in STAMPS}
        lines = [["" if number in ours else text for number, text in enumerate(row)] for row in rows]
        found[title] = [_line(list(line)) for line in lines]
        while found[title] and not found[title][-1]:
            found[title].pop()
    return found


def test_every_number_of_the_catalogue_is_planted() -> None:
    names = {slip.__name__ for slip in (*SILENT, *ALL)} - {slip.__name__ for slip in TOLD}
    told = {DEFECTS[slip.code].number for slip in mistyped(1)[1] if slip.code}
    silent = {NUMBERS[name] for name in names if name in NUMBERS}
    assert NUMBERS.keys() <= names
    assert (told | silent | ELSEWHERE) - {0} == set(range(1, 35))
