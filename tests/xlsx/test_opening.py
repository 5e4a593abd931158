"""Files that are no workbook, or that may do harm: a sentence, quickly, and never a dead process."""

import io
import random
import struct
import subprocess
import sys
import textwrap
import zipfile
import zlib

import pytest

from crm.xlsx import RefusedWorkbook, Workbook
from tests.xlsx.books import SHEET, STYLES, book, content, row, sheet

GOOD = book(sheet("".join(row(n, f"Name {n}", str(n)) for n in range(1, 60))))


def refused(data: bytes) -> str:
    """The sentence that opening and reading these bytes gives."""
    with pytest.raises(RefusedWorkbook) as caught:
        read_all(data)
    return str(caught.value)


def read_all(data: bytes) -> dict:
    opened = Workbook.from_bytes(data, "team.xlsx")
    return {title: dict(opened.sheet(title).rows()) for title in opened.sheets}


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (OLE, r"old Excel workbook \(.xls\)"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\xef\xbb\xbf <html><table>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML file"),
        (b"Name;Age\nAda;36\n", "text file"),
        (bytes(range(256)), "is not a workbook"),
        (zipped(**{"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), r"\.ods"),
        (zipped(**{"xl/workbook.bin": b""}), r"\.xlsb"),
        (zipped(**{"word/document.xml": b""}), "Word document"),
        (zipped(**{"photo.jpg": b""}), "zip file, not a workbook"),
        (zipped(**{"[Content_Types].xml": b"<Types/>"}), "unusual way"),
        (GOOD[: len(GOOD) // 2], "end of this file is missing"),
        (GOOD + b"x", "unusual way"),
        (b"PK\3\4" + GOOD, "unusual way"),
        (book(sheet(""), {"xl/Workbook.xml": "x"}), "two parts are named"),
        (book(sheet(""), {"../evil.xml": "x"}), "unusual way"),
        (book(sheet(""), {"/abs.xml": "x"}), "unusual way"),
        (book(sheet(""), {"xl/workbook.xml": "<document/>"}), "not a workbook"),
        (book(sheet(""), {"xl/workbook.xml": "<workbook"}), "is damaged"),
        (book(sheet(""), {"xl/workbook.xml": None}), "unusual way"),
        (book(sheet(""), {SHEET: None}), "unusual way"),
        (book("<worksheet><sheetData><row r='1'>"), "damaged"),
    ],
)
def test_what_is_no_workbook_is_named_and_told_what_to_do(data, words):
    with pytest.raises(RefusedWorkbook, match=words):
        read_all(data)


def test_a_workbook_with_a_backslash_in_a_name_is_refused():
    assert "unusual way" in refused(GOOD.replace(b"xl/styles.xml", b"xl\\styles.xml"))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", SHEET, "_rels/.rels", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part_before_a_parser_sees_it(part, encoding):
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{laughs}' + content(book(sheet(row(1, "a"))), part)
    assert "document type" in refused(book(sheet(row(1, "a")), {part: xml.encode(encoding)}))


def test_an_encrypted_part_is_refused():
    data = bytearray(GOOD)
    data[GOOD.index(b"PK\1\2") + 8] |= 1
    assert "encrypted" in refused(bytes(data))


@pytest.mark.parametrize(("offset", "value"), [(24, 5), (24, 1 << 20), (16, 12345)])
def test_a_part_with_another_size_or_checksum_than_declared_is_refused(offset, value):
    data = bytearray(GOOD)
    entry = GOOD.rindex(b"PK\1\2", 0, GOOD.rindex(SHEET.encode()))
    struct.pack_into("<L", data, entry + offset, value)
    assert "is damaged" in refused(bytes(data))


def test_parts_that_lie_over_each_other_are_refused():
    data = bytearray(GOOD)
    first = GOOD.index(b"PK\1\2")
    second = GOOD.index(b"PK\1\2", first + 4)
    name = slice(46, 46 + struct.unpack_from("<H", data, second + 28)[0])
    struct.pack_into("<L", data, first + 20, 100_000)
    assert name and refused(bytes(data))


def test_ten_thousand_and_one_parts_are_too_many():
    assert "10,001 parts" in refused(zipped(**{f"p{n}": b"" for n in range(10_001)}))


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert "far tighter" in refused(book(sheet(""), {"xl/media/image1.png": bytes(60 << 20)}))


def test_a_workbook_that_says_it_is_larger_than_a_gigabyte_is_refused():
    data = bytearray(GOOD)
    struct.pack_into("<L", data, GOOD.index(b"PK\1\2") + 24, (1 << 30) + 1)
    assert "1 GB" in refused(bytes(data))


def test_data_descriptors_and_directory_entries_are_understood():
    file = io.BytesIO()

    class Pipe(io.RawIOBase):
        """A file that cannot seek: zipfile then writes sizes behind each part."""

        def writable(self):
            return True

        def write(self, data):
            return file.write(data)

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive, zipfile.ZipFile(io.BytesIO(GOOD)) as old:
        archive.writestr("xl/", "")
        for name in old.namelist():
            archive.writestr(name, old.read(name))
    opened = Workbook.from_bytes(file.getvalue(), "x")
    opened.sheet("People").set_cell(1, 1, "new")
    with zipfile.ZipFile(io.BytesIO(opened.pack())) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "xl/" and not any(entry.flag_bits & 8 for entry in archive.infolist())


def test_hostile_files_end_in_a_refusal_or_a_right_reading(tmp_path):
    """Cut at each sixteenth, bits flipped, a part larger than it says: in a process with little memory."""
    generator = random.Random(7)
    wanted = read_all(GOOD)
    cut = [GOOD[: len(GOOD) * n // 16] for n in range(1, 16)]
    flipped = []
    for _ in range(150):
        data = bytearray(GOOD)
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        flipped.append(bytes(data))
    for n, data in enumerate([*cut, *flipped, lying_about_size()]):
        (tmp_path / f"{n:03}.xlsx").write_bytes(data)
    program = f"""
        import resource, pathlib
        resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
        from crm.xlsx import Workbook, RefusedWorkbook
        for path in sorted(pathlib.Path({str(tmp_path)!r}).iterdir()):
            try:
                book = Workbook.open(path)
                print(path.name, {{title: dict(book.sheet(title).rows()) for title in book.sheets}} == {wanted!r})
            except RefusedWorkbook as refusal:
                print(path.name, str(refusal).endswith((".", ")")))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, check=False
    )
    answers = [line.split() for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert len(answers) == 166 and [name for name, right in answers if right != "True"] == []


def lying_about_size() -> bytes:
    """A part of 400 MB that says it has 1,000 bytes."""
    packer, megabyte = zlib.compressobj(1, zlib.DEFLATED, -15), bytes(1 << 20)
    packed = b"".join(packer.compress(megabyte) for _ in range(400)) + packer.flush()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "x" * 1000)
    data = file.getvalue()
    start = data.index(b"_rels/.rels") + len("_rels/.rels")
    end = data.index(b"PK\1\2")
    central = bytearray(data[end:])
    at = central.rindex(b"PK\1\2")
    struct.pack_into("<L", central, at + 20, len(packed))
    struct.pack_into("<L", central, central.rindex(b"PK\5\6") + 16, start + len(packed))
    return data[:start] + packed + bytes(central)


def test_a_style_that_does_not_exist_is_refused():
    assert "style" in refused(book(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="KA1" s="9"><v>1</v></c></row>')))
    opened = Workbook.from_bytes(book(sheet(row(1, "5"))), "x")
    assert STYLES in content(opened.pack(), "xl/styles.xml")


def test_nothing_heavy_is_loaded_before_it_is_needed():
    heavy = ("pandas", "isal", "python_calamine", "lxml", "openpyxl")
    program = f"import sys, crm.xlsx; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
