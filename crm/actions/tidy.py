"""Tidy: everything in a workbook that may be a slip, what could be done about it, and the changes that do it.

Nothing here is done by itself, and nothing is lost by it: each fix is a ChangeSet like any other, so the journal keeps
what stood there, and one undo brings it back.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

from crm.actions.tidying.catalogue import DEFECTS, Defect
from crm.actions.tidying.copied import Copied, copied
from crm.actions.tidying.days import days, near
from crm.actions.tidying.finding import ASK, NOTE, SHOW, Finding, Fix, Looked
from crm.actions.tidying.ids import Gone, other_ids
from crm.actions.tidying.letters import letters
from crm.actions.tidying.links import Names, orphan
from crm.actions.tidying.lists import fixes_of
from crm.actions.tidying.lying import lying
from crm.actions.tidying.mails import mails
from crm.actions.tidying.numbers import is_unsure, thousands
from crm.actions.tidying.phones import phones
from crm.actions.tidying.sheets import copies, formulas, headings
from crm.actions.tidying.shifted import shifted
from crm.model.cells import INTEGER, MONEY, NUMBER
from crm.model.changes import AddToList, Change, ChangeSet, UpdateRow
from crm.model.errors import InvalidInput
from crm.model.laid import Tabs
from crm.model.problems import Problem
from crm.model.snapshot import Snapshot
from crm.model.text import key

FINDERS: tuple[Callable[[Snapshot], Iterator[Finding]], ...] = (
    mails, phones, days, thousands, letters, headings, copies, formulas,
)  # fmt: skip
_THEIRS = ("phone_as_number",)  # problems that a finder tells in its own way, with what can be done


def findings(
    snapshot: Snapshot, tabs: Tabs | None = None, copies_made: Iterable[Copied] = (), gone: Iterable[Gone] = ()
) -> list[Finding]:
    """Everything to tidy in a workbook, in the order of the catalogue, and of the sheet. Changes nothing.

    `tabs` is how its rows lie, where that is known; `copies_made` the rows that began as copies of others; `gone` the
    rows that were taken out not long ago, the latest first."""
    beside = list(shifted(snapshot))
    moved = {(one.sheet, one.id) for one in beside}
    found = [one for finder in FINDERS for one in finder(snapshot) if (one.sheet, one.id) not in moved]
    told = {(one.sheet, one.id, one.field) for one in found if one.id}
    found += [one for one in _understood(snapshot, told) if not one.id or (one.sheet, one.id) not in moved]
    found += [*beside, *lying(snapshot, tabs or {}), *copied(snapshot, copies_made), *other_ids(snapshot, gone)]
    order = {code: place for place, code in enumerate(DEFECTS)}
    sheets = {name: place for place, name in enumerate(snapshot.contents.sheets)}
    return sorted(found, key=lambda one: (order[one.code], sheets.get(one.sheet, 99), one.row))


def _understood(snapshot: Snapshot, told: Collection[tuple[str, str, str]]) -> Iterator[Finding]:
    """What reading could not understand, with what could be done, but what a finder has told already."""
    names = Names(snapshot)
    for problem in snapshot.problems:
        if problem.code in _THEIRS or (problem.id and (problem.sheet, problem.id, problem.field) in told):
            continue
        if problem.code == "orphan":
            yield orphan(snapshot, names, problem)
            continue
        column = _column(snapshot, problem)
        if column is None:
            yield _shown(problem)
            continue
        place = column.contents.places[problem.id]
        is_amount = problem.code == "not_a_number" and column.column.kind in (MONEY, NUMBER, INTEGER)
        if is_amount and is_unsure(column, column.cells[place], snapshot):
            continue  # told once for the column
        yield _shown(problem, *_fixes(snapshot, column, place, problem.code))


def _fixes(snapshot: Snapshot, column: Looked, place: int, code: str) -> Iterator[Fix | None]:
    if code == "not_in_list":
        yield from fixes_of(snapshot, column, place)
    elif code == "not_a_date":
        yield from near(column, place, snapshot.rules)
    elif code == "not_yes_or_no":
        yield from (column.fix(place, word) for word in ("Yes", "No"))


def _column(snapshot: Snapshot, problem: Problem) -> Looked | None:
    """The cells of the column that a problem is about; None when it is about a row, or its row has no name."""
    contents = snapshot.contents.sheets.get(problem.sheet)
    if contents is None or problem.field not in contents.columns or problem.id not in contents.places:
        return None
    if "id" not in contents.columns:
        return None
    column = next((one for one in snapshot.columns(problem.sheet) if one.field == problem.field), None)
    return Looked(contents, column, contents.columns[problem.field]) if column else None


def _shown(problem: Problem, *fixes: Fix | None) -> Finding:
    usable = tuple(fix for fix in fixes if fix)
    return Finding(
        problem.code, problem.sheet, problem.row, problem.id, problem.field, problem.text, problem.sentence, usable,
        way=ASK if usable else SHOW,
    )  # fmt: skip


def twice(pairs: Iterable[tuple[str, str, Mapping[str, str], Sequence[str]]]) -> list[Finding]:
    """People who may be here twice, as findings: both IDs, the names by ID, and what is equal."""
    found = []
    for one, other, names, equal in pairs:
        sentence = f"{names[one]} ({one}) and {names[other]} ({other}) may be one: {', '.join(equal)}."
        found.append(Finding("twice", "Contacts", 0, one, "", other, sentence, way=ASK))
    return found


# what is made of them -----------------------------------------------------------------------------------------------


def by_kind(found: Iterable[Finding]) -> Mapping[Defect, list[Finding]]:
    """Findings by the kind of slip, in the order of the catalogue."""
    kinds: dict[Defect, list[Finding]] = {}
    for one in found:
        kinds.setdefault(DEFECTS[one.code], []).append(one)
    return kinds


def together(found: Iterable[Finding]) -> list[list[Finding]]:
    """Findings with the same text in the same column, put together: one answer serves them all."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for one in found:
        alike = (
            (one.code, one.sheet, one.field, one.text) if one.text else (one.code, one.sheet, one.mark, str(one.row))
        )
        groups.setdefault(alike, []).append(one)
    return list(groups.values())


