"""Whom the people of a list may be: found by slips of the pen, and told in words."""

import datetime as dt

import pytest

from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.ui.resembling import resembling
from crm.ui.working import Stopped

TODAY = dt.date(2026, 11, 22)
HERE = [
    {"id": "C-7K3Q9F", "name": "Annalena Baumgarten", "phone": "020 7946 0112", "city": "Leeds"},
    {"id": "C-04XT2M", "name": "Bo Ek", "email": "bo@example.com"},
]


def found(*rows: dict[str, str]) -> tuple[list[list[tuple[str, str, str]]], list[tuple[int, int, str]]]:
    snapshot = Snapshot(MemoryWorkbook.new({"Contacts": HERE}, today=lambda: TODAY).read(), Rules(TODAY))
    told = resembling(snapshot, rows)
    return [[(one.id, one.name, one.why) for one in those] for those in told.known], list(told.listed)


def test_a_slip_in_a_name_with_the_same_phone_is_somebody_to_ask_about() -> None:
    known, listed = found({"name": "Anna-Lena Baumgartn", "phone": "+44 20 79460112"}, {"name": "Ciara Doyle"})
    assert [[(id, name) for id, name, _ in those] for those in known] == [[("C-7K3Q9F", "Annalena Baumgarten")], []]
    assert known[0][0][2].startswith("same phone") and listed == []


def test_rows_of_the_list_that_are_alike_are_a_pair_the_upper_one_first() -> None:
    _, listed = found(
        {"name": "Ciara Doyle", "birthday": "1990-03-04", "city": "Cork"},
        {"name": "Somebody Else"},
        {"name": "Ciarra Doyle", "birthday": "1990-03-04", "city": "Cork"},
    )
    assert [(one, other) for one, other, _ in listed] == [(0, 2)] and "birthday" in listed[0][2]


def test_a_list_of_nobody_and_a_workbook_with_others_find_nobody() -> None:
    assert found() == ([], [])
    assert found({"name": "Zoe Quist"}) == ([[]], [])


def test_it_can_be_stopped_between_two_steps() -> None:
    snapshot = Snapshot(MemoryWorkbook.new({"Contacts": HERE}, today=lambda: TODAY).read(), Rules(TODAY))
    steps: list[int] = []

    def tick() -> None:
        steps.append(1)
        if len(steps) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        resembling(snapshot, [{"name": "Zoe Quist"}], tick)
