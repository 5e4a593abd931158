"""How an address is written on a letter or a card."""

from collections.abc import Mapping

from crm.actions.rows import full_name
from crm.actions.starting import countries
from crm.analytics.organisations import Organisations
from crm.model.cells import Cell, written
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash

_TOWN_FIRST = ("GB", "IE", "US", "CA", "AU", "NZ", "IN", "ZA", "SG")  # the postcode stands after the town
_ON_ITS_OWN = ("GB", "IE")  # and on a line of its own
_BRITAIN = ("uk", "great britain", "england", "scotland", "wales", "northern ireland")


def place(cells: Mapping[str, Cell], home: str) -> tuple[str, ...]:
    """Street, town and postcode in the order of their country; a country only where it is not `home` (two letters).

    >>> place({"street": "1 High St", "city": "Leeds", "postcode": "LS1 4AP", "country": "UK"}, "GB")
    ('1 High St', 'Leeds', 'LS1 4AP')
    >>> place({"city": "Wien", "postcode": "1010", "country": "Austria"}, "GB")
    ('1010 Wien', 'AUSTRIA')
    """
    told = {field: squash(written(cells.get(field))) for field in ("city", "postcode", "region", "country")}
    where = code_of(told["country"]) if told["country"] else home
    town = " ".join(part for part in (told["postcode"], told["city"]) if part)
    if where in _TOWN_FIRST:
        parts = [", ".join(part for part in (told["city"], told["region"]) if part), told["postcode"]]
        town = ("\n" if where in _ON_ITS_OWN else " ").join(part for part in parts if part)
    street = written(cells.get("street")).split("\n")
    abroad = told["country"].upper() if told["country"] and where != home else ""
    return tuple(line for one in (*street, *town.split("\n"), abroad) if (line := squash(one)))


def code_of(country: str) -> str:
    """The two letters of a country as somebody typed it; "" for one that is not known.

    >>> code_of("germany"), code_of("gb"), code_of("England"), code_of("Narnia")
    ('DE', 'GB', 'GB', '')
    """
    wanted = fold(squash(country))
    if wanted in _BRITAIN:
        return "GB"
    return next((code for code, name in countries().items() if wanted in (fold(code), fold(name))), "")


def postal(snapshot: Snapshot, row: Mapping[str, Cell], firms: Organisations) -> tuple[tuple[str, ...], str]:
    """Where post to the contact of these cells goes: its lines, and the ID of their organisation where it goes there.

    Who has no street of their own is written to at their organisation; without a street there either, there are no
    lines.
    """
    home = snapshot.rules.country
    if squash(written(row.get("street"))):
        return place(row, home), ""
    firm = firms.ids.get(key(written(row.get("organisation"))), "")
    theirs = snapshot.row("Contacts", firm) if firm else {}
    return (place(theirs, home), firm) if squash(written(theirs.get("street"))) else ((), "")


def envelope(snapshot: Snapshot, contact: str) -> tuple[str, ...]:
    """Name, organisation and place of a contact for a letter, as far as they are known."""
    row = snapshot.row("Contacts", contact)
    name, firm = full_name(row), squash(written(row.get("organisation")))
    found = postal(snapshot, row, Organisations.of(snapshot))[0] or place(row, snapshot.rules.country)
    return tuple(line for line in (name, firm if fold(firm) != fold(name) else "", *found) if line)
