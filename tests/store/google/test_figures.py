"""Figures in the sheet Overview at Google: over nothing that somebody typed, and never in the way of a save."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet
from crm.store import refreshing, showing, writer
from crm.store.google import Pace
from crm.store.journal import Journal
from crm.store.overview import Figures, cells
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.sheets_emulator.calls import Call
from tests.store.conftest import NOW, PEOPLE, TODAY
from tests.store.google.at_google import AtGoogle
from tests.store.google.conftest import SETTINGS
from tests.store.google.faulty import Fast

DAY = dt.date(2026, 11, 3)
EVE = ChangeSet("Eve", (AddRow("Contacts", "C-EVE55E", {"name": "Eve"}),))
Place = tuple[int, int]


def figures(sales: float = 120.5, calls: int = 2) -> dict[Place, Cell]:
    months = [("Oct 2026", 3, 1, None, 0, sales), ("Nov 2026", 2, 0, -20, 12, 7)]
    return cells(
        Figures(
            TODAY,
            [("Do they stay?", "91 %", 32, "29 of 32"), ("Do they come again?", None, 0, "=1+1")],
            months,
            [(f"Ann {n}", "020 7946 0112", DAY, "Silent") for n in range(calls)],
        )
    )


class Team(AtGoogle):
    """A Store at a spreadsheet whose minutes pass quickly."""

    def __init__(self, folder: Path, **switches: object) -> None:
        super().__init__(PEOPLE, folder, **switches)
        self.clock = Fast()
        self.store = self.opened()

    def opened(self, name: str = "state") -> Store:
        kith = self.kith(name, pace=Pace(self.clock, look=0.0, settle=10.0, apart=0.0))
        journal = Journal(self.folder / f"journal of {name}" / "journal.sqlite", self.id)
        return Store(Record(kith, journal, lambda: NOW), "here", Actor("Ann"))

    def type(self, place: str, cell: object) -> None:
        self.emulator.person.put(f"Overview!{place}", [[cell]])  # type: ignore[list-item]

    @property
    def there(self) -> dict[Place, object]:
        """What the block of figures shows; formulas as they were typed."""
        page = self.emulator.person.sheet("Overview")
        rows = len(page.rows)
        found = {(row, column): page.cell(row - 1, column - 1) for row, column in figures() if row <= rows}
        return {place: cell.formula or cell.value for place, cell in found.items()}

    def end(self) -> None:
        self.emulator.faults.clear()
        self.emulator.hooks.clear()
        self.store.close()
        self.close()


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "RETRY_SECONDS", 0.05)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = Team(tmp_path)
    yield made
    made.end()


def told(found: dict[Place, Cell]) -> dict[Place, object]:
    """The same as Google keeps it: a day is a text there, and what is blank is nothing."""
    return {place: cell.isoformat() if isinstance(cell, dt.date) else cell for place, cell in found.items()}


def saves(team: Team) -> None:
    """Somebody's save goes in, whatever became of the figures."""
    team.emulator.faults.clear()
    assert team.store.save(EVE).confirmed and team.store.flush(20)
    assert [row[0] for row in team.rows()].count("C-EVE55E") == 1
    assert team.store.status().waiting == 0


def test_figures_go_in_as_they_are_and_over_those_of_before(team: Team) -> None:
    assert team.store.show_figures(figures()) == ""
    assert team.there == told(figures()) and team.there[6, 4] == "=1+1"
    assert team.store.show_figures(figures(99, calls=1)) == "" and team.there == told(figures(99, 1))
    assert team.store.history() == []


@pytest.mark.parametrize("switches", list(SETTINGS.values())[1:], ids=list(SETTINGS)[1:])
def test_they_go_in_however_google_behaves_and_a_save_after_them(tmp_path: Path, switches: dict[str, object]) -> None:
    team = Team(tmp_path, **switches)
    assert team.store.show_figures(figures()) == "" and team.there == told(figures())
    saves(team)
    assert team.store.show_figures(figures(5)) == "" and team.there == told(figures(5))
    team.end()


def test_only_cells_that_are_others_are_written(team: Team) -> None:
    team.store.show_figures(figures())
    sent: list[Call] = []
    team.emulator.before_each(lambda call: None if call.reads else sent.append(call))
    assert team.store.show_figures(figures()) == "" and sent == []
    team.store.show_figures(figures(99))
    (call,) = sent
    written = [each["updateCells"]["start"] for each in call.body["requests"] if "updateCells" in each]
    assert [(at["rowIndex"], at["columnIndex"]) for at in written if at["sheetId"] == _page(team)] == [(11, 5)]


def _page(team: Team) -> int:
    return int(team.emulator.person.sheet("Overview").id)


# what somebody typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "cell"), [("B5", "mine"), ("F12", 7), ("D46", "=1+1"), ("A27", "")])
def test_what_somebody_typed_stays_and_nothing_around_it_moves(team: Team, place: str, cell: object) -> None:
    team.store.show_figures(figures())
    team.type(place, cell)
    before = team.there
    assert team.store.show_figures(figures(5)).startswith("Something stands in the sheet Overview")
    assert team.there == before
    saves(team)


