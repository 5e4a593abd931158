"""Whether Kith can work with a spreadsheet: one check after the other, each with its sentence and what to do.

A check leaves nothing behind: what it makes in the spreadsheet it takes away again.
"""

import datetime as dt
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from crm.model.errors import CannotOpen
from crm.store.google.calls import Json, Spreadsheet
from crm.store.google.connecting import OTHER_FILE, Key, credentials, robot, transport
from crm.store.google.link import spreadsheet_id, stand_in
from crm.store.google.looks import filled, sheet_made
from crm.store.google.mode import ANCHOR, PRE_IMAGE, VERIFY
from crm.store.google.selftest import try_out
from crm.store.google.troubles import ACCESS, EXCEL, KEY, NO_SHEET, NOT_SENT, QUOTA, REFUSED, Doubt, Trouble

DONE, WARNED, WAITS, FAILED = "done", "warned", "waits", "failed"
MODES = {
    ANCHOR: "Checked: Kith edits safely while others sort and insert rows.",
    PRE_IMAGE: "Checked: Kith uses its careful mode for this sheet: a little slower, and as safe.",
    VERIFY: (
        "Checked, with a warning: if somebody sorts at the very moment of a save, Kith may have to put a row right "
        "afterwards. It tells you when it did."
    ),
}
"""How a spreadsheet is written to, in words."""

_TRIES = 3
_LIBRARY = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
_SWITCH = re.compile(r"https://console\.(?:developers|cloud)\.google\.com/[\w./?=&-]+")
_NO_KEY = "Choose the key file first: the one from Service accounts > Keys > Add key > JSON."
_AWAY = "Google cannot be reached. Is this computer online?"
_API = "The Google Sheets API is not switched on for this project. Switch it on, wait two minutes, press Check again."
_VIEWER = "The sheet is shared as Viewer or Commenter. Change it to Editor, then press Check again."
_BUSY = "Google is busy. Press Check again in a minute."
_REFUSED = "Google refused this, and nothing was changed. Press Check again; if it goes on, try it with a new sheet."


@dataclass(frozen=True)
class Check:
    """One check: what was tried, how it went (`mark`: done, warned, waits or failed), and what that means. `link` is
    where to put it right, "" when nowhere. One that waits is tried again and then told anew, under the same name."""

    name: str
    mark: str
    sentence: str
    link: str = ""


def key_of(content: bytes) -> Key:
    """The key in a file that somebody downloaded from Google. Raises CannotOpen for any other file."""
    try:
        found = json.loads(content)
    except ValueError as error:  # bytes that are no text, too
        raise CannotOpen(OTHER_FILE) from error
    if not isinstance(found, dict):
        raise CannotOpen(OTHER_FILE)
    return found


def checks(
    link: str,
    key: Key | None,
    environment: Mapping[str, str],
    today: dt.date,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Check]:
    """Try one thing after the other, up to the first that fails. `pause` waits so many seconds while Google is busy."""
    trial = _Trial(link, key, environment, today)
    try:
        for name, step in trial.steps.items():
            for left in reversed(range(_TRIES)):
                told = _tried(trial, name, step, is_last=not left)
                yield told
                if told.mark != WAITS:
                    break
                pause(trial.seconds_to_wait)
            if told.mark == FAILED:
                return
    finally:
        trial.close()


def _tried(trial: "_Trial", name: str, step: Callable[[], str], *, is_last: bool) -> Check:
    try:
        sentence = step()
    except Trouble as trouble:
        if not _is_busy(trouble):
            return Check(name, FAILED, *trial.told(trouble))
        if is_last:
            return Check(name, FAILED, _BUSY)
        return Check(name, WAITS, f"Google is busy. Trying again in {_seconds(trial.seconds_to_wait)}.")
    except CannotOpen as error:
        return Check(name, FAILED, str(error))
    return Check(name, WARNED if sentence == MODES[VERIFY] else DONE, sentence)


def _seconds(number: int) -> str:
    return "1 second" if number == 1 else f"{number} seconds"


def _is_busy(trouble: Trouble) -> bool:
    return trouble.kind == QUOTA or isinstance(trouble, Doubt) or (trouble.kind == NOT_SENT and not trouble.text)


