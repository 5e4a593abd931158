"""Plays recorded traffic with Google against the emulator: python -m tests.sheets_emulator.recordings FOLDER

FOLDER holds files in the JSON form of vcrpy: what a program sent, in order, and what Google answered. A call matches
when the status and the whole JSON are the same, apart from ids, times, account names and looks.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from . import calls
from .emulator import SheetsEmulator

OURS = {"spreadsheetId", "id", "sheetId", "namedRangeId", "protectedRangeId"}  # ids: chosen anew each time
IGNORED = {"createdTime", "modifiedTime", "spreadsheetUrl", "defaultFormat", "spreadsheetTheme", "users", "details"}
OUTCOMES = ("match", "differ", "unsupported", "skipped")
Counts = dict[str, Counter]


@dataclass
class Replay:
    """One recording. ids: each id that Google gave out, and the emulator's in its place."""

    connection: HTTPConnection
    ids: dict[tuple[str, str], object] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def play(self, interaction: dict) -> tuple[str, str, list[str]]:
        """(method, outcome, differences) of one interaction."""
        sent, got = interaction["request"], interaction["response"]
        url, body = urlsplit(sent["uri"]), json.loads(sent["body"] or "null")
        call = calls.read(sent["method"], f"{url.path}?{url.query}", body, "")
        name = " ".join([call.method, *sorted(set(call.kinds))])
        if call.id in self.lost:
            return name, "skipped", []
        target = url.path.replace(call.id, str(self.ours("", call.id)), 1) if call.id else url.path
        status, answer = self.ask(sent["method"], f"{target}?{url.query}", self.translated(body, call.id))
        if status == 501:
            self.lost |= {call.id} if sent["method"] != "GET" else set()
            return name, "unsupported", []
        if status != got["status"]["code"]:
            return name, "differ", [f"status {status}, not {got['status']['code']}"]
        found = list(self.differences(json.loads(got["body"]["string"] or "null"), answer, call.id, name))
        return name, "differ" if found else "match", found

    def ask(self, verb: str, target: str, body: object) -> tuple[int, object]:
        """(status, JSON) of the emulator's answer."""
        self.connection.request(verb, target, None if body is None else json.dumps(body))
        response = self.connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None

    def ours(self, book: str, id: object) -> object:
        """The emulator's id for one of Google's; ids of files are known everywhere, others in their file."""
        return self.ids.get(("", str(id)), self.ids.get((book, str(id)), id))

    def translated(self, value: object, book: str, name: str = "") -> object:
        """A body with the emulator's ids in it."""
        if name in OURS:
            return self.ours(book, value)
        if isinstance(value, dict):
            return {key: self.translated(item, book, key) for key, item in value.items()}
        return [self.translated(item, book) for item in value] if isinstance(value, list) else value

    def differences(self, google: object, ours: object, book: str, path: str) -> Iterator[str]:
        """Where two answers differ; ids are learnt on the way, and must then stay the same."""
        if isinstance(google, dict) and isinstance(ours, dict):
            for name in sorted((google.keys() | ours.keys()) - IGNORED):
                if name not in google or name not in ours:
                    yield f"{path}.{name} is only in {'Google' if name in google else 'our'} answer"
                elif name in OURS:
                    key = ("" if name in ("spreadsheetId", "id") else book, str(google[name]))
                    if self.ids.setdefault(key, ours[name]) != ours[name]:
                        yield f"{path}.{name} is the id of something else"
                else:
                    yield from self.differences(google[name], ours[name], book, f"{path}.{name}")
        elif isinstance(google, list) and isinstance(ours, list) and len(google) == len(ours):
            for place, (one, other) in enumerate(zip(google, ours, strict=True)):
                yield from self.differences(one, other, book, f"{path}[{place}]")
        elif google != ours or type(google) is not type(ours):
            yield f"{path} is {ours!r:.60}, not {google!r:.60}"


def replay(folder: Path) -> tuple[Counts, list[str]]:
    """Play every recording of a folder: {method: Counter of outcomes}, and a line for each that differs."""
    counts: Counts = defaultdict(Counter)
    lines = []
    with SheetsEmulator() as emulator:
        connection = HTTPConnection(urlsplit(emulator.url).netloc, timeout=30)
        for file in sorted(folder.glob("*.json")):
            recording = Replay(connection)
            for interaction in json.loads(file.read_text("utf-8"))["interactions"]:
                name, outcome, found = recording.play(interaction)
                counts[name][outcome] += 1
                lines += [f"{file.name}: {found[0]}"] if found else []
        connection.close()
    return counts, lines


def ratio(counts: Counts) -> float:
    """How many of the calls that were tried match."""
    total: Counter = sum(counts.values(), Counter())
    tried = total["match"] + total["differ"] + total["unsupported"]
    return total["match"] / tried if tried else 0.0


def table(counts: Counts) -> str:
    """The outcomes, method by method."""
    total: Counter = sum(counts.values(), Counter())
    lines = [f"{'method':52}" + "".join(f"{name:>13}" for name in OUTCOMES)]
    for name, count in [*sorted(counts.items()), ("total", total)]:
        lines.append(f"{name:52}" + "".join(f"{count[each] or '-':>13}" for each in OUTCOMES))
    return "\n".join([*lines, f"ratio {ratio(counts):.4f}"])


if __name__ == "__main__":
    found, differing = replay(Path(sys.argv[1]))
    print(*differing, table(found), sep="\n")
    sys.exit(ratio(found) < 0.98)
