"""A Google Sheet as the workbook: the steps at Google, the key and the link, every check as a line, and one press.

Google's own libraries take half a second to load; they are, once somebody unfolds this.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from crm.actions.starting import Region
from crm.model.cells import Cell
from crm.model.changes import ChangeSet, SetSetting
from crm.model.errors import CannotOpen, KithError, NotYetKiths
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store import opening
from crm.ui import moving, session, starting
from crm.ui.messages import explained, safe

if TYPE_CHECKING:
    from crm.store.google.checking import Check

OPEN, FILE, LINK = "google_sheet", "google_key", "google_link"
LEAVE = "google_leave"  # fold the steps up at the next run
_CHECKED = "google_checked"  # what was checked, and how it went
_HOW = """
About 15 minutes, once. The sheet stays yours: you make it, and share it with an address of Kith's own, a *robot*, as
you would with a colleague. You need a Google account; it costs nothing.

1. **A project.** Open [console.cloud.google.com](https://console.cloud.google.com/projectcreate), type any name and
   press *Create*.
2. **Switch on Google Sheets.** In that project open the
   [Google Sheets API](https://console.cloud.google.com/apis/library/sheets.googleapis.com) and press *Enable*.
3. **A robot.** Open [Service accounts](https://console.cloud.google.com/iam-admin/serviceaccounts), press *Create
   service account*, type any name, press *Create and continue* and then *Done*. It needs no roles.
4. **Its key.** Press the robot's address, then *Keys*, *Add key*, *Create new key*, *JSON*, *Create*. A file comes to
   this computer. Whoever has it can do what the robot may do, so keep it to yourself. Choose it here:
"""
_NO_KEYS = (
    "If Google says that keys are switched off for your organisation, its administrator can allow them, or you make "
    "the project with a Gmail address."
)
_SHEET = """
5. **The sheet.** Make an empty one at [sheets.new](https://sheets.new), or open the one you have, and copy its link
   from the top of the browser:
"""
_SHARE = (
    "6. **Share it.** In the sheet press *Share*, paste this address, choose *Editor*, untick *Notify people*, *Share*:"
)
_SHARE_LATER = "6. **Share it** with the robot as *Editor*. Its address stands here once you have chosen the key."
_CHECK = "7. **Check.** Kith tries everything it needs. The sheet is left as it is."
_USE = (
    "In an empty sheet Kith makes its own (Contacts, Interactions, Follow-ups, Sales, Satisfaction, Lists, Settings), "
    "with the settings of your country; they can be changed on the page Workbook. Where a list of yours stands, you "
    "see first how Kith reads it and what it would add: nothing is written before you agree."
)

_MOVE = (
    "To take along everybody from the workbook that you have now, move it into the sheet: you see first what would be. "
    "“Use this sheet” begins with what is in the sheet alone."
)

Key = Mapping[str, Any]
Asked = tuple[str, str]
"""What a check was about: the link, and the key's hash."""


def google_sheet() -> None:
    """The place where a Google Sheet becomes the workbook, or is connected anew."""
    if session.is_given() and not opening.is_link(session.chosen()):
        return
    if st.session_state.pop(LEAVE, False):
        st.session_state[OPEN] = False
    title = "The connection to Google" if opening.is_link(session.chosen()) else "Use a Google Sheet"
    with st.expander(title, key=OPEN, icon=":material/cloud:", on_change="rerun") as unfolded:
        if unfolded.open:
            _steps()


def test_server() -> bool:
    """Whether a server on this computer stands in for Google."""
    return bool(os.environ.get("KITH_SHEETS_URL", "").strip())


def _steps() -> None:
    from crm.store.google.connecting import robot

    if test_server():
        st.info("Test server: Kith asks a server on this computer and not Google. No key is needed.",
                icon=":material/science:")  # fmt: skip
    st.markdown(_HOW)
    file = st.file_uploader("The key, a .json file", type=["json"], key=FILE)
    kept = _kept_key()
    key = _read(file.getvalue()) if file else kept
    if kept and not file:
        st.caption(safe(f"Kith has a key already, of {robot(kept)}. Choose a file only to replace it."))
    st.caption(_NO_KEYS)
    st.markdown(_SHEET)
    shown = session.chosen() if opening.is_link(session.chosen()) else ""
    link = st.text_input(
        "The link of the sheet",
        shown,
        key=LINK,
        autocomplete="off",
        placeholder="https://docs.google.com/spreadsheets/d/…",
        disabled=session.is_given(),
    ).strip()
    if address := robot(key or {}):
        st.markdown(_SHARE)
        st.code(address, language=None)
    else:
        st.markdown(_SHARE_LATER)
    st.markdown(_CHECK)
    if st.button("Check", key="google_check", icon=":material/checklist:"):
        _check(link, key)
    _told(link, key, is_new=bool(file))


def _kept_key() -> Key | None:
    from crm.store.google import secrets

    try:
        return secrets.key(opening.PROGRAM)
    except CannotOpen as error:
        st.error(safe(error), icon=":material/info:")
        return None


def _read(content: bytes) -> Key:
    """The key in a file; what is none is a key without anything, and the first check says so."""
    from crm.store.google.checking import key_of

    try:
        return key_of(content)
    except CannotOpen:
        return {}


# checking -------------------------------------------------------------------------------------------------------------


def _check(link: str, key: Key | None) -> None:
    """Every check as a line, as soon as it is done."""
    from crm.store.google.checking import checks

    told: dict[str, Check] = {}
    place = st.empty()
    with st.spinner("Checking"):
        for check in checks(link, key, os.environ, dt.date.today()):
            told[check.name] = check
            with place.container(gap="xsmall"):
                _lines(told)
    place.empty()
    st.session_state[_CHECKED] = (_asked(link, key), told)


def _told(link: str, key: Key | None, *, is_new: bool) -> None:
    """How the last check of this link with this key went, and the press that takes the sheet once all is well."""
    asked, told = st.session_state.get(_CHECKED, (None, {}))
    if asked != _asked(link, key):
        return
    with st.container(gap="xsmall", key="google_checks"):
        _lines(told)
    if failed := [check for check in told.values() if check.mark == "failed"]:
        if failed[0].link:
            icon = ":material/open_in_new:"
            st.link_button("Switch it on at Google", failed[0].link, key="google_switch", icon=icon)
        return
    from crm.store.google.link import link_to, spreadsheet_id

    is_other = session.chosen() not in ("", link_to(spreadsheet_id(link)))
    st.caption(_USE)
    if is_other:
        st.caption(_MOVE)
        if st.button(
            "Move this workbook into it", key="google_move", type="primary", icon=":material/drive_file_move:"
        ):
            with explained():
                _keep(key if is_new else None)
                moving.look_there(link)
                st.session_state[LEAVE] = True  # what was looked at stands below all these steps
                st.switch_page("pages/workbook.py")
    kind: Literal["primary", "secondary"] = "secondary" if is_other else "primary"
    if st.button("Use this sheet", key="google_use", type=kind, icon=":material/table:"):
        _use(link, key if is_new else None)


def _asked(link: str, key: Key | None) -> Asked:
    return link, hashlib.sha256(repr(sorted((key or {}).items())).encode()).hexdigest()


def _lines(told: "Mapping[str, Check]") -> None:
    marks = {"done": "✓", "warned": "!", "waits": "…", "failed": "✗"}
    for check in told.values():
        line = f"{marks[check.mark]} {check.name}: {check.sentence}"
        if check.mark == "failed":
            st.error(safe(line))
        else:
            st.text(line)


# using ----------------------------------------------------------------------------------------------------------------


def _use(link: str, key: Key | None) -> None:
    """Keep a new key beside the program, and go on with the sheet."""
    from crm.store.google.link import link_to, spreadsheet_id

    location = link_to(spreadsheet_id(link))
    try:
        _keep(key)
        with st.spinner("Opening the sheet"):
            if key and location == session.chosen():
                session.let_go()
            session.choose(location)
            session.store().save(_region_of_a_new_sheet(session.snapshot(), starting.told()))
    except NotYetKiths:
        st.session_state[starting.WHERE], st.session_state[LEAVE] = location, True
        st.switch_page("pages/welcome.py")
    except KithError as error:
        st.error(safe(error), icon=":material/info:")
        return
    starting.go_to_today()


def _keep(key: Key | None) -> None:
    """Put a new key beside the program. Raises CannotOpen."""
    from crm.store.google import secrets

    try:
        if key:
            secrets.keep(opening.PROGRAM, key)
    except OSError as error:
        words = f"The key could not be kept in {opening.PROGRAM} ({error.strerror}). Nothing was changed."
        raise CannotOpen(words) from error


def _region_of_a_new_sheet(seen: Snapshot, region: Region) -> ChangeSet:
    """Where the team works, as the browser says; nothing where anybody or any setting of a region is in the sheet."""
    wanted: dict[str, Cell] = {
        "country": region.country,
        "currency": region.currency,
        "day_first": "Yes" if region.day_first else "No",
        "time_zone": region.time_zone,
    }
    now = {name: seen.contents.settings.get(name) for name in wanted}
    is_new = all(now[name] == SETTINGS[name].default for name in wanted)
    if not is_new or any(len(seen.frame(name)) for name in SHEETS if seen.has(name)):
        return ChangeSet("Nothing was changed")
    others = tuple(SetSetting(name, cell, now[name]) for name, cell in wanted.items() if cell != now[name])
    return ChangeSet("Settings: where the team works", others)
