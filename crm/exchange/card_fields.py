"""What a contact card says, under headings that every list could have: so a card is mapped like any other row."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.model import ids
from crm.model.text import key, squash

if TYPE_CHECKING:
    from crm.exchange.vcard import Property

NAMES = ("Name", "First name", "Middle name", "Last name", "Nickname")
_ORDER = (
    *("Kith ID", *NAMES, "Kind", "Organisation", "Department", "Job title", "Profession", "Email", "Email 2", "Phone"),
    *(
        "Phone 2",
        "Fax",
        "Street",
        "City",
        "Region",
        "Postcode",
        "Country",
        "Birthday",
        "Anniversary",
        "Website",
        "Tags",
    ),
    *("Notes", "Card UID"),
)
_SILENT = re.compile(
    r"VERSION|PRODID|REV|SORT-STRING|CLASS|MAILER|TZ|GEO|SOURCE|PROFILE|NAME|FBURL|CALURI|CALADRURI|XML|CLIENTPIDMAP"
    r"|LABEL|X-AB.*|X-PHONETIC-.*|X-MS-.*|X-MOZILLA-.*|X-EVOLUTION-(?!ANNIVERSARY|SPOUSE).*|X-IMAGE.*|X-APPLE-.*"
    r"|X-ADDRESSBOOKSERVER-.*|X-WAB-.*|X-ACTIVITY-.*|PHOTO|LOGO|SOUND|KEY|AGENT|BEGIN|END"
)
"""Properties that say nothing about the person, or say again what another one says."""

_WORDS = {
    "NICKNAME": "Nickname", "TITLE": "Job title", "ROLE": "Profession", "URL": "Website", "NOTE": "Notes",
    "X-ANNIVERSARY": "Anniversary", "X-EVOLUTION-ANNIVERSARY": "Anniversary", "ANNIVERSARY": "Anniversary",
    "X-SPOUSE": "Spouse", "X-EVOLUTION-SPOUSE": "Spouse", "IMPP": "Messenger", "LANG": "Language", "GENDER": "Gender",
}  # fmt: skip
_SCHEME = re.compile(r"^(?:tel|mailto):", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}|-)-?(\d{2})-?(\d{2})(?:T.*)?$")
_LABEL = re.compile(r"_\$!<(.*)>!\$_")


class Fields:
    """One card as cells by heading. `is_group`: it is a list of people; `set_aside` counts pictures and the like."""

    def __init__(self, card: "Sequence[Property]") -> None:
        self.cells: dict[str, str] = {}
        self.set_aside = sum(one.name in ("PHOTO", "LOGO", "SOUND", "KEY", "AGENT") for one in card)
        labels = {one.group: _LABEL.sub(r"\1", one.text) for one in card if one.name == "X-ABLABEL" and one.group}
        self._labels = labels
        kinds = {one.text.lower() for one in card if one.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND")}
        self.is_group = "group" in kinds
        is_firm = "org" in kinds or any(one.name == "X-ABSHOWAS" and one.text.upper() == "COMPANY" for one in card)
        self._ranked("Email", [one for one in card if one.name == "EMAIL"])
        self._phones([one for one in card if one.name == "TEL"])
        for one in card:
            self._take(one)
        if is_firm:
            self.cells["Kind"] = "Organisation"
            if self.cells.get("Organisation") == self.cells.get("Name"):
                self.cells.pop("Organisation", None)
        self.cells = {heading: cell for heading, cell in self.cells.items() if cell.strip()}

    @staticmethod
    def place(heading: str) -> tuple[int, str]:
        """Where a heading stands among the others: in the order of a workbook, what is rare last."""
        return (_ORDER.index(heading), "") if heading in _ORDER else (len(_ORDER) - 2, heading)

    def _put(self, heading: str, text: str, glue: str = "") -> None:
        """A text under its heading; a second one is joined by the glue, or gets a heading of its own."""
        if not text.strip() or text == self.cells.get(heading):
            return
        if heading in self.cells and glue:
            self.cells[heading] += glue + text
            return
        number, free = 1, heading
        while free in self.cells:
            number += 1
            free = f"{heading} {number}"
        self.cells[free] = text

    def _take(self, one: "Property") -> None:
        parted = {"N": self._name, "ADR": self._address, "ORG": self._organisation}
        if one.name in parted:
            parted[one.name]([squash(part) if one.name != "ADR" else part.strip() for part in one.parts])
        elif one.name == "FN":
            self._put("Name", squash(one.text), " / ")
        elif one.name in ("BDAY", "ANNIVERSARY", "X-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY"):
            self._put("Birthday" if one.name == "BDAY" else "Anniversary", _day(one))
        elif one.name == "CATEGORIES":
            self._put("Tags", "; ".join(filter(None, map(str.strip, one.text.split(",")))), "; ")
        elif one.name == "UID":
            self._uid(one.text.strip())
        elif one.name in ("X-ABDATE", "X-ABRELATEDNAMES"):
            text = _day(one) if one.name == "X-ABDATE" else one.text
            self._put(self._labels.get(one.group, "Date" if one.name == "X-ABDATE" else "Related name"), text)
        elif one.name not in ("EMAIL", "TEL") and not _SILENT.fullmatch(one.name):
            self._put(_heading(one.name), one.text.strip(), "\n" if one.name == "NOTE" else "")

    def _ranked(self, heading: str, values: "Sequence[Property]") -> None:
        for one in sorted(values, key=lambda one: one.rank):
            self._put(heading, _SCHEME.sub("", one.text.strip()))

    def _phones(self, values: "Sequence[Property]") -> None:
        """Phones in the order they are preferred, a mobile first; a fax is none."""
        told = [one for one in values if not one.types & {"FAX", "PAGER"}]
        self._ranked("Phone", sorted(told, key=lambda one: not one.types & {"CELL", "IPHONE", "MOBILE"}))
        self._ranked("Fax", [one for one in values if "FAX" in one.types])
        self._ranked("Pager", [one for one in values if "PAGER" in one.types - {"FAX"} and "FAX" not in one.types])

    def _name(self, parts: list[str]) -> None:
        last, first, middle, *more = [*parts, "", "", ""]
        if not any((last, first, middle)):
            return
        for heading, text in (("First name", first), ("Middle name", middle), ("Last name", last)):
            self._put(heading, text)
        if more and more[0] and key(more[0]) not in key(self.cells.get("Name", more[0])):
            self._put("Form of address", more[0])

    def _address(self, parts: list[str]) -> None:
        box, extended, street, city, region, postcode, country = [*parts, *[""] * 7][:7]
        lines = ", ".join(
            ", ".join(filter(None, map(str.strip, re.split(r"\n", line)))) for line in (street, extended, box) if line
        )
        cells = {"Street": lines, "City": city, "Region": region, "Postcode": postcode, "Country": country}
        if any(heading in self.cells for heading in cells):  # a second address stays in one piece
            self._put("Address 2", ", ".join(filter(None, (lines, f"{postcode} {city}".strip(), region, country))))
            return
        for heading, text in cells.items():
            self._put(heading, text)

    def _organisation(self, parts: list[str]) -> None:
        self._put("Organisation", parts[0], "; ")
        self._put("Department", ", ".join(filter(None, parts[1:])), "; ")

    def _uid(self, text: str) -> None:
        bare = ids.normal(text.removeprefix("urn:kith:"))
        self._put("Kith ID" if ids.is_kith(bare) else "Card UID", bare if ids.is_kith(bare) else text)


def _heading(name: str) -> str:
    """What a property is called in a list: `X-CUSTOM1` is Custom 1.

    >>> _heading("X-CUSTOM1"), _heading("X-SKYPE-USERNAME"), _heading("TITLE")
    ('Custom 1', 'Skype username', 'Job title')
    """
    plain = re.sub(r"(?<=[a-z])(?=\d)", " ", name.removeprefix("X-").replace("-", " ").lower())
    return _WORDS.get(name) or plain[:1].upper() + plain[1:]


def _day(one: "Property") -> str:
    """A day as ISO writes it, `--03-14` without a year; what is none stays as it is."""
    match = _DAY.match(one.text.strip())
    if not match:
        return one.text.strip()
    unknown = one.parameters.get("X-APPLE-OMIT-YEAR") == [match[1]] or match[1] == "-"
    return f"--{match[2]}-{match[3]}" if unknown else f"{match[1]}-{match[2]}-{match[3]}"
