"""Contact cards of phones and mail programs: vCard 2.1, 3.0 and 4.0 as they are really written, into rows of a table.

Read by hand, because what phones export breaks the rules in ways that every strict reader gives up on: cards without an
end, bare types, soft line breaks, a picture that is cut off. Sources: vCard 2.1 (versit, 1996), RFC 2426, RFC 6350.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crm.exchange import decoding
from crm.exchange.card_fields import Fields
from crm.exchange.questions import Question
from crm.model.errors import InvalidInput

_LINE = re.compile(r"(?:([\w-]+)\.)?([A-Za-z][\w-]*)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)$", re.DOTALL)
_PARAMETER = re.compile(r";((?:\"[^\"]*\"|[^\";])*)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = re.compile(r"\\.|.", re.DOTALL)
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT"}
SET_ASIDE = {"PHOTO", "LOGO", "SOUND", "KEY", "AGENT"}
"""Properties that hold pictures, sounds, keys or another card: kept out, the card stays."""

Rows = list[list[str]]


@dataclass
class Property:
    """One line of a card, in upper case but for its value, which is the text as it stands there, escapes and all."""

    name: str
    group: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def types(self) -> set[str]:
        """What kind of phone or address it is: CELL, HOME, FAX ..."""
        return {kind for kinds in self.parameters.get("TYPE", ()) for kind in kinds.upper().split(",")}

    @property
    def text(self) -> str:
        """The value as people wrote it."""
        return unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """The parts of a value that is parted by semicolons."""
        return [unescaped(part) for part in split(self.value, ";")]

    @property
    def rank(self) -> int:
        """How much it is preferred: 1 is the most."""
        told = next(iter(self.parameters.get("PREF", ())), "")
        return int(told) if told.isdecimal() else 1 if "PREF" in self.types or "PREF" in self.parameters else 101


def unescaped(text: str) -> str:
    r"""A value without its escapes.

    >>> unescaped(r"Lee\, Ann\nLeeds\; UK \\ x"), unescaped(r"http\://a.b")
    ('Lee, Ann\nLeeds; UK \\ x', 'http://a.b')
    """
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1] if sign[1] in ',;:\\"' else sign[0], text)


def split(value: str, mark: str) -> list[str]:
    r"""A value at a mark that is not escaped.

    >>> split(r"Doe;Ann\;Lee;;", ";")
    ['Doe', 'Ann\\;Lee', '', '']
    """
    parts = [""]
    for sign in _SIGNS.findall(value):
        if sign == mark:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


@dataclass
class Cards:
    """What a file of cards holds: the headings, a row a card, and what is to be asked or told."""

    headings: list[str]
    rows: Rows
    groups: list[int] = field(default_factory=list)  # rows that are lists of people, counted from 0
    questions: tuple[Question, ...] = ()


def read(data: bytes, name: str, country: str, encoding: str = "") -> Cards:
    """The cards of a file. `encoding` answers an earlier question. Raises InvalidInput("file") when there is none."""
    marked = decoding.marked(data)
    if marked:  # from here on one sign of the text is one byte of UTF-8
        data = decoding.decode(data, name, country, marked).text.encode("utf-8", "replace")
    values = _Values([encoding] if encoding else decoding.pages(data, country), decoding.pages(data, country))
    found = [Fields(card) for card in _cards(_unfolded(data.decode("latin-1")), values)]
    if not found:
        raise InvalidInput("file", f"“{name}” holds no contact card that can be read. Export the contacts once more.")
    headings = list(dict.fromkeys(heading for card in found for heading in card.cells))
    order = sorted(headings, key=Fields.place)
    rows = [[card.cells.get(heading, "") for heading in order] for card in found]
    groups = [number for number, card in enumerate(found) if card.is_group]
    return Cards(order, rows, groups, (*values.questions(), *_aside(found)))


def _aside(found: list[Fields]) -> Iterator[Question]:
    kept_out = sum(card.set_aside for card in found)
    if kept_out:
        told = "1 picture, sound or key stays" if kept_out == 1 else f"{kept_out:,} pictures, sounds or keys stay"
        yield Question("set_aside", f"{told} in the file; a workbook has no place for them.")


class _Values:
    """Bytes of values to texts: as they say themselves, else UTF-8, else the code page that is due, and asked about."""

    def __init__(self, due: Sequence[str], possible: list[str]) -> None:
        self._due, self._possible = due, possible
        self._doubtful: list[bytes] = []

    def text(self, raw: bytes, charset: str) -> str:
        """The text of a value."""
        for encoding in (charset, "utf-8"):
            if encoding and (text := decoding.strictly(raw, encoding)) is not None:
                return text
        self._doubtful.append(raw)
        texts = (decoding.strictly(raw, page) for page in (*self._due, "latin-1"))
        return next(text for text in texts if text is not None)

    def questions(self) -> tuple[Question, ...]:
        """Whether the letters of the code page look right."""
        told = b" ".join(self._doubtful)
        return decoding.does_it_look_right(told, self._possible) if told else ()


def _unfolded(text: str) -> Iterator[str]:
    """The logical lines: folded ones joined, soft line breaks of quoted-printable too."""
    lines = re.split(r"\r?\n", text) if "\n" in text else text.split("\r")
    whole: str | None = None
    for line in lines:
        if whole is not None and whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line
        elif whole is not None and line[:1] in (" ", "\t"):
            whole += line[1:]
        else:
            if whole is not None:
                yield whole
            whole = line
    if whole is not None:
        yield whole


def _cards(lines: Iterable[str], values: _Values) -> Iterator[list[Property]]:
    """The properties of each card. A card within a card is set aside; one without an end ends where the next begins."""
    card: list[Property] | None = None
    within = 0
    for line in lines:
        bare = line.strip().upper().replace(" ", "")
        if bare == "BEGIN:VCARD":
            if card and card[-1].name == "AGENT" and not card[-1].value:
                within += 1
            elif not within:
                if card:
                    yield card
                card = []
            continue
        if bare == "END:VCARD":
            if within:
                within -= 1
            elif card is not None:
                yield card
                card = None
            continue
        if card is not None and not within and (found := _property(line, values)):
            card.append(found)
        elif card and not within and line.strip() and card[-1].name not in SET_ASIDE:
            card[-1].value += f"\\n{values.text(line.encode('latin-1'), '')}"  # a line break that nobody escaped
    if card:
        yield card


def _property(line: str, values: _Values) -> Property | None:
    match = _LINE.match(line)
    if not match:
        return None
    group, name, told, value = match.groups()
    parameters: dict[str, list[str]] = {}
    for parameter in _PARAMETER.findall(told):
        key, equals, what = parameter.partition("=")
        if not equals:  # vCard 2.1 writes a type without saying that it is one
            key, what = ("ENCODING" if key.strip().upper() in _ENCODINGS else "TYPE"), key
        parameters.setdefault(key.strip().upper(), []).append(what.strip().strip('"'))
    name = name.upper()
    if name in SET_ASIDE:
        return Property(name, (group or "").lower(), parameters, value.strip())
    raw = value.encode("latin-1")
    if "QUOTED-PRINTABLE" in {one.upper() for one in parameters.get("ENCODING", ())}:
        raw = quopri.decodestring(raw).replace(b"\r\n", b"\n")
    charset = next(iter(parameters.get("CHARSET", ())), "")
    return Property(name, (group or "").lower(), parameters, values.text(raw, charset))
