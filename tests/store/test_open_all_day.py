"""Anna has the workbook open all day, as people do: what the others save in Kith waits, is told, and goes in after."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store import writer
from crm.store.excel import swapping
from crm.store.opening import open_store
from crm.store.receipt import Actor
from crm.store.store import Store
from tests.journeys.sheets import people
from tests.store.conftest import ADA, BOOK_ID, AtExcel, folder, owner_file
from tests.store.test_stale_copies import Colleague

HOURS = 8
CHANGES = 40
RETRY_SECONDS = writer.RETRY_SECONDS  # as people have it, not as the other tests
Held = Callable[[Path], AbstractContextManager[object]]


class Day:
    """The clock of Kith and of its history, for a working day that ends now and takes no time."""

    def __init__(self) -> None:
        self.began = time.time_ns() - HOURS * 3600 * 10**9
        self.passed = 0

    def ns(self) -> int:
        """Nanoseconds since 1970."""
        return self.began + self.passed

    def now(self) -> dt.datetime:
        """Local time, as cells hold it."""
        return dt.datetime.fromtimestamp(self.ns() // 10**9)

    def goes_on(self) -> None:
        """Until the next change."""
        self.passed += HOURS * 3600 * 10**9 // CHANGES


class Office:
    """Kith on the workbook, started anew as often as asked."""

    def __init__(self, path: Path, state: Path, day: Day) -> None:
        self.path, self.state, self.day = path, state, day
        self.store = self.starts()

    def starts(self) -> Store:
        """The computer goes on."""
        self.store = open_store(str(self.path), actor=Actor("Ben"), state=folder(self.state), now=self.day.now)
        return self.store

    def restarts(self) -> None:
        """The computer goes off and on again."""
        self.store.close()
        self.starts()

    def saves(self, number: int) -> None:
        """A person is added, or something is written down about the one who was added last."""
        id = f"C-DAY{number // 2:02}A"
        changed = UpdateRow("Contacts", id, {"city": f"Town {number}"}, {"city": None})
        change = changed if number % 2 else AddRow("Contacts", id, {"name": f"Person {number}"})
        assert self.store.save(ChangeSet(f"Change {number}", (change,))).confirmed
        self.day.goes_on()

    def works(self, first: int = 0, last: int = CHANGES) -> None:
        """All changes of the day, or some of them."""
        for number in range(first, last):
            self.saves(number)
            if number % 9 == 8:
                self.restarts()


def all_are_in(path: Path) -> bool:
    """Whether every change of the day stands in the file, once."""
    headings, *rows = AtExcel.at(path).rows()
    name, town = headings.index("Name"), headings.index("City")
    wanted = [(f"Person {number}", f"Town {number + 1}") for number in range(0, CHANGES, 2)]
    return [(row[name], row[town]) for row in rows if str(row[name]).startswith("Person")] == wanted


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    """The day begins."""
    found = Day()
    monkeypatch.setattr(time, "time_ns", found.ns)
    monkeypatch.setattr(writer, "RETRY_SECONDS", RETRY_SECONDS)
    return found


@pytest.fixture
def office(path: Path, tmp_path: Path, day: Day) -> Iterator[Office]:
    """Kith, opened in the morning."""
    found = Office(path, tmp_path / "state", day)
    yield found
    found.store.close()


@contextmanager
def by_excel(path: Path) -> Iterator[None]:
    """Excel's owner file, written in the morning and never again."""
    with owner_file(path) as file:
        morning = time.time() - HOURS * 3600
        os.utime(file, (morning, morning))
        yield


