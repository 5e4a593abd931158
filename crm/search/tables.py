"""The tables that are searched: SQLite's FTS5 in memory, or plain texts where this Python's SQLite has no FTS5.

Source of the query syntax and of bm25: https://www.sqlite.org/fts5.html
"""

import sqlite3
from collections.abc import Iterable, Sequence

from crm.model.text import fold
from crm.search.texts import GROUPS, Note, Person, spellings

_WEIGHTS = "10, 10, 5, 4, 3, 2, 1, 6, 1"  # one for each of GROUPS
_TOKENS = "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'"
NoteRow = tuple[str, str]


def has_fts5() -> bool:
    """Whether this Python's SQLite was built with FTS5."""
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    return "ENABLE_FTS5" in options


class Fts:
    """Full-text tables in memory. Rows are put, replaced and dropped by ID; not to be used by two threads at once."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute(f"CREATE VIRTUAL TABLE contacts USING fts5({', '.join(GROUPS)}, {_TOKENS})")
        self._db.execute(f"CREATE VIRTUAL TABLE notes USING fts5(text, alt, {_TOKENS})")
        self._db.execute("CREATE TABLE digits (n INTEGER PRIMARY KEY, digits TEXT)")
        self._people: dict[str, int] = {}
        self._person_at: dict[int, str] = {}
        self._notes: dict[NoteRow, int] = {}
        self._contact_at: dict[int, str] = {}
        self._next = 1

    def put_people(self, people: Iterable[Person]) -> None:
        """Add people, or put them in the place of what was known of them."""
        contacts, digits = [], []
        for person in {person.id: person for person in people}.values():
            self.drop_person(person.id)
            number = self._number()
            self._people[person.id], self._person_at[number] = number, person.id
            contacts.append((number, *person.groups))
            digits.append((number, person.digits))
        marks = ", ".join("?" * (len(GROUPS) + 1))
        self._many(f"INSERT INTO contacts (rowid, {', '.join(GROUPS)}) VALUES ({marks})", contacts)
        self._many("INSERT INTO digits VALUES (?, ?)", [row for row in digits if row[1]])

    def put_notes(self, notes: Iterable[Note]) -> None:
        """Add notes, or put them in the place of what was known under their rows."""
        rows = []
        for note in {note.row: note for note in notes}.values():
            self.drop_note(note.row)
            number = self._number()
            self._notes[note.row], self._contact_at[number] = number, note.contact
            rows.append((number, note.text, spellings(note.text)))
        self._many("INSERT INTO notes (rowid, text, alt) VALUES (?, ?, ?)", rows)

    def drop_person(self, id: str) -> None:
        """Forget a person, if there is one of this ID."""
        number = self._people.pop(id, None)
        if number is not None:
            del self._person_at[number]
            self._db.execute("DELETE FROM contacts WHERE rowid = ?", (number,))
            self._db.execute("DELETE FROM digits WHERE n = ?", (number,))

    def drop_note(self, row: NoteRow) -> None:
        """Forget what a row noted, if it did."""
        number = self._notes.pop(row, None)
        if number is not None:
            del self._contact_at[number]
            self._db.execute("DELETE FROM notes WHERE rowid = ?", (number,))

    def people(self, words: Sequence[Sequence[str]], limit: int) -> list[str]:
        """The IDs of the people who have, for each word, a word that begins with one of its spellings; best first."""
        found = self._db.execute(
            f"SELECT rowid FROM contacts WHERE contacts MATCH ? ORDER BY bm25(contacts, {_WEIGHTS}) LIMIT ?",
            (_expression(words), limit),
        )
        return [self._person_at[number] for (number,) in found]

    def notes(self, words: Sequence[Sequence[str]], limit: int) -> list[tuple[str, str]]:
        """(contact's ID, what stands around the words) of the notes that hold them; best first."""
        found = self._db.execute(
            "SELECT rowid, snippet(notes, 0, '', '', '…', 16) FROM notes WHERE notes MATCH ? ORDER BY rank LIMIT ?",
            (_expression(words), limit),
        )
        return [(self._contact_at[number], text) for number, text in found]

    def phones(self, digits: str, limit: int) -> list[str]:
        """The IDs of the people one of whose phones holds these digits in a row."""
        sql = "SELECT n FROM digits WHERE digits LIKE ? LIMIT ?"
        return [self._person_at[number] for (number,) in self._db.execute(sql, (f"%{digits}%", limit))]

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(sql, rows)
        self._db.execute("COMMIT")


def _expression(words: Sequence[Sequence[str]]) -> str:
    """An FTS5 expression. Words are letters and digits alone, so nothing in them can be an operator within quotes.

    >>> _expression([["muller", "mueller"], ["an"]])
    '("muller"* OR "mueller"*) AND ("an"*)'
    """
    return " AND ".join("(" + " OR ".join(f'"{form}"*' for form in forms) + ")" for forms in words)


class Plain:
    """The same without FTS5: every folded text is looked through, and the words may stand anywhere in it."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, str]] = {}
        self._notes: dict[NoteRow, tuple[str, str, str]] = {}

    def put_people(self, people: Iterable[Person]) -> None:
        """Add people, or put them in the place of what was known of them."""
        for person in people:
            self._people[person.id] = (fold(" ".join(person.groups)), person.digits)

    def put_notes(self, notes: Iterable[Note]) -> None:
        """Add notes, or put them in the place of what was known under their rows."""
        for note in notes:
            self._notes[note.row] = (note.contact, fold(f"{note.text} {spellings(note.text)}"), note.text)

    def drop_person(self, id: str) -> None:
        """Forget a person, if there is one of this ID."""
        self._people.pop(id, None)

    def drop_note(self, row: NoteRow) -> None:
        """Forget what a row noted, if it did."""
        self._notes.pop(row, None)

    def people(self, words: Sequence[Sequence[str]], limit: int) -> list[str]:
        """The IDs of the people in whose texts every word stands."""
        return [id for id, (text, _) in self._people.items() if _holds(text, words)][:limit]

    def notes(self, words: Sequence[Sequence[str]], limit: int) -> list[tuple[str, str]]:
        """(contact's ID, the beginning of the note) of the notes that hold the words."""
        found = [(contact, note[:120]) for contact, text, note in self._notes.values() if _holds(text, words)]
        return found[:limit]

    def phones(self, digits: str, limit: int) -> list[str]:
        """The IDs of the people one of whose phones holds these digits in a row."""
        return [id for id, (_, phones) in self._people.items() if digits in phones][:limit]


def _holds(text: str, words: Sequence[Sequence[str]]) -> bool:
    return all(any(form in text for form in forms) for forms in words)
