"""Contacts for other programs: as a table with every column, or as contact cards.

Who asked not to be contacted keeps their row in a table, without addresses, and has no card: no list for many may lead
to them. The workbook itself holds everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.actions.import_cells import split_name
from crm.actions.rows import full_name
from crm.exchange.vcard_out import Card
from crm.model.cells import MONTH_DAY, Cell, written
from crm.model.emails import addresses_in
from crm.model.phones import several
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.stops import stopped

REACHED_BY = frozenset({"phone", "phone_2", "whatsapp", "email", "email_2", "street", "website"})
"""The fields by which somebody can be reached."""


@dataclass(frozen=True)
class Taken:
    """A table of contacts, and how many of them stand there without addresses."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    without_addresses: int


@dataclass(frozen=True)
class TakenCards:
    """Cards of contacts; how many people have none, and how many days without a year found no place."""

    cards: Sequence[Card]
    left_out: int
    without_day: int


def as_table(snapshot: Snapshot, people: Sequence[str]) -> Taken:
    """Every column of the sheet Contacts, in its order, for these people."""
    sheet = snapshot.contents.sheets.get("Contacts")
    order = [field for field in sheet.fields if field] if sheet else []
    headings = dict(zip(sheet.fields, sheet.headings, strict=True)) if sheet else {}
    away = stopped(snapshot) & set(people)
    rows = []
    for id in people:
        row = snapshot.row("Contacts", id)
        rows.append(["" if id in away and field in REACHED_BY else written(row.get(field)) for field in order])
    return Taken([headings[field] for field in order], rows, len(away))


def as_cards(snapshot: Snapshot, people: Sequence[str], *, version: str = "3.0") -> TakenCards:
    """A card each for these people."""
    away = stopped(snapshot)
    found = [_card(snapshot, id) for id in people if id not in away]
    days = [day for card in found for day in (card.birthday, card.anniversary) if day.startswith("--")]
    return TakenCards(found, len(people) - len(found), len(days) if version == "3.0" else 0)


def _card(snapshot: Snapshot, id: str) -> Card:
    row = snapshot.row("Contacts", id)
    name = full_name(row) or id
    texts = {field: written(row.get(field)).strip() for field in SHEETS["Contacts"].fields}
    is_person = texts["kind"].casefold() != "organisation"
    tags = snapshot.contacts["tags"].get(id) if "tags" in snapshot.contacts else None
    return Card(
        id,
        name,
        split_name(name) if is_person else ("", ""),
        texts["organisation"] or ("" if is_person else name),  # phones call an organisation by this
        texts["role"],
        list(dict.fromkeys(one for field in ("phone", "phone_2") for one in several(texts[field]) if one)),
        list(dict.fromkeys(one for field in ("email", "email_2") for one in addresses_in(texts[field]))),
        (texts["street"], texts["city"], texts["region"], texts["postcode"], texts["country"]),
        _day(snapshot, row.get("birthday")),
        _day(snapshot, row.get("anniversary")),
        texts["website"],
        tags if isinstance(tags, tuple) else (),
        texts["notes"],
        texts["whatsapp"],
    )


def _day(snapshot: Snapshot, cell: Cell) -> str:
    read = MONTH_DAY.parse(cell, snapshot.rules)
    return read if isinstance(read, str) else ""