class _Trial:
    """A spreadsheet that is tried, and what was learnt of it so far."""

    def __init__(self, link: str, key: Key | None, environment: Mapping[str, str], today: dt.date) -> None:
        self._link, self._key, self._environment, self._today = link, key, environment, today
        self._robot = robot(key or {}) or "Kith's robot"
        self._spreadsheet: Spreadsheet | None = None
        self._about: Json = {}
        self._is_writing = False
        self._denied: Trouble | None = None  # Google knows who asks, and says no
        self.steps: dict[str, Callable[[], str]] = {
            "The key": self._read_key,
            "The link": self._read_link,
            "Google": self._ask,
            "Reading": self._read,
            "Writing": self._write,
            "Sorting": self._try_out,
            "Dates": self._dates,
        }

    @property
    def seconds_to_wait(self) -> int:
        """How long Google wants to be left alone."""
        return max(1, ceil(self._spreadsheet.http.seconds_to_wait())) if self._spreadsheet else 1

    def close(self) -> None:
        """Let go of the connection."""
        if self._spreadsheet is not None:
            self._spreadsheet.http.session.close()

    def _read_key(self) -> str:
        is_test = bool(stand_in(self._environment))
        if self._key is not None:
            credentials(self._key)
        elif not is_test:
            raise CannotOpen(_NO_KEY)
        return "A test server needs none." if is_test else f"It is the one of {self._robot}."

    def _read_link(self) -> str:
        id = spreadsheet_id(self._link)
        self._spreadsheet = Spreadsheet(transport(self._key, self._environment), id)
        return "It leads to a spreadsheet."

    def _ask(self) -> str:
        """The first question that is sent: it needs a token first, and what is said about the sheet comes next."""
        try:
            self._about = self._asked.about("properties(title,locale,timeZone),sheets.properties")
        except Trouble as trouble:
            if trouble.kind not in (ACCESS, REFUSED):
                raise
            self._denied = trouble
        return "It answers, and knows who asks."

    def _read(self) -> str:
        if self._denied is not None:
            raise self._denied
        return f"“{self._properties.get('title', '')}” can be read."

    def _write(self) -> str:
        """A hidden sheet with one cell, made, emptied and removed in one go: all of it happens, or nothing."""
        self._is_writing = True
        page = 1 + secrets.randbelow(2**31 - 2)
        self._asked.batch(
            [
                sheet_made(page, f"_crm_check_{secrets.token_hex(3)}", 1, is_hidden=True, rows=1),
                filled(page, [["kith"]]),
                filled(page, [[""]]),
                {"deleteSheet": {"sheetId": page}},
            ]
        )
        return "A cell was written and erased again."

    def _try_out(self) -> str:
        return MODES[try_out(self._asked, self._today.isoformat()).edits]

    def _dates(self) -> str:
        looks = _last_day(str(self._properties.get("locale", "")))
        return (
            f"Dates in this sheet look like {looks}, its time zone is {self._properties.get('timeZone', 'not known')}. "
            "Is that right? If not, change it in the sheet under File > Settings."
        )

    @property
    def _asked(self) -> Spreadsheet:
        assert self._spreadsheet is not None  # the link was read
        return self._spreadsheet

    @property
    def _properties(self) -> dict[str, Any]:
        found: dict[str, Any] = self._about.get("properties", {})
        return found

    def told(self, trouble: Trouble) -> tuple[str, str]:
        """What a refusal means here, and where to put it right ("" when nowhere)."""
        if trouble.kind == NOT_SENT:
            return _AWAY, ""
        if trouble.kind == KEY or str(trouble) in (NO_SHEET, EXCEL):
            return str(trouble), ""
        if trouble.kind == REFUSED:
            return f"{_REFUSED} Google says: {trouble.text}" if trouble.text else _REFUSED, ""
        if "has not been used in project" in trouble.text or "it is disabled" in trouble.text:
            found = _SWITCH.search(trouble.text)
            return _API, found[0].rstrip(".") if found else _LIBRARY
        return self._not_shared(trouble), ""

    def _not_shared(self, trouble: Trouble) -> str:
        if "not found" in trouble.text:
            return (
                f"No such sheet, or it is not shared with {self._robot}. Check the link, share it, then press Check "
                "again."
            )
        if trouble.kind != ACCESS:
            return str(trouble)
        return _VIEWER if self._is_writing else f"Share the sheet with {self._robot} as Editor, then press Check again."


def _last_day(locale: str) -> str:
    """31 December 2026 as a spreadsheet of this locale shows it.

    >>> _last_day("de_DE"), _last_day("en_US"), _last_day("xx")
    ('31.12.2026', '12/31/2026', '2026-12-31')
    """
    day = dt.date(2026, 12, 31)
    try:
        from babel import UnknownLocaleError
        from babel.dates import format_skeleton
    except ImportError:
        return day.isoformat()
    try:
        return str(format_skeleton("yMd", day, locale=locale))
    except (UnknownLocaleError, ValueError, KeyError):
        return day.isoformat()
