"""Kith: a customer relationship manager that lives in the spreadsheet a team already has.

    import crm
    store = crm.open("team.xlsx")
    people = store.snapshot().contacts
    store.save(crm.actions.contacts.add_contact(store.snapshot(), {"name": "Ada Lovelace"}))

Each name is loaded when it is first asked for, so that `import crm.xlsx` loads the engine and nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import crm.actions as actions
    from crm.model.changes import ChangeSet
    from crm.model.errors import KithError
    from crm.model.snapshot import Snapshot
    from crm.store.opening import open_store as open  # noqa: A004  crm.open is meant to read like open
    from crm.store.store import Store

__all__ = ["ChangeSet", "KithError", "Snapshot", "Store", "actions", "open"]

_WHERE = {
    "ChangeSet": ("crm.model.changes", "ChangeSet"),
    "KithError": ("crm.model.errors", "KithError"),
    "Snapshot": ("crm.model.snapshot", "Snapshot"),
    "Store": ("crm.store.store", "Store"),
    "open": ("crm.store.opening", "open_store"),
}


def __getattr__(name: str) -> object:
    """Load a name of the public face from where it lives."""
    if name == "actions":
        return import_module("crm.actions")
    if name not in _WHERE:
        raise AttributeError(f"module 'crm' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
