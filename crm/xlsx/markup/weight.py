"""How much memory a part would cost once it is parsed: few packed bytes can hold millions of elements or attributes.

The most that honest programs write: 65,000 links or names, 64,000 cell styles with an alignment each.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from crm.xlsx.errors import RefusedWorkbook

MOST_TAGS, MOST_STYLE_TAGS = 150_000, 500_000  # start and end tags of a part that is kept as a tree
_ATTRIBUTES_A_TAG = 2.5
_WIDE = re.compile(rb"<[^<]{400000,}")  # longer than the longest text of a cell with every character escaped
_MOST_ATTRIBUTES = 5_000  # in one such tag; it may well be a long list of ranges
TOO_HEAVY = (
    "The part “{}” of this workbook holds far more than any workbook we know. It may be meant to do harm, "
    "so we did not open it."
)


def refuse_wide_tags(xml: bytes, part: str) -> None:
    """Raise RefusedWorkbook for a tag of thousands of attributes. For UTF-8."""
    if any(found[0].count(b"=") > _MOST_ATTRIBUTES for found in _WIDE.finditer(xml)):
        raise RefusedWorkbook(TOO_HEAVY.format(part))


def refuse_heavy_tree(xml: bytes, part: str, most_tags: int = MOST_TAGS) -> None:
    """Raise RefusedWorkbook for a part that is too heavy to be kept as a tree, in whatever encoding it is."""
    if xml.count(b"<") > most_tags or xml.count(b"=") > most_tags * _ATTRIBUTES_A_TAG:
        raise RefusedWorkbook(TOO_HEAVY.format(part))
    refuse_wide_tags(xml, part)


@contextmanager
def enough_memory(title: str) -> Iterator[None]:
    """Turn "out of memory" into a sentence, where the work may be given up as a whole."""
    try:
        yield
    except MemoryError:
        raise RefusedWorkbook(
            f"{title} needs more memory than this computer has free. Close other programs, or divide the workbook."
        ) from None
