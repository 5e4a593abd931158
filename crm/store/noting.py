"""What was found in the workbook goes into the journal: what others did there, what is put back, and what waits is
confirmed anew where it meets it. All of it within a transaction."""

import secrets
from collections.abc import Iterable, Mapping, Sequence

from crm.model.cells import Cell, Rules, same, written
from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.sheets import SHEETS
from crm.store.entries import change_of, drafts, row_of
from crm.store.following import NONE, Found, stamp_of
from crm.store.going_along import about, other_ids
from crm.store.journal import SUPERSEDED, Draft, Entry, Journal
from crm.store.merge import Dispute, agreement
from crm.store.view import is_stamp
from crm.store.workbook import GiveId

SHEET = "in the sheet"  # who did what was done there
_DISPLACED = "Somebody saved the workbook in the very moment when Kith did. What was typed is in it; but:"
_BEGUN = (
    "This workbook was in use with Kith before, but its history is not on this computer. It begins anew here; the "
    "workbook is as it was."
)


class Noting:
    """Keeps in the journal of one workbook what `Following` found."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def note(
        self, found: Found, waiting: Sequence[Entry], *, batch: str = "", actor: str = SHEET, summary: str = ""
    ) -> None:
        """Keep what was found in the journal, within a transaction. From then on the journal accounts for it.

        `waiting` is what was confirmed and is not in the workbook: what of it agrees with theirs is confirmed anew.
        """
        journal, contents = self._journal, found.contents
        if found.known is None:
            journal.note_generation(found.stamp, contents.fingerprint)
            if found.stamp not in (NONE, "0"):
                journal.set_meta("notice", _BEGUN)
        rows = _rows(found.by_them)
        if rows:
            words = summary or told(found.by_them, found.known or contents)
            name = batch or f"sheet-{found.stamp}-{secrets.token_hex(4)}"
            journal.add(name, words, actor, rows, state="in_workbook")
        if found.known is not None:
            waiting = self._go_along(found.known, contents, waiting)
        self._put_back(found)
        self._confirm_again(found, waiting)
        journal.account(contents.fingerprint)

    def note_copies(self, rows: Sequence[GiveId], ours: Contents) -> None:
        """Copies of rows count from now on, since we changed the rows that they were made of. Within a transaction."""
        added = [
            AddRow(row.sheet, row.id, {name: cell for name, cell in row.cells.items() if cell not in (None, "")})
            for row in rows
        ]
        name = f"sheet-{stamp_of(ours)}-{secrets.token_hex(4)}"
        self._journal.add(name, told(added, ours), SHEET, _rows(added), state="in_workbook")

    def _go_along(self, known: Contents, now: Contents, waiting: Sequence[Entry]) -> list[Entry]:
        """What waits, of rows that bear another ID by now as a change of those."""
        others = other_ids(known, now, ((entry.sheet, entry.row_id) for entry in waiting))
        found: list[Entry] = []
        for entry in waiting:
            id, change = others.get((entry.sheet, entry.row_id)), change_of(entry)
            found += [entry] if id is None or change is None else self._instead(entry, [about(change, id)])
        return found

    def _confirm_again(self, found: Found, waiting: Sequence[Entry]) -> None:
        """What waits, of cells and rows that were changed in the sheet too: after what is put back there, after a row
        that came or went there and is to come or go, or as what both may be right about."""
        whole = {row_of(change) for change in found.by_them if isinstance(change, AddRow | RemoveRow)}
        again = {row_of(change) for change in found.merged.put_back}
        added = [change for change in found.by_them if isinstance(change, AddRow)]
        rows = {row_of(change): change for change in added if row_of(change) not in again}
        back = again | whole & {(entry.sheet, entry.row_id) for entry in waiting if not entry.column}
        for entry in waiting:
            if (entry.sheet, entry.row_id) in back and (change := change_of(entry)) is not None:
                theirs = rows.pop(row_of(change), None)  # what waits first meets what they made of the row
                if isinstance(change, AddRow) and theirs is not None:
                    self._meet(entry, change, theirs, found.base)
                else:
                    self._instead(entry, [change])
        self._agree(found, [entry for entry in waiting if (entry.sheet, entry.row_id) not in back])

    def _meet(self, entry: Entry, ours: AddRow, theirs: AddRow, base: Contents | None) -> None:
        """A row that was to come back stands in the sheet by itself: where its cells differ, whoever changed one since
        theirs was opened is right."""
        sheet = base.sheets.get(ours.sheet) if base else None
        had = (sheet.row(ours.id) if sheet else None) or {}
        changes, disputes = [], []
        for name in ours.values.keys() | theirs.values.keys():
            cells = ours.values.get(name), theirs.values.get(name)
            if same(*cells) or (name in had and same(cells[0], had[name])) or cells[0] in (None, ""):
                continue
            change = UpdateRow(ours.sheet, ours.id, {name: cells[0]}, {name: cells[1]})
            if cells[1] in (None, "") or (name in had and same(cells[1], had[name])) or is_stamp(ours.sheet, name):
                changes.append(change)
            else:
                disputes.append(Dispute(change, cells[1]))
        self._instead(entry, changes)
        self._dispute(f"again-{secrets.token_hex(4)}", disputes)

    def _agree(self, found: Found, waiting: Sequence[Entry]) -> None:
        changed = [change for change in found.by_them if isinstance(change, UpdateRow)]
        now = {(change.sheet, change.id, name): cell for change in changed for name, cell in change.values.items()}
        gone = {row_of(change): change for change in found.by_them if isinstance(change, RemoveRow)}
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
            if (entry.sheet, entry.row_id) == row_of(gone) and (change := change_of(entry)) is not None:
                self._instead(entry, [change])
        self._dispute(f"again-{secrets.token_hex(4)}", [Dispute(kept, None)])

    def _instead(self, entry: Entry, changes: Sequence[Change]) -> list[Entry]:
        """Confirm something else in the place of a change that waits."""
        self._journal.mark([entry], SUPERSEDED)
        return self._journal.add(entry.batch, "", entry.actor, _rows(changes))

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
