"""The link of a spreadsheet, and which server answers for Google."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crm.model.errors import CannotOpen

GOOGLE = "https://sheets.googleapis.com"
ALSO_GOOGLE = "https://www.googleapis.com"
_ID = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{20,})")
_HERE = ("127.0.0.1", "::1", "localhost")


def spreadsheet_id(link: str) -> str:
    """The ID in the link of a spreadsheet. Raises CannotOpen.

    >>> spreadsheet_id("https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit#gid=0")
    '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms'
    """
    found = _ID.search(link)
    if found is None:
        raise CannotOpen(
            "This does not look like a Google Sheets link. Open the sheet and copy the address from the top of the "
            "browser."
        )
    return found[1]


def link_to(id: str) -> str:
    """The address of a spreadsheet in a browser."""
    return f"https://docs.google.com/spreadsheets/d/{id}/edit"


def stand_in(environment: Mapping[str, str]) -> str:
    """The server that stands in for Google, from `KITH_SHEETS_URL`; "" for Google itself. Raises CannotOpen for one
    that is not on this computer: nobody's data goes anywhere by mistake."""
    base = environment.get("KITH_SHEETS_URL", "").strip().rstrip("/")
    if not base:
        return ""
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or parts.hostname not in _HERE or parts.username:
        raise CannotOpen("KITH_SHEETS_URL may only point at this computer.")
    return base
