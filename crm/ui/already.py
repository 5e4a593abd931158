"""Whether somebody is here already, said beside a form as they are being typed; never in the way of saving."""

import threading
from collections.abc import Mapping

import streamlit as st

from crm.model.cells import Cell, written
from crm.model.snapshot import Snapshot
from crm.search.duplicates import Likely
from crm.search.entering import Entering
from crm.ui import forms, session
from crm.ui.messages import safe

PATIENCE = 0.3  # seconds: a small book is ready by then, of a large one the next letter asks again
LOOKED_AT = ("name", "first_name", "last_name", "kind", "organisation", "phone", "whatsapp", "phone_2", "email",
             "email_2", "website", "birthday", "street", "postcode", "city")  # fmt: skip


class Desk:
    """The dictionaries of a workbook: made beside the page, and brought up to date by the rows that changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Entering | None = None
        self._making: threading.Thread | None = None

    def known(self, snapshot: Snapshot) -> Entering | None:
        """Those of this snapshot, or of an earlier one while they are being made; None before the first."""
        with self._lock:
            if self._known is not None and (after := self._known.after(snapshot)) is not None:
                self._known = after
                return after
            if self._making is None or not self._making.is_alive():
                self._making = threading.Thread(target=self._make, args=(snapshot,), name="kith-already", daemon=True)
                self._making.start()
            making = self._making
        making.join(PATIENCE)
        return self._known

    def _make(self, snapshot: Snapshot) -> None:
        made = Entering.of(snapshot)
        with self._lock:
            self._known = made


@st.cache_resource(show_spinner=False)
def _desk(location: str) -> Desk:
    return Desk()


def here(snapshot: Snapshot, values: Mapping[str, Cell]) -> list[Likely]:
    """The best three contacts who may be the one with these fields, the likeliest first."""
    known = _desk(session.chosen()).known(snapshot) if any(values.values()) else None
    found = known.here(snapshot, values) if known else []
    return [one for one in found if one.id in snapshot.contacts.index]


def beside(form: forms.Form, snapshot: Snapshot) -> None:
    """Who of the contacts may be the one that is typed into a form, each with why, and a way to their card."""
    typed = {field: st.session_state.get(form.key(field)) for field in LOOKED_AT}
    values = {field: value for field, value in typed.items() if isinstance(value, str) and value.strip()}
    for one in here(snapshot, values):
        name, looks_like = (
            written(snapshot.contacts["name"].get(one.id)) or one.id,
            "" if one.is_sure else "Looks like ",
        )
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"already_{one.id}"):
            st.markdown(f"{looks_like}**{safe(name)}** {safe(_why(one, snapshot))}", width="stretch")
            st.page_link("pages/contact.py", label="Open", icon=":material/person:", query_params={"id": one.id})


def _why(one: Likely, snapshot: Snapshot) -> str:
    """“is already here: same phone.”"""
    away = "(put away) " if snapshot.contacts["status"].get(one.id) == "Archived" else ""
    but = f", but {', '.join(one.differs)}" if one.differs else ""
    return f"{away}is already here: {', '.join(one.equal)}{but}."