def is_to_tidy(one: Finding) -> bool:
    """Whether a finding wants anything of anybody."""
    return one.way != NOTE


def proposed(found: Iterable[Finding]) -> list[Finding]:
    """Those that can be put right together: one correction suggests itself, and is no matter of taste."""
    ready = [one for one in found if DEFECTS[one.code].is_plain and one.fix]
    return [one for one in ready if one.fix and isinstance(one.fix.changes[0], UpdateRow)]


def sure(found: Iterable[Finding]) -> list[Finding]:
    """Those whose fix only writes what was read there already."""
    return [one for one in found if one.fix and one.fix.is_sure]


def heal(found: Iterable[Finding], choice: int = 0) -> ChangeSet:
    """The changes that put findings right by what is proposed, or by another of their fixes; one batch, one undo.

    Raises InvalidInput when there is nothing to be done about any of them.
    """
    chosen = [one.fixes[choice] for one in found if len(one.fixes) > choice]
    changes: dict[Hashable, Change] = {}
    for change in (change for fix in chosen for change in fix.changes):
        changes.setdefault(_what(change), change)
    if not changes:
        raise InvalidInput("tidy", "There is nothing that could be put right here.")
    if len(chosen) == 1:
        return ChangeSet(f"Tidied: {chosen[0].label[:1].lower()}{chosen[0].label[1:]}", tuple(changes.values()))
    return ChangeSet(f"Tidied {len(chosen)} cells", tuple(changes.values()))


def _what(change: Change) -> Hashable:
    """What a change is about: several rows of one new person add that person once."""
    if isinstance(change, AddToList):
        return change.list, key(change.entry)
    if isinstance(change, UpdateRow):
        return change.sheet, change.id, tuple(change.values)
    return getattr(change, "sheet", ""), getattr(change, "id", "")
