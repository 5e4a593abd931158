"""Files that are no workbook, or that may do harm: a sentence, quickly, and never a dead process."""

import io
import struct
import subprocess
import sys
import tracemalloc
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
LINK = b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}'


def ole(*names: str) -> bytes:
    """The start of an old document, or a protected one, with these names in its folder."""
    return OLE + b"".join(name.encode("utf-16-le") + b"\0\0" for name in names)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (OLE, r"old Excel workbook \(.xls\)"),
        (ole("DataSpaces", "DRMEncryptedTransform", "EncryptedPackage"), "rights management"),
        (ole("DataSpaces", "StrongEncryptionTransform", "EncryptedPackage"), "remove the password"),
        (ole("Root Entry", "WordDocument"), r"Word document \(.doc\)"),
        (ole("Root Entry", "__properties_version1.0"), "e-mail of Outlook"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", r"very old Excel workbook \(.xls\)"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture"),
        (b"\x00\x00\x00\x18ftypheic", "is a picture"),
        (b"\x1f\x8b\x08\x00", "packed archive"),
        (b"Rar!\x1a\x07", "packed archive"),
        (b"PK\x05\x06" + bytes(18), "empty archive"),
        (b"SQLite format 3\x00", "is a database"),
        (b"MZ\x90\x00", "is a program"),
        (b"{\\rtf1\\ansi", "text document"),
        (b"BEGIN:VCARD\r\n", "address card"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web page or e-mail"),
        (LINK, "link to a Google Sheet.*Download, Microsoft Excel"),
        (b'[{"name": "Ada"}]', "JSON"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
            b'xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML spreadsheet of Excel 2003",
        ),
        (b'<?xml version="1.0"?><office:document xmlns:office="x">', r"\.fods"),
        ("Name\tAge\r\n".encode("utf-16"), "text file"),
        (bytes(5_000), "only zeros"),
        (zipped(**{"mimetype": b"application/vnd.oasis.opendocument.text"}), r"\.odt"),
        (zipped(**{"Index/Document.iwa": b"", "Metadata/Properties.plist": b""}), "Apple Numbers.*Export To, Excel"),
        (zipped(**{"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b""}), "presentation"),
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


def test_a_folder_a_device_and_a_note_of_excel_are_named(tmp_path):
    (tmp_path / "~$team.xlsx").write_bytes(b"\x03Ada" + bytes(50) + b"A\0d\0a\0" + bytes(100))
    (tmp_path / "team.xlsx").mkdir()
    words = {"team.xlsx": "is a folder", "~$team.xlsx": "somebody has the workbook open"}
    for name, said in words.items():
        with pytest.raises(RefusedWorkbook, match=said):
            Workbook.open(tmp_path / name)
    with pytest.raises(RefusedWorkbook, match="not a file that can be read"):
        Workbook.open("/dev/null")


def test_a_file_larger_than_any_workbook_is_not_even_read(tmp_path):
    with (tmp_path / "large.xlsx").open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(RefusedWorkbook, match="larger than 1 GB"):
        Workbook.open(tmp_path / "large.xlsx")


@pytest.mark.parametrize("kind", ["template.main", "addin.macroEnabled.main", "sheet.macroEnabled.main"])
def test_templates_and_macro_workbooks_are_read_and_stay_what_they_are(kind):
    types = content(GOOD, "[Content_Types].xml").replace("sheet.main+xml", f"{kind}+xml")
    opened = Workbook.from_bytes(book(sheet(row(1, "a")), {"[Content_Types].xml": types}), "team.xltx")
    opened.sheet("People").set_cell(2, 1, "b")
    assert content(opened.pack(), "[Content_Types].xml") == types


@pytest.mark.parametrize("folder", ["_xmlsignatures", "package/services/digital-signature"])
def test_a_signed_workbook_is_read_but_not_changed(folder):
    rels = content(GOOD, "_rels/.rels").replace(
        "</Rel", f'<Relationship Id="s" Type="http://x/digital-signature/origin" Target="/{folder}/origin.sigs"/></Rel'
    )
    opened = Workbook.from_bytes(book(sheet(row(1, "a")), {"_rels/.rels": rels, f"{folder}/origin.sigs": ""}), "x")
    assert opened.signed and dict(opened.sheet("People").rows()) == {1: {1: "a"}}
    with pytest.raises(RefusedWorkbook, match="signed"):
        opened.sheet("People").set_cell(1, 1, "b")


def test_two_sheets_of_one_name_or_one_part_are_refused():
    tab = '<sheet name="people" sheetId="2" r:id="rId1"/></sheets>'
    xml = content(GOOD, "xl/workbook.xml").replace("</sheets>", tab)
    assert "have one name" in refused(book(sheet(""), {"xl/workbook.xml": xml}))
    other = xml.replace('"people"', '"Other"')
    assert "are one" in refused(book(sheet(""), {"xl/workbook.xml": other}))


def test_a_part_that_xlsxwriter_names_from_the_root_is_read():
    data = book(sheet(row(1, "a")), {"/xl/richData/_rels/x.xml.rels": "<a/>"})
    opened = Workbook.from_bytes(data, "x")
    assert "xl/richData/_rels/x.xml.rels" in opened.parts and opened.pack() == data


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


def test_a_part_is_never_unpacked_beyond_the_size_that_it_tells():
    data = lying_about_size()
    tracemalloc.start()
    assert "is damaged" in refused(data)
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


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
    local = bytearray(data[:start])
    struct.pack_into("<L", local, start - len("_rels/.rels") - 12, len(packed))
    return bytes(local) + packed + bytes(central)


def test_a_style_that_does_not_exist_is_refused():
    assert "style" in refused(book(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="KA1" s="9"><v>1</v></c></row>')))
    opened = Workbook.from_bytes(book(sheet(row(1, "5"))), "x")
    assert STYLES in content(opened.pack(), "xl/styles.xml")


def test_nothing_heavy_is_loaded_before_it_is_needed():
    heavy = ("pandas", "isal", "python_calamine", "lxml", "openpyxl")
    program = f"import sys, crm.xlsx; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
