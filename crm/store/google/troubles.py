"""What can go wrong between us and Google, and what it means for what we wanted to write.

Trouble       it was surely not done; `kind` says why
└── Doubt     nobody can tell whether it was done: look before it is tried again

Source of the codes and texts: the Sheets API's error model (google.rpc.Status) and its recorded answers.
"""

import json
from typing import Any

from crm.model.errors import CannotOpen
from crm.store.google.web import GoogleAuthError, InvalidOperation, RefreshError, TransportError, requests

NOT_SENT, QUOTA, REFUSED, PROTECTED, KEY, ACCESS = "not sent", "quota", "refused", "protected", "key", "access"

_AWAY = "Google cannot be reached just now. Go on working: Kith asks again by itself."
_BUSY = "Google is busy. Go on working: Kith asks again by itself."
_KEY = "Google refused the key. Either this computer's clock is wrong, or the key was deleted."
_API = (
    "The Google Sheets API is not switched on for this project. Switch it on in the Google Cloud console, wait two "
    "minutes, and try again."
)
_SHARE = "The sheet is not shared with Kith's robot any more, or not as Editor. Share it again, then go on here."
_GONE = "There is no such sheet, or it is not shared with Kith's robot. Check the link, and share it."
EXCEL = (
    "This is an Excel file kept in Google Drive. Open it in Google Sheets, choose File > Save as Google Sheets, and "
    "paste the new link."
)
NO_SHEET = "This link is not a spreadsheet."
_NO_REASON = "Request contains an invalid argument."
_REFUSED = (
    "Google refused what Kith asked, and nothing was changed in the sheet by it. Press Check on the page Workbook, "
    "under The connection to Google: it tries one thing after the other."
)
PROTECTED_SENTENCE = "These cells are protected in the sheet. Ask its owner to let Kith's robot edit them."
_DOUBT = "Google did not answer in time, so it is looked up whether this was saved."


class Trouble(CannotOpen):
    """Google did not do what it was asked. `kind` is one of the words above, `wait` the seconds it asked us to wait,
    `text` its own words, `status` the HTTP status of its answer (0 where there was none)."""

    status = 0

    def __init__(self, sentence: str, kind: str, *, wait: float = 0.0, text: str = "") -> None:
        super().__init__(sentence)
        self.kind, self.wait, self.text = kind, wait, text

    @property
    def passes(self) -> bool:
        """Whether it may work later without anybody's doing."""
        return self.kind in (NOT_SENT, QUOTA)


class Doubt(Trouble):
    """Google may or may not have done it."""


def of_answer(response: requests.Response, *, is_write: bool, is_first: bool = False) -> Trouble:
    """What an answer that is no success means. `is_first`: nothing that was asked before was answered."""
    trouble = _meant(response, is_write=is_write)
    if is_first and trouble.text == _NO_REASON:
        trouble = Trouble(NO_SHEET, REFUSED, text=trouble.text)
    trouble.status = response.status_code
    return trouble


def _meant(response: requests.Response, *, is_write: bool) -> Trouble:
    status, text, reason = response.status_code, *_words(response)
    if status == 429:
        return Trouble(_BUSY, QUOTA, wait=_seconds(response), text=text)
    if status == 401:
        return Trouble(_KEY, KEY, text=text)
    if status == 403:
        return Trouble(_API if reason == "SERVICE_DISABLED" else _SHARE, ACCESS, text=text)
    if status == 404:
        return Trouble(_GONE, ACCESS, text=text)
    if status == 408 or status >= 500:
        wait = _seconds(response)
        return Doubt(_DOUBT, "doubt", wait=wait, text=text) if is_write else Trouble(_BUSY, NOT_SENT, wait=wait)
    return _refused(text)


def _refused(text: str) -> Trouble:
    if "protected cell" in text:
        return Trouble(PROTECTED_SENTENCE, PROTECTED, text=text)
    if "must not be an Office file" in text:
        return Trouble(EXCEL, ACCESS, text=text)
    return Trouble(f"{_REFUSED} Google says: {text}" if text else _REFUSED, REFUSED, text=text)


def of_exception(error: Exception, *, is_write: bool) -> Trouble:
    """What a call that got no whole answer means. An error that is neither requests' nor google-auth's is raised."""
    if isinstance(error, InvalidOperation | RefreshError):
        return Trouble(_KEY, KEY, text=str(error))
    if isinstance(error, TransportError) or (isinstance(error, requests.ConnectionError) and _never_left(error)):
        return Trouble(_AWAY, NOT_SENT, text=str(error))
    if isinstance(error, requests.RequestException | json.JSONDecodeError):
        return Doubt(_DOUBT, "doubt", text=str(error)) if is_write else Trouble(_AWAY, NOT_SENT, text=str(error))
    if isinstance(error, GoogleAuthError):
        return Trouble(_KEY, KEY, text=str(error))
    raise error


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether there was no connection at all: refused, too slow to come about, or the name is not known."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    names = {type(each).__name__ for each in (cause, getattr(cause, "reason", None))}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})


def _words(response: requests.Response) -> tuple[str, str]:
    """Google's message, and the reason in its details; both "" where it gives none."""
    try:
        error: Any = response.json()["error"]
        details = error.get("details") or [{}]
        return str(error.get("message", "")), next((str(each["reason"]) for each in details if "reason" in each), "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""


def _seconds(response: requests.Response) -> float:
    """How long the answer asks us to wait; 0 where it does not say."""
    try:
        return max(float(response.headers.get("Retry-After", 0)), 0.0)
    except ValueError:
        return 0.0
