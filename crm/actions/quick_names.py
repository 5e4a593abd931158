"""Whom a line names: whole names, first names, surnames, in any script, and never a word that only looks like one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.model import dates
from crm.model.snapshot import Snapshot
from crm.model.text import fold

OFFERED = 5  # people to choose from
_LONGEST = 8  # words of a name
_TOKEN = re.compile(r"[^\s,;:!?()]+")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts that join words


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_ALSO_WORDS = _set(
    "will mark bill rose grace hope faith dawn rich frank grant chase art pat jack drew dean gene guy iris ivy joy",
    "lily olive penny pearl ray rob robin rusty sandy summer sunny violet wade ward earl duke king page don sue",
    "miles max young long short brown green black white gray grey cook baker price bush wood woods rice bell ball day",
    "early park may april june august march",
    "an do so my no he ho le in on to the a i we us call ring ask send bring order quote",
)
_BEFORE = _set(
    "called rang phoned telephoned emailed e-mailed mailed texted messaged whatsapped met saw visited with to and &",
    "told asked thanked mr mrs ms dr",
)
_AFTER = _set("called rang phoned wrote emailed texted came says said wants wanted asked asks needs complained")
_IN_A_DATE = _set("in by until till since last next this early late mid from of before after for to and")


@dataclass(frozen=True)
class Mention:
    """Somebody who is named: in which words, where they begin, and whose IDs may be meant, at most five.

    `is_sure`: exactly one person has that name, and nobody else can be meant.
    """

    words: str
    start: int
    ids: tuple[str, ...]
    is_sure: bool


@dataclass(frozen=True)
class Names:
    """The names of a workbook: folded whole name, first name, and other single words of names -> IDs."""

    whole: dict[str, tuple[str, ...]]
    first: dict[str, tuple[str, ...]]
    other: dict[str, tuple[str, ...]]
    unspaced: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Names":
        """Of everybody but those who were put away."""
        whole, first, other = dict[str, list[str]](), dict[str, list[str]](), dict[str, list[str]]()
        unspaced: list[str] = []
        frame = snapshot.contacts
        columns = (frame[field].tolist() for field in ("name", "kind", "status"))
        for id, name, kind, status in zip(frame.index.tolist(), *columns, strict=True):
            if not isinstance(name, str) or status == "Archived":
                continue
            words = _words(name)
            if "," in name and len(words) == 2:  # Lee, Ann
                words.reverse()
            whole.setdefault(" ".join(words), []).append(id)
            if not name.isascii() and _UNSPACED.search(name):
                unspaced.append("".join(words))
                whole.setdefault("".join(words), []).append(id)
            if len(words) > 1:
                (other if kind == "Organisation" else first).setdefault(words[0], []).append(id)
                if kind != "Organisation":
                    other.setdefault(words[-1], []).append(id)
        return cls(_frozen(whole), _frozen(first), _frozen(other), tuple(sorted(set(unspaced), key=len, reverse=True)))


def _frozen(names: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(ids)) for name, ids in names.items()}


def _words(name: str) -> list[str]:
    """The words of a name as names are compared."""
    if name.isascii() and name.replace(" ", "").isalnum():  # most names, and there may be very many
        return name.casefold().split()
    return [fold(word) for _, word in _tokens(name)]


def _tokens(text: str) -> list[tuple[int, str]]:
    """The words of a text with where they begin, as names are compared but for case and accents."""
    found = []
    for match in _TOKEN.finditer(text.translate(_SIGNS)):
        word = match[0].lstrip("\"'“”«[*.")
        if word and word.rstrip(".\"'“”»]*"):
            found.append((match.end() - len(word), word.rstrip('."“”»]*')))
    return found


class _Line:
    """A line cut into words: as typed, folded, without a possessive, and which follow a break."""

    def __init__(self, text: str) -> None:
        tokens = _tokens(text)
        self.starts = [start for start, _ in tokens]
        self.words = [word for _, word in tokens]
        self.folded = [fold(word).rstrip("'") for word in self.words]
        self.bare = [re.sub(r"'s?$", "", fold(word)) for word in self.words]
        gaps = [text[start + len(word) : after] for (start, word), after in zip(tokens, self.starts[1:], strict=False)]
        self.breaks = [re.search(r"[,;:!?()]", gap) is not None for gap in gaps]
        self.ends = [re.search(r"[.!?]", gap) is not None for gap in gaps]

    def keys(self, start: int, length: int) -> tuple[str, str]:
        """These words as one name: as they are, and with the last one's possessive taken off."""
        before = self.folded[start : start + length - 1]
        last = start + length - 1
        return " ".join([*before, self.folded[last]]), " ".join([*before, self.bare[last]])

    def is_joined(self, start: int, length: int) -> bool:
        """Whether no break stands between these words."""
        return not any(self.breaks[start : start + length - 1])

    def around(self, place: int) -> tuple[str, str]:
        """The words before and behind a place, "" where a sentence begins or ends there."""
        before = self.folded[place - 1] if place and not self.ends[place - 1] else ""
        behind = self.folded[place + 1] if place + 1 < len(self.words) and self.is_joined(place, 2) else ""
        return before, behind


