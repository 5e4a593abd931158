"""What only the owner can decide: when what stands in the sheet now may well be a mishap. Pure."""

from collections import Counter
from collections.abc import Mapping

from crm.model.cells import Cell, written
from crm.model.contents import Contents
from crm.model.sheets import SHEETS
from crm.store.differences import Differences, Row
from crm.store.receipt import Choice, Question
from crm.store.view import is_stamp

MANY_ROWS, MANY_OF, A_TENTH = 20, 30, 0.1  # rows gone at once: more than 20, or a tenth of a sheet of 30 or more
SHUFFLED = 3  # rows that hold what another row held
MANY_CELLS, MUCH_OLDER = 20, 20  # an older version put back: so many cells differ, and it is so many saves old

TAKE = Choice("take", "It is right as it is now")
BACK = Choice("back", "Put it back as it was")
MERGE = Choice("merge", "Bring the later changes in")


def mishap(by_them: Differences, known: Contents) -> Question | None:
    """Whether what was done in the sheet since it was last seen looks like a mishap, and which one."""
    return _gone(by_them) or _emptied(by_them, known) or _shuffled(by_them, known)


def _gone(by_them: Differences) -> Question | None:
    if not by_them.gone:
        return None
    lines = [
        f"the sheet {sheet}" if not field else f"the heading “{SHEETS[sheet].column(field).heading}” of {sheet}"
        for sheet, field in by_them.gone
    ]
    many = len(lines) > 1
    return Question(
        "heading_gone",
        f"Not found any more in the workbook: {lines[0]}{f' and {len(lines) - 1} more' if many else ''}. Put "
        f"{'them' if many else 'it'} back there, and Kith goes on by itself. Nothing was changed.",
        (
            Choice("back", f"Put {'them' if many else 'it'} back"),
            Choice("take", f"{'They were' if many else 'It was'} removed on purpose"),
        ),
        tuple(lines),
    )


def _emptied(by_them: Differences, known: Contents) -> Question | None:
    for name, count in Counter(sheet for sheet, _ in by_them.removed).items():
        rows = len(known.sheets[name].rows)
        if count > MANY_ROWS or (rows >= MANY_OF and count > A_TENTH * rows):
            details = [_called(known, (sheet, id)) for sheet, id in by_them.removed if sheet == name]
            return Question(
                "rows_gone",
                f"{count:,} of {rows:,} rows are gone from the sheet {name} at once. Nothing was changed yet.",
                (Choice("back", "Bring the rows back"), Choice("take", "They were removed on purpose")),
                tuple(details[:20]),
            )
    return None


def _called(contents: Contents, row: Row) -> str:
    cells = contents.sheets[row[0]].row(row[1]) or {}
    return written(cells.get("name") or cells.get("contact")) or row[1]


def _shuffled(by_them: Differences, known: Contents) -> Question | None:
    """Cells that stand beside other IDs now: somebody sorted a part of the sheet."""
    moved = [row for name in known.sheets for row in _moved_rows(name, by_them, known)]
    if len(moved) < SHUFFLED:
        return None
    details = tuple(_called(known, row) for row in moved[:20])
    return Question(
        "shuffled",
        f"It looks as if only a part of the sheet {moved[0][0]} was sorted: {len(moved):,} rows hold what stood in "
        f"other rows before. Nothing was changed yet.",
        (BACK, TAKE),
        details,
    )


def _moved_rows(name: str, by_them: Differences, known: Contents) -> list[Row]:
    """The rows of a sheet whose changed cells all are, together, what another row of it held."""
    changed: dict[str, dict[str, Cell]] = {}
    for (sheet, id, field), (_, after) in by_them.cells.items():
        if sheet == name and not is_stamp(sheet, field):
            changed.setdefault(id, {})[field] = after
    if len(changed) < SHUFFLED:
        return []
    there = known.sheets[name]
    old = {
        id: {field: there.columns[field][there.places[id]] for field in cells if field in there.columns}
        for id, cells in changed.items()
    }
    held = Counter(_text(cells) for cells in old.values())
    texts = {id: _text(cells) for id, cells in changed.items()}
    if len(set(texts.values())) < SHUFFLED:
        return []
    return [(name, id) for id, text in texts.items() if held[text] and text != _text(old[id])]


def _text(cells: Mapping[str, Cell]) -> str:
    return "\x1f".join(f"{field}\x1e{written(cell)}" for field, cell in sorted(cells.items()))


# which of our saves had it seen? --------------------------------------------------------------------------------------


def without_mark(name: str, count: int, *, is_foreign: bool) -> Question:
    """Nothing says, or nothing we know, which of our saves a copy had seen."""
    if is_foreign:
        what = "was saved by another Kith, on another computer or by another user of this one"
    else:
        what = "was saved by a program that dropped Kith's mark in it"
    return Question(
        "unknown" if is_foreign else "no_stamp",
        f"{name} {what}, so we cannot tell which of your changes it had seen. "
        f"{_differs(count)} the last version. Nothing was changed.",
        (Choice("take", "Take the workbook as it is now"), MERGE),
    )


def rolled_back(name: str, when: str, count: int) -> Question:
    """An old version stands in the place of the workbook."""
    return Question(
        "rolled_back",
        f"{name} is an older version now, of {when}. {_differs(count)} the last one. Nothing was changed.",
        (Choice("take", "Go back to this version"), MERGE),
    )


def _differs(count: int) -> str:
    return f"{count:,} cells and rows differ from" if count != 1 else "One cell differs from"
