"""Other ways to find people in memory, each over the same texts: what they are beside, in the trial of the search.

Each is given everybody's texts folded, and every word that was typed; what it answers are IDs, the best first.
"""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import pandas as pd

from bench.common import ROOT
from bench.search_data import Somebody
from crm.model.text import fold

WORD = re.compile(r"[^\W_]+")
FETCHED = ("tantivy==0.27.0", "bm25s==0.3.16")
"""Contenders that nothing else here needs."""


class Peer(Protocol):
    """A way to search."""

    name: str

    def build(self, book: Sequence[Somebody]) -> None:
        """Take in everybody."""

    def search(self, typed: str, k: int) -> list[str]:
        """The IDs of the best `k` people for what was typed."""


def text_of(one: Somebody) -> str:
    """Everything about somebody but the notes, folded; the digits of the phone as typed and without signs."""
    return fold(f"{one.name} {one.firm} {one.city} {one.email} {one.phone} {re.sub(r'[^0-9]', '', one.phone)}")


def _notes(book: Sequence[Somebody]) -> list[tuple[str, str]]:
    return [(one.id, fold(text)) for one in book for text in one.notes]


class Contains:
    """pandas: every word anywhere in the text of a row; in the notes where nobody has them."""

    name = "pandas, str.contains"

    def build(self, book: Sequence[Somebody]) -> None:
        """Take in everybody."""
        notes = _notes(book)
        self._people = pd.Series([text_of(one) for one in book], index=[one.id for one in book])
        self._noted = pd.Series([text for _, text in notes], index=[id for id, _ in notes])

    def search(self, typed: str, k: int) -> list[str]:
        """The IDs of the best `k` people for what was typed."""
        return self._in(self._people, typed, k) or self._in(self._noted, typed, k)

    def _in(self, texts: pd.Series, typed: str, k: int) -> list[str]:
        held = pd.Series(True, index=texts.index)
        for word in fold(typed).split():
            held &= texts.str.contains(word, regex=False)
        return list(dict.fromkeys(texts.index[held]))[:k]


class Prefixes:
    """SQLite FTS5: every word as a beginning, best by bm25; in the notes where nobody has them."""

    name = "FTS5, beginnings of words"
    tokens = "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'"

    def build(self, book: Sequence[Somebody]) -> None:
        """Take in everybody."""
        self._db = sqlite3.connect(":memory:")
        for table, rows in (("people", [(one.id, text_of(one)) for one in book]), ("notes", _notes(book))):
            self._db.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(id UNINDEXED, text, {self.tokens})")
            self._db.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)

    def search(self, typed: str, k: int) -> list[str]:
        """The IDs of the best `k` people for what was typed."""
        asked = self._asked(WORD.findall(fold(typed)))
        for table in ("people", "notes") if asked else ():
            sql = f"SELECT id FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?"
            found = list(dict.fromkeys(id for (id,) in self._db.execute(sql, (asked, 4 * k))))
            if found:
                return found[:k]
        return []

    def _asked(self, words: Sequence[str]) -> str:
        return " ".join(f'"{word}"*' for word in words)


class Trigrams(Prefixes):
    """SQLite FTS5 with its trigram tokenizer: any three letters in a row count; the best by bm25, notes among them."""

    name = "FTS5, trigrams"
    tokens = "tokenize = 'trigram'"

    def search(self, typed: str, k: int) -> list[str]:
        """The IDs of the best `k` people for what was typed."""
        asked, found = self._asked(WORD.findall(fold(typed))), []
        for table in ("people", "notes") if asked else ():
            sql = f"SELECT rank, id FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?"
            found += self._db.execute(sql, (asked, 4 * k)).fetchall()
        return list(dict.fromkeys(id for _, id in sorted(found)))[:k]

    def _asked(self, words: Sequence[str]) -> str:
        threes = (word[place : place + 3] for word in words for place in range(len(word) - 2))
        return " OR ".join(f'"{three}"' for three in dict.fromkeys(threes))


class Tantivy:
    """tantivy: every word with one slip, the last ones as beginnings too; in the notes where nobody has them."""

    name = "tantivy 0.27, fuzzy"

    def build(self, book: Sequence[Somebody]) -> None:
        """Take in everybody."""
        self._people = self._index([(one.id, text_of(one)) for one in book])
        self._noted = self._index(_notes(book))

    def _index(self, rows: Sequence[tuple[str, str]]) -> tuple[Any, Any]:
        import tantivy

        schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        schema = schema.add_text_field("text", stored=False).build()
        index = tantivy.Index(schema)
        writer = index.writer(50_000_000)
        for id, text in rows:
            writer.add_document(tantivy.Document(id=id, text=text))
        writer.commit()
        index.reload()
        return index, schema

    def search(self, typed: str, k: int) -> list[str]:
        """The IDs of the best `k` people for what was typed."""
        return self._in(self._people, typed, k) or self._in(self._noted, typed, k)

    def _in(self, table: tuple[Any, Any], typed: str, k: int) -> list[str]:
        from tantivy import Occur, Query

        index, schema = table
        words = WORD.findall(fold(typed))
        parts = [
            (Occur.Must, Query.fuzzy_term_query(schema, "text", word, distance=int(len(word) > 3), prefix=True))
            for word in words
        ]
        if not parts:
            return []
        searcher = index.searcher()
        found = searcher.search(Query.boolean_query(parts), 4 * k).hits
        return list(dict.fromkeys(searcher.doc(place)["id"][0] for _, place in found))[:k]


class Bm25s:
    """bm25s: whole words, ranked by numpy; in the notes where nobody has them."""

    name = "bm25s 0.3, whole words"

    def build(self, book: Sequence[Somebody]) -> None:
        """Take in everybody."""
        self._people = self._index([(one.id, text_of(one)) for one in book])
        self._noted = self._index(_notes(book))

    def _index(self, rows: Sequence[tuple[str, str]]) -> tuple[Any, list[str]]:
        import bm25s

        index = bm25s.BM25()
        index.index([WORD.findall(text) for _, text in rows], show_progress=False)
        return index, [id for id, _ in rows]

    def search(self, typed: str, k: int) -> list[str]:
        """The IDs of the best `k` people for what was typed."""
        return self._in(self._people, typed, k) or self._in(self._noted, typed, k)

    def _in(self, table: tuple[Any, list[str]], typed: str, k: int) -> list[str]:
        index, ids = table
        places, points = index.retrieve([WORD.findall(fold(typed))], k=4 * k, show_progress=False)
        held = (ids[place] for place, point in zip(places[0], points[0], strict=True) if point > 0)
        return list(dict.fromkeys(held))[:k]


def fetch() -> None:
    """Let those contenders be imported that are not installed: uv puts them into a folder of their own."""
    missing = [one for one in FETCHED if not find_spec(one.partition("=")[0])]
    if missing:
        folder = ROOT / "build" / "peers"
        command = ["uv", "pip", "install", "-q", "--no-deps", "--target", str(folder), *missing]
        subprocess.run(command, check=True)
        sys.path.append(str(folder))


def peers() -> list[Peer]:
    """Those that are installed here."""
    found: list[Peer] = [Contains(), Prefixes(), Trigrams()]
    if find_spec("tantivy"):
        found.append(Tantivy())
    if find_spec("bm25s"):
        found.append(Bm25s())
    return found
