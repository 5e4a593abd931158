"""A piece of a sheet's XML as arrays: where its cells are, what they are called, and where their contents lie.

Bytes are looked at eight at a time, as the numbers that they make (little-endian): a cell's name, its style and whole
numbers are read from all cells at once with a few operations each, as in
https://lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits/. Importing this needs numpy.
"""

import functools
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_SPARE = 32  # zero bytes behind a piece, so that eight bytes can be taken from any place in it
_OTHER, _FORBIDDEN, ROW, ROW_END, C, C_END, IS, IS_END, T, T_END, V, V_END, F, F_END = range(14)
_TAGS = {
    b"ro": ROW, b"/r": ROW_END, b"c ": C, b"/c": C_END, b"is": IS, b"/i": IS_END, b"t>": T, b"t ": T, b"/t": T_END,
    b"v>": V, b"v ": V, b"/v": V_END, b"f>": F, b"f ": F, b"f/": F, b"/f": F_END,
}  # fmt: skip
_SPACED = b'<t xml:space="preserve">'
NUMBER, SHARED, TRUTH, ERROR, TEXT, INLINE = range(6)
_TYPES = {b'n"': NUMBER, b's"': SHARED, b'b"': TRUTH, b'e"': ERROR, b'str"': TEXT, b"inlineSt": INLINE}


def _number(text: bytes) -> np.uint64:
    """Up to eight bytes as the number that they make."""
    return np.uint64(int.from_bytes(text, "little"))


def _starts(words: Array, text: bytes) -> Array:
    """Which words begin with a text."""
    return (words & _number(b"\xff" * len(text))) == _number(text)  # type: ignore[no-any-return]


def digits(words: Array) -> tuple[Array, Array]:
    """The number that each word begins with, and how many digits it has: 0 to 8.

    >>> digits(np.array([int.from_bytes(b'1048576"', "little")], "u8"))
    (array([1048576]), array([7]))
    """
    values = words ^ _number(b"0" * 8)
    others = ((values + _number(b"v" * 8)) | values) & _number(b"\x80" * 8)
    count = np.bitwise_count((others & (~others + np.uint64(1))) - np.uint64(1)).astype("u8") >> np.uint64(3)
    values = np.where(count > 0, values << ((np.uint64(8) - count) << np.uint64(3)), np.uint64(0))
    values = values * np.uint64(10) + (values >> np.uint64(8))
    pairs, others = _number(b"\xff\0\0\0\xff"), values >> np.uint64(16)
    values = (values & pairs) * np.uint64(100 + (1_000_000 << 32)) + (others & pairs) * np.uint64(1 + (10_000 << 32))
    return (values >> np.uint64(32)).astype("i8"), count.astype("i8")


def _among(values: Array, some: tuple[int, ...]) -> Array:
    """Which values are one of a few: quicker than np.isin."""
    found = values == some[0]
    for one in some[1:]:
        found |= values == one
    return found  # type: ignore[no-any-return]


@functools.cache
def _kinds() -> Array:
    """The kind of a tag by the number that its first two bytes make."""
    kinds = np.full(1 << 16, _OTHER, "u1")
    for sign in b"!?":
        kinds[sign :: 1 << 8] = _FORBIDDEN
    for space in b"\t\n\r":  # behind the name of one letter, such as that of a cell: legal, and too rare to look for
        kinds[space << 8 : (space << 8) + 256] = _FORBIDDEN
    for text, kind in _TAGS.items():
        kinds[int.from_bytes(text, "little")] = kind
    return kinds


def _shape(*kinds: int) -> int:
    return sum(kind << 4 * place for place, kind in enumerate(kinds))


_INLINE = _shape(IS, T, T_END, IS_END, C_END)
_VALUES = {
    _INLINE: 2,
    _shape(V, V_END, C_END): 1,
    _shape(F, F_END, V, V_END, C_END): 3,
    _shape(F, V, V_END, C_END): 2,
}  # which tag of the cell holds its value
_FORMULAS = _shape(F, F_END, V, V_END, C_END), _shape(F, V, V_END, C_END), _shape(F, F_END, C_END), _shape(F, C_END)
_WITHOUT_VALUE = 0, _shape(C_END), _shape(F, F_END, C_END), _shape(F, C_END)


