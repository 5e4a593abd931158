"""How rows lie in their sheet: merged cells, of which only the first holds anything, and rows out of sight (14, 15)."""

from collections.abc import Iterator

from crm.actions.tidying.finding import NOTE, SHOW, Finding
from crm.actions.tidying.sheets import letter
from crm.model.cells import written
from crm.model.contents import SheetContents
from crm.model.laid import Block, Tabs
from crm.model.snapshot import Snapshot
from crm.model.text import brief


def lying(snapshot: Snapshot, tabs: Tabs) -> Iterator[Finding]:
    """What is to be said of the sheets of records, of which `tabs` says how their rows lie."""
    for contents in snapshot.contents.sheets.values():
        laid = tabs.get(contents.title)
        if laid is None:
            continue
        rows = set(contents.rows)
        for block in laid.merged:
            if block.top in rows and (block.top, block.left) != (block.bottom, block.right):
                yield _merged(contents, block)
        if hidden := sorted(laid.hidden & rows):
            many = "1 row is" if len(hidden) == 1 else f"{len(hidden):,} rows are"
            sentence = f"{many} hidden in {contents.title}, by a filter or by hand. Kith reads them all."
            yield Finding("hidden_rows", contents.key, hidden[0], "", "", "", sentence, cells=len(hidden), way=NOTE)


def _merged(contents: SheetContents, block: Block) -> Finding:
    """Merged cells among the records."""
    first, last = f"{letter(block.left)}{block.top}", f"{letter(block.right)}{block.bottom}"
    field = (contents.fields[block.left - 1] if block.left <= len(contents.fields) else None) or ""
    place = contents.rows.index(block.top)
    text = written(contents.columns[field][place]) if field else ""
    held = f"“{brief(text, 40)}” counts" if text else "what is typed there counts"
    where = f"for row {block.top}" if block.bottom > block.top else "for the first of them"
    sentence = (
        f"The cells {first} to {last} of {contents.title} are merged, so {held} {where} only. Take the merge back in "
        "the sheet, and write it wherever it is meant."
    )
    id = written(contents.columns["id"][place]) if "id" in contents.columns else ""
    cells = (block.bottom - block.top + 1) * (block.right - block.left + 1)
    return Finding("merged_cells", contents.key, block.top, id, field, text, sentence, cells=cells, way=SHOW)
