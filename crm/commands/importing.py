"""Bringing in a list on the command line: what would come in, and with --yes it does."""

from pathlib import Path

from crm.actions.import_plan import ImportPlan
from crm.actions.imports import for_workbook, plan_people
from crm.commands.answers import Arguments, Said, opened, told
from crm.exchange.columns import propose
from crm.exchange.table import Table, read_table
from crm.model.cells import written
from crm.model.errors import CannotOpen, InvalidInput
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.ui.resembling import resembling

_SHOWN = 20  # lines of a kind


def import_(given: Arguments) -> Said:
    """Say what bringing in a list (.csv, .xlsx or .vcf) would do: new, changed, maybe here already; --yes does it."""
    path = Path(given.file).expanduser()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read ({error.strerror}).") from error
    with opened(given.location) as store:
        snapshot = store.snapshot()
        table = _table(read_table(data, path.name, snapshot.settings.text("country")), given.sheet)
        mapping = for_workbook(propose(table), snapshot, table)
        plan = plan_people(snapshot, table, mapping, today=snapshot.rules.today, finder=resembling).settled({})
        counts: dict[str, object] = {**plan.counts, "columns": {one.heading: one.target for one in mapping}}
        lines = _lines(snapshot, plan)
        if not plan.new and not plan.updates:
            return Said(counts, [*lines, "There is nothing to bring in."])
        if not given.yes:
            return Said(counts, [*lines, "Nothing was saved. Say --yes to bring them in."], 1)
        said = told(store, store.save(plan.change_set(snapshot)))
        assert isinstance(said.data, dict)
        return Said({**counts, **said.data}, [*lines, *said.lines])


def _table(tables: list[Table], title: str) -> Table:
    """The largest sheet of a workbook, or the one that is named."""
    if not title:
        return tables[0]
    for table in tables:
        if table.name == title:
            return table
    raise InvalidInput("sheet", f"There is no sheet “{title}”. There is {', '.join(table.name for table in tables)}.")


def _lines(snapshot: Snapshot, plan: ImportPlan) -> list[str]:
    counts = plan.counts
    names = {"new": "new", "updates": "changed", "possible": "maybe here already, skipped", "same": "as they are",
             "not_people": "no people", "problems": "worth a look"}  # fmt: skip
    lines = [", ".join(f"{counts[name]:,} {words}" for name, words in names.items() if counts[name]) or "Nobody."]
    for update in plan.updates[:_SHOWN]:
        for cell in update.cells:
            heading = SHEETS["Contacts"].column(cell.field).heading
            before, after = (" ".join(written(each).split()) for each in (cell.before, cell.after))
            lines.append(f"{update.name}, {heading}: {before or 'blank'} becomes {after}")
    for row in plan.possible[:_SHOWN]:
        one = row.candidates[0]
        lines.append(f"Row {row.row}: {row.name} may be {one.name} ({one.id}): {one.why}")
    return [*lines, *plan.problems[:_SHOWN]]
