"""What others did to the workbook since it was last known, and what is put right where their copy was an older one, or
asked about.

The journal accounts for the workbook: its last known version and every change since. A version that Kith did not write
is compared with it, cell by cell. The stamp in it says which of our saves that copy had seen when it was opened.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from crm.model.cells import Cell, Rules, same
from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.store import questions
from crm.store.differences import Differences, changes_of, differences
from crm.store.entries import change_of, row_of
from crm.store.journal import Entry, Generation, Journal, load
from crm.store.merge import Merged, merge
from crm.store.receipt import Question
from crm.store.seen import as_seen
from crm.store.workbook import Workbook

NONE = "none"  # the stamp of a workbook that Kith never saved, or that lost it
_NEAREST = 10  # versions that are compared with a workbook whose stamp is gone


@dataclass
class Found:
    """A version that Kith did not write: what was done there, what is to be put back, what cannot be decided here, or
    the question that must be answered first. `first` when there was nothing to compare it with."""

    contents: Contents
    by_them: list[Change] = field(default_factory=list)
    merged: Merged = field(default_factory=Merged)
    question: Question | None = None
    stamp: str = ""
    known: Contents | None = None
    base: Contents | None = None  # what their copy had seen, as far as that can be told

    @property
    def has_more_columns(self) -> bool:
        """Whether it holds columns or sheets that were not known before."""
        if self.known is None:
            return False
        known = self.known.sheets
        return any(
            name not in known or sheet.columns.keys() - known[name].columns.keys()
            for name, sheet in self.contents.sheets.items()
        )


class Following:
    """Compares versions of one workbook with what its journal accounts for; it only reads."""

    def __init__(self, workbook: Workbook, journal: Journal, number: Callable[[Contents], Contents]) -> None:
        self._workbook = workbook
        self._journal = journal
        self._number = number  # gives rows without an ID the one that they were given before

    def is_ours(self, found: Contents) -> bool:
        """Whether everything in this version is in the journal already."""
        return found.fingerprint == self._journal.accounted()

    def known(self, base: Contents | None) -> Contents | None:
        """The last version that the journal accounts for: `base` if it is that, else a kept one with what was done in
        the sheet since; None when no such version is kept."""
        accounted, last = self._journal.accounted(), self._journal.last_generation()
        if base is not None and base.fingerprint == accounted:
            return base
        if last is None or (kept := self._workbook.version(last.name, last.sha)) is None:
            return base
        since = [change for entry in self._journal.since(last.name) if (change := change_of(entry))]
        return self._number(kept).applied(since)

    def look(self, found: Contents, base: Contents | None, rules: Rules, answer: str = "") -> Found:
        """What a version that Kith did not write comes to. `answer` is what the owner said to its question."""
        last, stamp = self._journal.last_generation(), stamp_of(found)
        if last is None:
            return Found(found, stamp=stamp)
        known = self.known(base)
        if known is None:  # no version is kept to compare it with: only what was written since its stamp can be told
            known = found.applied(self._changes_since(stamp))
        return self._compared(Found(found, stamp=stamp, known=known), known, (last, rules, answer))

    def _compared(self, found: Found, known: Contents, about: tuple[Generation, Rules, str]) -> Found:
        last, rules, answer = about
        theirs = found.contents
        found.by_them = list(changes_of(by_them := differences(known, theirs), known))
        if answer == "take":
            found.by_them += _emptied(by_them.gone, known)
        if answer == "take" or not by_them:
            return found
        base, question = self._base(found, known, last, by_them, answer)
        found.base = base = self._as_seen(found, base)
        since_base = by_them if base is known else replace(differences(base, theirs), gone=by_them.gone)
        found.question = None if answer else question or questions.mishap(since_base, base)
        if found.question is None:
            merged = merge(base, theirs, known, rules)
            is_hers = self._has_more_of_its_line(found, base)
            found.merged = Merged(
                [change for change in merged.put_back if not (is_hers and self._was_done_there(found, change))],
                [each for each in merged.disputes if not self._was_done_there(found, each.ours)],
            )
            if answer == "back":
                found.merged = _with(found.merged, _taken_back(since_base, by_them, known))
        return found

    def _base(
        self, found: Found, known: Contents, last: Generation, by_them: Differences, answer: str
    ) -> tuple[Contents, Question | None]:
        """What their copy had seen, and what must be asked because that cannot be told, or is very old."""
        stamp, name = found.stamp, self._workbook.name
        if stamp == last.name:
            return known, None
        if generation := self._journal.generation(stamp):
            base = self._before(known, self._journal.since(stamp))
            age = self._journal.age(stamp)
            is_old = age >= questions.MUCH_OLDER and len(by_them) > questions.MANY_CELLS
            if is_old and not answer and not differences(base, found.contents):
                when = f"{generation.at.astimezone():%d %B, %H:%M}"
                return base, questions.rolled_back(name, when, len(by_them))
            return base, None
        base = self._nearest(found.contents, known)
        return base, questions.without_mark(name, len(by_them), is_foreign=stamp != NONE)

    def _as_seen(self, found: Found, base: Contents) -> Contents:
        """The base with what their copy had seen of other people's saves."""
        if self._journal.generation(found.stamp) is None:
            return base
        return as_seen(base, found.contents, self._journal.since(found.stamp), f"sheet-{found.stamp}-")

    def _before(self, known: Contents, since: Sequence[Entry]) -> Contents:
        """The contents before some rows of the journal, last first."""
        return known.applied([change.inverse() for entry in reversed(since) if (change := change_of(entry))])

    def _nearest(self, theirs: Contents, known: Contents) -> Contents:
        """The version that differs least from theirs, among the last ones."""
        candidates = [known]
        for generation in self._journal.latest(_NEAREST):
            candidates.append(self._before(known, self._journal.since(generation.name)))
        return min(candidates, key=lambda each: len(differences(each, theirs)))

    def _changes_since(self, stamp: str) -> list[Change]:
        return [change for entry in self._journal.since(stamp) if (change := change_of(entry))]

    def _has_more_of_its_line(self, found: Found, base: Contents) -> bool:
        """Whether it holds anything that was typed at an earlier save of a copy with its stamp: then it is that very
        copy, saved again, and what went back in it was taken back. Otherwise it may be somebody else's."""
        if base is found.known:
            return False
        for entry in self._journal.of_line(f"sheet-{found.stamp}-%"):
            held, had = (_cell(contents, entry) for contents in (found.contents, base))
            if not same(held, had) and same(held, load(entry.after)[0].get(entry.column)):
                return True
        return False

    def _was_done_there(self, found: Found, change: Change) -> bool:
        """Whether what counts as ours was done in the very same copy, at an earlier save of it: then theirs is new."""
        column = next(iter(change.values)) if isinstance(change, UpdateRow) else ""
        return self._journal.last_batch((*row_of(change), column)).startswith(f"sheet-{found.stamp}-")

    def displaced(self, theirs: Contents, ours: Contents, rules: Rules) -> Found:
        """What a save comes to that our own write displaced: what to write into `ours`, the workbook as it is now."""
        found = Found(theirs, stamp=stamp_of(theirs), known=ours)
        last = self._journal.last_generation()
        if last is None:
            return found
        base, _ = self._base(found, ours, last, differences(ours, theirs), "merge")
        base = self._as_seen(found, base)
        found.question = questions.mishap(differences(base, theirs), base)
        if found.question is not None and found.question.kind == "shuffled":
            return found
        merged = merge(base, theirs, ours, rules)
        whole = theirs.applied(merged.put_back)
        changes = changes_of(differences(ours, whole), ours)
        kept = [each for each in changes if found.question is None or not isinstance(each, RemoveRow)]
        found.merged = Merged(kept, merged.disputes)
        return found

    def instead(self, theirs: Contents, known: Contents, now: Contents, rules: Rules) -> Found:
        """What to write into `now`, a kept version, so that it is `known` again with what was typed in `theirs`; the
        columns and sheets that theirs lacks stay."""
        found = self.displaced(theirs, known, rules)
        target = known.applied(found.merged.put_back)
        return replace(found, merged=Merged(list(changes_of(differences(now, target), now)), found.merged.disputes))


