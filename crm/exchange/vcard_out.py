"""Contact cards for phones and mail programs: vCard 3.0, which nearly all of them read, or 4.0.

Sources: RFC 2426 (3.0) and RFC 6350 (4.0): UTF-8, CRLF, lines folded at 75 octets, `, ; \\` and line breaks escaped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FOLD = 75  # octets of a line


@dataclass(frozen=True)
class Card:
    """One person or organisation. `birthday` and `anniversary` are `1984-03-14`, `--03-14` without a year, or "".

    `name` is (first, last); both are blank for an organisation. `address` is (street, city, region, postcode, country).
    """

    id: str
    full_name: str
    name: tuple[str, str] = ("", "")
    organisation: str = ""
    role: str = ""
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    address: tuple[str, str, str, str, str] = ("", "", "", "", "")
    birthday: str = ""
    anniversary: str = ""
    website: str = ""
    tags: Sequence[str] = ()
    notes: str = ""
    whatsapp: str = ""

    @property
    def is_organisation(self) -> bool:
        """Whether it stands for no single person."""
        return not any(self.name)


def cards(people: Iterable[Card], version: str = "3.0") -> bytes:
    """A file of cards. A day without a year has no form in 3.0 and is left out there."""
    return "".join(_card(one, version) for one in people).encode("utf-8", "replace")


def _card(one: Card, version: str) -> str:
    is_new = version == "4.0"
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"UID:{_text(one.id)}", f"FN:{_text(one.full_name)}"]
    lines.append(
        f"N:{_text(one.name[1])};{_text(one.name[0])};;;" if any(one.name) else f"N:{_text(one.full_name)};;;;"
    )
    if one.is_organisation:
        lines += ["KIND:org"] if is_new else ["X-ABShowAs:COMPANY"]
    lines += [f"ORG:{_text(one.organisation)}"] if one.organisation else []
    lines += [f"TITLE:{_text(one.role)}"] if one.role else []
    lines += [f"TEL;TYPE=voice:{_text(phone)}" for phone in one.phones]
    lines += [f"X-WHATSAPP:{_text(one.whatsapp)}"] if one.whatsapp else []
    lines += [f"EMAIL:{_text(email)}" for email in one.emails]
    if any(one.address):
        street, city, region, postcode, country = map(_text, one.address)
        lines.append(f"ADR:;;{street};{city};{region};{postcode};{country}")
    for name, day in (("BDAY", one.birthday), ("ANNIVERSARY" if is_new else "X-ANNIVERSARY", one.anniversary)):
        if day and (is_new or not day.startswith("--")):
            lines.append(f"{name}:{_day(day) if is_new else day}")
    lines += [f"URL:{_text(one.website)}"] if one.website else []
    lines += [f"CATEGORIES:{','.join(map(_text, one.tags))}"] if one.tags else []
    lines += [f"NOTE:{_text(one.notes)}"] if one.notes else []
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCARD"))


def _day(day: str) -> str:
    """A day as 4.0 writes it.

    >>> _day("--03-14"), _day("1984-03-14")
    ('--0314', '19840314')
    """
    return f"--{day[2:].replace('-', '')}" if day.startswith("--") else day.replace("-", "")


def _text(text: str) -> str:
    r"""A value in which nothing parts it.

    >>> _text("Lee; Ann, UK\nx\\y")
    'Lee\\; Ann\\, UK\\nx\\\\y'
    """
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, none of which cuts a letter in two."""
    pieces, size = [""], 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > _FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += octets
    return "\r\n".join(pieces)
