"""Short links to call or to write, for a line about somebody; off where they asked not to be contacted."""

import re
from urllib.parse import quote

import streamlit as st

from crm.model.emails import first_address
from crm.model.phones import several
from crm.model.snapshot import Snapshot
from crm.model.stops import is_stopped
from crm.model.text import key
from crm.ui.messages import safe

CALL, WRITE = "Call", "Write"
_BY = {"phone": (CALL,), "email": (WRITE,), "e-mail": (WRITE,)}


def asked(how: object) -> tuple[str, ...]:
    """The links that fit a channel as the team calls it; none for one that is no link."""
    return _BY.get(key(how), ()) if isinstance(how, str) else ()


def links(snapshot: Snapshot, contact: object, name: str, wanted: tuple[str, ...] = (CALL, WRITE)) -> None:
    """Call and Write, as far as we know a number and an address. `name` tells the keys of two lines apart."""
    if not isinstance(contact, str) or contact not in snapshot.contacts.index or not wanted:
        return
    row = snapshot.contacts.loc[contact]
    off = is_stopped(snapshot, contact)
    told = "They asked not to be contacted." if off else None
    phone = next((cell for cell in (row["phone"], row["phone_2"]) if isinstance(cell, str)), "")
    number, address = next(iter(several(phone)), "") if phone else "", first_address(row["email"])
    if number and CALL in wanted:
        link = f"tel:{to_dial(number)}"
        st.link_button(safe(CALL), link, key=f"call_{name}", icon=":material/call:", disabled=off, help=told)
    if address and WRITE in wanted:
        link = f"mailto:{quote(address, safe='@.+-_')}"
        st.link_button(safe(WRITE), link, key=f"write_{name}", icon=":material/mail:", disabled=off, help=told)


def to_dial(phone: str) -> str:
    """What a telephone is told to dial: the digits, without what follows as an extension or a remark.

    >>> to_dial("+44 20 7946 0112 ext. 12"), to_dial("(0151) 234-567")
    ('+442079460112', '0151234567')
    """
    return re.sub(r"[^\d+]", "", re.split(r"[A-Za-z#]", phone.strip(), maxsplit=1)[0] or phone)
