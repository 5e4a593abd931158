"""The books by name, in groups: "each: xlsxwriter table" is in the group "each"."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.xlsx.calc import converted
from tests.xlsx.corpus import by_openpyxl, by_xlsxwriter
from tests.xlsx.corpus.combining import Features, all_pairs, alone, covering
from tests.xlsx.corpus.respelled import SPELLINGS, backwards, respell, streamed

MAKERS: dict[str, Callable[[Features], bytes]] = {"xlsxwriter": by_xlsxwriter.make, "openpyxl": by_openpyxl.make}
FEATURES = {"xlsxwriter": [*by_xlsxwriter.FEATURES, *by_xlsxwriter.SETTINGS], "openpyxl": [*by_openpyxl.FEATURES]}
NEVER = {"xlsxwriter": by_xlsxwriter.TOGETHER_NEVER, "openpyxl": by_openpyxl.TOGETHER_NEVER}
SPELLED = {
    **{name: lambda data, name=name: respell(data, name) for name in SPELLINGS},
    "backwards": backwards,
    "streamed": streamed,
}


@cache
def recipes() -> dict[str, tuple[str, Features]]:
    """Books that a maker makes: {name: (maker, features)}."""
    found = {}
    for maker, features in FEATURES.items():
        for chosen in alone(features):
            found[f"each: {maker} {' '.join(chosen) or 'nothing'}"] = maker, chosen
        for number, chosen in enumerate(covering(features, NEVER[maker])):
            found[f"mixed: {maker} {number}"] = maker, chosen
        for chosen in all_pairs(features, NEVER[maker]):
            found[f"pairs: {maker} {' '.join(sorted(chosen))}"] = maker, chosen
    return found


def features_of(name: str) -> Features:
    """The features of a book, also of one that was respelled or saved again."""
    return recipes()[origin(name)][1]


def origin(name: str) -> str:
    """The book that a book was made from; itself, if it is nobody's copy.

    >>> origin("spelled: prefixed mixed: openpyxl 3"), origin("each: openpyxl table")
    ('mixed: openpyxl 3', 'each: openpyxl table')
    """
    return " ".join(name.split(" ")[2:]) if name.startswith(("spelled", "again")) else name


@cache
def names() -> dict[str, list[str]]:
    """The names of each group."""
    made: dict[str, list[str]] = {"each": [], "mixed": [], "pairs": []}
    for name in recipes():
        made[name.partition(":")[0]].append(name)
    tables = ["each: xlsxwriter table", "each: openpyxl two_tables"]
    made["spelled"] = [f"spelled: {how} {name}" for how in SPELLED for name in [tables[0], made["mixed"][0]]]
    made["again"] = [f"again: xlsx {name}" for name in [*tables, *made["mixed"][::4]]]
    made["again"] += [f"again: ods {name}" for name in made["mixed"][2::8]]
    made["again-pairs"] = [f"again-pairs: xlsx {name}" for name in made["pairs"]]
    return made


def make(name: str) -> bytes:
    """A book that a maker made, or a respelled one."""
    if name.startswith("spelled"):
        return SPELLED[name.split(" ")[1]](make(origin(name)))
    maker, features = recipes()[name]
    return MAKERS[maker](features)


def saved_again(wanted: list[str], folder: Path) -> dict[str, bytes]:
    """Books as LibreOffice saves them, some of them after a time as .ods. Skips where it is not installed."""
    once = {name: make(origin(name)) for name in wanted}
    through = {name: data for name, data in once.items() if name.split(" ")[1] == "ods"}
    if through:
        once.update(converted(through, "ods", folder / "ods"))
    return converted(once, "xlsx", folder / "xlsx")
