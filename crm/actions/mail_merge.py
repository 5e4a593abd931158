"""The list for a mail merge: one row for each person who may be written to, with the text already filled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.actions.messages import LETTER, Recipients, recipients
from crm.actions.rows import full_name
from crm.actions.templates import Template, fill_all
from crm.model.cells import written
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.search.names import split_name

_CONTACTS = SHEETS["Contacts"]
_OWN = ("organisation", "street", "postcode", "city", "country", "owner")
LACKING = "lack something the text needs"
_TITLES = {"Email": "Email", "WhatsApp": "WhatsApp", LETTER: "Address"}


@dataclass(frozen=True)
class Merge:
    """The headings and rows of the list, the IDs of who is on it, and who is left out with the reason."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...]
    left_out: Mapping[str, str]

    def sentence(self) -> str:
        """How many are left out and why."""
        return Recipients("", {}, self.left_out).sentence()


def mail_merge(snapshot: Snapshot, ids: Iterable[str], channel: str, template: Template | None = None) -> Merge:
    """The list of those among these contacts who may be written to by a channel, as the sheet stands now.

    With a text, its subject and message are filled in; whoever it cannot be filled for is left out.
    """
    found = recipients(snapshot, ids, channel)
    left = dict(found.left_out)
    headings = [
        "ID",
        "Greeting",
        "Name",
        "First name",
        "Last name",
        *(_CONTACTS.column(field).heading for field in _OWN),
        _TITLES[channel],
    ]
    rows = {id: (*_about(snapshot, id), address) for id, address in found.addresses.items()}
    if template is not None:
        headings += ["Subject", "Message"]
        for id, filled in zip(list(rows), fill_all(snapshot, template, list(rows)), strict=True):
            if filled.is_ready:
                rows[id] = (*rows[id], filled.subject, filled.text)
            else:
                left[id] = LACKING
                del rows[id]
    return Merge(tuple(headings), tuple(rows.values()), tuple(rows), left)


def _about(snapshot: Snapshot, id: str) -> tuple[str, ...]:
    row = snapshot.row("Contacts", id)
    name = full_name(row)
    parts = ("", "") if snapshot.contacts["kind"].get(id) == "Organisation" else split_name(name)
    return (id, written(row.get("greeting")), name, *parts, *(written(row.get(field)) for field in _OWN))
