"""Charts over the rows of a sheet, wherever they stand (ECMA-376 part 1, 21.2.2.65; newer ones: [MS-ODRAWXML] 2.24.3).

Only the ranges of series grow. The values that a chart remembers stay: a spreadsheet program reads them anew.
"""

import re
from collections.abc import Callable

from crm.xlsx.areas import grow_areas
from crm.xlsx.fallback import editable
from crm.xlsx.parts import Read, parts_of_type
from crm.xlsx.steps import Step

# The title of a series is one cell; all cells of a series with hidden points are noted beside it, and stay with it.
_RANGE = re.compile(
    rb"<(?P<p>(?:[\w.-]+:)?)(?P<kept>tx|fullRef)(?=[\s>]).*?</(?P=p)(?P=kept)\s*>"
    rb"|(?P<open><(?:[\w.-]+:)?(?:f|sqref)(?P<tag>\s[^<>]*)?>)(?P<text>[^<]*)",
    re.DOTALL,
)
_OF_A_PIVOT_TABLE = re.compile(rb"<(?:[\w.-]+:)?pivotSource[\s>]")
_SIDE_BY_SIDE = re.compile(rb"""\sdir\s*=\s*["']row""")


def chart_parts(read: Read) -> list[str]:
    """The names of all chart parts of a package."""
    return [*parts_of_type(read, "drawingml.chart+xml"), *parts_of_type(read, "ms-office.chartex+xml")]


def grow_chart(xml: bytes, part: str, title: str, step: Step) -> bytes:
    """A chart whose series over the sheet reach the new row; the same bytes when none does. Raises RefusedWorkbook."""
    usual = editable(xml, part)
    if b"%d" % step.last not in usual or _OF_A_PIVOT_TABLE.search(usual):
        return xml

    def grown(found: re.Match[bytes]) -> bytes:
        if found["kept"] or _SIDE_BY_SIDE.search(found["tag"] or b""):
            return found[0]
        return found["open"] + grow_areas(found["text"].decode(), title, step.grown_series).encode()

    new = _RANGE.sub(grown, usual)
    return xml if new == usual else new


def grow_charts(read: Read, write: Callable[[str, bytes], None], title: str, step: Step) -> None:
    """Let the series of all charts over a sheet reach its new row. Raises RefusedWorkbook."""
    for part in chart_parts(read) if step.has_data else ():
        xml = read(part)
        if xml is not None:
            write(part, grow_chart(xml, part, title, step))
