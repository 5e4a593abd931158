"""What the processes of a trial do: save one change after another, and say of each when it is called saved."""

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import product
from pathlib import Path
from string import ascii_uppercase, digits

from crm.model.changes import AddRow, Change, ChangeSet, UpdateRow
from crm.model.errors import KithError
from crm.store.excel import swapping
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.store import Store
from crm.store.workbook import Written
from tests.trials.children import Voice
from tests.trials.ledger import Write


def seen(store: Store, id: str, field: str) -> str:
    """What a person who looks now sees in a cell."""
    return str(store.snapshot().cell("Contacts", id, field) or "")


def save(store: Store, voice: Voice, *writes: Write) -> None:
    """Save some values with one press: a new row for the field `name`, else one cell."""
    for write in writes:
        voice.say("tries", *write)
    try:
        is_saved = store.save(ChangeSet("trial", tuple(map(_change, writes)))).confirmed
    except KithError:
        is_saved = False
    for write in writes:
        voice.say("saved" if is_saved else "refused", write.value)


def _change(write: Write) -> Change:
    if write.field == "name":
        return AddRow("Contacts", write.id, {"name": write.value})
    return UpdateRow("Contacts", write.id, {write.field: write.value}, {write.field: write.seen or None})


def new_person(name: str, n: int) -> Write:
    """A row that is added; `name` is of three signs."""
    return Write(f"C-{name}{n:04}A", "name", "", f"{name}-{n}")


def edit(store: Store, id: str, field: str, value: str) -> Write:
    """A cell that is changed by somebody who has just looked."""
    return Write(id, field, seen(store, id, field), value)


def short_names() -> Iterator[str]:
    """Three signs, another three each time, 46,656 of them: who is added gets an ID that begins with them."""
    for signs in product(digits + ascii_uppercase, repeat=3):
        yield "".join(signs)


def before_each_write(act: Callable[[], object], after: Callable[[], object] = lambda: None) -> None:
    """In this process, do something before each write of the workbook and after it. The write itself is Kith's."""
    write = ExcelWorkbook.write

    @wraps(write)
    def told(*given: object, **named: object) -> Written:
        act()
        try:
            return write(*given, **named)  # type: ignore[arg-type]
        finally:
            after()

    ExcelWorkbook.write = told  # type: ignore[method-assign]


def before_each_swap(act: Callable[[], object]) -> None:
    """In this process, do something each time after the last look at the workbook and before its swap."""
    exchange = swapping.exchange

    def exchange_after(one: Path, other: Path) -> bool:
        act()
        return exchange(one, other)

    swapping.exchange = exchange_after
