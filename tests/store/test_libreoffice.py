"""LibreOffice really has the workbook open, and its lock file lies beside it, while others save in Kith."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.store import Store
from tests.clock import until
from tests.journeys import office
from tests.journeys.sheets import people
from tests.store.conftest import ADA, BOB, CLEO

CHANGES = 20
Open = Callable[..., Store]

# The name that LibreOffice puts into its lock file.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.UserProfile/Data">
<prop oor:name="givenname" oor:op="fuse"><value>Anna</value></prop></item>
<item oor:path="/org.openoffice.UserProfile/Data">
<prop oor:name="sn" oor:op="fuse"><value>Berg</value></prop></item>
</oor:items>"""

# Runs under the system's Python. A person sits at a document: does what each line says, and closes it after the last.
# Asked whether to save over a file that others have changed, they say yes.
SITTING = f"""
import json, sys
sys.path.insert(0, {str(office.SCRIPT.parent)!r})
import colleague, unohelper
from com.sun.star.task import XInteractionHandler

class SaysYes(unohelper.Base, XInteractionHandler):
    def handle(self, request):
        for answer in request.getContinuations():
            if "com.sun.star.task.XInteractionApprove" in [kind.typeName for kind in answer.getTypes()]:
                answer.select()

asked = (colleague.prop("Hidden", True), colleague.prop("InteractionHandler", SaysYes()))
document = colleague.desktop(sys.argv[1]).loadComponentFromURL(sys.argv[2], "_blank", 0, asked)
print("open", flush=True)
for line in sys.stdin:
    step = json.loads(line)
    do = step.pop("do")
    document.store() if do == "save" else getattr(colleague, "do_" + do)(document, **step)
    print("done", flush=True)
document.close(True)
colleague.leave()
"""


class Anna:
    """Has one document open in LibreOffice."""

    def __init__(self, pipe: str, path: Path) -> None:
        command = [office.PYTHON, "-c", SITTING, pipe, path.as_uri()]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin and self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout
        assert self._from.readline() == "open\n", "LibreOffice could not open it"

    def types(self, who: str, heading: str, text: str) -> "Anna":
        """Put something into the row of a person."""
        return self._does({"do": "set", "sheet": "Contacts", "who": who, "heading": heading, "text": text})

    def saves(self) -> "Anna":
        """Write the document over the file."""
        return self._does({"do": "save"})

    def _does(self, step: dict[str, str]) -> "Anna":
        self._to.write(json.dumps(step) + "\n")
        self._to.flush()
        assert self._from.readline() == "done\n", "LibreOffice could not do it"
        return self

    def closes(self) -> None:
        """Close the document; LibreOffice itself goes on."""
        self._to.close()
        self._process.wait(60)


Sits = Callable[[Path], Anna]


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pipe of a LibreOffice whose user is called Anna Berg; starting it takes seconds."""
    if not office.is_there():
        pytest.skip("LibreOffice is not installed, or its Python library is missing")
    profile = tmp_path_factory.mktemp("office")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
    with office.listening(profile) as pipe:
        yield pipe


@pytest.fixture
def anna(libreoffice: str, path: Path) -> Iterator[Anna]:
    """Anna opened the workbook a moment ago."""
    found = Anna(libreoffice, path)
    yield found
    found.closes()


def changed(id: object, field: str, before: Cell, after: Cell) -> ChangeSet:
    """Somebody types into one cell in the app."""
    return ChangeSet("a change", (UpdateRow("Contacts", str(id), {field: after}, {field: before}),))


def test_twenty_changes_wait_are_seen_and_go_in_when_she_closes_it(opened: Open, anna: Anna, path: Path) -> None:
    store, before = opened(), path.read_bytes()
    for number in range(CHANGES):
        added = AddRow("Contacts", f"C-NEW{number:02}A", {"name": f"Person {number}"})
        assert store.save(ChangeSet("added", (added,))).confirmed
    status = store.status()
    assert (status.open_by, status.waiting) == ("Anna Berg", CHANGES) and path.read_bytes() == before
    assert status.sentence.startswith("Anna Berg has the workbook open. 20 changes wait")
    assert len(store.snapshot().contacts) == 3 + CHANGES == 3 + len(store.snapshot().waiting)
    anna.closes()
    assert store.flush(10) and len(people(path)) == 3 + CHANGES and store.status().sentence == "Up to date"


def looked_until(store: Store, city: str) -> None:
    """Look until Ada's city is seen: a look does not wait for a writer that tries the file at that moment."""
    assert until(lambda: store.snapshot().cell("Contacts", "C-ADA11A", "city") == city)


def test_what_she_typed_and_saved_meanwhile_stays_beside_it(opened: Open, anna: Anna, path: Path) -> None:
    store = opened()
    store.save(changed(ADA["id"], "phone", ADA["phone"], "999"))
    anna.types("Ada Lovelace", "City", "Leeds").saves()
    looked_until(store, "Leeds")
    anna.closes()
    assert store.flush(10) and store.conflicts() == []
    assert (people(path)["Ada Lovelace"]["City"], people(path)["Ada Lovelace"]["Phone"]) == ("Leeds", "999")


def test_her_stale_copy_over_ours_gives_ours_back_keeps_hers_and_shows_the_one_cell_that_both_typed(
    opened: Open, anna: Anna, path: Path
) -> None:
    store = opened()
    store.save(ChangeSet("added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora Quist"}),)))
    store.save(changed(BOB["id"], "phone", BOB["phone"], "999"))
    store.save(changed(CLEO["id"], "city", "Lagos", "Abuja"))
    store.write_anyway()
    assert store.flush(10) and people(path)["Cleo Adeyemi"]["City"] == "Abuja"
    anna.types("Bob Stone", "City", "Bonn").types("Cleo Adeyemi", "City", "Accra").saves().closes()
    assert store.snapshot().cell("Contacts", "C-BOB22B", "phone") == "999"  # shown at once
    (conflict,) = store.conflicts()
    assert (conflict.before, conflict.theirs, conflict.ours, conflict.actor) == ("Lagos", "Accra", "Abuja", "Ann")
    assert store.flush(10) and set(people(path)) == {"Ada Lovelace", "Bob Stone", "Cleo Adeyemi", "Dora Quist"}
    bob, cleo = people(path)["Bob Stone"], people(path)["Cleo Adeyemi"]
    assert (bob["Phone"], bob["City"], cleo["City"]) == ("999", "Bonn", "Accra")