def stamp_of(contents: Contents) -> str:
    """The generation in the stamp of a version: which of our saves that copy had seen; "none" without."""
    return (contents.stamp[1] if contents.stamp else "") or NONE


def _taken_back(mishap: Differences, by_them: Differences, known: Contents) -> list[Change]:
    """What brings rows back that went, or else what stood in cells before; what else was typed stays."""
    if mishap.removed:
        return [AddRow(*row, by_them.removed[row]) for row in mishap.removed if row in by_them.removed]
    cells = {place: cell for place, cell in by_them.cells.items() if place in mishap.cells}
    return [change.inverse() for change in changes_of(Differences(cells=cells), known)]


def _with(merged: Merged, back: list[Change]) -> Merged:
    """What is to be put back, with what the owner wants back in the place of anything else about the same."""
    rows = {row_of(change) for change in back if isinstance(change, AddRow)}
    places = {(*row_of(change), name) for change in back if isinstance(change, UpdateRow) for name in change.values}

    def is_about(change: Change) -> bool:
        names = change.values if isinstance(change, UpdateRow) else ()
        return row_of(change) in rows or any((*row_of(change), name) in places for name in names)

    kept = [change for change in merged.put_back if not is_about(change)]
    return Merged([*kept, *back], [each for each in merged.disputes if not is_about(each.ours)])


def _emptied(gone: Iterable[tuple[str, str]], known: Contents) -> Iterator[Change]:
    """What went with the columns and sheets that somebody took out on purpose, so that it can be seen later."""
    for name, column in gone:
        sheet = known.sheets[name]
        for id, place in sheet.places.items():
            if not column:
                yield RemoveRow(
                    name, id, {key: cell for key, cell in (sheet.row(id) or {}).items() if cell is not None}
                )
            elif (cell := sheet.columns[column][place]) not in (None, ""):
                yield UpdateRow(name, id, {column: None}, {column: cell})


def _cell(contents: Contents, entry: Entry) -> Cell:
    sheet = contents.sheets.get(entry.sheet)
    place = sheet.places.get(entry.row_id) if sheet else None
    return None if sheet is None or place is None else sheet.columns.get(entry.column, [None] * (place + 1))[place]
