"""Who is in a workbook twice, on the command line: the list with its reasons, and two made one."""

from crm.actions.merged_cells import differing
from crm.actions.merging import merge_contacts, not_the_same
from crm.commands.answers import Arguments, Said, opened, told
from crm.commands.rows import column_named, contact_called, name_of
from crm.model.sheets import SHEETS
from crm.search.duplicates import likely
from crm.ui.told import last_changed

_LOOKED_BACK = 300  # presses of Save of one contact that are looked through for who changed what last


def duplicates(given: Arguments) -> Said:
    """Who is probably in the workbook twice, and why; --not-the-same says of two that they are not."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
        if given.not_the_same:
            one, other = (contact_called(snapshot, text) for text in given.not_the_same)
            return told(store, store.save(not_the_same(snapshot, one, other)))
    found, lines = [], []
    for pair in likely(snapshot).pairs:
        names = [name_of(snapshot, id) for id in (pair.one, pair.other)]
        band = "surely one" if pair.is_sure else "perhaps one"
        but = f"; but {', '.join(pair.differs)}" if pair.differs else ""
        lines.append(f"{pair.one} {names[0]} and {pair.other} {names[1]}, {band}: {', '.join(pair.equal)}{but}.")
        found.append({"ids": [pair.one, pair.other], "names": names, "points": pair.points, "sure": pair.is_sure,
                      "equal": pair.equal, "differs": pair.differs})  # fmt: skip
    return Said(found, lines or ["Nobody is in it twice, as far as it can be seen."], int(bool(found)))


def merge(given: Arguments) -> Said:
    """Say what two contacts would become as one, the first stays; with --yes they are made one."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
        keep, drop = (contact_called(snapshot, text) for text in (given.keep, given.drop))
        history = {id: store.history(_LOOKED_BACK, id=id, sheet="Contacts") for id in (keep, drop)}
        asked = differing(snapshot, keep, drop, last_changed(history))
        taken = {column_named(snapshot, SHEETS["Contacts"], name).field for name in given.take}
        choices = {one.column.field: drop if one.column.field in taken else one.default for one in asked}
        changes = merge_contacts(snapshot, keep, drop, choices)
        if given.yes:
            return told(store, store.save(changes))
    values = {one.column.heading: one.keep if choices[one.column.field] == keep else one.drop for one in asked}
    lines = [f"{heading}: {value}" for heading, value in values.items()]
    lines.append(f"{changes.summary}: nothing was done. Say --yes to do it, --take FIELD for a value of {drop}.")
    return Said({"keep": keep, "drop": drop, "values": values}, lines, 1)
