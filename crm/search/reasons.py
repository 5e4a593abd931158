"""Why two rows may be one person, in words: what is equal, and what differs."""

from crm.search.alike import edits
from crm.search.identities import Identities
from crm.search.points import CLOSE, DIFFERENT, PARTLY, SAME, UNKNOWN, Compared

Words = tuple[str, ...]

_EQUAL = {
    ("phone", SAME): "same phone",
    ("phone", CLOSE): "phones differ by one digit",
    ("phone", PARTLY): "same phone, that others have too",
    ("email", SAME): "same email",
    ("email", CLOSE): "emails are nearly the same",
    ("email", PARTLY): "same email, that others have too",
    ("whole", SAME): "same name",
    ("birth", SAME): "same birthday",
    ("birth", CLOSE): "birthdays are nearly the same",
    ("domain", SAME): "same place on the web",
    ("city", SAME): "same city",
    ("city", CLOSE): "cities are nearly the same",
    ("company", SAME): "same organisation",
    ("company", CLOSE): "organisations are nearly the same",
    ("postcode", SAME): "same postcode",
    ("postcode", CLOSE): "postcodes are nearly the same",
}
_DIFFERS = {
    ("first", DIFFERENT): "another first name",
    ("last", DIFFERENT): "another last name",
    ("whole", DIFFERENT): "another name",
    ("birth", DIFFERENT): "another birthday",
    ("birth", PARTLY): "another birthday in the same year",
    ("phone", DIFFERENT): "another phone",
    ("email", DIFFERENT): "another email",
    ("street", DIFFERENT): "another street",
    ("city", DIFFERENT): "another city",
    ("company", DIFFERENT): "another organisation",
}


def reasons(found: Compared, at: int, these: Identities, those: Identities) -> tuple[Words, Words]:
    """What is equal and what differs in the pair number `at`, each in words, the weightiest first."""
    levels = {name: int(level[at]) for name, level in found.levels.items()}
    left, right = int(found.left[at]), int(found.right[at])
    equal = [text for (name, level), text in _EQUAL.items() if levels.get(name) == level]
    differs = [text for (name, level), text in _DIFFERS.items() if levels.get(name) == level]
    names = _names(
        levels, {name: (these.one[name][left], those.one[name][right]) for name in ("first", "last", "whole")}
    )
    place = _street(levels)
    days = these.one["birth"][left], those.one["birth"][right]
    if levels["birth"] == CLOSE and min(map(len, days)) < 8:
        equal[equal.index(_EQUAL["birth", CLOSE])] = "same birthday, one without its year"
    if these.one["suffix"][left] != those.one["suffix"][right]:
        differs.insert(0, "one is a Junior")
    if these.firms[left] != those.firms[right]:
        differs.insert(0, "one is an organisation")
    strong = [text for text in equal if text.startswith(("same phone", "same email"))]
    rest = [text for text in equal if text not in strong]
    return (*strong, *names, *rest, *place), tuple(differs)


def _names(levels: dict[str, int], texts: dict[str, tuple[str, str]]) -> list[str]:
    first, last = levels["first"], levels["last"]
    if levels["swapped"] == SAME:
        return ["first and last name the other way round"]
    if SAME in (first, last) and {first, last} <= {SAME, UNKNOWN}:
        return (
            ["same name"]
            if UNKNOWN not in (first, last) or texts["whole"][0] == texts["whole"][1]
            else _one_name(first)
        )
    told = [f"{name} name {_apart(*texts[name])}" for name in ("first", "last") if levels[name] == CLOSE]
    told += [f"same {name} name" for name in ("first", "last") if levels[name] == SAME]
    return told + ([f"name {_apart(*texts['whole'])}"] if levels["whole"] == CLOSE else [])


def _one_name(first: int) -> list[str]:
    return ["same first name" if first == SAME else "same last name"]


def _apart(one: str, other: str) -> str:
    return "differs by one letter" if edits(one, other) == 1 else "is nearly the same"


def _street(levels: dict[str, int]) -> list[str]:
    if levels["street"] not in (SAME, CLOSE):
        return []
    street = "same street" if levels["street"] == SAME else "streets are nearly the same"
    return [f"{street}, {'same' if levels['house'] == SAME else 'another'} number"] if levels["house"] else [street]
