"""Moving a workbook on the command line: from Excel to Google, back, or from one file to another."""

from dataclasses import asdict

from crm.commands.answers import Arguments, Said, opened
from crm.model.changes import AddRow, RemoveRow, UpdateRow
from crm.model.sheets import SHEETS
from crm.ui import moved


def move(given: Arguments) -> Said:
    """Move a workbook to another place, a file or a Google Sheet; doing it again changes nothing."""
    with opened(given.location) as store:
        plan = moved.planned(store, given.to)
        seen = store.snapshot()
        lines = moved.told(plan, seen)
        data: dict[str, object] = {"to": plan.to.location, "rows": _counts(plan), "columns": plan.move.lacking.columns}
        if given.dry_run:
            return Said({**data, "done": False}, [*lines, "Nothing was done yet."])
        done = moved.carried_out(store, plan)
    receipt = done.receipt
    conflicts = [asdict(one) for one in receipt.conflicts]
    data |= {"done": True, "in_workbook": done.is_there, "history": done.history, "conflicts": conflicts}
    return Said(data, [*lines, done.sentence(plan.to.name)] if plan.is_anything else lines)


def _counts(plan: moved.Planned) -> dict[str, dict[str, int]]:
    kinds = {"added": AddRow, "changed": UpdateRow, "removed": RemoveRow}
    counts = {name: {word: plan.move.count(name, kind) for word, kind in kinds.items()} for name in SHEETS}
    return {name: each for name, each in counts.items() if any(each.values())}
