"""Snapshot: one consistent, frozen read of the whole workbook, as pandas frames.

It is shared by every session, so nobody may assign into its frames. Frames are built when first asked for; after a
change of a few cells the next Snapshot takes over all that they do not touch.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from crm.model import ids, links
from crm.model.arrays import array, without_collecting
from crm.model.cells import ID, Cell, Rules
from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.contents import Contents, SheetContents, blank
from crm.model.frames import Context, Typed, after, build, columns_of, only, removed, spliced, touched, untouched
from crm.model.lists import Lists
from crm.model.problems import Problem
from crm.model.schema import Column
from crm.model.settings import Settings
from crm.model.sheets import SHEETS
from crm.model.text import key


class Snapshot:
    """The workbook at one moment: `contacts`, `interactions` ... are frames of typed values, indexed by ID.

    A frame has a column for every declared field, whether or not the sheet has it, and for every own column
    (`own:<heading>`); blanks are missing values, never 0 or False. `waiting` holds the IDs of rows with a
    change that is confirmed but not in the workbook yet.
    """

    def __init__(self, contents: Contents, rules: Rules, *, waiting: frozenset[str] = frozenset()) -> None:
        self.contents = contents
        self.settings = Settings(contents.settings)
        self.rules = self.settings.rules(rules.today) if contents.settings else rules
        self.lists = Lists(contents.lists)
        self.waiting = waiting
        self.revision = contents.revision
        self._typed: dict[str, Typed] = {}
        self._linked: dict[str, Typed] = {}
        self._columns: dict[str, tuple[Column, ...]] = {}
        self._people: links.People | None = None
        self.trail: tuple[tuple[object, frozenset[str]], ...] = ((object(), frozenset()),)
        self._lock = threading.RLock()

    # frames -------------------------------------------------------------------------------------------------------

    @property
    def contacts(self) -> pd.DataFrame:
        """One row a person or organisation."""
        return self.frame("Contacts")

    @property
    def interactions(self) -> pd.DataFrame:
        """One row each time somebody met, spoke, wrote or delivered."""
        return self.frame("Interactions")

    @property
    def follow_ups(self) -> pd.DataFrame:
        """One row a next step."""
        return self.frame("Follow-ups")

    @property
    def sales(self) -> pd.DataFrame:
        """One row an amount of money in or out."""
        return self.frame("Sales")

    @property
    def satisfaction(self) -> pd.DataFrame:
        """One row a person who was asked or who answered."""
        return self.frame("Satisfaction")

    @property
    def deals(self) -> pd.DataFrame:
        """One row a possible sale."""
        return self.frame("Deals")

    @property
    def tickets(self) -> pd.DataFrame:
        """One row a request for help."""
        return self.frame("Tickets")

    def frame(self, sheet: str) -> pd.DataFrame:
        """The frame of a sheet by its SHEETS key; without rows where the workbook has no such sheet.

        In a sheet with a contact, `contact_id` is the contact that the row was found to belong to.
        """
        return self._understood(sheet).frame

    def _understood(self, sheet: str) -> Typed:
        with self._lock:
            if sheet not in self._linked:
                self._linked[sheet] = self._link(sheet, self._type(sheet))
            return self._linked[sheet]

    def _type(self, sheet: str) -> Typed:
        if sheet not in self._typed:
            with without_collecting():
                self._typed[sheet] = build(self._contents_of(sheet), self.context(sheet))
        return self._typed[sheet]

    def _link(self, sheet: str, typed: Typed) -> Typed:
        if "contact_id" not in SHEETS[sheet].fields:
            return typed
        contents = self._contents_of(sheet)
        found, problems = links.resolve(contents, self.people)
        frame = typed.frame.copy(deep=False)
        if frame.index.to_list() != contents.columns["id"]:  # rows that were added since stand last in the frame
            by_id = dict(zip(contents.columns["id"], found, strict=True))
            found = [by_id[id] for id in frame.index]
        frame["contact_id"] = array(SHEETS[sheet].column("contact_id").kind, found)
        return Typed(frame, typed.problems | _joined(typed.problems, problems))

    def _link_after(self, before: Typed, sheet: str, changes: Sequence[AddRow | UpdateRow | RemoveRow]) -> Typed:
        """The same as `_link` from what it came to before a few changes: only what they touch is resolved again."""
        typed, contents = self._type(sheet), self._contents_of(sheet)
        if "contact_id" not in SHEETS[sheet].fields:
            return typed
        ids = touched(contents, changes)
        found, problems = links.resolve(only(contents, ids), self.people)
        fresh = pd.DataFrame({"contact_id": array(ID, found)}, index=pd.Index(array(ID, ids), name="id"))
        frame = typed.frame.copy(deep=False)
        linked = spliced(before.frame[["contact_id"]], fresh, removed(changes), ["contact_id"])
        frame["contact_id"] = linked["contact_id"].array
        known = untouched(before.problems, contents, ids)
        known |= {id: typed.problems[id] for id in ids if id in typed.problems}
        return Typed(frame, known | _joined(known, problems))

    @property
    def people(self) -> links.People:
        """How a name or an ID is resolved to a contact."""
        if self._people is None:
            self._people = links.People.of(self._contents_of("Contacts"))
        return self._people

    def _contents_of(self, sheet: str) -> SheetContents:
        found = self.contents.sheets.get(sheet)
        if found is not None and "id" in found.columns:
            return found
        if found is not None:  # somebody took the ID column out: rows can be looked at, under passing IDs
            passing: list[Cell] = [f"row {row}" for row in found.rows]
            return replace(found, columns={"id": passing, **found.columns})
        return blank(sheet)

    # columns, cells, problems ---------------------------------------------------------------------------------------

    def context(self, sheet: str) -> Context:
        """What it takes to understand a cell of a sheet."""
        return Context(self.columns(sheet), self.rules, self.lists)

    def columns(self, sheet: str) -> tuple[Column, ...]:
        """The columns this workbook has in a sheet: the known ones in their order, then the team's own."""
        with self._lock:
            if sheet not in self._columns:
                self._columns[sheet] = columns_of(self._contents_of(sheet), self.rules)
            return self._columns[sheet]

    def own_columns(self, sheet: str) -> tuple[Column, ...]:
        """The columns that the team made itself."""
        return tuple(column for column in self.columns(sheet) if column.is_own)

    def row(self, sheet: str, id: str) -> dict[str, Cell]:
        """The cells of a row by field, as they were typed; empty when there is no such row."""
        return self._contents_of(sheet).row(id) or {}

    def cell(self, sheet: str, id: str, field: str) -> Cell:
        """What was typed into one cell."""
        return self.row(sheet, id).get(field)

    def formula(self, sheet: str, id: str, field: str) -> str | None:
        """The formula of a cell, without its `=`; such a cell is the team's own and is never written."""
        contents = self._contents_of(sheet)
        place = contents.places.get(id)
        return None if place is None else contents.formulas.get((contents.rows[place], field))

    def has(self, sheet: str) -> bool:
        """Whether the workbook has this sheet."""
        return sheet in self.contents.sheets

    def problems_of(self, sheet: str, id: str) -> tuple[Problem, ...]:
        """What could not be understood in one row."""
        return self._understood(sheet).problems.get(id, ())

    def problems_in(self, sheet: str) -> Mapping[str, tuple[Problem, ...]]:
        """The same by row ID, for all rows of a sheet that have any."""
        return self._understood(sheet).problems

    @property
    def problems(self) -> list[Problem]:
        """Everything in the workbook that could not be understood, sheet by sheet, row by row."""
        found: list[Problem] = []
        for sheet in self.contents.sheets:
            found += self.contents.sheets[sheet].left_out
            found += [problem for row in self._understood(sheet).problems.values() for problem in row]
            found += _missing_columns(self.contents.sheets[sheet])
        found += self._scores()
        found += [
            Problem("bad_setting", "Settings", 0, key, "value", str(self.contents.settings[key]), sentence)
            for key, sentence in self.settings.unreadable().items()
        ]
        return sorted(
            found,
            key=lambda problem: (list(SHEETS).index(problem.sheet) if problem.sheet in SHEETS else 99, problem.row),
        )

    def _scores(self) -> list[Problem]:
        """Answers outside the scale of their question."""
        frame, contents, found = self.satisfaction, self._contents_of("Satisfaction"), []
        if not {"score", "question"} <= set(frame.columns):
            return []
        for id, question, score in zip(frame.index, frame["question"], frame["score"], strict=True):
            asked = self.lists.questions.get(key(question)) if isinstance(question, str) else None
            if asked and not pd.isna(score) and not asked.low <= score <= asked.high:
                row = contents.rows[contents.places[id]]
                text = f"{score} is outside {asked.low} to {asked.high}, so it is left out of the score."
                found.append(Problem("out_of_scale", "Satisfaction", row, id, "score", str(score), text))
        return found

    def changed_since(self, mark: object) -> frozenset[str] | None:
        """The IDs of rows that changed since the Snapshot whose `mark` this is; None when that is not known."""
        marks = [one for one, _ in self.trail]
        if mark not in marks:
            return None
        steps = [touched for _, touched in self.trail[marks.index(mark) + 1 :]]
        return frozenset(id for step in steps for id in step)

    @property
    def mark(self) -> object:
        """What this Snapshot is known by to those that keep something made from it."""
        return self.trail[-1][0]

    # IDs and the next snapshot ----------------------------------------------------------------------------------------

    def draw_id(self, sheet: str) -> str:
        """A new ID for a row of a sheet."""
        return ids.draw(SHEETS[sheet].letter, self.contents)

    def after(self, contents: Contents, changes: Sequence[Change], waiting: Iterable[str]) -> "Snapshot":
        """The next Snapshot: `contents` already holds `changes`, and nothing else differs from this one."""
        following = Snapshot(contents, self.rules, waiting=frozenset(waiting))
        rows = [change for change in changes if isinstance(change, AddRow | UpdateRow | RemoveRow)]
        if len(rows) < len(changes):
            return following  # a list or a setting moved: everything is to be read anew
        following.trail = (*self.trail[-30:], (object(), frozenset(change.id for change in rows)))
        moved = {change.sheet for change in rows}
        with self._lock:
            for sheet, typed in self._typed.items():
                its = [change for change in rows if change.sheet == sheet]
                if not its:
                    following._typed[sheet], following._columns[sheet] = typed, self._columns[sheet]
                elif following.columns(sheet) == self._columns[sheet]:
                    following._typed[sheet] = after(typed, contents.sheets[sheet], its, following.context(sheet))
            if "Contacts" not in moved:
                following._people = self._people
                following._linked = {name: typed for name, typed in self._linked.items() if name not in moved}
                for sheet in moved & self._linked.keys() & following._typed.keys():
                    its = [change for change in rows if change.sheet == sheet]
                    following._linked[sheet] = following._link_after(self._linked[sheet], sheet, its)
        return following


def _joined(known: Mapping[str, tuple[Problem, ...]], more: Mapping[str, Problem]) -> dict[str, tuple[Problem, ...]]:
    """One problem more for each of these rows."""
    return {id: (*known.get(id, ()), problem) for id, problem in more.items()}


def _missing_columns(sheet: SheetContents) -> list[Problem]:
    """Columns without which a sheet cannot be kept up."""
    found = []
    for column in (c for c in SHEETS[sheet.key].columns if c.required or c.field == "id"):
        named = column.field == "name" and {"first_name", "last_name"} & set(sheet.columns)
        if column.field not in sheet.columns and not named:
            sentence = f"The column “{column.heading}” is missing from the sheet {sheet.title}."
            found.append(Problem("heading_missing", sheet.key, sheet.heading_row, "", column.field, "", sentence))
    return found
