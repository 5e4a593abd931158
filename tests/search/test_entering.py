"""Whether somebody is here already, while they are being added."""

from collections.abc import Mapping

import pytest

from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.snapshot import Snapshot
from crm.search.entering import MANY_CHANGED, Entering
from tests.search.conftest import snapshot_of

TEAM = """
    Contacts
    | ID       | Name              | Kind         | Phone         | Email             | City  | Organisation  |
    | C-AAAAAA | Anna Müller       |              | 0113 496 0112 | anna@example.com  | Leeds | Harbour Parts |
    | C-BBBBBB | Thomas Wójcik     |              | 07700 900417  |                   | York  |               |
    | C-CCCCCC | Harbour Parts Ltd | Organisation | 0113 496 0200 |                   | Leeds |               |
"""


@pytest.fixture(scope="module")
def team() -> Snapshot:
    return snapshot_of(TEAM)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"name": "Anna Muller"}, "C-AAAAAA"),
        ({"name": "Ana Müler", "city": "Leeds"}, "C-AAAAAA"),
        ({"name": "Tom Wojcik", "phone": "+44 7700 900417"}, "C-BBBBBB"),
        ({"name": "Müller Anna", "organisation": "Harbour Parts"}, "C-AAAAAA"),
        ({"name": "Anna Schmidt", "email": "Anna@Example.com"}, "C-AAAAAA"),
        ({"name": "Harbour Parts GmbH"}, "C-CCCCCC"),
        ({"phone": "0113 4960112"}, "C-AAAAAA"),
        ({"name": "Anna"}, ""),
        ({"name": "Anna Schmidt", "city": "Leeds"}, ""),
        ({"name": "Olga Petrova", "phone": "020 7946 0000", "email": "olga@example.com"}, ""),
        ({"name": ""}, ""),
    ],
)
@pytest.mark.capability(5)
def test_somebody_who_is_here_is_recognised_as_they_are_typed(
    typed: Mapping[str, str], found: str, team: Snapshot
) -> None:
    assert [one.id for one in Entering.of(team).here(team, typed)] == ([found] if found else [])


def after(snapshot: Snapshot, *changes: Change) -> Snapshot:
    """The next Snapshot of a workbook in which these rows change."""
    contents = snapshot.contents
    for change in changes:
        contents = contents.applied([change])
    return snapshot.after(contents, changes, ())


def test_a_row_that_was_just_saved_is_known_and_an_old_value_is_not() -> None:
    snapshot = snapshot_of(TEAM)
    known = Entering.of(snapshot)
    changes = (
        AddRow("Contacts", "C-DDDDDD", {"name": "Olga Petrova"}),
        UpdateRow("Contacts", "C-AAAAAA", {"name": "Karin Berg"}, {"name": "Anna Müller"}),
        RemoveRow("Contacts", "C-BBBBBB"),
    )
    later = after(snapshot, *changes)
    known = known.after(later)
    assert known is not None and len(known.layers) == 2
    names = ("Olga Petrova", "Karin Berg", "Anna Müller", "Thomas Wójcik")
    found = {name: [one.id for one in known.here(later, {"name": name})] for name in names}
    assert found == {"Olga Petrova": ["C-DDDDDD"], "Karin Berg": ["C-AAAAAA"], "Anna Müller": [], "Thomas Wójcik": []}


def test_after_many_changes_or_another_book_the_dictionaries_are_made_anew(team: Snapshot) -> None:
    known = Entering.of(team)
    assert known.after(snapshot_of(TEAM)) is None
    many = tuple(AddRow("Contacts", f"C-{n:06}", {"name": f"Olga {n}"}) for n in range(MANY_CHANGED + 1))
    assert known.after(after(snapshot_of(TEAM), *many)) is None
