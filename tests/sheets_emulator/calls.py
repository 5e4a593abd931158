"""The log: every request that arrived, what it was, and how it ended."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote

ID = r"(?P<id>[^/:]+)"
BOOK = rf"/v4/spreadsheets/{ID}"
FILE = rf"/drive/v3/files/{ID}"
ROUTES = (
    ("POST", r"/v4/spreadsheets", "spreadsheets.create"),
    ("GET", BOOK, "spreadsheets.get"),
    ("POST", BOOK + ":batchUpdate", "spreadsheets.batchUpdate"),
    ("POST", BOOK + ":getByDataFilter", "spreadsheets.getByDataFilter"),
    ("GET", BOOK + r"/developerMetadata/(?P<part>\d+)", "developerMetadata.get"),
    ("POST", BOOK + "/developerMetadata:search", "developerMetadata.search"),
    ("GET", BOOK + "/values:batchGet", "values.batchGet"),
    ("POST", BOOK + "/values:batchGetByDataFilter", "values.batchGetByDataFilter"),
    ("POST", BOOK + "/values:batchUpdate", "values.batchUpdate"),
    ("POST", BOOK + "/values:batchUpdateByDataFilter", "values.batchUpdateByDataFilter"),
    ("POST", BOOK + "/values:batchClear", "values.batchClear"),
    ("POST", BOOK + "/values:batchClearByDataFilter", "values.batchClearByDataFilter"),
    ("POST", BOOK + "/values/(?P<part>[^/]+):append", "values.append"),
    ("POST", BOOK + "/values/(?P<part>[^/]+):clear", "values.clear"),
    ("GET", BOOK + "/values/(?P<part>[^/]+)", "values.get"),
    ("PUT", BOOK + "/values/(?P<part>[^/]+)", "values.update"),
    ("POST", "/drive/v3/files", "drive.files.create"),
    ("GET", FILE, "drive.files.get"),
    ("DELETE", FILE, "drive.files.delete"),
    ("POST", FILE + "/permissions", "drive.permissions.create"),
    ("GET", FILE + "/permissions", "drive.permissions.list"),
    ("DELETE", FILE + "/permissions/(?P<part>[^/]+)", "drive.permissions.delete"),
)
READS = {"getByDataFilter", "search", "batchGetByDataFilter"}


@dataclass
class Call:
    """One request. number: counted from 1; at: when it came; part: the range, or the id below the spreadsheet's.

    status: what was answered, 0 when nothing was; fault: which fault struck; answer: only where emulator.keep_answers.
    up, down: how many bytes the body and the answer had, without their headers; seconds: how long it took to answer.
    """

    verb: str
    path: str
    query: Mapping[str, list[str]]
    body: object = None
    credential: str = ""
    method: str = ""
    id: str = ""
    part: str = ""
    number: int = 0
    at: float = 0.0
    status: int = 0
    fault: str = ""
    up: int = 0
    down: int = 0
    seconds: float = 0.0
    answer: object = field(default=None, repr=False)

    @property
    def reads(self) -> bool:
        """Whether it counts as a read."""
        return self.verb == "GET" or self.method.rpartition(".")[2] in READS

    @property
    def kinds(self) -> list[str]:
        """The kinds of request in a spreadsheets.batchUpdate."""
        requests = self.body.get("requests") if isinstance(self.body, dict) else None
        return [kind for request in requests or [] if isinstance(request, dict) for kind in request]

    def asks(self, name: str) -> str | None:
        """One value of the query."""
        return (self.query.get(name) or [None])[-1]

    @property
    def options(self) -> dict[str, str]:
        """The query with one value a name."""
        return {name: values[-1] for name, values in self.query.items()}


def read(verb: str, target: str, body: object, credential: str) -> Call:
    """A request as it came over the wire; method stays empty when nothing like it is served."""
    path, _, query = target.partition("?")
    call = Call(verb, path, parse_qs(query, keep_blank_values=True), body, credential)
    for known, pattern, method in ROUTES:
        found = re.fullmatch(pattern, path) if known == verb else None
        if found:
            parts = {name: unquote(text) for name, text in found.groupdict().items()}
            call.method, call.id, call.part = method, parts.get("id", ""), parts.get("part", "")
            break
    return call


class Log(list[Call]):
    """All calls, in the order in which they came."""

    def of(self, *methods: str) -> "Log":
        """The calls of some methods: emulator.log.of("values.append")."""
        return Log(call for call in self if call.method in methods)

    @property
    def read_calls(self) -> "Log":
        """The calls that count as reads."""
        return Log(call for call in self if call.reads)

    @property
    def write_calls(self) -> "Log":
        """The calls that count as writes."""
        return Log(call for call in self if not call.reads)

    def after_status(self, status: int) -> "Log":
        """The calls that came after the first answer with a status."""
        first = next((place for place, call in enumerate(self) if call.status == status), len(self))
        return Log(self[first + 1 :])

    def busiest(self, seconds: float = 60) -> int:
        """The most calls in any stretch of time; calls that were answered 429 count too."""
        return max(self.stretches(seconds), default=0)

    def stretches(self, seconds: float) -> Iterator[int]:
        """How many calls there are in the stretch that ends with each call."""
        start = 0
        for place, call in enumerate(self):
            while self[start].at <= call.at - seconds:
                start += 1
            yield place - start + 1
