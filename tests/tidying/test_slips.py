"""Slips planted at random in the sample: each is found and called by its name, and nothing else is told."""

from random import Random

import pytest

from crm.actions.tidy import findings
from crm.actions.tidying.finding import Finding
from tests.tidying.slips import SILENT, TODAY, TOLD, Planted, Sheets, Slip, good
from tests.tidying.slips_of_sheets import ALL

SEEDS = [pytest.param(range(0, 4), id="few"), pytest.param(range(0, 100), id="100", marks=pytest.mark.long)]


def found_at(found: list[Finding], slip: Planted) -> list[Finding]:
    return [
        one
        for one in found
        if (one.code, one.sheet, one.field) == (slip.code, slip.sheet, slip.field)
        and (one.id == slip.id or not slip.id)
    ]


def planted(seed: int) -> tuple[Sheets, list[Planted]]:
    """A book with one slip of each kind, each in a row of its own."""
    rng, book = Random(seed), good()
    slips: list[Slip] = [*SILENT, *TOLD]
    rng.shuffle(slips)
    return book, [slip(book, rng) for slip in slips]


def test_a_good_book_has_nothing_to_tidy() -> None:
    assert findings(good().snapshot()) == []


@pytest.mark.parametrize("seeds", SEEDS)
def test_every_slip_is_found_under_its_name_and_nothing_else_is_told(seeds: range) -> None:
    missed, told, wrong = [], 0, []
    for seed in seeds:
        book, slips = planted(seed)
        snapshot = book.snapshot()
        found = findings(snapshot)
        for slip in slips:
            if slip.code:
                told += 1
                missed += [] if found_at(found, slip) else [(seed, slip)]
            elif slip.meant is not None:
                assert_read(snapshot.frame(slip.sheet).at[slip.id, slip.field], slip)
        seen = [one for slip in slips if slip.code for one in found_at(found, slip)]
        wrong += [(seed, one) for one in found if one not in seen]
    assert wrong == [] and len(missed) <= 0.05 * told, missed


def assert_read(value: object, slip: Planted) -> None:
    read = getattr(value, "date", lambda: value)()
    assert read == slip.meant, slip


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("slip", ALL, ids=lambda slip: slip.__name__)
def test_what_happens_to_a_sheet_is_found_and_the_rows_are_read_as_before(slip: Slip, seeds: range) -> None:
    before = good().snapshot()
    for seed in list(seeds)[:25]:
        book = good()
        done = slip(book, Random(seed))
        snapshot = book.snapshot()
        assert [one.code for one in findings(snapshot, book.laid)] == [done.code] * bool(done.code)
        for name in ("Contacts", "Sales", "Interactions"):
            assert snapshot.frame(name).index.to_list() == before.frame(name).index.to_list()


def test_the_clock_of_the_slips_stands_still() -> None:
    assert good().snapshot().rules.today == TODAY
