"""Changing the team's settings and lists."""

from itertools import pairwise

from crm.actions.starting import is_currency
from crm.model.cells import Cell, same, storable, written
from crm.model.changes import AddToList, ChangeSet, RemoveFromList, SetBeside, SetSetting
from crm.model.errors import InvalidInput
from crm.model.lists import LISTS, MEANINGS
from crm.model.settings import LIMITS_OF_RHYTHM, SETTINGS, Settings
from crm.model.snapshot import Snapshot
from crm.model.text import brief, key, tidy


def set_setting(snapshot: Snapshot, name: str, value: Cell) -> ChangeSet:
    """Another value for a setting. Raises InvalidInput when it is none that the setting can have."""
    declared = SETTINGS.get(name)
    if declared is None:
        raise InvalidInput(name, f"There is no setting “{name}”.")
    cell = tidy(value) if isinstance(value, str) else value
    now = snapshot.contents.settings.get(name)
    if why := storable(value):
        raise InvalidInput(name, f"“{declared.title}” {why}.")
    if trouble := Settings({**snapshot.contents.settings, name: cell}).unreadable().get(name):
        raise InvalidInput(name, trouble)
    if name == "currency" and cell and not is_currency(written(cell).upper()):
        raise InvalidInput(name, f"“{brief(written(cell))}” is no currency. Write its three letters: EUR, GBP, USD ...")
    if name == "opening_balance_day" and (day := Settings({**snapshot.contents.settings, name: cell}).day(name)):
        if day > snapshot.rules.today:
            raise InvalidInput(name, f"“{declared.title}”: {day.day} {day:%b %Y} is still to come.")
        cell = day.isoformat()  # a text: a day without its format would look like 46339 in the sheet
    if trouble := _out_of_order(snapshot.settings, name, cell):
        raise InvalidInput(name, trouble)
    if same(cell, now):
        return ChangeSet("Nothing was changed")
    return ChangeSet(f"Setting: {declared.title.lower()}", (SetSetting(name, cell, now),))


def _out_of_order(now: Settings, name: str, cell: Cell) -> str:
    """Why the three limits of a rhythm would not follow one another, "" where they would."""
    if name not in LIMITS_OF_RHYTHM:
        return ""
    wanted = Settings({**now.cells, name: cell})
    for one, next_ in pairwise(LIMITS_OF_RHYTHM):
        if name in (one, next_) and wanted.number(one) >= wanted.number(next_):
            is_lower = name == next_
            other = SETTINGS[one if is_lower else next_]
            side = "more" if is_lower else "less"
            return f"“{SETTINGS[name].title}” must be {side} than “{other.title}”, which is {now.text(other.key)}."
    return ""


def add_to_list(snapshot: Snapshot, name: str, entry: str, means: str = "") -> ChangeSet:
    """A new word in a list, with what it means where the list has meanings."""
    word = tidy(entry)
    if not word:
        raise InvalidInput("entry", "Write the word to add.")
    if why := storable(entry):
        raise InvalidInput("entry", f"This word {why}.")
    if key(word) in {key(known) for known in snapshot.lists.entries(name)}:
        raise InvalidInput("entry", f"“{brief(word)}” is in the list already.")
    beside: dict[str, Cell] = {"means": means} if means and "means" in LISTS.get(name, ((), []))[0] else {}
    return ChangeSet(f"{name}: “{word}” added", (AddToList(name, word, beside),))


def set_meaning(snapshot: Snapshot, name: str, entry: str, means: str) -> ChangeSet:
    """Another meaning for a word of a list. Raises InvalidInput for what no word of that list can mean."""
    if means not in MEANINGS.get(name, ()):
        raise InvalidInput("means", f"A word of this list means {' or '.join(MEANINGS.get(name, ('nothing',)))}.")
    now = snapshot.lists.further(name, "means").get(key(entry))
    return ChangeSet(f"“{entry}” means {means}", (SetBeside(name, entry, "means", means, now),))


def remove_from_list(snapshot: Snapshot, name: str, entry: str) -> ChangeSet:
    """A word out of a list; no row that uses it changes."""
    parts = LISTS.get(name, ((), []))[0]
    beside: dict[str, Cell] = {part: snapshot.lists.further(name, part).get(key(entry)) for part in parts}
    return ChangeSet(f"{name}: “{entry}” taken out", (RemoveFromList(name, entry, beside),))
