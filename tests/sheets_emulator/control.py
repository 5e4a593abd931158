"""/_emulator/...: switches, faults, the person, the clock, the log and the state, for an app in another process."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .faults import Fault

if TYPE_CHECKING:
    from .emulator import SheetsEmulator


def answered(emulator: "SheetsEmulator", verb: str, target: str, body: bytes) -> tuple[int, object]:
    """(status, JSON) of one of these requests."""
    path, _, _ = target.partition("?")
    name = path.removeprefix("/_emulator/")
    if name not in PATHS:
        return 404, {"error": f"There is {', '.join(PATHS)}"}
    try:
        return 200, PATHS[name](emulator, json.loads(body) if body else None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return 400, {"error": str(error)}


def switches(emulator: "SheetsEmulator", given: Mapping | None) -> object:
    """{"name": value} turns them; the answer has all of them."""
    emulator.switches.set(given or {})
    return vars(emulator.switches)


def faults(emulator: "SheetsEmulator", given: list | None) -> object:
    """A list replaces the script."""
    if given is not None:
        emulator.faults[:] = [Fault(**each) for each in given]
    return [vars(each) for each in emulator.faults]


def person(emulator: "SheetsEmulator", given: Mapping | None) -> object:
    """{"spreadsheet": id, "do": "sort", "with": ["Contacts!A2:F", "C"]}; "with" may be an object of names too."""
    if not given or str(given["do"]).startswith("_"):
        raise ValueError("Say what the person does")
    somebody = emulator.person_at(given["spreadsheet"]) if "spreadsheet" in given else emulator.person
    act: Callable = getattr(somebody, given["do"])
    words = given.get("with") or []
    found = act(**words) if isinstance(words, dict) else act(*words)
    return {"done": found}


def clock(emulator: "SheetsEmulator", given: Mapping | None) -> object:
    """{"advance": seconds} goes forward."""
    emulator.clock.advance((given or {}).get("advance", 0))
    return {"now": emulator.clock.now()}


def log(emulator: "SheetsEmulator", given: Mapping | None) -> object:
    """All calls; {"from": n} only those after the n-th."""
    names = ("number", "at", "verb", "path", "method", "kinds", "body", "status", "fault")
    calls = emulator.log[(given or {}).get("from", 0) :]
    return [{name: getattr(call, name) for name in names} for call in calls]


def state(emulator: "SheetsEmulator", given: Mapping | None) -> object:
    """{"spreadsheet": id}: what stands in every tab; without it the ids of all spreadsheets."""
    if not given:
        return {id: file.book.properties["title"] for id, file in emulator.world.files.items()}
    id = given["spreadsheet"]
    book = emulator.book(id)
    tabs = {sheet.title: emulator.person_at(id).values(f"'{sheet.title}'") for sheet in book.sheets}
    return {"title": book.properties["title"], "tabs": tabs, "metadata": len(book.metadata)}


PATHS = {"switches": switches, "faults": faults, "person": person, "clock": clock, "log": log, "state": state}
