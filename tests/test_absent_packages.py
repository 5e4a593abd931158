"""A package that only adds comfort may be missing: adding, finding and saving go on without it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPTIONAL = (
    "isal",
    "rapidfuzz",
    "phonenumbers",
    "email_validator",
    "babel",
    "platformdirs",
    "defusedxml",
    "gspread",
    "google",
    "icalendar",
    "reportlab",
    "scipy",
)

STRAIGHT_PATH = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == sys.argv[1]:
            raise ImportError(f"{name} is not installed")

sys.meta_path.insert(0, Blocked())
import datetime as dt
from pathlib import Path
from crm.actions.contacts import add_contact
from crm.search.index import Index
from crm.store.excel import template
from crm.store.opening import open_store

folder = Path(sys.argv[2])
template.write(folder / "team.xlsx", book_id="b1", today=dt.date(2026, 3, 1))
store = open_store(str(folder / "team.xlsx"), state=folder / "state")
person = {"name": "Zoë Müller", "phone": "+44 20 7946 0001", "birthday": "14 March", "email": "zoe@example.com"}
store.save(add_contact(store.snapshot(), person))
assert store.flush(30), store.status()
store.close()
again = open_store(str(folder / "team.xlsx"), state=folder / "state")
snapshot = again.snapshot()
found = Index.build(snapshot).search("muller")
print(snapshot.contacts["name"][found[0].id], snapshot.contacts["birthday"].iloc[0])
again.close()
"""


@pytest.mark.parametrize("package", OPTIONAL)
def test_without_a_package_people_are_still_added_found_and_saved(package: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRAIGHT_PATH, package, str(tmp_path)],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split("\n")[0] == "Zoë Müller --03-14", done.stderr[-2000:]


PAPER = """
import sys
sys.modules["reportlab"] = None
from crm.__main__ import main
main(["new", "team.xlsx", "--demo"])
sys.exit(main(["export", "team.xlsx", "--to", "cards"]))
"""


def test_without_reportlab_printing_says_one_sentence_and_nothing_is_half_done(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAPER],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr[-2000:]
    assert "reportlab, which is not installed here" in done.stderr
    assert list(tmp_path.glob("*.pdf")) == []
