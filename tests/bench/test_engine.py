"""The engine's trial: every contender does the same to the same workbook, and a wrong result stops it."""

import doctest
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bench import report, xlsx, xlsxbook, xlsxrows, xlsxwork
from bench.common import Trial
from crm.xlsx import Workbook

N = 30
ROWS = list(xlsxrows.rows(N))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the trial with thirty rows."""
    return xlsxbook.write(tmp_path_factory.mktemp("bench") / "30.xlsx", N)


@pytest.fixture
def copied(original: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copy(original, tmp_path / "book.xlsx"))


@pytest.mark.parametrize("work", [xlsxwork.with_openpyxl, xlsxwork.with_wolfxl])
def test_a_peer_changes_one_cell_and_adds_one_row(work, copied: Path) -> None:
    answer = work(copied, 7)
    xlsxbook.check(copied, ROWS, [7], with_results=False)
    assert answer.seconds[0] > 0 and answer.memory > 1e6


def test_the_engine_does_the_same_again_and_again_and_each_version_is_right(copied: Path) -> None:
    answer = xlsxwork.with_kith(copied, 3)
    saves = [300 + save for save in range(xlsxwork.REPEATS + 2)]
    for count, save in enumerate(saves, 1):
        xlsxbook.check(copied.with_suffix(f".{save}.xlsx"), ROWS, saves[:count])
    assert len(answer.seconds) == len(saves)


@pytest.mark.parametrize("work", xlsx.READS.values())
def test_each_reads_all_that_was_written(work: str, original: Path) -> None:
    assert xlsxwork.CONTENDERS[work](original, 1).seen == xlsxwork.digest(ROWS)


@pytest.mark.parametrize("work", ["floor", "floor-swap"])
def test_the_disk_alone_leaves_the_file_as_it_is(work: str, copied: Path) -> None:
    before = copied.read_bytes()
    assert min(xlsxwork.CONTENDERS[work](copied, 1).seconds) > 0
    assert copied.read_bytes() == before and list(copied.parent.iterdir()) == [copied]


@pytest.mark.parametrize(("place", "value"), [("B9", "Somebody else"), ("N9", 0), ("L9", None), ("T31", "")])
def test_a_contender_that_changes_another_cell_too_is_found_out(place: str, value: object, copied: Path) -> None:
    xlsxwork.with_openpyxl(copied, 1)
    changed = openpyxl.load_workbook(copied)
    changed[xlsxrows.SHEET][place] = value
    changed.save(copied)
    with pytest.raises(RuntimeError, match=rf"row {place[1:]} of"):
        xlsxbook.check(copied, ROWS, [1], with_results=False)


def test_a_contender_that_adds_nothing_is_found_out(copied: Path) -> None:
    with pytest.raises(RuntimeError, match="31 rows instead of 32"):
        xlsxbook.check(copied, ROWS, [1])


def test_a_contender_that_loses_formulas_or_their_results_is_found_out(copied: Path) -> None:
    xlsxwork.with_openpyxl(copied, 1)
    with pytest.raises(RuntimeError, match="row 2"):
        xlsxbook.check(copied, ROWS, [1])
    changed = openpyxl.load_workbook(copied)
    changed[xlsxrows.SHEET]["R5"] = 12
    changed.save(copied)
    with pytest.raises(RuntimeError, match="61 formulas instead of 62"):
        xlsxbook.check(copied, ROWS, [1], with_results=False)


def test_the_workbook_holds_what_people_build_around_their_rows(original: Path) -> None:
    with zipfile.ZipFile(original) as archive:
        names = archive.namelist()
        sheet, summary = (archive.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2))
    for part in ("xl/tables/table1.xml", "xl/charts/chart1.xml", "xl/media/image1.png", "xl/drawings/drawing1.xml"):
        assert part in names
    assert b"x14:dataBar" in sheet and b"<dataValidation " in sheet and b'state="frozen"' in sheet
    assert b"x14:sparkline" in summary and summary.count(b"<f>") == 1


def test_the_workbook_is_the_same_each_time(original: Path, tmp_path: Path) -> None:
    again = xlsxbook.write(tmp_path / "again.xlsx", N)
    with zipfile.ZipFile(original) as one, zipfile.ZipFile(again) as other:
        assert {entry.filename: entry.CRC for entry in one.infolist()} == {e.filename: e.CRC for e in other.infolist()}


def test_an_added_row_has_the_formulas_of_its_table(copied: Path) -> None:
    xlsxwork.with_kith(copied, 1)
    added = dict(Workbook.open(copied).sheet(xlsxrows.SHEET).rows())[N + 2]
    assert {column: added[column].text for column in xlsxrows.formula_texts()} == {
        column: text.removeprefix("=") for column, text in xlsxrows.formula_texts().items()
    }


def test_a_round_of_saves_notes_every_contender_and_leaves_no_version_behind(tmp_path: Path) -> None:
    run = xlsx.Run(Trial("xlsx", "The engine", xlsx.FIRST, ()), N, 1, tmp_path)
    run.save_with_kith(1)
    run.save_with_peer(xlsx.WOLFXL, 1)
    taken = {one.who: len(one.rounds) for one in run.trial.series if one.job == xlsx.SAVING}
    assert taken == {
        **{xlsx.FIRST: 1, xlsx.AGAIN: xlsxwork.REPEATS, xlsx.REOPENED: 1, xlsx.WOLFXL: 1},
        **{xlsx.FLOOR: xlsxwork.REPEATS, xlsx.RENAMED: xlsxwork.REPEATS},
    }
    assert sorted(file.name for file in tmp_path.iterdir()) == ["30-kith.xlsx", "30-peer.xlsx", "30.xlsx"]


def test_every_goal_of_the_engine_was_measured() -> None:
    kept = next(one for one in report.kept_results() if one["name"] == "xlsx")
    assert [goal["says"] for goal in kept["goals"] if report.figure(kept, goal) is None] == []
    assert [goal["says"] for goal in kept["goals"]] == [goal.says for goal in xlsx.goals()]


@pytest.mark.parametrize("work", ["date", "parts"])
def test_a_file_that_nobody_touched_is_asked_many_times(work: str, copied: Path) -> None:
    assert len(xlsxwork.CONTENDERS[work](copied, 1).seconds) == xlsxwork.ASKS


def test_slow_contenders_get_fewer_rounds_with_many_rows_alone(tmp_path: Path) -> None:
    run = xlsx.Run(Trial("xlsx", "The engine", xlsx.FIRST, ()), N, 5, tmp_path)
    assert run.has_round(xlsx.OPENPYXL, 5)
    run.n = 100_000
    assert run.has_round(xlsx.OPENPYXL, 2) and not run.has_round(xlsx.OPENPYXL, 3) and run.has_round(xlsx.FIRST, 5)


def test_a_trial_of_several_jobs_shows_a_table_for_each_beside_its_first() -> None:
    trial = Trial("xlsx", "The engine", "ours", ())
    for who, job, value in (
        ("ours", "Saving", 1),
        ("theirs", "Saving", 3),
        ("file", "Memory", 10),
        ("peak", "Memory", 25),
    ):
        trial.add(10, who, value, "bytes" if job == "Memory" else "s", job)
    series = [vars(one) for one in trial.series]
    told = "\n".join(
        line for job in ("Saving", "Memory") for line in report.table({"series": series, "beside": ""}, job)
    )
    assert "### Saving" in told and "Beside ours" in told and "| 10 | theirs | 3 s | 3 times |" in told
    assert "| 10 | peak | 0.025 kB | 2.5 times |" in told


def test_the_examples_are_right() -> None:
    assert doctest.testmod(xlsxrows) == (0, 1)
