"""Workbooks that people made, adopted as a person says: each cell and each other part stays, and one undo is exact."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from crm.exchange.adopting import guess, layout_of, taken_for
from crm.model.errors import CannotOpen
from crm.model.layout import Layout
from crm.store.adopting import Chosen, proposed
from crm.store.excel.adopting import adopt, go_back
from crm.store.excel.reading import tabs_of
from crm.store.opening import open_store
from tests.store.conftest import NOW, TODAY
from tests.xlsx.fidelity import load
from tests.xlsx.readers import by_calamine

pytestmark = pytest.mark.data
WRITTEN = ("[Content_Types].xml", "_rels/.rels", "docProps/custom.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
           "xl/styles.xml", "xl/calcChain.xml")  # fmt: skip
ADOPTED = 24  # of the workbooks at least; the others say what stands in the way


def workbooks() -> list[Path]:
    """All that there are."""
    folder = Path(os.environ["KITH_TEST_DATA"])
    return [path for place in ("xlsx", "imports/readxl") for path in sorted((folder / place).glob("*.xls[xm]"))]


def test_nothing_of_a_real_workbook_moves_and_one_undo_is_exact(tmp_path: Path) -> None:
    came = Counter(_adopted(path, tmp_path / path.name) for path in workbooks())
    assert came["adopted"] >= ADOPTED, came


def _adopted(source: Path, path: Path) -> str:
    """Adopt a copy of a workbook, look at all of it, and take everything out again; or why that cannot be."""
    path.write_bytes(before := source.read_bytes())
    state = path.with_suffix(".state")
    state.mkdir()
    try:
        layout = _said(path)
        adopt(path, layout, proposed(layout, {}), Chosen(), today=TODAY, folder=state)
    except CannotOpen as error:
        assert path.read_bytes() == before and "Nothing was changed" in str(error)
        return "refused"
    _assert_only_added(before, path.read_bytes(), source.name)
    open_store(str(path), state=state, now=lambda: NOW).close()
    go_back(path, today=TODAY, folder=state)
    assert path.read_bytes() == before
    return "adopted"


def _said(path: Path) -> Layout:
    """Where its people are, as guessed or as somebody says who knows that they are on the first sheet."""
    found = guess(tabs_of(path))
    layout = layout_of(found)
    if "Contacts" not in layout:
        headed = [taken_for(each, "Contacts", each.heading_row or each.table.numbers[0]) for each in found]
        layout = layout_of(headed[:1])
    if "Contacts" not in layout:
        raise CannotOpen("No sheet has a heading. Nothing was changed.")
    return layout


def _assert_only_added(before: bytes, after: bytes, name: str) -> None:
    """Every part keeps its bytes but those that say what there is, the sheets that got columns, and their tables; and
    these hold every cell that they held."""
    old, new = load(before), load(after)
    changed = {part for part in old if part not in new or old[part].content != new[part].content}
    strange = {part for part in changed if part not in WRITTEN and not re.match(r"xl/(worksheets|tables)/", part)}
    assert not strange, name
    cells, now = by_calamine(before), by_calamine(after)
    assert {place: now.get(place) for place in cells} == cells, name
