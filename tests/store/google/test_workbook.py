"""What the Store relies on beyond the contract: crashes, versions, several computers, the pace of calls."""

import threading
from pathlib import Path

import pytest

from crm.model.changes import AddRow, UpdateRow
from crm.model.errors import CannotOpen
from crm.store.google import GoogleWorkbook
from crm.store.google.state import State
from crm.store.google.versions import KEPT, Versions
from crm.store.workbook import Intent, Ok, Unknown, Written
from tests.sheets_emulator.calls import Call
from tests.store.conftest import PEOPLE
from tests.store.google.at_google import AtGoogle
from tests.store.test_every_workbook import by_heading

PARIS = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": "London"})
EVE = AddRow("Contacts", "C-EVE55E", {"name": "Eve"})


def save(google: AtGoogle, generation: str, *edits: UpdateRow | AddRow, kith: str = "") -> tuple[Written, Intent]:
    workbook = google.kith(kith) if kith else google.workbook
    noted: list[Intent] = []
    seen = workbook.read().revision
    return workbook.write(edits, seen=seen, stamp=(google.id, generation), before_swap=noted.append), noted[0]


# after a crash --------------------------------------------------------------------------------------------------------


def test_a_save_that_went_in_is_known_after_a_crash(google: AtGoogle) -> None:
    _, intent = save(google, "a:1", PARIS)
    assert google.kith("state").recover(intent).swapped


def test_a_save_that_did_not_go_in_is_known_after_a_crash(google: AtGoogle) -> None:
    google.workbook.read()
    google.emulator.faults.add("503", kind="write")
    written, intent = save(google, "a:1", EVE)
    google.emulator.faults.clear()
    google.clock.now += 100
    assert written.outcomes == (Unknown(written.outcomes[0].reason),)  # type: ignore[union-attr]
    assert not google.kith("state").recover(intent).swapped


def test_what_is_noted_is_what_the_next_look_finds(google: AtGoogle) -> None:
    _, intent = save(google, "a:1", PARIS, EVE)
    assert google.kith("state").read().fingerprint == intent.sha_new


def test_the_mark_of_a_save_that_was_given_up_says_nothing(tmp_path: Path) -> None:
    state = State(tmp_path)
    for generation in ("a:1", "a:2"):
        state.attempt(generation)
        state.finished(generation) if generation == "a:1" else state.doubt(generation)
    assert State(tmp_path).believed("a:2") == "a:2"
    state.give_up("a:2")
    assert State(tmp_path).believed("a:2") == "a:1"


def test_a_sheet_that_cannot_be_reached_at_the_start_says_so(google: AtGoogle) -> None:
    google.emulator.faults.add("503")
    with pytest.raises(CannotOpen, match="Google is busy"):
        google.kith("state").read()


@pytest.mark.parametrize("follows", [True, False], ids=["by anchor", "by place"])
def test_a_crash_right_after_a_wrong_row_was_written_is_put_right_at_the_next_start(
    tmp_path: Path, follows: bool
) -> None:
    google = AtGoogle(PEOPLE, tmp_path, anchors_follow_sort=follows)
    kith = google.kith("state")
    revision, noted = kith.read().revision, list[Intent]()
    google.emulator.switches.anchors_follow_sort = False

    def sorts(call: Call) -> None:
        if not call.reads:
            google.emulator.hooks.clear()
            google.emulator.person.sort("Contacts!A2:AZ50", by="B", descending=True)
            google.emulator.faults.add("503_after")

    google.emulator.before_each(sorts)
    kith.write([PARIS], seen=revision, stamp=(google.id, "a:1"), before_swap=noted.append)
    google.emulator.faults.clear()
    google.clock.now += 100
    again = google.kith("state")
    assert not again.recover(noted[0]).swapped
    city = by_heading(google.rows(), "City")
    assert {row[0]: row[city] for row in google.rows()[1:]} == {
        "C-ADA11A": "London",
        "C-BOB22B": "Berlin",
        "C-CLE33C": "Lagos",
    }
    google.close()


def test_after_a_doubt_nobody_goes_on_with_what_was_seen_before(google: AtGoogle) -> None:
    kith = google.kith("state", look=5.0)
    seen = kith.read().revision
    google.emulator.faults.add("503_after", kind="write", times=1)
    kith.write([EVE], seen=seen, stamp=(google.id, "a:1"), before_swap=lambda intent: None)
    google.clock.now += 100
    with google.emulator.lock:  # Google does not answer yet
        assert kith.revision() == "gone"
    assert looked(kith) != seen and EVE.id in kith.read().sheets["Contacts"].places


# several computers ----------------------------------------------------------------------------------------------------


def test_another_computers_saves_are_edits_like_everybodys(google: AtGoogle) -> None:
    save(google, "a:1", PARIS)
    save(google, "b:1", EVE, kith="other")
    contents = google.workbook.read()
    assert contents.stamp == (google.id, "a:1") and EVE.id in contents.sheets["Contacts"].places


