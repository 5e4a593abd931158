"""Charts over the rows of a sheet, wherever they stand (ECMA-376 part 1, 21.2.2.65; newer ones: [MS-ODRAWXML] 2.24.3).

Only the ranges of series grow. The values that a chart remembers stay: a spreadsheet program reads them anew.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from crm.xlsx.contents.parts import Read, parts_of_type
from crm.xlsx.editing.steps import Step
from crm.xlsx.formulas.areas import grow_areas
from crm.xlsx.markup.fallback import editable

Steps = list[tuple[str, Step]]
"""Titles of sheets, and what was added to them."""

# The title of a series is one cell; all cells of a series with hidden points are noted beside it, and stay with it.
_RANGE = re.compile(
    rb"<(?P<p>(?:[\w.-]+:)?)(?P<kept>tx|fullRef)(?=[\s>]).*?</(?P=p)(?P=kept)\s*>"
    rb"|(?P<open><(?:[\w.-]+:)?(?:f|sqref)(?P<tag>\s[^<>]*)?>)(?P<text>[^<]*)",
    re.DOTALL,
)
_REMEMBERED = b"Cache>"  # the end of <c:numCache> and of </c:numCache>, and of others alike
_OF_A_PIVOT_TABLE = re.compile(rb"<(?:[\w.-]+:)?pivotSource[\s>]")
_SIDE_BY_SIDE = re.compile(rb"""\sdir\s*=\s*["']row""")


class Charts:
    """The charts of a workbook. They grow when somebody looks, so that many new rows cost one search."""

    def __init__(self, read: Read):
        """`read` gives a part as it is without the steps that wait here."""
        self._read = read
        self._waiting: Steps = []

    @cached_property
    def _parts(self) -> dict[str, bool]:
        """The names of all charts, and whether each is oddly written. Raises RefusedWorkbook for an unreadable one."""
        kinds = ("drawingml.chart+xml", "ms-office.chartex+xml")
        names = [part for kind in kinds for part in parts_of_type(self._read, kind)]
        return {part: editable(xml, part) is not xml for part in names if (xml := self._read(part)) is not None}

    def grow(self, title: str, step: Step) -> None:
        """Let the series over a sheet reach its new row. Raises RefusedWorkbook."""
        if step.has_data and self._parts:
            self._waiting.append((title, step))

    def waits(self, part: str) -> bool:
        """Whether a part is a chart that may have to grow."""
        return bool(self._waiting) and part in self._parts

    def settle(self, write: Callable[[str, bytes], None]) -> None:
        """Give all charts to `write` as they are after all steps."""
        if not self._waiting:
            return
        new = {}
        for part, is_odd in self._parts.items():
            xml = self._read(part) or b""
            new[part] = grow_chart(editable(xml, part) if is_odd else xml, self._waiting)
        self._waiting = []
        for part, grown in new.items():
            if grown is not None:
                write(part, grown)

    def state(self) -> tuple[Steps, int]:
        """What waits, for `restore`."""
        return self._waiting, len(self._waiting)

    def restore(self, state: tuple[Steps, int]) -> None:
        """Let wait what waited when `state` was taken."""
        self._waiting = state[0][: state[1]]


def grow_chart(xml: bytes, steps: Iterable[tuple[str, Step]]) -> bytes | None:
    """A chart, in which `<` always begins a tag, after some steps; None when no series grows."""
    bare, remembered = _apart(xml)
    if _OF_A_PIVOT_TABLE.search(bare):
        return None

    def grown(found: re.Match[bytes]) -> bytes:
        if found["kept"] or _SIDE_BY_SIDE.search(found["tag"] or b""):
            return found[0]
        text = found["text"].decode(errors="surrogateescape")
        for title, step in steps:
            text = grow_areas(text, title, step.grown_series) if str(step.last) in text else text
        return found["open"] + text.encode(errors="surrogateescape")

    new = _RANGE.sub(grown, bare)
    return _together(new, remembered) if new != bare else None


def _apart(xml: bytes) -> tuple[bytes, list[bytes]]:
    """A chart without the values that its series remember, which may be most of it, and these values."""
    cut = xml.split(_REMEMBERED)
    ends = [piece.rfind(b"</") if number % 2 else len(piece) for number, piece in enumerate(cut)]
    closing = [piece[end:] for piece, end in zip(cut, ends, strict=True)][1::2]
    opening = [piece[piece.rfind(b"<") :] for piece in cut[:-1:2]]
    if len(cut) % 2 == 0 or any(b"</" + one[1:] != other for one, other in zip(opening, closing, strict=True)):
        return xml, []
    bare = [piece[end:] if number % 2 else piece for number, (piece, end) in enumerate(zip(cut, ends, strict=True))]
    return _REMEMBERED.join(bare), [piece[:end] for piece, end in zip(cut, ends, strict=True)][1::2]


def _together(bare: bytes, remembered: list[bytes]) -> bytes:
    """The chart with these values again."""
    cut = bare.split(_REMEMBERED)
    for number, values in enumerate(remembered):
        cut[2 * number + 1] = values + cut[2 * number + 1]
    return _REMEMBERED.join(cut)
