"""What is to tidy in a workbook, on the command line."""

from collections.abc import Sequence

from crm.actions import tidy
from crm.actions.tidying.catalogue import DEFECTS
from crm.actions.tidying.finding import Finding
from crm.commands.answers import Arguments, Said, opened, told
from crm.commands.rows import name_of
from crm.search.duplicates import likely
from crm.store.store import Store

_MOST = 3  # fixes that are named in a line


def check(given: Arguments) -> Said:
    """Everything in a workbook that may be a slip; --heal puts right what is sure."""
    healed: Sequence[str] = ()
    with opened(given.location) as store:
        found = _found(store)
        sure = tidy.sure(found)
        if given.heal and sure:
            said = told(store, store.save(tidy.heal(sure)))
            healed, found = said.lines, _found(store)
    lines = [*healed, *(_line(one) for one in found)]
    is_anything = any(map(tidy.is_to_tidy, found))
    return Said([_data(one) for one in found], lines or ["Nothing to tidy."], int(is_anything))


def _found(store: Store) -> list[Finding]:
    """What is to tidy now, but what was left as it is."""
    snapshot, left = store.snapshot(), store.left()
    pairs = likely(snapshot).pairs
    names = {id: name_of(snapshot, id) for pair in pairs for id in (pair.one, pair.other)}
    twice = tidy.twice((pair.one, pair.other, names, pair.equal) for pair in pairs)
    found = tidy.findings(snapshot, store.laid(), store.copied(), store.gone())
    return [one for one in (*found, *twice) if one.mark not in left]


def _line(one: Finding) -> str:
    place = f"{one.sheet}, row {one.row}" if one.row else one.sheet
    what = "; or ".join(fix.label[:1].lower() + fix.label[1:] for fix in one.fixes[:_MOST])
    return f"{place}: {one.sentence}" + (f" Tidy offers to: {what}." if what else "")


def _data(one: Finding) -> dict[str, object]:
    fixes = [{"label": fix.label, "after": fix.after, "sure": fix.is_sure} for fix in one.fixes]
    return {
        "number": DEFECTS[one.code].number, "code": one.code, "sheet": one.sheet, "row": one.row, "id": one.id,
        "field": one.field, "text": one.text, "sentence": one.sentence, "way": one.way, "cells": one.cells,
        "fixes": fixes,
    }  # fmt: skip
