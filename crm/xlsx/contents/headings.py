"""The headings of a table: cell and `tableColumn/@name` alike (ECMA-376 part 1, 18.5.1.3).

Excel repairs a file in which cell and name differ, in which two columns have one name, or a heading is no text.
"""

from crm.xlsx.cells import escape, unescape

_LONGEST = 255


def check_heading(title: str) -> None:
    """Raise ValueError, with a sentence, for what cannot be the heading of a table."""
    if not title.strip() or title != title.strip():
        raise ValueError("A heading is a text without blanks at its ends.")
    if len(title) > _LONGEST:
        raise ValueError(f"A heading of a table has at most {_LONGEST} characters.")


def column_name(name: str) -> str:
    """A column's name as its heading reads: a line break is `_x000a_` in the file.

    >>> column_name("Phone_x000a_number")
    'Phone\\nnumber'
    """
    return unescape(name)


def in_attribute(title: str) -> bytes:
    """A heading as the value of `tableColumn/@name`.

    >>> in_attribute('The "big"\\nA&B')
    b'The &quot;big&quot;_x000a_A&amp;B'
    """
    coded = escape(title).replace('"', "&quot;")
    return coded.replace("\n", "_x000a_").replace("\t", "_x0009_").encode()
