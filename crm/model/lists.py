"""The sheet Lists: what a team chooses from, and what its words mean to the code.

One block of columns a list, each heading of row 1 unique: `Stages`, `Stages: means`, `Stages: chance %`. The code asks
for the meaning of a word, never for the word, so a team may rename every entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crm.model.cells import Cell, written
from crm.model.text import key, squash


def _means(meaning: str, *entries: str) -> list[tuple[str, ...]]:
    return [(entry, meaning) for entry in entries]


LISTS: dict[str, tuple[tuple[str, ...], list[tuple[Cell, ...]]]] = {
    "People": (("email",), []),
    "Relationships": (
        ("means",),
        [
            ("Customer", "customer"),
            ("Lead", "prospect"),
            ("Supplier", "supplier"),
            *_means("partner", "Partner", "Retailer", "Distributor"),
            ("Donor", "customer"),
            *_means("other", "Volunteer", "Other"),
        ],
    ),
    "Interaction types": (
        ("means",),
        [
            *_means("visit", "Visit", "Meeting", "Delivery"),
            *_means("contact", "Call", "Email", "WhatsApp", "Letter"),
            ("Complaint", "complaint"),
            ("Note", "note"),
        ],
    ),
    "Sale kinds": (("means",), [*_means("money in", "Sale", "Donation"), ("Purchase", "money out")]),
    "Payment methods": ((), [("Cash",), ("Card",), ("Transfer",), ("Direct debit",), ("Cheque",), ("Other",)]),
    "Stages": (
        ("chance %", "means"),
        [
            ("New", 10, "open"),
            ("Contacted", 20, "open"),
            ("Offer", 50, "open"),
            ("Negotiation", 80, "open"),
            ("Won", 100, "won"),
            ("Lost", 0, "lost"),
        ],
    ),
    "Ticket statuses": (
        ("means",),
        [*_means("open", "New", "Working"), ("Waiting", "waiting"), *_means("solved", "Solved", "Closed")],
    ),
    "Priorities": (("answer within (hours)",), [("Low", 72), ("Normal", 24), ("High", 8), ("Urgent", 4)]),
    "Questions": (
        ("measure", "from", "to", "good from", "high is good"),
        [
            ("Recommend us (0-10)", "NPS", 0, 10, 9, "Yes"),
            ("Satisfied (1-5)", "CSAT", 1, 5, 4, "Yes"),
            ("Easy (1-7)", "CES", 1, 7, 5, "Yes"),
            ("Smiley (1-3)", "CSAT", 1, 3, 3, "Yes"),
        ],
    ),
    "Channels": ((), [("Phone",), ("Email",), ("WhatsApp",), ("In person",), ("Letter",), ("Website",)]),
    "Sources": (
        (),
        [
            ("Recommendation",),
            ("Website",),
            ("Walk-in",),
            ("Event",),
            ("Advertising",),
            ("Social media",),
            ("Other",),
        ],
    ),
    "Lost reasons": ((), [("Price",), ("Timing",), ("Chose another",), ("No need",), ("No answer",), ("Other",)]),
    "Tags": ((), []),
}
"""List -> (the further columns of its block, its default rows). A further column is headed `List: column`."""

OPEN_LISTS = ("Tags", "Interaction types", "People")
"""Lists whose columns take any word: a new one is no mistake."""

MEANINGS: dict[str, tuple[str, ...]] = {
    "Relationships": ("customer", "prospect", "supplier", "partner", "other"),
    "Interaction types": ("visit", "contact", "complaint", "note"),
    "Sale kinds": ("money in", "money out"),
    "Stages": ("open", "won", "lost"),
    "Ticket statuses": ("open", "waiting", "solved"),
}
"""List -> what a word of it can mean."""

_FALLBACK = {
    "Relationships": "other",
    "Interaction types": "contact",
    "Sale kinds": "money in",
    "Ticket statuses": "open",
}


@dataclass(frozen=True)
class Question:
    """A question with its scale: whole scores `low` to `high`; from `good_from` on an answer is a good one."""

    name: str
    measure: str
    low: int
    high: int
    good_from: int
    high_is_good: bool


@dataclass(frozen=True)
class Lists:
    """The lists of one workbook: heading of the sheet Lists -> the cells below it."""

    blocks: Mapping[str, Sequence[Cell]]

    @classmethod
    def default(cls) -> "Lists":
        """The lists of a new workbook."""
        blocks: dict[str, list[Cell]] = {}
        for name, (further, rows) in LISTS.items():
            for number, heading in enumerate([name, *(f"{name}: {part}" for part in further)]):
                blocks[heading] = [row[number] for row in rows]
        return cls(blocks)

    @cached_property
    def _by_key(self) -> dict[str, Sequence[Cell]]:
        return {key(heading): cells for heading, cells in self.blocks.items()}

    def entries(self, name: str) -> list[str]:
        """The words of a list, in its order, blanks left out."""
        return [text for cell in self._by_key.get(key(name), ()) if (text := squash(written(cell)))]

    def further(self, name: str, part: str) -> dict[str, Cell]:
        """Folded entry -> the cell beside it in the block's column `part`."""
        words, cells = self._by_key.get(key(name), ()), self._by_key.get(key(f"{name}: {part}"), ())
        return {key(written(word)): cell for word, cell in zip(words, cells, strict=False) if written(word)}

    def meanings(self, name: str) -> dict[str, str]:
        """Folded entry -> what it means; a word without a meaning is left out."""
        return {word: squash(written(cell)).lower() for word, cell in self.further(name, "means").items() if cell}

    def meaning(self, name: str, word: str) -> str:
        """What a word of a list means, e.g. 'customer'; a word the list does not hold means what such words mostly do.

        >>> Lists.default().meaning("Relationships", " donor ")
        'customer'
        """
        return self.meanings(name).get(key(word), _FALLBACK.get(name, ""))

    def meant(self, name: str, meaning: str) -> list[str]:
        """The words of a list that mean this, in its order.

        >>> Lists.default().meant("Stages", "won")
        ['Won']
        """
        known = self.meanings(name)
        return [word for word in self.entries(name) if known.get(key(word)) == meaning]

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Folded question -> the question with its scale. A question whose scale cannot be read is left out."""
        columns = {
            part: self.further("Questions", part) for part in ("measure", "from", "to", "good from", "high is good")
        }
        found = {}
        for name in self.entries("Questions"):
            cells = {part: column.get(key(name)) for part, column in columns.items()}
            try:
                low, high, good = (int(float(written(cells[part]))) for part in ("from", "to", "good from"))
            except ValueError:
                continue
            high_is_good = key(written(cells["high is good"])) not in ("no", "n", "nein", "false")
            found[key(name)] = Question(name, written(cells["measure"]).upper(), low, high, good, high_is_good)
        return found
