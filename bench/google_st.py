"""st-gsheets-connection at work, in a Python of its own: it needs another gspread than Kith.

    PYTHON bench/google_st.py ADDRESS LINK SHEET

Each line that comes in is a change, ["ID", "heading", "text"] or ["name", "ID", "city", "add"]; each that goes out
says what became of it: done, told (there is no such ID), or failed. The library is the real one, used as its page
shows: read, change the table, update.
"""

import importlib.metadata
import json
import logging
import sys
import traceback

import gspread
import pandas as pd
from google.auth.credentials import AnonymousCredentials
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from streamlit_gsheets.gsheets_connection import GSheetsServiceAccountClient

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class Instead(HTTPAdapter):
    """Sends what is meant for Google to a server on this computer."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def send(self, request: PreparedRequest, **options: object) -> Response:
        """One request."""
        for google in GOOGLE:
            request.url = str(request.url).replace(google, self.address, 1)
        return super().send(request, **{**options, "proxies": {}})


def connected(address: str) -> GSheetsServiceAccountClient:
    """The library's client, without a key."""
    client = GSheetsServiceAccountClient({})
    client._client = gspread.Client(AnonymousCredentials())
    client._client.session.mount("https://", Instead(address))
    return client


def change(client: GSheetsServiceAccountClient, link: str, sheet: str, wanted: list[str]) -> str:
    """Carry out one change. `ttl=0`: with the library's default it would be an hour old what is written back."""
    table = client.read(spreadsheet=link, worksheet=sheet, ttl=0)
    if wanted[-1] == "add":
        name, id, city, _ = wanted
        table = pd.concat([table, pd.DataFrame([{"ID": id, "Name": name, "City": city}])], ignore_index=True)
    else:
        id, heading, text = wanted
        if not (table["ID"] == id).any():
            return "told"
        table[heading] = table[heading].astype(object)
        table.loc[table["ID"] == id, heading] = text
    client.update(spreadsheet=link, worksheet=sheet, data=table)
    return "done"


def main() -> None:
    logging.disable(logging.WARNING)
    address, link, sheet = sys.argv[1:]
    client = connected(address)
    told = {name: importlib.metadata.version(name) for name in ("st-gsheets-connection", "gspread")}
    print(json.dumps(told), flush=True)
    for line in sys.stdin:
        try:
            said = change(client, link, sheet, json.loads(line))
        except Exception:  # whatever the library raises, the person sees that it failed
            traceback.print_exc()
            said = "failed"
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
