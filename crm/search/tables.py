"""The tables that are searched: SQLite's FTS5 in memory, or plain texts where this Python's SQLite has no FTS5.

Source of the query syntax and of bm25: https://www.sqlite.org/fts5.html
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from crm.model.text import fold
from crm.search.texts import GROUPS, Matter, Note, Person, Row, spellings
from crm.search.vocabulary import Vocabulary

_WEIGHTS = "10, 10, 5, 4, 3, 2, 1, 6, 1"  # one for each of GROUPS
_MATTER_WEIGHTS = "10, 5, 2, 4"  # title, who, text, alt
_TOKENS = "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'"
Forms = Sequence[Sequence[str]]


def has_fts5() -> bool:
    """Whether this Python's SQLite was built with FTS5."""
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    return "ENABLE_FTS5" in options


class _Rows:
    """Which number of a table stands for which row, and whose it is."""

    def __init__(self) -> None:
        self.number: dict[Row, int] = {}
        self.at: dict[int, tuple[Row, str]] = {}

    def put(self, number: int, row: Row, contact: str) -> None:
        self.number[row], self.at[number] = number, (row, contact)

    def pop(self, row: Row) -> int | None:
        number = self.number.pop(row, None)
        if number is not None:
            del self.at[number]
        return number


class Fts:
    """Full-text tables in memory. Rows are put, replaced and dropped by ID; not to be used by two threads at once."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute(f"CREATE VIRTUAL TABLE contacts USING fts5({', '.join(GROUPS)}, {_TOKENS})")
        self._db.execute(f"CREATE VIRTUAL TABLE notes USING fts5(text, alt, {_TOKENS})")
        self._db.execute(f"CREATE VIRTUAL TABLE matters USING fts5(title, who, text, alt, {_TOKENS})")
        self._db.execute("CREATE TABLE digits (n INTEGER PRIMARY KEY, digits TEXT)")
        for name in ("contacts", "notes", "matters"):
            self._db.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, 'row')")
        self._rows = {name: _Rows() for name in ("contacts", "notes", "matters")}
        self._next = 1

    def put_people(self, people: Iterable[Person]) -> None:
        """Add people, or put them in the place of what was known of them."""
        contacts, digits = [], []
        for person in {person.id: person for person in people}.values():
            self.drop_person(person.id)
            number = self._number("contacts", ("Contacts", person.id), person.id)
            contacts.append((number, *person.groups))
            digits.append((number, person.digits))
        marks = ", ".join("?" * (len(GROUPS) + 1))
        self._many(f"INSERT INTO contacts (rowid, {', '.join(GROUPS)}) VALUES ({marks})", contacts)
        self._many("INSERT INTO digits VALUES (?, ?)", [row for row in digits if row[1]])

    def put_notes(self, notes: Iterable[Note]) -> None:
        """Add notes, or put them in the place of what was known under their rows."""
        rows = []
        for note in {note.row: note for note in notes}.values():
            self._drop("notes", note.row)
            rows.append((self._number("notes", note.row, note.contact), note.text, spellings(note.text)))
        self._many("INSERT INTO notes (rowid, text, alt) VALUES (?, ?, ?)", rows)

    def put_matters(self, matters: Iterable[Matter]) -> None:
        """Add deals and requests, or put them in the place of what was known under their rows."""
        rows = []
        for one in {one.row: one for one in matters}.values():
            self._drop("matters", one.row)
            alt = f"{one.row[1]} {spellings(f'{one.title} {one.who} {one.text}')}".rstrip()
            rows.append((self._number("matters", one.row, one.contact), one.title, one.who, one.text, alt))
        self._many("INSERT INTO matters (rowid, title, who, text, alt) VALUES (?, ?, ?, ?, ?)", rows)

    def drop_person(self, id: str) -> None:
        """Forget a person, if there is one of this ID."""
        number = self._drop("contacts", ("Contacts", id))
        if number is not None:
            self._db.execute("DELETE FROM digits WHERE n = ?", (number,))

    def drop_row(self, row: Row) -> None:
        """Forget what a row told, if it did."""
        self._drop("notes", row)
        self._drop("matters", row)

    def people(self, forms: Forms, limit: int) -> list[str]:
        """The IDs of the people who have, for each word, a word that begins with one of its forms; best first."""
        sql = f"SELECT rowid FROM contacts WHERE contacts MATCH ? ORDER BY bm25(contacts, {_WEIGHTS}) LIMIT ?"
        found = self._db.execute(sql, (_expression(forms), limit))
        return [self._rows["contacts"].at[number][1] for (number,) in found]

    def having(self, forms: Forms) -> set[str]:
        """The same people, all of them, in no order."""
        found = self._db.execute("SELECT rowid FROM contacts WHERE contacts MATCH ?", (_expression(forms),))
        return {self._rows["contacts"].at[number][1] for (number,) in found}

    def notes(self, forms: Forms, limit: int) -> Iterator[tuple[Row, str, str]]:
        """(row, contact's ID, text) of the notes that hold the words, the last ones of their sheet first."""
        sql = "SELECT rowid, text FROM notes WHERE notes MATCH ? ORDER BY rowid DESC LIMIT ?"
        for number, text in self._db.execute(sql, (_expression(forms), limit)):
            yield *self._rows["notes"].at[number], text

    def matters(self, forms: Forms, limit: int, *, named: bool = True) -> Iterator[tuple[Row, str, str, str]]:
        """(row, contact's ID, title, text) of the deals and requests that hold the words; best first.

        `named`: the name of the person counts as one of its words.
        """
        held = _expression(forms) if named else f"{{title text alt}} : ({_expression(forms)})"
        best = f"bm25(matters, {_MATTER_WEIGHTS})"
        sql = f"SELECT rowid, title, text FROM matters WHERE matters MATCH ? ORDER BY {best}, rowid DESC LIMIT ?"
        for number, title, text in self._db.execute(sql, (held, limit)):
            yield *self._rows["matters"].at[number], title, text

    def phones(self, digits: str, limit: int) -> list[str]:
        """The IDs of the people one of whose phones holds these digits in a row."""
        sql = "SELECT n FROM digits WHERE digits LIKE ? LIMIT ?"
        return [self._rows["contacts"].at[number][1] for (number,) in self._db.execute(sql, (f"%{digits}%", limit))]

    def vocabulary(self, table: str) -> Vocabulary:
        """The words of a table: "contacts", "notes" or "matters"."""
        return Vocabulary(word for (word,) in self._db.execute(f"SELECT term FROM {table}_words"))

    def _number(self, table: str, row: Row, contact: str) -> int:
        self._next += 1
        self._rows[table].put(self._next, row, contact)
        return self._next

    def _drop(self, table: str, row: Row) -> int | None:
        number = self._rows[table].pop(row)
        if number is not None:
            self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))
        return number

    def _many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(sql, rows)
        self._db.execute("COMMIT")


