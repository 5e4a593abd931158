"""Who may be written to: the one place where the addresses of many come from, so that no message can pass it by.

A person has said stop with anything but a clear No under Do not contact, or with a No under Marketing OK. Such a person
is never among the recipients, nor is an address of theirs that stands on somebody else's row too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm.actions.addresses import postal
from crm.actions.consent import is_yes
from crm.analytics.customers import TEST
from crm.analytics.organisations import Organisations
from crm.model.cells import CHOICES, YES_NO, Cell, written
from crm.model.emails import addresses_in, first_address
from crm.model.phones import e164, several
from crm.model.snapshot import Snapshot
from crm.model.stops import says_stop
from crm.model.text import fold, key, squash

EMAIL, WHATSAPP, LETTER = "Email", "WhatsApp", "Letter"
CHANNELS = (EMAIL, WHATSAPP, LETTER)
_WORDS = {
    EMAIL: ("email", "e mail", "mail", "courriel", "correo", "correo electronico"),
    WHATSAPP: ("whatsapp", "whats app"),
    LETTER: ("letter", "post", "brief", "lettre", "courrier", "carta"),
}
_FIELDS = {EMAIL: ("email", "email_2"), WHATSAPP: ("whatsapp", "phone", "phone_2")}
_NO_ADDRESS = {EMAIL: "no email address", WHATSAPP: "no number for WhatsApp", LETTER: "no postal address"}

GONE = "not among the contacts any more"
STOP = "do not contact"
SHARED = "share an address with somebody who said stop"
AWAY, TRIAL = "put away", "tagged test"
REFUSED, UNASKED, UNCLEAR = "said no to messages", "not asked for consent", "consent is not clear"


@dataclass(frozen=True)
class Recipients:
    """Who gets a message and where, by contact ID in the order asked for; who is left out, and why in words.

    An address is an email address, a number as `+442079460000`, or the lines of an envelope.
    """

    channel: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    def sentence(self) -> str:
        """How many are left out and why, the commonest reason first; "" when nobody is."""
        if not self.left_out:
            return ""
        counts = Counter(self.left_out.values()).most_common()
        return f"{len(self.left_out):,} left out: " + ", ".join(f"{n:,} {why}" for why, n in counts) + "."


def channel_of(word: str) -> str:
    """Which of CHANNELS a team's word for a channel means, "" for one that Kith cannot write by.

    >>> channel_of("E-Mail"), channel_of("Brief"), channel_of("In person")
    ('Email', 'Letter', '')
    """
    return next((channel for channel, words in _WORDS.items() if key(word) in words), "")


def recipients(snapshot: Snapshot, ids: Iterable[str], channel: str, *, to_many: bool = True) -> Recipients:
    """Who of these contacts may be written to by a channel, and where.

    To many: nobody who said stop, was put away or is tagged test, and while `message_needs_consent` is on only people
    whose Marketing OK is Yes. To one person (`to_many=False`), what they themselves wait for, only Do not contact and
    the address count. Somebody whose ID was merged is who they are now. A letter goes to the organisation of who has no
    street, unless that has said stop. Raises ValueError for another channel.
    """
    if channel not in CHANNELS:
        raise ValueError(f"Kith does not write by {channel}")
    people = _People(snapshot)
    stopped = people.stopped(channel) if to_many else frozenset()
    firms = Organisations.of(snapshot)
    addresses: dict[str, str] = {}
    left: dict[str, str] = {}
    for asked in ids:
        id = snapshot.people.ids.get(asked, asked)
        if id in addresses or id in left:
            continue
        why = people.why_not(id, to_many)
        address, whose = ("", ()) if why else _address(snapshot, people.row(id), channel, firms)
        if not why and not address:
            why = _NO_ADDRESS[channel]
        if not why and stopped.intersection(whose):
            why = SHARED
        if why:
            left[id] = why
        else:
            addresses[id] = address
    return Recipients(channel, addresses, left)


class _People:
    """The cells that decide, as they stand in the sheet: what could not be read there is not read as leave to write."""

    def __init__(self, snapshot: Snapshot) -> None:
        sheet = snapshot.contents.sheets.get("Contacts")
        columns: Mapping[str, Sequence[Cell]] = sheet.columns if sheet else {}
        self._columns = columns
        self._ids = [str(cell) for cell in columns.get("id", ())]
        self._places: dict[str, list[int]] = {}
        for place, id in enumerate(self._ids):
            self._places.setdefault(id, []).append(place)
        numbers = {row: place for place, row in enumerate(sheet.rows)} if sheet else {}
        errors = sheet.errors if sheet else {}
        self._errors = {(numbers[row], name) for row, name in errors if row in numbers}
        self._rules = snapshot.rules
        self._needs_consent = snapshot.settings.yes("message_needs_consent")

    def row(self, id: str) -> dict[str, Cell]:
        """The cells of somebody."""
        places = self._places.get(id, [])
        return {name: cells[places[0]] for name, cells in self._columns.items()} if places else {}

    def why_not(self, id: str, to_many: bool) -> str:
        """Why somebody is not to be written to, "" when they may be; of an ID that stands twice every row counts."""
        places = self._places.get(id, [])
        if not places:
            return GONE
        return next((why for place in places if (why := self._why(place, to_many))), "")

    def stopped(self, channel: str) -> frozenset[str]:
        """The addresses of everybody who said stop; a street is not one person's, so for letters their IDs."""
        found: set[str] = set()
        for place in range(len(self._ids)):
            if self._says_stop(place) or self._refuses(place):
                row = {name: cells[place] for name, cells in self._columns.items()}
                found.update({self._ids[place]} if channel == LETTER else _all(row, channel, self._rules.country))
        return frozenset(found)

    def _cell(self, place: int, name: str) -> Cell:
        cells = self._columns.get(name)
        return cells[place] if cells else None

    def _says_stop(self, place: int) -> bool:
        return (place, "do_not_contact") in self._errors or says_stop(self._cell(place, "do_not_contact"), self._rules)

    def _answer(self, place: int) -> str:
        """What somebody said about messages: yes, no, "" for nothing yet, or that it is unclear."""
        cell = self._cell(place, "marketing_ok")
        word = fold(squash(written(cell)))
        if (place, "marketing_ok") in self._errors:
            return "unclear"
        if is_yes(cell) or word in ("", "ask"):
            return "yes" if is_yes(cell) else ""
        return "no" if YES_NO.parse(cell, self._rules) is False else "unclear"

    def _refuses(self, place: int) -> bool:
        """Whether they said no; what cannot be understood may be one."""
        return self._answer(place) not in ("", "yes")

    def _why(self, place: int, to_many: bool) -> str:
        if self._says_stop(place):
            return STOP
        if not to_many:
            return ""
        if fold(squash(written(self._cell(place, "status")))) == "archived":
            return AWAY
        tags = CHOICES.parse(self._cell(place, "tags"), self._rules)
        if isinstance(tags, tuple) and any(key(tag) == TEST for tag in tags):
            return TRIAL
        answer = self._answer(place)
        if answer not in ("", "yes"):
            return REFUSED if answer == "no" else UNCLEAR
        return UNASKED if self._needs_consent and answer != "yes" else ""


# addresses ------------------------------------------------------------------------------------------------------------


def _address(
    snapshot: Snapshot, row: Mapping[str, Cell], channel: str, firms: Organisations
) -> tuple[str, Sequence[str]]:
    """Where a message goes, "" where nothing usable stands; and what is in it: addresses, or whose street it is."""
    if channel == LETTER:
        lines, firm = postal(snapshot, row, firms)
        return "\n".join(lines), [firm] if firm else []
    cells, country = [written(row.get(name)) for name in _FIELDS[channel]], snapshot.rules.country
    if channel == EMAIL:
        address = next((address for cell in cells if (address := first_address(cell))), "")
        return address, addresses_in(address)
    found = next((number for cell in cells for one in several(cell) if (number := e164(one, country))), "")
    return found, [found]


def _all(row: Mapping[str, Cell], channel: str, country: str) -> set[str]:
    """Every address of a row, in the form in which two of them are compared."""
    cells = [written(row.get(name)) for name in _FIELDS[channel]]
    if channel == EMAIL:
        return {address for cell in cells for address in addresses_in(cell)}
    return {number for cell in cells if cell for one in several(cell) if (number := e164(one, country))}