def mentions(names: Names, text: str) -> list[Mention]:
    """Everybody whom a line names, in its order, each once."""
    line, found, place = _Line(text), list[Mention](), 0
    while place < len(line.words):
        mention, length = _at(names, line, place)
        if mention:
            found.append(mention)
        place += length
    return _each_once(found)


def _at(names: Names, line: _Line, place: int) -> tuple[Mention | None, int]:
    """Who is named from this word on, and by how many words."""
    for length in range(min(_LONGEST, len(line.words) - place), 1, -1):
        if line.is_joined(place, length):
            for key in line.keys(place, length):
                if key in names.whole:
                    return _mention(line, place, length, names.whole[key], len(names.whole[key]) == 1), length
    return _single(names, line, place)


def _single(names: Names, line: _Line, place: int) -> tuple[Mention | None, int]:
    """Who is named by one word; together with an unknown surname behind it, it may be somebody else."""
    word, has_capital = line.words[place], _is_capital(line.words[place])
    if _UNSPACED.search(word):
        inside = next((name for name in names.unspaced if name in line.folded[place]), None)
        ids = names.whole.get(inside, ()) if inside else ()
        return (_mention(line, place, 1, ids, len(ids) == 1) if ids else None), 1
    for key in line.keys(place, 1):
        ids = tuple(dict.fromkeys((*names.whole.get(key, ()), *names.first.get(key, ()))))
        if has_capital:
            ids = tuple(dict.fromkeys((*ids, *names.other.get(key, ()))))
        if ids:
            sure = _as_a_name(line, place, key, has_capital)
            if sure is None:
                return None, 1
            if key not in names.whole and key not in names.first and _is_surname_of_another(line, place):
                return _mention(line, place - 1, 2, ids, False), 1
            return _with_surname(names, line, place, ids, sure)
    return None, 1


def _is_surname_of_another(line: _Line, place: int) -> bool:
    """Whether an unknown first name stands before a known surname: "Bob Smith" is not the Smith we know."""
    if not place or line.ends[place - 1] or not line.is_joined(place - 1, 2):
        return False
    return _is_surname(line, place - 1) and line.folded[place - 1] not in _BEFORE


def _with_surname(names: Names, line: _Line, place: int, ids: tuple[str, ...], sure: bool) -> tuple[Mention, int]:
    following = place + 1
    is_near = following < len(line.words) and line.is_joined(place, 2) and not line.ends[place]
    if is_near and _is_surname(line, following):
        more = names.other.get(line.bare[following], ())
        return _mention(line, place, 2, tuple(dict.fromkeys((*ids, *more))), False), 2
    return _mention(line, place, 1, ids, sure and len(ids) == 1), 1


def _is_capital(word: str) -> bool:
    return word[:1].isupper() or not (word[:1].islower() or word[:1].upper() != word[:1])


def _is_surname(line: _Line, place: int) -> bool:
    """Whether a word behind a first name looks like a surname: a capital, and no day or month."""
    word = line.folded[place]
    is_day = re.fullmatch(r"(mon|tues?|wed(nes)?s?|thu(rs?)?|fri|sat(ur)?|sun)(day)?", word) is not None
    return line.words[place][:1].isupper() and not is_day and word not in dates.month_names() and word != "i"


def _as_a_name(line: _Line, place: int, key: str, has_capital: bool) -> bool | None:
    """Whether a word that may be a name is surely one; None when it is surely none."""
    is_month = key in dates.month_names()
    if key not in _ALSO_WORDS and not is_month:
        return True
    before, behind = line.around(place)
    if not has_capital or (is_month and (before[:1].isdigit() or behind[:1].isdigit())):
        return None
    if behind in _AFTER:
        return True
    if is_month and before in _IN_A_DATE:
        return None if before not in ("to", "and", "for", "from") else False
    return before in _BEFORE


def _mention(line: _Line, place: int, length: int, ids: Sequence[str], sure: bool) -> Mention:
    words = " ".join(line.words[place : place + length])
    return Mention(re.sub(r"'s?$", "", words), line.starts[place], tuple(ids[:OFFERED]), sure)


def _each_once(found: list[Mention]) -> list[Mention]:
    """Without those who are named once more, in part or in full."""
    kept: list[Mention] = []
    known = {mention.ids[0] for mention in found if mention.is_sure}
    for mention in found:
        is_again = any(mention.ids == other.ids for other in kept) or (not mention.is_sure and known & set(mention.ids))
        if not is_again:
            kept.append(mention)
    return kept


def unknown_name(names: Names, text: str) -> str:
    """A name behind a word such as "called" that nobody in the workbook has; "" when there is none.

    It is as many words with a capital as stand together, so "called Bo Chen about the bike" gives "Bo Chen".
    """
    line = _Line(text)
    for place, word in enumerate(line.folded[:-1]):
        if word in _BEFORE and word not in ("to", "and", "&") and not line.breaks[place]:
            end = place + 1
            while end < len(line.words) and _is_surname(line, end) and line.is_joined(place, end - place + 1):
                end += 1
            if end > place + 1:
                return re.sub(r"'s?$", "", " ".join(line.words[place + 1 : end]))
    return ""
