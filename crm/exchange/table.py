"""Table: the list in somebody's file, before anybody says what its columns mean.

`read_table` takes the bytes of a .csv, .xlsx or .vcf and answers with its tables, every guess among its questions.
Cells of a text file are texts; those of a workbook keep their type. Nothing is dropped: rows that are no people are
listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from crm.exchange import books, decoding, delimited, heading_rows, vcard
from crm.exchange.outgoing import as_typed
from crm.exchange.questions import Question
from crm.model.arrays import without_collecting
from crm.model.cells import Cell, written
from crm.model.errors import InvalidInput
from crm.model.laid import Block
from crm.model.no_records import not_people
from crm.model.text import squash

OUTSIDE = -1  # the number of a heading row that stands in no row of the file
MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 10_000_000, 50_000, 200
_OTHERS = (
    ("begin:vcalendar", "a calendar", "Calendars are not read. Save the people as .csv or .xlsx."),
    ("dn:", "an LDIF file", "Export the address book as .csv instead."),
    ("version: 1\n", "an LDIF file", "Export the address book as .csv instead."),
    ("<", "a web page or an XML file", "Save the list as .csv or .xlsx."),
    ("{", "a data file of a program", "Save the list as .csv or .xlsx."),
    ("%pdf", "a PDF", "Save the list as .csv or .xlsx."),
    ("{\\rtf", "a text document", "Save the list as .csv or .xlsx."),
)


@dataclass(frozen=True)
class Table:
    """`rows[n]` are the cells of the row `numbers[n]` of the file, all equally many, blanks None or "".

    `heading_row` is the number of the row with the names of the columns, 0 where there is none; they may take
    `heading_lines` rows. `not_people` says why a row below is none: its number -> the end of a sentence. In the rows of
    the numbers `merged` cells are merged across, and over the blocks `drawn` charts and pictures lie, where that is
    known.
    """

    name: str
    numbers: Sequence[int]
    rows: Sequence[Sequence[Cell]]
    heading_row: int = 0
    heading_lines: int = 1
    not_people: Mapping[int, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    merged: frozenset[int] = frozenset()
    drawn: tuple[Block, ...] = ()

    @property
    def headings(self) -> list[str]:
        """The names of the columns as they stand there, "" where a column has none."""
        width = len(self.rows[0]) if self.rows else 0
        lines = [self.rows[place] for place in self._heads()]
        return [squash(" ".join(written(line[number]) for line in lines)) for number in range(width)]

    def body(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """(row number, cells) of every row below the headings that is taken for a person."""
        for number, row in self._below():
            if number not in self.not_people:
                yield number, row

    def left_out(self) -> Iterator[tuple[int, str, str]]:
        """(row number, its text, why) of every row below the headings that is not taken for a person."""
        for number, row in self._below():
            if number in self.not_people:
                yield number, " · ".join(filter(None, map(written, row))), self.not_people[number]

    def with_heading(self, row: int, lines: int = 1) -> "Table":
        """The same with another heading row, as the person says; 0 when no row holds names of columns."""
        questions = tuple(question for question in self.questions if question.code != "heading")
        chosen = replace(self, heading_row=row, heading_lines=lines, not_people={}, questions=questions)
        below = list(chosen._below())
        across = {place for place, (number, _) in enumerate(below) if number in self.merged}
        found = not_people([cells for _, cells in below], chosen.headings, across)
        return replace(chosen, not_people={below[place][0]: why for place, why in found.items()})

    def with_people(self, *numbers: int) -> "Table":
        """The same with these rows taken for people after all."""
        return replace(self, not_people={row: why for row, why in self.not_people.items() if row not in numbers})

    def _heads(self) -> list[int]:
        if not self.heading_row or self.heading_row not in self.numbers:
            return []
        first = list(self.numbers).index(self.heading_row)
        return list(range(first, first + self.heading_lines))

    def _below(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        heads = self._heads()
        start = heads[-1] + 1 if heads else 0
        return zip(self.numbers[start:], self.rows[start:], strict=True)


@without_collecting()
def read_table(data: bytes, name: str, country: str, *, encoding: str = "", delimiter: str = "") -> list[Table]:
    """The tables of a file, those with the most rows first. `name` is its file name, `country` the team's two letters.

    `encoding` and `delimiter` answer earlier questions. Raises InvalidInput("file") with a sentence that says what to
    save instead, when the file is no list, is damaged, or is too large.
    """
    name = _shown(name)
    if len(data) > MAX_BYTES:
        raise InvalidInput("file", f"“{name}” is larger than {MAX_BYTES // 1_000_000} MB. Save just the list.")
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise InvalidInput("file", f"“{name}” is empty.")
    if data.startswith((b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0")):
        found = [
            table_of(title, numbers, rows, notes)
            for title, numbers, rows, notes in books.sheets(data, name, MAX_ROWS, MAX_COLUMNS)
        ]
    elif _is_vcard(data):
        found = [_from_cards(data, name, country, encoding)]
    else:
        found = [_from_text(data, name, country, encoding, delimiter)]
    if not any(table.rows for table in found):
        raise InvalidInput("file", f"Nothing stands in “{name}”.")
    return sorted(found, key=lambda table: -len(table.rows))


def _is_vcard(data: bytes) -> bool:
    head = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ").lower()
    return head.startswith(b"begin:vcard") or head.startswith(b"begin: vcard")


def _from_cards(data: bytes, name: str, country: str, encoding: str) -> Table:
    """Contact cards as a table: the headings stand outside of the file, and each card is a row by its number."""
    cards = vcard.read(data, name, country, encoding)
    if len(cards.rows) > MAX_ROWS or len(cards.headings) > MAX_COLUMNS:
        raise InvalidInput("file", f"“{name}” has more than {MAX_ROWS:,} cards. Bring it in in parts.")
    groups = {number + 1: "is a list of people, not a person" for number in cards.groups}
    numbers = [OUTSIDE, *range(1, len(cards.rows) + 1)]
    rows = [cards.headings, *cards.rows]
    return Table(PurePath(name).stem, numbers, rows, OUTSIDE, not_people=groups, questions=cards.questions)


def _from_text(data: bytes, name: str, country: str, encoding: str, delimiter: str) -> Table:
    _refuse_others(data[:200].decode("latin-1"), name)  # a PDF is no text, and is known all the same
    decoded = decoding.decode(data, name, country, encoding)
    _refuse_others(decoded.text[:200], name)
    rows, doubts = delimited.split(decoded.text, name, delimiter)
    if len(rows) > MAX_ROWS:
        raise InvalidInput("file", f"“{name}” has more than {MAX_ROWS:,} rows. Bring it in in parts.")
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    width = max((_last_filled(row) for _, row in filled), default=0)
    if width > MAX_COLUMNS:
        raise InvalidInput("file", f"“{name}” has more than {MAX_COLUMNS} columns.")
    even = [[*map(as_typed, row[:width]), *[""] * (width - len(row))] for _, row in filled]
    return table_of(PurePath(name).stem, [number for number, _ in filled], even, (*decoded.questions, *doubts))


def _refuse_others(head: str, name: str) -> None:
    """Files of other kinds that people choose, with what to save instead."""
    for start, what, instead in _OTHERS:
        if head.lstrip().lower().startswith(start):
            raise InvalidInput("file", f"“{name}” is {what}, not a list. {instead}")


def _last_filled(row: Sequence[str]) -> int:
    return max((number for number, cell in enumerate(row, start=1) if cell.strip()), default=0)


def table_of(
    name: str,
    numbers: Sequence[int],
    rows: Sequence[Sequence[Cell]],
    notes: tuple[Question, ...] = (),
    merged: frozenset[int] = frozenset(),
) -> Table:
    """Rows of cells with their numbers as a table: where its headings stand, and which rows are no people. `merged` are
    the numbers of rows in which cells are merged across."""
    guessed = heading_rows.guess(rows)
    row = numbers[guessed.index] if guessed.index >= 0 else 0
    table = Table(name, numbers, rows, questions=notes, merged=merged).with_heading(row, guessed.lines)
    more = _more_than_headings(table)
    if guessed.doubtful:
        more = (_which_heading(table), *more)
    return replace(table, questions=(*table.questions, *more))


def _which_heading(table: Table) -> Question:
    shown = [
        (str(number), f"Row {number}: " + " · ".join(filter(None, map(written, row[:4]))))
        for number, row in list(zip(table.numbers, table.rows, strict=True))[:5]
    ]
    choices = [("0", "No row does"), *shown]
    choices.sort(key=lambda choice: choice[0] != str(table.heading_row))
    return Question("heading", "Which row holds the names of the columns?", tuple(choices))


def _more_than_headings(table: Table) -> tuple[Question, ...]:
    """A note when rows go on to the right of the last heading."""
    heads = table.headings
    named = max((number for number, head in enumerate(heads) if head), default=len(heads) - 1)
    long = [number for number, row in table.body() if any(written(cell).strip() for cell in row[named + 1 :])]
    if not long or not any(heads):
        return ()
    told = ", ".join(map(str, long[:5])) + (" ..." if len(long) > 5 else "")
    return (Question("ragged", f"Rows with more cells than there are headings: {told}. Nothing of them is lost."),)


def _shown(name: str) -> str:
    """A file name as it can stand in a sentence: no path, no line breaks, not too long."""
    short = squash("".join(sign for sign in name if sign.isprintable()).replace("\\", "/").rpartition("/")[2])
    return short if len(short) <= 60 else short[:40] + "…" + short[-15:]