def test_two_computers_add_a_row_of_one_id_only_once(google: AtGoogle) -> None:
    other = google.kith("other")
    seen = other.read().revision
    save(google, "a:1", EVE)
    other.write([EVE], seen=seen, stamp=(google.id, "b:1"), before_swap=lambda intent: None)
    assert [row[0] for row in google.rows()].count(EVE.id) == 1


# versions -------------------------------------------------------------------------------------------------------------


def test_what_a_save_left_is_kept_here(google: AtGoogle) -> None:
    _, intent = save(google, "a:1", PARIS, EVE)
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), "Rome"))
    kept = google.kith("state").version("a:1", intent.sha_new)
    assert kept is not None and kept.fingerprint == intent.sha_new
    assert kept.sheets["Contacts"].row("C-ADA11A") == {**google_row(google), "city": "Paris"}


def google_row(google: AtGoogle) -> dict[str, object]:
    row = google.workbook.read().sheets["Contacts"].row("C-ADA11A")
    assert row is not None
    return dict(row)


def test_what_was_looked_at_first_is_kept_when_asked_to(google: AtGoogle) -> None:
    contents = google.workbook.read()
    google.workbook.keep()  # type: ignore[attr-defined]
    kept = google.workbook.version("", contents.fingerprint)
    assert kept is not None and kept.sheets == contents.sheets


def test_only_the_last_versions_are_kept(google: AtGoogle, tmp_path: Path) -> None:
    google.workbook.read()
    poll = google.workbook._looks.poll  # type: ignore[attr-defined]
    versions = Versions(tmp_path / "versions")
    for number in range(KEPT + 5):
        versions.keep(poll, f"a:{number}")
    kept = [number for number in range(KEPT + 5) if versions.find(f"a:{number}")]
    assert kept == list(range(5, KEPT + 5))


def test_a_damaged_version_is_no_version(google: AtGoogle, tmp_path: Path) -> None:
    google.workbook.read()
    versions = Versions(tmp_path / "versions")
    versions.keep(google.workbook._looks.poll, "a:1")  # type: ignore[attr-defined]
    (file,) = (tmp_path / "versions").glob("*.gz")
    file.write_bytes(file.read_bytes()[:100])
    assert versions.find("a:1") is None


def test_earlier_versions_are_brought_back_at_google(google: AtGoogle) -> None:
    with pytest.raises(CannotOpen, match="Version history"):
        google.workbook.bring_back("any")


# the pace -------------------------------------------------------------------------------------------------------------


def test_writes_are_a_second_apart_and_more_when_calls_run_short(google: AtGoogle) -> None:
    kith = google.kith("state", per_minute=50)
    kith.read()
    google.clock.now += 100
    assert kith.pause() == 0
    kith.write([PARIS], seen=kith.read().revision, stamp=("x", "a:1"), before_swap=lambda intent: None)
    assert kith.pause() == 1
    while kith._spreadsheet.http.writes.left() > 5:
        kith._spreadsheet.http.writes.take()
    assert kith.pause() == 4


def test_looks_leave_the_last_calls_of_a_minute_to_whoever_writes(google: AtGoogle) -> None:
    kith = google.kith("state", per_minute=50)
    seen = kith.read().revision
    for _ in range(100):
        google.clock.now += 0.4
        looked(kith)
    written = kith.write([PARIS], seen=seen, stamp=("x", "a:1"), before_swap=lambda intent: None)
    assert written.outcomes == (Ok(),)


def looked(kith: GoogleWorkbook) -> str:
    """The revision once the look that the question began is over."""
    kith.revision()
    for thread in threading.enumerate():
        if thread.name == "kith-look":
            thread.join()
    return kith.revision()


def test_nobody_waits_for_google_while_a_page_is_drawn(google: AtGoogle) -> None:
    kith = google.kith("state", look=5.0)
    first = kith.read().revision
    google.edit(lambda grid: grid[1].__setitem__(1, "Zoe"))
    google.clock.now += 6
    with google.emulator.lock:  # Google does not answer
        assert kith.revision() == first and kith.read().revision == first
    assert looked(kith) != first


def test_while_google_is_away_the_last_look_stays_and_it_is_said_why(google: AtGoogle) -> None:
    kith = google.kith("state", look=5.0)
    first = kith.read().revision
    with google.has_it_open():
        google.clock.now += 6
        assert looked(kith) == "gone"
        with pytest.raises(CannotOpen, match="Google is busy"):
            kith.read()
    assert looked(kith) == first and kith.read().revision == first


def test_an_edit_is_one_look_and_one_write_and_an_addition_one_write(google: AtGoogle) -> None:
    google.workbook.read()
    save(google, "a:1", PARIS)
    before = len(google.emulator.log)
    google.workbook.write(
        [EVE], seen=google.workbook._looks.poll.hash, stamp=("x", "a:2"), before_swap=lambda intent: None
    )  # type: ignore[attr-defined]
    calls = [call.method for call in google.emulator.log[before:]]
    assert calls == ["spreadsheets.batchUpdate", "spreadsheets.batchUpdate"]
