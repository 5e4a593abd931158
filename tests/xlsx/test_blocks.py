"""A long sheet in blocks: what a later save packs again, and that the result is a plain package for everybody."""

import io
import random
import zipfile
import zlib

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from crm.xlsx import RefusedWorkbook, Workbook
from crm.xlsx.package import Package
from crm.xlsx.packing import blocks, squeeze
from crm.xlsx.packing.blocks import Block, Piece, Stream
from tests.xlsx.books import content, packed

ROWS, PART = 300, "xl/worksheets/sheet1.xml"


def made(rows: int = ROWS) -> bytes:
    """A table of three columns with a formula, and a second sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("People")
        data = [[f"C-{number}", f"Person {number}", number / 4] for number in range(rows)]
        columns = [{"header": "ID"}, {"header": "Name"}, {"header": "Amount"}]
        sheet.add_table(0, 0, rows, 2, {"data": data, "columns": columns})
        book.add_worksheet("Sums").write_formula("A1", "SUM(People!C2:C301)", None, 7)
    return file.getvalue()


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of some ten rows, so that a small sheet has many."""
    monkeypatch.setattr("crm.xlsx.packing.blocks.SIZE", 1_000)
    monkeypatch.setattr("crm.xlsx.markup.rows.SIZE", 1_000)


def edit(book: Workbook, dice: random.Random, number: int) -> None:
    """One of the things that people do, somewhere."""
    sheet = book.sheet("People")
    row = dice.randint(2, ROWS)
    if number % 3 == 0:
        sheet.append_row({1: f"C-{number}n", 2: dice.choice(("Ada", "Grace & Co", "Łukasz <x>")), 3: number})
    elif number % 3 == 1:
        sheet.set_cell(row, 2, f"changed {number} " + "x" * dice.choice((0, 900)))
    else:
        sheet.clear_row(row)


def values(data: bytes) -> list[list[object]]:
    found: list[list[object]] = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("People").to_python()
    )
    return found


@pytest.mark.usefixtures("small_blocks")
def test_two_hundred_saves_in_blocks_give_the_parts_that_saves_in_one_piece_give(tmp_path, monkeypatch):
    path, dice, again = tmp_path / "team.xlsx", random.Random(5), random.Random(5)
    path.write_bytes(made())
    book, plain = Workbook.open(path), Workbook.from_bytes(made(), "team.xlsx")
    for number in range(200):
        edit(book, dice, number)
        edit(plain, again, number)
        book.save(path)
    with monkeypatch.context() as patched:
        patched.setattr("crm.xlsx.markup.rows.SIZE", 1 << 30)
        whole = plain.pack()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name).decode() == content(whole, name) for name in archive.namelist())


@pytest.mark.usefixtures("small_blocks")
def test_other_programs_read_a_sheet_that_was_saved_in_blocks(tmp_path):
    path, dice = tmp_path / "team.xlsx", random.Random(3)
    path.write_bytes(made())
    book = Workbook.open(path)
    for number in range(30):
        edit(book, dice, number)
        book.save(path)
    ours = {row: [cells.get(column) for column in (1, 2, 3)] for row, cells in book.sheet("People").rows()}
    theirs = list(openpyxl.load_workbook(path)["People"].iter_rows(values_only=True))
    assert {number: list(row) for number, row in enumerate(theirs, 1) if any(row)} == ours
    assert [row for row in values(path.read_bytes()) if any(row)] == [
        ["" if cell is None else cell for cell in row] for row in ours.values()
    ]


@pytest.mark.usefixtures("small_blocks")
def test_a_later_save_packs_only_the_blocks_that_changed(tmp_path, monkeypatch):
    path = tmp_path / "team.xlsx"
    path.write_bytes(made())
    book = Workbook.open(path)
    book.sheet("People").set_cell(2, 2, "first")
    book.save(path)
    sizes: list[int] = []
    pack = squeeze.deflate_piece
    monkeypatch.setattr(squeeze, "deflate_piece", lambda xml: (sizes.append(len(xml)), pack(xml))[1])
    book.sheet("People").set_cell(150, 2, "second")
    book.save(path)
    assert sizes and sum(sizes) < 2_500


@pytest.mark.usefixtures("small_blocks")
def test_where_a_few_rows_were_edited_the_blocks_are_smaller():
    book = Workbook.from_bytes(made(), "team.xlsx")
    book.sheet("People").set_cell(150, 2, "changed")
    text = book.sheet("People").text
    text.settle()
    sizes = {150 in block.numbers: block.size for block in text._blocks}
    assert sizes[True] <= 500 and max(block.size for block in text._blocks) > 500


