"""An emulator with one spreadsheet, and a program that talks to it over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.sheets_emulator import Clock, SheetsEmulator, discovery

CONTACTS = [
    ["ID", "Name", "City", "Score"],
    ["C-1", "Zoe", "Oslo", 3],
    ["C-2", "Ada", "Rome", 1],
    ["C-3", "Bob", "Bonn", 2],
]


@dataclass
class Program:
    """Sends requests about one spreadsheet; status is that of the last answer."""

    emulator: SheetsEmulator
    id: str
    session: requests.Session
    status: int = 0

    def send(self, verb: str, path: str, body: object = None, timeout: float = 10, **query: Any) -> Any:
        """The JSON of an answer; path is what follows the id of the spreadsheet."""
        url = f"{self.emulator.url}/v4/spreadsheets/{self.id}{path}"
        answer = self.session.request(verb, url, json=body, params=query, timeout=timeout)
        self.status = answer.status_code
        return answer.json()

    def batch(self, *sent: dict, **more: Any) -> Any:
        """spreadsheets.batchUpdate; fields goes into the query."""
        query = {"fields": more.pop("fields")} if "fields" in more else {}
        return self.send("POST", ":batchUpdate", {"requests": list(sent), **more}, **query)

    def values(self, cells: str, **query: Any) -> Any:
        """The rows of values.get, [] when there is nothing."""
        return self.send("GET", f"/values/{quote(cells, safe='')}", **query).get("values", [])

    def update(self, cells: str, rows: object, option: str = "RAW", **query: Any) -> Any:
        """values.update."""
        path = f"/values/{quote(cells, safe='')}"
        return self.send("PUT", path, {"values": rows}, valueInputOption=option, **query)

    def append(self, cells: str, rows: object, **query: Any) -> Any:
        """values.append."""
        path = f"/values/{quote(cells, safe='')}:append"
        return self.send("POST", path, {"values": rows}, valueInputOption="RAW", **query)

    def anchor(self, row: int, number: int, **more: Any) -> Any:
        """Attach metadata to a row, counted from 1."""
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        return self.describe(number, {"dimensionRange": span}, **more)

    def describe(self, number: int, location: dict, key: str = "r", value: str | None = None) -> Any:
        """Create developer metadata."""
        entry = {"metadataId": number, "metadataKey": key, "metadataValue": value, "visibility": "DOCUMENT"}
        return self.batch({"createDeveloperMetadata": {"developerMetadata": {**entry, "location": location}}})

    def search(self, **lookup: Any) -> list[dict]:
        """The metadata that developerMetadata.search finds."""
        body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
        found = self.send("POST", "/developerMetadata:search", body).get("matchedDeveloperMetadata", [])
        return [each["developerMetadata"] for each in found]

    def row_of(self, number: int) -> int | None:
        """The row that an anchor is on, counted from 1."""
        found = self.search(metadataId=number, locationType="ROW")
        return found[0]["location"]["dimensionRange"]["endIndex"] if found else None

    def write_by(self, data_filter: dict, *rows: list, **more: Any) -> Any:
        """values.batchUpdateByDataFilter of one array, with its echo."""
        data = [{"dataFilter": data_filter, "values": list(rows)}]
        body = {"valueInputOption": "RAW", "includeValuesInResponse": True, "data": data}
        return self.send("POST", "/values:batchUpdateByDataFilter", body | more)

    def message(self, answer: dict) -> str:
        """The sentence of a refusal."""
        return answer["error"]["message"]


def row_filter(number: int) -> dict:
    """The DataFilter of a row's anchor."""
    return {"developerMetadataLookup": {"metadataId": number, "locationType": "ROW"}}


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock(manual=True)


@pytest.fixture
def emulator(clock: Clock) -> Iterator[SheetsEmulator]:
    """An emulator on a port of its own; whatever it answers, Google might have answered."""
    with SheetsEmulator(clock=clock) as emulator:
        emulator.keep_answers = True
        yield emulator
    assert [odd for call in emulator.log for odd in discovery.odd_answers(call)] == []


@pytest.fixture
def program(emulator: SheetsEmulator) -> Iterator[Program]:
    """A program that has an empty spreadsheet."""
    with requests.Session() as session:
        session.trust_env = False
        yield Program(emulator, emulator.spreadsheet("Team"), session)


@pytest.fixture
def contacts(program: Program) -> Program:
    """A program whose sheet has three contacts in the rows 2 to 4, with the anchors 11 to 13."""
    program.emulator.person.put("Sheet1!A1", CONTACTS)
    for row in (2, 3, 4):
        program.anchor(row, 9 + row)
    return program