class Piece:
    """Some rows of a sheet. Arrays of one length, an entry a cell: `rows`, `columns`, `styles`, `types`; `begins` and
    `ends` say where in `data` its value lies, both 0 where it has none.

    `odd`: cells that are not shaped as most programs write them, of which only `begins_at` and `ends_at` are right.
    `computed`: cells with a formula. `whole`: nothing else stands between the cells.
    """

    def __init__(self, data: bytes):
        self.data = data
        self.bytes = np.frombuffer(data + bytes(_SPARE), "u1")
        self._words = np.ndarray(len(data) + _SPARE - 8, "<u8", self.bytes, 0, (1,))
        self._tags = np.flatnonzero(self.bytes == ord("<"))
        self._kinds = _kinds().take(np.ndarray(len(data) + 1, "<u2", self.bytes, 1, (1,))[self._tags])
        ends = np.flatnonzero(self._kinds == ROW_END)
        self._kinds[ends[self.bytes[self._tags[ends] + 3] != ord("o")]] = _OTHER  # </r>, of a run of text
        main = np.flatnonzero((self._kinds >= ROW) & (self._kinds <= C))
        counts = np.diff(main, append=len(self._kinds))
        is_cell = self._kinds[main] == C
        self.whole = bool((counts[~is_cell] == 1).all()) and not (self._kinds == _FORBIDDEN).any()
        self.whole &= len(main) == 0 if len(self._kinds) == 0 else len(main) > 0 and int(main[0]) == 0
        self._first = main[is_cell]
        self._shapes = self._find_shapes(counts[is_cell])
        self.begins_at = self._tags[self._first]
        self.ends_at = np.append(self._tags, len(data))[self._first + counts[is_cell]]
        self._read_names()
        self._find_values()

    def _find_shapes(self, counts: Array) -> Array:
        """The kinds of the tags in each cell as one number, -1 for more than five."""
        kinds = np.append(self._kinds, np.zeros(8, "u1")).astype("i4")
        shapes = np.zeros(len(counts), "i4")
        for place in range(1, 6):
            shapes |= np.where(counts > place, kinds[self._first + place], 0) << 4 * (place - 1)
        shapes[counts > 6] = -1
        return shapes

    def _read_names(self) -> None:
        """Row, column, style and type of each cell from its tag."""
        at, words = self.begins_at, self._words
        fine = _starts(words[at], b'<c r="')
        name = words[at + 6]
        self.columns, letters = _letters(name)
        at = at + 6 + letters
        self.rows, count = digits(words[at])
        fine &= (letters > 0) & (count > 0) & (count < 8) & (self.bytes[at] != ord("0"))
        at += count
        rest = words[at]
        fine &= _starts(rest, b'"')
        styled = _starts(rest, b'" s="')
        self.styles, count = digits(words[at + 5])
        self.styles[~styled] = 0
        at += np.where(styled, count + 5, 0)
        fine &= ~styled | ((count > 0) & (count < 8) & (self.bytes[at] == ord('"')))
        self.types, at, known = self._read_types(at)
        closes = self._shapes == 0
        self.odd = ~(fine & known & np.where(closes, _starts(words[at], b"/>"), _starts(words[at], b">")))

    def _read_types(self, at: Array) -> tuple[Array, Array, Array]:
        """The type of each cell, where its tag ends, and whether we know the type. `at`: the quote before it."""
        typed = _starts(self._words[at], b'" t="')
        words, types = self._words[at + 5], np.zeros(len(at), "u1")
        lengths, known = np.ones(len(at), "i8"), ~typed
        for text, type_ in _TYPES.items():
            found = typed & _starts(words, text)
            types[found] = type_
            lengths[found] = 5 + (len('inlineStr"') if type_ == INLINE else len(text))
            known |= found
        return types, at + lengths, known

    def _find_values(self) -> None:
        self.begins, self.ends = np.zeros(len(self._first), "i8"), np.zeros(len(self._first), "i8")
        self.computed = _among(self._shapes, _FORMULAS)
        known = _among(self._shapes, _WITHOUT_VALUE)
        for shape, place in _VALUES.items():
            cells = np.flatnonzero((self._shapes == shape) & ((self.types == INLINE) == (shape == _INLINE)))
            tags = self._first[cells] + place
            begins = self._tags[tags]
            simple = self.bytes[begins + 2] == ord(">")
            spaced = _starts(self._words[begins + 3], _SPACED[3:11]) & _starts(self._words[begins + 16], _SPACED[16:])
            self.begins[cells] = begins + np.where(simple, 3, len(_SPACED))
            self.ends[cells] = self._tags[tags + 1]
            known[cells] = simple | spaced
        self.odd |= ~known

    def words(self, at: Array) -> Array:
        """Eight bytes from each place."""
        return self._words[at]

    def texts(self, begins: Array, ends: Array) -> str:
        """What stands from each begin to its end, each followed by a zero character, still in the escapes of XML."""
        lengths = ends - begins + 1
        stops = np.cumsum(lengths)
        places = np.repeat(begins - (stops - lengths), lengths)
        places += np.arange(len(places))
        found = self.bytes[places]
        found[stops - 1] = 0
        return str(found.tobytes(), "utf-8")

    def row_tags(self) -> str:
        """The start tags of the rows, each followed by a zero character."""
        rows = np.flatnonzero(self._kinds == ROW)
        return self.texts(self._tags[rows], np.append(self._tags, len(self.data))[rows + 1])

    def formulas(self) -> tuple[Array, Array, Array]:
        """The cells with a formula of their own that is nothing but text, where it begins, and where it ends."""
        cells = np.flatnonzero(self.computed & ~self.odd)
        tags = self._first[cells] + 1
        simple = (self.bytes[self._tags[tags] + 2] == ord(">")) & (self._kinds[tags + 1] == F_END)
        return cells[simple], self._tags[tags[simple]] + len("<f>"), self._tags[tags[simple] + 1]


def _letters(words: Array) -> tuple[Array, Array]:
    """The column that each cell's name begins with, and how many letters it has; 0 letters where they are too many."""
    column, count = np.zeros(len(words), "i8"), np.zeros(len(words), "i8")
    going = np.ones(len(words), bool)
    for place in range(3):
        letter = ((words >> np.uint64(8 * place)) & np.uint64(255)).astype("i8") - ord("A")
        going &= (letter >= 0) & (letter < 26)
        column = np.where(going, column * 26 + letter + 1, column)
        count += going
    return column, count