@pytest.mark.usefixtures("small_blocks")
def test_somebody_elses_save_in_between_is_read_and_put_in_blocks_anew(tmp_path):
    path = tmp_path / "team.xlsx"
    path.write_bytes(made())
    book = Workbook.open(path)
    book.sheet("People").set_cell(2, 2, "ours")
    book.save(path)
    theirs = openpyxl.load_workbook(path)
    theirs["People"]["B3"] = "theirs"
    theirs.save(path)
    again = Workbook.open(path)
    again.sheet("People").set_cell(4, 2, "ours again")
    again.save(path)
    assert [row[1] for row in values(path.read_bytes())[1:4]] == ["ours", "theirs", "ours again"]


@pytest.mark.usefixtures("small_blocks")
def test_a_block_that_grew_is_divided(tmp_path):
    book = Workbook.from_bytes(made(), "team.xlsx")
    for number in range(400):
        book.sheet("People").append_row({1: f"C-{number}n", 2: "Ada", 3: number})
    book.sheet("People").text.settle()
    assert max(block.size for block in book.sheet("People").text._blocks) <= 2_500


def test_a_short_sheet_lies_in_one_piece():
    book = Workbook.from_bytes(made(), "team.xlsx")
    book.sheet("People").set_cell(2, 2, "changed")
    method, data = packed(book.pack())[PART]
    assert method == 8 and b"\0\0\xff\xff" not in data  # the mark of a piece that another one follows


def test_a_failed_save_and_more_edits_lose_nothing_of_a_sheet_in_blocks(tmp_path, small_blocks):
    path = tmp_path / "team.xlsx"
    path.write_bytes(made())
    book = Workbook.open(path)
    book.sheet("People").set_cell(2, 2, "first")
    book.save(path)
    book.sheet("People").set_cell(100, 2, "second")
    with pytest.raises(OSError, match="No such file"):
        book.save(tmp_path / "nowhere" / "team.xlsx")
    book.sheet("People").set_cell(200, 2, "third")
    book.save(path)
    assert [values(path.read_bytes())[row][1] for row in (1, 99, 199)] == ["first", "second", "third"]


def test_a_piece_that_does_not_read_back_is_not_saved(tmp_path, small_blocks, monkeypatch):
    path = tmp_path / "team.xlsx"
    path.write_bytes(made())
    book = Workbook.open(path)
    book.sheet("People").set_cell(2, 2, "changed")
    monkeypatch.setattr(squeeze, "deflate_piece", lambda xml: zlib.compress(xml[:-1])[2:-4])
    with pytest.raises(RefusedWorkbook, match="not have been whole"):
        book.save(path)
    assert path.read_bytes() == made()


def test_a_small_part_is_unpacked_once(monkeypatch):
    package = Package(made())
    first = package.read("xl/workbook.xml")
    monkeypatch.setattr(squeeze, "inflate", lambda packed, size: b"")
    assert package.read("XL/workbook.xml") == first
    with pytest.raises(RefusedWorkbook, match="damaged"):
        package.read("xl/_rels/workbook.xml.rels")


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=6))
def test_pieces_one_behind_the_other_are_one_plain_stream(contents):
    stream = Stream([Piece(one) for one in contents])
    whole = b"".join(contents)
    assert zlib.decompress(b"".join(stream.packed()), -15) == whole
    assert (stream.crc, stream.size) == (zlib.crc32(whole), len(whole))


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_are_joined_without_isal_too(first, second):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(squeeze, "_engine", lambda: zlib)
        joined = squeeze.crc32_combine(zlib.crc32(first), zlib.crc32(second), len(second))
    assert joined == zlib.crc32(first + second)


@given(st.binary(max_size=5_000), st.integers(1, 40))
def test_a_long_part_is_unpacked_bit_by_bit(whole, step):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(squeeze, "_STEP", step)
        assert b"".join(squeeze.inflate_in_steps(memoryview(squeeze.deflate(whole)), len(whole))) == whole
        for lie in (len(whole) + 1, len(whole) - 1):
            with pytest.raises(ValueError, match="another size"):
                list(squeeze.inflate_in_steps(memoryview(squeeze.deflate(whole)), lie))


def test_rows_find_their_places_in_a_block():
    rows = b'<row r="2"/><row r="5"><c r="A5"/></row>\n<row r="9"/>'
    block = Block(rows, b"<row")
    assert [block.row(number) for number in (2, 3, 5, 9)] == [rows[:12], None, rows[12:41], rows[41:]]
    new = {number: b'<row r="%d" ht="7"/>' % number for number in (1, 5, 10)}
    after = b"".join(block.content for block in block.with_rows(new))
    assert after == new[1] + rows[:12] + new[5] + rows[41:] + new[10]


def test_blocks_begin_at_rows(monkeypatch):
    monkeypatch.setattr(blocks, "SIZE", 30)
    whole = b"".join(b'<row r="%d"><c/></row>' % number for number in range(1, 20))
    cut = list(blocks.blocks(whole, b"<row"))
    assert b"".join(block.content for block in cut) == whole and len(cut) > 5
    assert all(block.content.startswith(b"<row") for block in cut)
