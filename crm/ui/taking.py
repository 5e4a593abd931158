"""Contacts for other programs: the people who are shown, as a table or as contact cards, made at the press."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from crm.actions.everything import as_text
from crm.actions.taking_away import as_cards, as_table
from crm.exchange.outgoing import as_csv, as_workbook, as_xlsx
from crm.exchange.vcard_out import cards
from crm.model.snapshot import Snapshot
from crm.model.stops import stopped
from crm.ui import session, told
from crm.ui.all_of_them import all_of_them

_SEMICOLON = ("de", "fr", "es", "it", "pl")  # books whose spreadsheets part the cells of a CSV by semicolons


def away(snapshot: Snapshot, ids: Iterable[str]) -> None:
    """A button that opens the choice of a kind of file, for the people who are shown."""
    people = tuple(map(str, ids))
    with st.popover("Export", icon=":material/download:", key="export_people"):
        st.text(f"{told.count(len(people), 'person', 'people')}, as shown here.")
        _file("Excel", lambda: _table(snapshot, people, as_xlsx), "contacts.xlsx")
        _file("CSV", lambda: _table(snapshot, people, lambda heads, rows: _csv(snapshot, heads, rows)), "contacts.csv")
        _file("Contact cards", lambda: cards(as_cards(snapshot, people).cards), "contacts.vcf")
        st.caption(
            "Birthdays without a year stay out of contact cards. The calendar file on the page Follow-ups has them."
        )
        if away := len(stopped(snapshot).intersection(people)):
            asked = told.count(away, "person asked", "people asked")
            st.caption(f"{asked} not to be contacted: no card, and no address in a table.")


def everything(snapshot: Snapshot, contact: str) -> None:
    """On a card: all that is kept of one person as a file, for a move, or for them when they ask."""
    if not session.is_editor():
        return
    store = session.store()

    def workbook() -> bytes:
        return as_workbook([(part.title, part.headings, part.rows) for part in all_of_them(store, snapshot, contact)])

    def text() -> bytes:
        return as_text(snapshot, contact, all_of_them(store, snapshot, contact)).encode("utf-8-sig")

    with st.popover("Everything about them", icon=":material/folder_zip:", key="export_all", type="tertiary"):
        st.text("Their row, all that belongs to them in every sheet, and what was changed in it.")
        _file("Excel", workbook, f"everything {contact}.xlsx")
        _file("To read", text, f"everything {contact}.txt")
        st.caption("It is for them, or for a move to another program. Older versions of the workbook hold them too.")


def _table(
    snapshot: Snapshot, people: Sequence[str], made: Callable[[Sequence[str], Sequence[Sequence[str]]], bytes]
) -> bytes:
    taken = as_table(snapshot, people)
    return made(taken.headings, taken.rows)


def _csv(snapshot: Snapshot, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    delimiter = ";" if snapshot.settings.text("book_language") in _SEMICOLON else ","
    return as_csv(headings, rows, delimiter=delimiter)


def _file(label: str, make: Callable[[], bytes], name: str) -> None:
    st.download_button(label, make, name, key=f"export_{name}", icon=":material/download:", on_click="ignore")
