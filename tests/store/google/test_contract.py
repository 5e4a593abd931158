"""The contract that every workbook keeps, on a Google Sheet, however Google behaves where nobody can say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.model.changes import UpdateRow
from crm.store.workbook import Moved, Ok
from tests.store.conftest import PEOPLE
from tests.store.google.at_google import AtGoogle
from tests.store.google.conftest import SETTINGS
from tests.store.test_every_workbook import *  # noqa: F403
from tests.store.test_every_workbook import DORA, STAMP, by_heading, cells, write


@pytest.fixture(params=SETTINGS.values(), ids=SETTINGS.keys())
def person(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AtGoogle]:
    """Somebody at a spreadsheet of three people, one test a way that Google may behave."""
    at = AtGoogle(PEOPLE, tmp_path, **request.param)
    yield at
    at.close()


def test_nothing_is_written_when_somebody_wrote_since_we_looked(person: AtGoogle) -> None:
    seen = person.workbook.read().revision
    person.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), "Rome"))
    update = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": "London"})
    written = person.workbook.write([update], seen=seen, stamp=STAMP, before_swap=lambda intent: None)
    assert isinstance(written.outcomes[0], Moved) and cells(person, "C-ADA11A")["City"] == "Rome"


def test_somebody_who_wrote_into_other_cells_does_not_stand_in_the_way(person: AtGoogle) -> None:
    seen = person.workbook.read().revision
    person.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "Phone"), "1"))
    update = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": "London"})
    written = person.workbook.write([update], seen=seen, stamp=STAMP, before_swap=lambda intent: None)
    assert written.outcomes == (Ok(),)
    assert (cells(person, "C-ADA11A")["City"], cells(person, "C-ADA11A")["Phone"]) == ("Paris", "1")


def test_the_revision_moves_with_every_change_and_with_nothing_else(person: AtGoogle) -> None:
    first = person.workbook.revision()
    person.workbook.read()
    assert person.workbook.revision() == first
    write(person, DORA)
    second = person.workbook.revision()
    person.edit(lambda grid: grid[1].__setitem__(1, "Ada"))
    assert len({first, second, person.workbook.revision()}) == 3