@pytest.mark.parametrize("switches", [SETTINGS["anchors"], SETTINGS["read back"]], ids=["told", "read back"])
@pytest.mark.parametrize("is_write", [False, True], ids=["before the look", "before the write"])
def test_what_is_typed_in_the_moment_of_the_write_stays(
    tmp_path: Path, switches: dict[str, object], is_write: bool
) -> None:
    team = Team(tmp_path, **switches)
    team.store.show_figures(figures(calls=2))

    def types(call: Call) -> None:
        if call.reads is not is_write:
            team.emulator.hooks.clear()
            team.type("A46" if is_write else "A28", "Ring mother")

    team.emulator.before_each(types)
    team.store.show_figures(figures(5, calls=1))
    team.emulator.hooks.clear()
    assert team.there[(46, 1) if is_write else (28, 1)] == "Ring mother"
    saves(team)
    team.end()


def types_at_the_write(team: Team, then: Callable[[], object] = lambda: None) -> None:
    """Somebody types over a figure right before the next call that writes, once; `then` comes after it."""

    def types(call: Call) -> None:
        if not call.reads:
            team.emulator.hooks.clear()
            team.type("A28", "Ring mother")
            then()

    team.emulator.before_each(types)


def test_a_cell_that_is_typed_over_in_the_moment_of_the_write_is_given_back(team: Team) -> None:
    team.store.show_figures(figures(calls=2))
    types_at_the_write(team)
    said = team.store.show_figures(figures(5, calls=1))
    assert team.there[28, 1] == "Ring mother" and "Something stands" in said
    saves(team)


# where they may not go ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["Overview", "Overview!F12", "Overview!A46:D46"])
def test_a_sheet_or_cell_that_is_protected_stays_and_saves_go_in(team: Team, what: str) -> None:
    team.store.show_figures(figures(calls=20))
    team.emulator.person.protect(what)
    before = team.there
    team.store.save(ChangeSet("Zoe", (AddRow("Contacts", "C-ZOE66Z", {"name": "Zoe"}),)))
    assert "protected" in team.store.show_figures(figures(5, calls=1)) and team.there == before
    saves(team)
    assert "protected" in team.store.show_figures(figures(5, calls=1)) and team.there == before
    assert "C-ZOE66Z" in [row[0] for row in team.rows()] and team.store.conflicts() == []


def test_when_the_protection_is_lifted_they_go_in_again(team: Team) -> None:
    team.emulator.person.protect("Overview")
    assert "protected" in team.store.show_figures(figures())
    team.emulator.person.sheet("Overview").protected.clear()
    assert team.store.show_figures(figures()) == "" and team.there == told(figures())


def test_a_sheet_that_is_protected_in_the_moment_of_the_write_holds_nobody_up(team: Team) -> None:
    team.store.show_figures(figures(calls=2))

    def protects(call: Call) -> None:
        if call.reads:
            team.emulator.hooks.clear()
            team.emulator.person.protect("Overview")

    types_at_the_write(team, lambda: team.emulator.before_each(protects))
    team.store.show_figures(figures(5, calls=1))
    assert team.emulator.person.sheet("Overview").protected
    saves(team)


def test_without_its_line_there_is_a_sentence(team: Team) -> None:
    team.type("A2", "Our own overview")
    assert team.store.show_figures(figures()).startswith("The sheet Overview is not one that Kith made")
    saves(team)


def test_where_there_is_no_such_sheet_a_press_makes_it(team: Team) -> None:
    new = team.there
    team.emulator.person.delete_tab("Overview")
    assert team.store.snapshot().contents.overview is None
    assert team.store.show_figures(figures()) == "" and team.there == {**new, **told(figures())}
    assert team.store.show_figures(figures(5)) == "" and team.there == told(figures(5))
    saves(team)


def test_a_sheet_that_is_too_small_refuses_them_and_saves_go_in(team: Team) -> None:
    team.emulator.person.delete_rows("Overview", 21, 40)
    team.store.save(ChangeSet("Zoe", (AddRow("Contacts", "C-ZOE66Z", {"name": "Zoe"}),)))
    said = team.store.show_figures(figures(calls=20))
    assert said.startswith("The figures stay in Kith for now.") and team.there[12, 1] is None
    saves(team)
    assert "C-ZOE66Z" in [row[0] for row in team.rows()]


@pytest.mark.parametrize(
    "fault", ["403", "404", "429", "408", "500", "503", "503_after", "reset_after", "broken_json_after"]
)
def test_whatever_fails_at_google_all_of_them_go_in_or_none_and_saves_go_in(
    team: Team, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "PATIENCE", 1.0)
    team.store.show_figures(figures())
    team.emulator.faults.add(fault, kind="write")
    team.store.show_figures(figures(5, calls=1))
    saves(team)
    assert team.there in (told(figures()), told(figures(5, calls=1)))
    assert team.store.show_figures(figures(7, calls=1)) == "" and team.there == told(figures(7, calls=1))


def test_after_a_crash_in_the_middle_of_them_the_next_start_knows_them(team: Team) -> None:
    team.store.show_figures(figures())
    team.emulator.faults.add("503_after", kind="write")
    team.store.show_figures(figures(5))
    team.store.close()
    team.emulator.faults.clear()
    team.store = team.opened()
    saves(team)
    assert team.store.show_figures(figures(7)) == "" and team.there == told(figures(7))


def test_another_kith_leaves_them_alone(team: Team) -> None:
    team.store.show_figures(figures())
    other = team.opened("other")
    assert other.show_figures(figures(5)).startswith("Something stands in the sheet Overview")
    other.close()
    assert team.there == told(figures())


def test_those_of_the_day_go_in_by_themselves(team: Team) -> None:
    refreshing.refresh(team.store._record, lambda snapshot: figures())
    assert team.store.flush(20) and team.there == told(figures())
    refreshing.refresh(team.store._record, lambda snapshot: figures(5))
    assert team.store.flush(20) and team.there == told(figures())