@contextmanager
def by_windows(path: Path) -> Iterator[None]:
    """A system that lets nobody replace a file which is open."""

    def refused(temp: Path, target: Path, is_still: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(swapping, "swap", refused)
        yield


BOTH = pytest.mark.parametrize("held", [by_excel, by_windows])


@BOTH
def test_forty_changes_of_a_day_and_its_restarts_are_all_in_ten_seconds_after_she_closes_it(
    office: Office, held: Held
) -> None:
    before = office.path.read_bytes()
    with held(office.path):
        office.works()
        assert office.path.read_bytes() == before and office.store.status().waiting == CHANGES
    assert go_in_within(10, office.path)
    assert office.store.conflicts() == [] == office.store.verify()


def go_in_within(seconds: float, path: Path) -> bool:
    """Whether all changes of the day come into the file by themselves: nobody looks at a page meanwhile."""
    until = time.monotonic() + seconds
    while not (are_in := all_are_in(path)) and time.monotonic() < until:
        time.sleep(0.2)
    return are_in


@BOTH
def test_at_any_hour_and_after_a_restart_people_see_what_waits_and_since_when(office: Office, held: Held) -> None:
    with held(office.path):
        for number in range(0, CHANGES, 2):
            office.works(number, number + 2)
            status, shown = office.store.status(), office.store.snapshot()
            assert (status.waiting, len(shown.waiting)) == (number + 2, number // 2 + 1)
            assert shown.cell("Contacts", f"C-DAY{number // 2:02}A", "city") == f"Town {number + 1}"
            assert status.oldest == dt.datetime.fromtimestamp(office.day.began // 10**6 / 1000, dt.UTC)


@BOTH
def test_what_she_saves_again_and_again_from_her_open_copy_stays_beside_the_changes_of_the_day(
    office: Office, held: Held
) -> None:
    with held(office.path):
        anna = Colleague(office.path)
        for number, town in enumerate(("Bern", "Oslo", "Rome", "Bonn")):
            office.works(10 * number, 10 * number + 10)
            anna.types("Bob Stone", "City", town).types("Cleo Adeyemi", "Phone", f"0{number}").saves()
            office.restarts()
    assert go_in_within(10, office.path)
    assert people(office.path)["Bob Stone"]["City"] == "Bonn" and people(office.path)["Cleo Adeyemi"]["Phone"] == "03"
    assert office.store.conflicts() == []


@BOTH
def test_one_cell_that_both_typed_that_day_is_hers_and_the_other_value_is_to_be_decided(
    office: Office, held: Held
) -> None:
    with held(office.path):
        anna = Colleague(office.path)
        change = UpdateRow("Contacts", str(ADA["id"]), {"city": "Hull"}, {"city": "London"})
        office.store.save(ChangeSet("Ada moved", (change,)))
        office.works()
        anna.types("Ada Lovelace", "City", "Leeds").saves()
    assert go_in_within(10, office.path) and people(office.path)["Ada Lovelace"]["City"] == "Leeds"
    assert [(one.theirs, one.ours) for one in office.store.conflicts()] == [("Leeds", "Hull")]


def test_she_closes_it_in_the_evening_when_kith_is_off_and_all_is_in_soon_after_the_next_start(office: Office) -> None:
    with by_excel(office.path):
        office.works()
        office.store.close()
    office.starts()
    assert go_in_within(10, office.path)


def test_the_status_says_who_has_it_open_how_many_wait_since_when_and_when_she_sees_them(office: Office) -> None:
    with by_excel(office.path):
        office.works()
        status = office.store.status()
        assert status.oldest is not None and status.open_by == "Anna"
        waits, _, then = status.sentence.partition("; ")
        assert waits == f"Anna has the workbook open. 40 changes wait since {status.oldest.astimezone():%H:%M}"
        assert then == "nothing is lost, they go in by themselves when it is closed, and can be seen there then."


def test_a_day_of_refused_swaps_leaves_no_pile_of_files(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "RETRY_SECONDS", 0.01)
    with by_windows(office.path):
        office.works()
        time.sleep(1)  # many more tries
        office.store.close()
        versions = list((office.state / BOOK_ID / "backups").iterdir())
        beside = [file.name for file in office.path.parent.iterdir() if file.is_file()]
    assert len(versions) <= 2 and beside == [office.path.name]
