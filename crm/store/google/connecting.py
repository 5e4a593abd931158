"""From a link and a key to a workbook at Google. Nothing is asked here; the first read does that."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from crm.model.errors import CannotOpen
from crm.store.google.calls import Spreadsheet
from crm.store.google.link import spreadsheet_id, stand_in
from crm.store.google.looked import LookedAtSheet
from crm.store.google.setup import Wishes
from crm.store.google.transport import Transport
from crm.store.google.web import GoogleAuthError, ServiceAccount
from crm.store.google.workbook import GoogleWorkbook
from crm.store.looking import LookedAt

SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
OTHER_FILE = (
    "This is a different kind of Google file. Kith needs the one from Service accounts > Keys > Add key > JSON."
)
_CUT_OFF = "The key in this file is cut off. Download it again and upload the whole file."
_NEEDED = ("client_email", "private_key", "token_uri")

Key = Mapping[str, Any]


def connect(
    link: str,
    key: Key | None,
    environment: Mapping[str, str],
    *,
    today: Callable[[], dt.date],
    folder: Path,
    wishes: Wishes | None = None,
) -> GoogleWorkbook:
    """The workbook behind a link. `key` is a service account's JSON, which a test server does not need; `folder` holds
    what Kith keeps of this spreadsheet, in a folder of its own. Raises CannotOpen."""
    id = spreadsheet_id(link)
    spreadsheet = Spreadsheet(transport(key, environment), id)
    return GoogleWorkbook(spreadsheet, today=today, folder=folder / id, wishes=wishes)


def look_on(
    link: str,
    key: Key | None,
    environment: Mapping[str, str],
    told: LookedAt,
    *,
    today: Callable[[], dt.date],
    folder: Path,
) -> LookedAtSheet:
    """The spreadsheet behind a link, only to be looked at, and how. Raises CannotOpen."""
    spreadsheet = Spreadsheet(transport(key, environment), spreadsheet_id(link))
    return LookedAtSheet(spreadsheet, told, today=today, folder=folder / told.book_id)


def transport(key: Key | None, environment: Mapping[str, str]) -> Transport:
    """The way to Google with a key, or to the test server that the environment names. Raises CannotOpen."""
    if base := stand_in(environment):
        return Transport(base=base)  # the key is not even read
    if key is None:
        raise CannotOpen(
            "Kith has no key for Google yet. Use a Google Sheet, on the first page and on the page Workbook, shows how "
            "to get one."
        )
    return Transport(credentials(key))


def credentials(key: Key) -> ServiceAccount:
    """The credentials in a service account's file. Raises CannotOpen with what to do."""
    if key.get("type") != "service_account" or any(not key.get(name) for name in _NEEDED):
        raise CannotOpen(OTHER_FILE)
    whole = {**key, "private_key": str(key["private_key"]).replace("\\n", "\n")}
    try:
        found: ServiceAccount = ServiceAccount.from_service_account_info(whole, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, GoogleAuthError) as error:
        raise CannotOpen(_CUT_OFF) from error
    return found


def robot(key: Key) -> str:
    """The address that a sheet is shared with."""
    return str(key.get("client_email", ""))
