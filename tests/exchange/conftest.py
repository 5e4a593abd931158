"""Lists drawn in tests, as text files and as workbooks."""

import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest

from crm.exchange.columns import propose
from crm.exchange.mapped import Mapped
from crm.exchange.table import Table, read_table


@pytest.fixture
def listed() -> Callable[..., Table]:
    """The table of a CSV: `listed("Name,Phone", "Ann,0123")`."""
    return lambda *lines: read_table("\n".join(lines).encode(), "people.csv", "GB")[0]


@pytest.fixture
def targets(listed) -> Callable[..., dict[str, str]]:
    """Heading -> what its column becomes, for the headings and one row of cells."""

    def targets(headings: str, *rows: str) -> dict[str, str]:
        return {mapped.heading: mapped.target for mapped in propose(listed(headings, *rows))}

    return targets


def workbook(*rows: Sequence[object], **more: Sequence[Sequence[object]]) -> bytes:
    """An .xlsx with these rows on its first sheet, and further sheets by their title."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for title, others in more.items():
        page = book.create_sheet(title)
        for row in others:
            page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def sheet() -> Callable[..., Table]:
    """The table of a workbook's first sheet with these rows."""
    return lambda *rows: read_table(workbook(*rows), "people.xlsx", "GB")[0]


def told(mapping: Sequence[Mapped], target: str) -> Mapped:
    """The column that becomes a target."""
    return next(mapped for mapped in mapping if mapped.target == target)