def _expression(forms: Forms) -> str:
    """An FTS5 expression. Words are letters and digits alone, so nothing in them can be an operator within quotes.

    >>> _expression([["muller", "mueller"], ["an"]])
    '("muller"* OR "mueller"*) AND ("an"*)'
    """
    return " AND ".join("(" + " OR ".join(f'"{form}"*' for form in group) + ")" for group in forms)


class Plain:
    """The same without FTS5: every folded text is looked through, and the words may stand anywhere in it."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, str]] = {}
        self._notes: dict[Row, tuple[str, str, str]] = {}
        self._matters: dict[Row, tuple[str, str, str, str, str]] = {}

    def put_people(self, people: Iterable[Person]) -> None:
        """Add people, or put them in the place of what was known of them."""
        for person in people:
            self._people[person.id] = (fold(" ".join(person.groups)), person.digits)

    def put_notes(self, notes: Iterable[Note]) -> None:
        """Add notes, or put them in the place of what was known under their rows."""
        for note in notes:
            self._notes.pop(note.row, None)
            self._notes[note.row] = (note.contact, _looked_through(note.text), note.text)

    def put_matters(self, matters: Iterable[Matter]) -> None:
        """Add deals and requests, or put them in the place of what was known under their rows."""
        for one in matters:
            told = _looked_through(f"{one.row[1]} {one.title} {one.text}")
            self._matters[one.row] = (one.contact, told, f"{told} {_looked_through(one.who)}", one.title, one.text)

    def drop_person(self, id: str) -> None:
        """Forget a person, if there is one of this ID."""
        self._people.pop(id, None)

    def drop_row(self, row: Row) -> None:
        """Forget what a row told, if it did."""
        self._notes.pop(row, None)
        self._matters.pop(row, None)

    def people(self, forms: Forms, limit: int) -> list[str]:
        """The IDs of the people in whose texts every word stands."""
        return [id for id, (text, _) in self._people.items() if _holds(text, forms)][:limit]

    def having(self, forms: Forms) -> set[str]:
        """The same people, all of them, in no order."""
        return set(self.people(forms, len(self._people)))

    def notes(self, forms: Forms, limit: int) -> Iterator[tuple[Row, str, str]]:
        """(row, contact's ID, text) of the notes that hold the words, the last ones of their sheet first."""
        for row, (contact, text, note) in reversed(self._notes.items()):
            if _holds(text, forms):
                yield row, contact, note

    def matters(self, forms: Forms, limit: int, *, named: bool = True) -> Iterator[tuple[Row, str, str, str]]:
        """(row, contact's ID, title, text) of the deals and requests that hold the words."""
        for row, (contact, told, with_name, title, text) in reversed(self._matters.items()):
            if _holds(with_name if named else told, forms):
                yield row, contact, title, text

    def phones(self, digits: str, limit: int) -> list[str]:
        """The IDs of the people one of whose phones holds these digits in a row."""
        return [id for id, (_, phones) in self._people.items() if digits in phones][:limit]

    def vocabulary(self, table: str) -> Vocabulary:
        """No words: slips are not looked for here."""
        return Vocabulary()


def _looked_through(text: str) -> str:
    return fold(f"{text} {spellings(text)}")


def _holds(text: str, forms: Forms) -> bool:
    return all(any(form in text for form in group) for group in forms)
