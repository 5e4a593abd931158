"""Who asked not to be contacted, in whatever words."""

import datetime as dt

import pytest

from crm.analytics.frames import from_snapshot
from crm.analytics.prospects import leads
from crm.analytics.today import losing_touch, occasions
from crm.model.cells import Cell, Rules
from crm.model.snapshot import Snapshot
from crm.model.stops import is_stopped, stopped
from crm.store.memory import MemoryWorkbook

TODAY = dt.date(2026, 2, 1)
ANN = "C-7K3Q9F"


def book(said: Cell) -> Snapshot:
    row: dict[str, Cell] = {
        "id": ANN, "name": "Ann Lee", "birthday": "2 February", "keep_in_touch": 10, "relationships": "Lead",
        "do_not_contact": said,
    }  # fmt: skip
    workbook = MemoryWorkbook.new({"Contacts": [row]}, today=lambda: TODAY)
    return Snapshot(workbook.read(), Rules(TODAY))


@pytest.mark.parametrize("said", ["Yes", "never again", "please don’t", True, 1])
def test_whatever_is_no_clear_no_keeps_everybody_away(said: Cell) -> None:
    assert is_stopped(book(said), ANN) and stopped(book(said)) == {ANN}


@pytest.mark.parametrize("said", [None, "", "No", " no ", False])
def test_a_blank_and_a_clear_no_do_not(said: Cell) -> None:
    assert not is_stopped(book(said), ANN) and not stopped(book(said))


@pytest.mark.parametrize(("said", "n"), [("No", 1), ("never again", 0)])
def test_nobody_who_may_have_said_stop_is_on_a_list_of_whom_to_contact(said: Cell, n: int) -> None:
    snapshot = book(said)
    frames = from_snapshot(snapshot, as_of=TODAY)
    lists = (occasions(frames, as_of=TODAY, days=14), losing_touch(frames, as_of=TODAY), leads(frames, snapshot.lists))
    assert [len(one) for one in lists] == [n, n, n]
