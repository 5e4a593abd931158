"""What the processes of a trial do: save one change after another, and say of each when it is called saved."""

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import product
from string import ascii_uppercase, digits

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.errors import KithError
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.store import Store
from crm.store.workbook import Written
from tests.trials.children import Voice
from tests.trials.ledger import Write


def seen(store: Store, id: str, field: str) -> str:
    """What a person who looks now sees in a cell."""
    return str(store.snapshot().cell("Contacts", id, field) or "")


def save(store: Store, voice: Voice, write: Write) -> None:
    """Save one value; a new row for the field `name`, else one cell."""
    voice.say("tries", *write)
    if write.field == "name":
        change = ChangeSet("add", (AddRow("Contacts", write.id, {"name": write.value}),))
    else:
        edit = UpdateRow("Contacts", write.id, {write.field: write.value}, {write.field: write.seen or None})
        change = ChangeSet("edit", (edit,))
    try:
        receipt = store.save(change)
    except KithError:
        voice.say("refused", write.value)
    else:
        voice.say("saved" if receipt.confirmed else "refused", write.value)


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
