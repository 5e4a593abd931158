"""Who lacks what: people without a birthday, an address, an answer about consent, or with facts that are old."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from crm.actions.interactions import still_right
from crm.analytics.staleness import is_stale, looked_at, months_between
from crm.model.snapshot import Snapshot
from crm.model.stops import stopped
from crm.search.conditions import mask
from crm.search.keys import EMPTY, Condition
from crm.ui import session
from crm.ui.messages import safe

LACKS = {"birthday": "No birthday", "email": "No email", "phone": "No phone", "marketing_ok": "Consent not asked"}
ON_THE_CARD = {"birthday": "no birthday", "email": "no email", "phone": "no phone", "marketing_ok": "consent not asked"}
OLD = "old"
MONTH = 30  # days


def lacking(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """Field -> the IDs of those in whose cell nothing stands; "old" -> those whose facts are.

    Organisations have no birthday, and who is not to be contacted need not be asked. People whose relation ended or
    who were put away are left in peace.
    """
    contacts = snapshot.contacts
    there = contacts[contacts["status"].isna() | ~contacts["status"].isin(["Archived", "Former"])]
    known = {column.field for column in snapshot.columns("Contacts")}
    reason = {
        "birthday": there["kind"].isna() | (there["kind"] != "Organisation"),
        "marketing_ok": pd.Series(~there.index.isin(stopped(snapshot)), index=there.index),
    }
    found = {}
    for field in LACKS:
        if field in known:
            blank = mask(snapshot, [Condition(field, EMPTY)]).reindex(there.index)
            wanted = reason.get(field, pd.Series(True, index=there.index)).fillna(True).astype(bool)
            found[field] = frozenset(there.index[blank & wanted])
    months = snapshot.settings.number("stale_contact_months")
    stale = is_stale(looked_at(snapshot), as_of=snapshot.rules.today, months=months)
    found[OLD] = frozenset(there.index[stale.reindex(there.index).fillna(False).astype(bool)])
    return found


def of(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """The same, made once a snapshot."""
    return session.kept(snapshot, "lacking", lacking)


def choose(snapshot: Snapshot) -> frozenset[str] | None:
    """Counts that lead to the people; the IDs of those who are looked at, None when that is everybody."""
    counts = {field: ids for field, ids in of(snapshot).items() if ids}
    chosen = st.query_params.get("lacks", "")
    if not counts and not chosen:
        return None
    old = f"Facts older than {round(snapshot.settings.number('stale_contact_months'))} months"
    box = st.expander("Who lacks what", key="lacks_box", icon=":material/fact_check:", expanded=bool(chosen))
    with box, st.container(horizontal=True):
        for field, ids in counts.items():
            words = safe(f"{LACKS.get(field, old)}: {len(ids)}")
            asked = {"lacks": field}
            icon = ":material/check:" if field == chosen else None
            st.page_link("pages/contacts.py", label=words, icon=icon, query_params=asked)
        if chosen:
            st.page_link("pages/contacts.py", label="Everybody", icon=":material/close:")
    return counts.get(chosen, frozenset()) if chosen in (*LACKS, OLD) else None


def on_the_card(snapshot: Snapshot, contact: str) -> None:
    """What a card still lacks in one quiet line, how old its facts are, and a press that says they are right."""
    missing = [words for field, words in ON_THE_CARD.items() if contact in of(snapshot).get(field, ())]
    if missing:
        told = ", ".join(missing)
        st.caption(safe(f"{told[:1].upper()}{told[1:]} yet."))
    looked = session.kept(snapshot, "looked at", looked_at).get(contact)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(safe(age(looked, snapshot)))
        is_new = isinstance(looked, pd.Timestamp) and (pd.Timestamp(snapshot.rules.today) - looked).days < MONTH
        if session.is_editor() and not is_new:
            st.button(
                "Still right", key="still_right", icon=":material/check:", on_click=session.act,
                args=(lambda: still_right(snapshot, contact),),
                help="You looked at the facts and nothing has changed. It is noted with today's date.",
            )  # fmt: skip


def age(looked: object, snapshot: Snapshot) -> str:
    """How old facts are, as a sentence."""
    if not isinstance(looked, pd.Timestamp) or pd.isna(looked):
        return "Nobody has looked at these facts here yet."
    months = months_between(looked.date(), snapshot.rules.today)
    ago = f"{months} months ago" if months > 1 else "a month ago" if months else "this month"
    return f"Facts last looked at {ago}." + (" Are they still right?" if months >= 1 else "")
