"""What all makers put into their books: ten people, a picture, a few odd texts."""

import datetime as dt
import struct
import zlib

HEADINGS = ["ID", "Name", "Born", "Amount", "Double", "Note"]
PEOPLE = [
    ("C-01", "Ada Lovelace", dt.date(1985, 12, 10), 10),
    ("C-02", "Bjørn Ødegård", dt.date(1990, 2, 28), 20.5),
    ("C-03", "Çelik & Sons", dt.date(2000, 2, 29), -3),
    ("C-04", "=SUM(1)", dt.date(1999, 12, 31), 0),
    ("C-05", "<b>Eve</b>", dt.date(2024, 1, 1), 1e10),
    ("C-06", "Faruk “F”", dt.date(1970, 1, 1), 7),
    ("C-07", "Grace  Hopper", dt.date(1960, 6, 6), 8),
    ("C-08", "李小龍 🐉", dt.date(1950, 5, 5), 9),
    ("C-09", "a line\nand another", dt.date(2010, 10, 10), 11),
    ("C-10", "+49 30 1234", dt.date(2011, 11, 11), 12),
]
FIRST, LAST = 2, len(PEOPLE) + 1
"""The first and the last row of people."""


def png(side: int = 8) -> bytes:
    """A small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    pixels = zlib.compress((b"\0" + b"\x20\x80\xc0" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
