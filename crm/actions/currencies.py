"""Which currency a row of money is in: a known one, the same in the amount and beside it."""

from collections.abc import Mapping

from crm.actions.starting import is_currency
from crm.actions.values import cells_from
from crm.model.cells import Cell, same, written
from crm.model.currencies import code_of, named_in
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.model.text import brief


def own_currency(snapshot: Snapshot) -> str:
    """The team's own currency, that of rows which name none."""
    return snapshot.settings.text("currency").upper()


def currency_of(snapshot: Snapshot, row: Mapping[str, Cell]) -> str:
    """The currency of a row."""
    return code_of(written(row.get("currency")), own_currency(snapshot))


def in_one_currency(
    snapshot: Snapshot, sheet: str, typed: Mapping[str, object], now: Mapping[str, Cell]
) -> dict[str, Cell]:
    """What was typed as cells of a sheet of money, in one known currency; `now` is the row as it stands.

    Raises InvalidInput when a value cannot be kept, or the currencies do not agree.
    """
    cells = cells_from(snapshot, sheet, typed)
    currency = settled(snapshot, typed, cells, now.get("currency"))
    if not same(currency, now.get("currency")) or "currency" in cells:
        cells |= cells_from(snapshot, sheet, {"currency": currency})
    return cells


def settled(snapshot: Snapshot, typed: Mapping[str, object], cells: Mapping[str, Cell], stands: Cell) -> Cell:
    """The cell Currency of a row, from what was typed: "12 €" in a book of pounds is euros, and says so.

    `typed` is what was typed into each field, `cells` how it was understood, `stands` the row's currency until now.
    Raises InvalidInput at the currency when there is no such one, at the amount when the two do not agree.
    """
    own = own_currency(snapshot)
    cell = written(cells.get("currency", stands))
    beside = code_of(cell, own) if cell else ""
    if "currency" in cells and beside and not is_currency(beside):
        raise InvalidInput("currency", f"“{brief(cell)}” is no currency. Write its three letters: EUR, GBP, USD ...")
    for field in ("amount", "cost"):
        text = typed.get(field)
        named = named_in(text, own) if isinstance(text, str) else ""
        if not named or not is_currency(named):
            continue
        if beside and named != beside:
            raise InvalidInput(field, f"This says {named}, and the currency of the row is {beside}. Which one is it?")
        beside = named
    if "currency" not in cells and cell:
        return stands  # as it was written there
    return None if beside == own and not cell else beside or None
