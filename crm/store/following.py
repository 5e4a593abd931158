"""What others did to the workbook since it was last known: journaled, put right where their copy was an older one, or
asked about.

The journal accounts for the workbook: its last known version and every change since. A version that Kith did not write
is compared with it, cell by cell. The stamp in it says which of our saves that copy had seen when it was opened.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.model.cells import Cell, Rules, same, written
from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.sheets import SHEETS
from crm.store import questions
from crm.store.differences import Differences, changes_of, differences
from crm.store.entries import change_of, drafts
from crm.store.journal import SUPERSEDED, Draft, Entry, Generation, Journal, load
from crm.store.merge import Dispute, Merged, agreement, merge
from crm.store.receipt import Question
from crm.store.view import is_stamp
from crm.store.workbook import Workbook

SHEET = "in the sheet"  # who did what was done there
_NONE = "none"  # the stamp of a workbook that Kith never saved, or that lost it
_DISPLACED = "Somebody saved the workbook in the very moment when Kith did. What was typed is in it; but:"
_BEGUN = (
    "This workbook was in use with Kith before, but its history is not on this computer. It begins anew here; the "
    "workbook is as it was."
)
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
    """Compares versions of one workbook with what its journal accounts for. Everything but `note` only reads."""

    def __init__(self, workbook: Workbook, journal: Journal, number: Callable[[Contents], Contents]) -> None:
        self._workbook = workbook
        self._journal = journal
        self._number = number  # gives rows without an ID the one that they were given before

    @staticmethod
    def stamp(contents: Contents) -> str:
        """The generation in the stamp of a version."""
        return _stamp(contents)

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
        last, stamp = self._journal.last_generation(), _stamp(found)
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
        since_base = by_them if base is known else replace(differences(base, theirs), gone=by_them.gone)
        found.question = None if answer else question or questions.mishap(since_base, known)
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
        return base, questions.without_mark(name, len(by_them), is_foreign=stamp != _NONE)

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
        return self._journal.last_batch((*_row(change), column)).startswith(f"sheet-{found.stamp}-")

    def displaced(self, theirs: Contents, ours: Contents, rules: Rules) -> Found:
        """What a save comes to that our own write displaced: what to write into `ours`, the workbook as it is now."""
        found = Found(theirs, stamp=_stamp(theirs), known=ours)
        last = self._journal.last_generation()
        if last is None:
            return found
        base, _ = self._base(found, ours, last, differences(ours, theirs), "merge")
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

    # keeping it -------------------------------------------------------------------------------------------------------

    def note(
        self, found: Found, waiting: Sequence[Entry], *, batch: str = "", actor: str = SHEET, summary: str = ""
    ) -> None:
        """Keep what was found in the journal, within a transaction. From then on the journal accounts for it.

        `waiting` is what was confirmed and is not in the workbook: what of it agrees with theirs is confirmed anew.
        """
        journal, contents = self._journal, found.contents
        if found.known is None:
            journal.note_generation(found.stamp, contents.fingerprint)
            if found.stamp not in (_NONE, "0"):
                journal.set_meta("notice", _BEGUN)
        rows = _rows(found.by_them)
        if rows:
            words = summary or told(found.by_them, found.known or contents)
            name = batch or f"sheet-{found.stamp}-{secrets.token_hex(4)}"
            journal.add(name, words, actor, rows, state="in_workbook")
        self._put_back(found)
        self._confirm_again(found, waiting)
        journal.account(contents.fingerprint)

    def _confirm_again(self, found: Found, waiting: Sequence[Entry]) -> None:
        """What waits, of cells and rows that were changed in the sheet too: after what is put back there, or as what
        both may be right about."""
        back = {_row(change) for change in found.merged.put_back}
        for entry in waiting:
            if (entry.sheet, entry.row_id) in back and (change := change_of(entry)) is not None:
                self._instead(entry, [change])
        self._agree(found, [entry for entry in waiting if (entry.sheet, entry.row_id) not in back])

    def _agree(self, found: Found, waiting: Sequence[Entry]) -> None:
        changed = [change for change in found.by_them if isinstance(change, UpdateRow)]
        now = {(change.sheet, change.id, name): cell for change in changed for name, cell in change.values.items()}
        gone = {_row(change): change for change in found.by_them if isinstance(change, RemoveRow)}
        for entry in waiting:
            change = change_of(entry)
            if not isinstance(change, UpdateRow) or is_stamp(change.sheet, entry.column):
                continue
            place = (change.sheet, change.id, entry.column)
            if place in now:
                cells = change.expected.get(entry.column), now[place], change.values[entry.column]
                agreed = agreement(place, cells, Rules(entry.at.date()))
                if agreed is not None:
                    self._instead(entry, [UpdateRow(*place[:2], {entry.column: agreed[0]}, {entry.column: now[place]})])
                    now[place] = agreed[0]  # the next change of this cell comes after it
            elif place[:2] in gone:
                self._keep(gone.pop(place[:2]), waiting)

    def _keep(self, gone: RemoveRow, waiting: Sequence[Entry]) -> None:
        """A row that was removed in the sheet, and of which changes wait, stays; and that is to be decided."""
        kept = AddRow(gone.sheet, gone.id, gone.expected)
        self._journal.add(f"again-{secrets.token_hex(4)}", "", "Kith", _rows([kept]))
        for entry in waiting:
            if (entry.sheet, entry.row_id) == _row(gone) and (change := change_of(entry)) is not None:
                self._instead(entry, [change])
        self._dispute(f"again-{secrets.token_hex(4)}", [Dispute(kept, None)])

    def _instead(self, entry: Entry, changes: Sequence[Change]) -> None:
        """Confirm something else in the place of a change that waits."""
        self._journal.mark([entry], SUPERSEDED)
        self._journal.add(entry.batch, "", entry.actor, _rows(changes))

    def note_displaced(self, found: Found) -> None:
        """Keep in the journal, within a transaction, what is to be written of a save that ours displaced."""
        batch = f"sheet-{found.stamp}-{found.contents.fingerprint[:12]}"
        if self._journal.knows(batch):
            return  # another process of this computer found it too
        if found.question is not None:
            self._journal.set_meta("notice", f"{_DISPLACED} {found.question.sentence}")
        words = told(found.merged.put_back, found.known or found.contents)
        self._journal.add(batch, words if found.merged.put_back else "", SHEET, _rows(found.merged.put_back))
        self._dispute(f"again-{secrets.token_hex(4)}", found.merged.disputes)

    def _put_back(self, found: Found) -> None:
        journal, merged = self._journal, found.merged
        batch = f"again-{secrets.token_hex(4)}"
        rows = _rows(merged.put_back)
        if rows:
            count = sum(row.sheet not in SHEETS or not is_stamp(row.sheet, row.column) for row in rows)
            cells = "One thing" if count <= 1 else f"{count:,} things"
            journal.add(batch, f"{cells} put back after an older copy was saved over the workbook", "Kith", rows)
        self._dispute(batch, merged.disputes)

    def _dispute(self, batch: str, disputes: Iterable[Dispute]) -> None:
        journal = self._journal
        for number, dispute in enumerate(disputes):
            for draft in drafts(dispute.ours):
                who = journal.who_wrote(draft.sheet, draft.row_id, draft.column) or "Kith"
                (entry,) = journal.add(f"{batch}-{number}", "", who, [draft])
                journal.add_conflicts([(entry, dispute.theirs)])


def _stamp(contents: Contents) -> str:
    return (contents.stamp[1] if contents.stamp else "") or _NONE


def _taken_back(mishap: Differences, by_them: Differences, known: Contents) -> list[Change]:
    """What brings rows back that went, or else what stood in cells before; what else was typed stays."""
    if mishap.removed:
        return [AddRow(*row, by_them.removed[row]) for row in mishap.removed if row in by_them.removed]
    cells = {place: cell for place, cell in by_them.cells.items() if place in mishap.cells}
    return [change.inverse() for change in changes_of(Differences(cells=cells), known)]


def _with(merged: Merged, back: list[Change]) -> Merged:
    """What is to be put back, with what the owner wants back in the place of anything else about the same."""
    rows = {_row(change) for change in back if isinstance(change, AddRow)}
    places = {(*_row(change), name) for change in back if isinstance(change, UpdateRow) for name in change.values}

    def is_about(change: Change) -> bool:
        names = change.values if isinstance(change, UpdateRow) else ()
        return _row(change) in rows or any((*_row(change), name) in places for name in names)

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


def _row(change: Change) -> tuple[str, str]:
    """The sheet and ID, as the journal names what a change is about."""
    (draft, *_) = drafts(change)
    return draft.sheet, draft.row_id


def _rows(changes: Iterable[Change]) -> list[Draft]:
    return [draft for change in changes for draft in drafts(change, getattr(change, "place", None))]


def told(changes: Sequence[Change], contents: Contents) -> str:
    """What was done, in one line: “Ada Lovelace: Phone, City”, or “3 rows changed, 1 added”."""
    rows: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        if isinstance(change, UpdateRow):
            names = [SHEETS[change.sheet].column(name).heading for name in change.values]
            rows.setdefault((change.sheet, change.id), []).extend(names)
    added = [change for change in changes if isinstance(change, AddRow)]
    removed = [change for change in changes if isinstance(change, RemoveRow)]
    if len(rows) == 1 and not added and not removed:
        ((sheet, id), headings), *_ = rows.items()
        return f"{_name(contents.sheets[sheet].row(id) or {}, id)}: {', '.join(headings[:6])}"
    if not rows and len(added) + len(removed) == 1:
        one = (added or removed)[0]
        cells = one.values if isinstance(one, AddRow) else one.expected
        return f"{_name(cells, one.id)} {'added' if added else 'removed'}"
    counts = ((len(rows), "changed"), (len(added), "added"), (len(removed), "removed"))
    parts = [f"{count:,} {'row' if count == 1 else 'rows'} {what}" for count, what in counts if count]
    return ", ".join(parts) or "Settings and lists changed"


def _name(cells: Mapping[str, Cell], id: str) -> str:
    return written(cells.get("name") or cells.get("contact")) or id
