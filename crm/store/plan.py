"""What a round of the writer does with each row of the journal that waits, decided before anything is written.

Rows that change one cell one after the other count as one change: from what the first expected to the value of the
last. So what a person typed into the sheet meanwhile is compared once, and never with a value that was overtaken.
Only what really comes into the workbook ends as written: earlier versions are told from those rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from crm.model.cells import Cell, same
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.text import key
from crm.store.entries import change_of
from crm.store.journal import IN_WORKBOOK, SUPERSEDED, Entry, Journal
from crm.store.view import Verdict, View, is_stamp
from crm.store.workbook import Edit

Place = tuple[str, str, str]
Known = Callable[[], Iterable[Entry]]


@dataclass
class Run:
    """Rows that wait and change the same cell one after the other, or a single one of any kind."""

    place: Place
    entries: list[Entry]
    changes: list[Change]

    @property
    def change(self) -> Change:
        """All of it as one."""
        first, last = self.changes[0], self.changes[-1]
        if isinstance(first, UpdateRow) and isinstance(last, UpdateRow):
            return UpdateRow(last.sheet, last.id, last.values, first.expected)
        if isinstance(first, SetSetting | SetBeside) and isinstance(last, SetSetting | SetBeside):
            return replace(last, expected=first.expected)
        return last

    @property
    def is_stamp(self) -> bool:
        """Whether it only says who wrote a row, and when."""
        return isinstance(self.changes[0], UpdateRow) and is_stamp(self.place[0], self.place[2])

    @property
    def is_taken_back(self) -> bool:
        """Whether its end is its beginning, so that nothing is left to be wanted."""
        if self.is_stamp or len(self.entries) == 1:
            return False
        cells = _cells(self.change)
        return cells is None or same(*cells)

    def after(self, theirs: Cell) -> "tuple[Run, Run] | None":
        """What of it came in with a save that was given up, and the rest: the workbook holds a value of its middle."""
        for number in range(len(self.entries) - 1, 0, -1):
            cells = _cells(self.changes[number])
            if cells and same(theirs, cells[0]) and self.entries[number - 1].generation:
                there = Run(self.place, self.entries[:number], self.changes[:number])
                return there, Run(self.place, self.entries[number:], self.changes[number:])
        return None

    def goes_on(self, change: Change) -> bool:
        """Whether another change of the place was made in the knowledge of this one alone."""
        cells, mine = _cells(change), _cells(self.changes[-1])
        if cells is None or mine is None:
            return isinstance(self.changes[-1], AddToList) and isinstance(change, RemoveFromList)
        return self.is_stamp or same(mine[1], cells[0])


class Plan:
    """What to do with everything that waits, `pending` in the order of the journal.

    `edits` are written, and `runs` says which rows each of them carries out. `done` stands in the workbook already;
    `fights` are to be decided, with what the workbook holds; `overtaken` never comes into it. `known` tells what came
    into the workbook since our last save: who changed a cell after that had seen it.
    """

    def __init__(self, base: Contents, pending: Sequence[Entry], known: Known = tuple) -> None:
        self.done: list[Entry] = []
        self.fights: list[tuple[Entry, Cell]] = []
        self.overtaken: list[Entry] = []
        self._view = View(base)
        self._steps: list[tuple[Change, list[Entry]] | None] = []
        self._added: dict[Place, list[int]] = {}  # the steps since a row was added that is not in the workbook yet
        self._kept: dict[Place, tuple[Entry, Cell]] = {}  # rows that we removed and somebody wrote into
        for run in runs(pending, known):
            self._decide(run, run.change)
        self._leave_out_stamps()
        steps = [step for step in self._steps if step is not None]
        self.edits: list[Edit] = [change for change, _ in steps]
        self.runs = [entries for _, entries in steps]
        self.fights += self._kept.values()

    @property
    def settled(self) -> list[Entry]:
        """What does not wait any more, without being written."""
        return [*self.done, *self.overtaken, *(entry for entry, _ in self.fights)]

    def _decide(self, run: Run, change: Change) -> None:
        decision = self._view.decide(change)
        if decision.verdict is Verdict.CONFLICT and not run.is_stamp and (parts := run.after(decision.theirs)):
            there, rest = parts
            self.done += there.entries
            self._decide(rest, rest.change)
        elif decision.verdict is Verdict.DONE:
            self._is_there(run, change)
        elif run.is_taken_back or (run.is_stamp and decision.verdict is Verdict.CONFLICT):
            self.overtaken += run.entries
        elif decision.verdict is Verdict.WRITE:
            self._write(run, change)
        else:
            *overtaken, last = run.entries
            self.overtaken += overtaken
            if isinstance(change, RemoveRow):
                self._kept[run.place] = (last, decision.theirs)
            else:
                self.fights.append((last, decision.theirs))

    def _leave_out_stamps(self) -> None:
        """Who wrote a row, and when, is not written where nothing else of the batch comes into that row."""
        written = {_press(entry) for step in self._steps if step for entry in step[1] if not _only_says_who(*step)}
        lost = {_press(entry) for entry in (*self.overtaken, *(entry for entry, _ in self.fights))} - written
        for number, step in enumerate(self._steps):
            if step and _only_says_who(*step) and all(_press(entry) in lost for entry in step[1]):
                self.overtaken += step[1]
                self._steps[number] = None

    def _is_there(self, run: Run, change: Change) -> None:
        """The workbook says it already. A row that we could not remove, and were to bring back, was never away."""
        if isinstance(change, AddRow) and run.place in self._kept:
            removal, _ = self._kept.pop(run.place)
            self.overtaken += [removal, *run.entries]
        else:
            self.done += run.entries

    def _write(self, run: Run, change: Change) -> None:
        self._view.apply(change)
        row = (*run.place[:2], "")
        if isinstance(change, RemoveRow) and row in self._added:
            was_there = self._view.place(*row[:2]) is not None  # its own removal waits too, and may come to nothing
            (self.overtaken if was_there else self.done).extend([*self._never_mind(row), *run.entries])
            return
        if isinstance(change, AddRow):
            self._added[row] = []
        if row in self._added:
            self._added[row].append(len(self._steps))
        self._steps.append((change, run.entries))

    def _never_mind(self, row: Place) -> list[Entry]:
        """A row that was added, and is not in the workbook yet, is taken back: nothing of it is written."""
        steps = self._added.pop(row)
        entries = [entry for number in steps if (step := self._steps[number]) for entry in step[1]]
        for number in steps:
            self._steps[number] = None
        return entries


def known_to(journal: Journal) -> list[Entry]:
    """What was found in the workbook since our last save."""
    last = journal.last_generation()
    return journal.since(last.name if last else "")


def settle(journal: Journal, plan: Plan) -> list[Entry]:
    """Say, within a transaction, what became of the rows that are not written; those rows."""
    journal.mark(plan.done, IN_WORKBOOK)
    journal.mark(plan.overtaken, SUPERSEDED)
    journal.add_conflicts(plan.fights)
    return plan.settled


def runs(pending: Sequence[Entry], known: Known) -> list[Run]:
    """What waits as runs, in the order of their beginnings. A run ends where its row is added or removed, and where a
    later change was made after its cell had been changed in the sheet."""
    waiting = [Run(place_of(entry, change), [entry], [change]) for entry in pending if (change := change_of(entry))]
    typed = _typed(Counter(run.place for run in waiting if not run.is_stamp), known)
    found: list[Run] = []
    last: dict[tuple[str, str], dict[Place, Run]] = {}  # of each row, what may go on
    for new in waiting:
        cells = last.setdefault(new.place[:2], {})
        old = cells.get(new.place)
        if not new.place[2]:  # a row or a word: nothing goes on beyond it, nor does it beyond what was put into it
            old = old if len(cells) == 1 else None
            cells.clear()
        if old and old.goes_on(new.change) and not _between(old, new, typed.get(new.place, ())):
            old.entries += new.entries
            old.changes += new.changes
        else:
            found.append(old := new)
        cells[new.place] = old
    return found


def _typed(waiting: Counter[Place], known: Known) -> dict[Place, list[int]]:
    """When places that wait more than once were changed in the workbook, as numbers of the journal's rows."""
    found: dict[Place, list[int]] = {place: [] for place, count in waiting.items() if count > 1}
    for entry in known() if found else ():
        if (change := change_of(entry)) and (place := place_of(entry, change)) in found:
            found[place].append(entry.seq)
    return found


def _between(old: Run, new: Run, typed: Iterable[int]) -> bool:
    return any(old.entries[-1].seq < seq < new.entries[0].seq for seq in typed)


def _only_says_who(change: Change, entries: Sequence[Entry]) -> bool:
    return isinstance(change, UpdateRow) and is_stamp(change.sheet, entries[0].column)


def _press(entry: Entry) -> tuple[str, str, str]:
    """A row of one press of Save."""
    return entry.batch, entry.sheet, entry.row_id


def place_of(entry: Entry, change: Change) -> Place:
    """What a row of the journal is about: a cell, a setting, a row ("" for its column), a word of a list (likewise),
    or what stands beside one."""
    if isinstance(change, AddToList | RemoveFromList | SetBeside):
        return entry.sheet, f"{entry.row_id}: {key(change.entry)}", entry.column
    return entry.sheet, entry.row_id, entry.column


def _cells(change: Change) -> tuple[Cell, Cell] | None:
    """What a change of one cell expects and its value; None for one of a row or a word."""
    if isinstance(change, UpdateRow):
        ((column, value),) = change.values.items()
        return change.expected.get(column), value
    return (change.expected, change.value) if isinstance(change, SetSetting | SetBeside) else None
