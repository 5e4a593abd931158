"""What a file is that is no .xlsx workbook, in a sentence that says what to do."""

import os
import re
import stat
from pathlib import Path

from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.packing.entries import LARGEST

SAVE_AS = "Open it in Excel or LibreOffice, save it as “Excel workbook (.xlsx)”, and use that file."
_OTHER = "Choose the .xlsx file instead."

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_STREAMS = (  # names in the folder of an OLE file ([MS-CFB] 2.6.1), the first that is there decides
    ("DRMEncryptedTransform", "is protected by rights management, so only the people it names can open it. Ask its "
     "owner for a copy without restrictions (in Excel: File, Info, Protect Workbook, Restrict Access)."),
    ("EncryptedPackage", "is protected with a password. Open it in Excel, remove the password (File, Info, Protect "
     "Workbook, Encrypt with Password), save it, and try again."),
    ("WordDocument", f"is an old Word document (.doc), not a workbook. {_OTHER}"),
    ("PowerPoint Document", f"is an old presentation (.ppt), not a workbook. {_OTHER}"),
    ("__properties_version1.0", "is an e-mail of Outlook (.msg), not a workbook. Save its attachment and choose that."),
    ("Workbook", f"is an old Excel workbook (.xls). {SAVE_AS}"),
    ("Book", f"is a very old Excel workbook (.xls). {SAVE_AS}"),
)  # fmt: skip

_MARKS = (  # the first bytes of a file
    (rb"\x09[\x00\x02\x04\x08]..[\x00\x05\x06\x07]", f"is a very old Excel workbook (.xls). {SAVE_AS}"),
    (rb"%PDF-", "is a PDF, not a workbook. Ask for the workbook that it was made from."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM....\0\0\0\0|II\*\0|MM\0\*|RIFF....WEBP|....ftyp(?:heic|heix|mif1|avif)",
     f"is a picture, not a workbook. {_OTHER}"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|PK00PK|PK\x07\x08", "is a packed archive. Unpack it and choose the .xlsx "
     "file inside."),
    (rb"PK\x05\x06", "is an empty archive, not a workbook. Copy or download the workbook again."),
    (rb"SQLite format 3\0", f"is a database, not a workbook. {_OTHER}"),
    (rb"PAR1", "is a data file of a program (Parquet), not a workbook. Export it as .xlsx or .csv."),
    (rb"MZ|\x7fELF|\xcf\xfa\xed\xfe", "is a program, not a workbook. Do not run it if you expected a workbook."),
    (rb"L\0\0\0\x01\x14\x02|bplist|\[InternetShortcut\]", "is only a link to another file. Choose that file itself."),
    (rb"\{\\rtf", f"is a text document, not a workbook. {_OTHER}"),
    (rb"MIME-Version:|From:|Return-Path:|Received:", f"is a web page or e-mail in one file, not a workbook. {SAVE_AS}"),
    (rb"BEGIN:VC", "is an address card or a calendar, not a workbook. Choose an .xlsx file."),
)  # fmt: skip

_TEXTS = (  # what is in the first bytes of a text, in small letters
    (rb"\{.*docs\.google\.com|\{\s*\"(?:doc_id|url)\"", "is only a link to a Google Sheet. Open it in your browser, "
     "choose File, Download, Microsoft Excel (.xlsx), and use that file."),
    (rb"[\[{]\s*[\"{\[\]}\d]", "is a data file of a program (JSON), not a workbook. Export it as .xlsx or .csv."),
    (rb"<!doctype html|<html|<table|<head|<meta|<body|<div|<!--.{0,200}<html",
     f"is a web page, not a workbook. {SAVE_AS}"),
    (rb"(?:<\?xml.*)?<(?:\w+:)?workbook.*urn:schemas-microsoft-com:office:spreadsheet",
     f"is an XML spreadsheet of Excel 2003. {SAVE_AS}"),
    (rb"(?:<\?xml.*)?<office:document", f"is an OpenDocument file in one piece (.fods). {SAVE_AS}"),
    (rb"<", f"is an XML file, not a workbook. {SAVE_AS}"),
)  # fmt: skip

_OPEN_DOCUMENTS = {
    b"spreadsheet": f"is an OpenDocument spreadsheet (.ods). {SAVE_AS}",
    b"text": f"is a text document (.odt), not a workbook. {_OTHER}",
    b"presentation": f"is a presentation (.odp), not a workbook. {_OTHER}",
    b"": f"is an OpenDocument file, not a workbook. {_OTHER}",
}

_FOLDERS = (  # a part that only such a document has, and what it is
    (r"xl/workbook\.bin", f"is a binary workbook (.xlsb). {SAVE_AS}"),
    (r"word/document\d*\.xml", f"is a Word document, not a workbook. {_OTHER}"),
    (r"ppt/presentation\.xml", f"is a presentation, not a workbook. {_OTHER}"),
    (r"visio/document\.xml", f"is a drawing of Visio, not a workbook. {_OTHER}"),
    (r".*\.iwa|index/.*|index\.zip|index\.apxl|buildversionhistory\.plist", "is a document of Apple Numbers, Pages or "
     "Keynote. Open it in Numbers, choose File, Export To, Excel, and use that file."),
    (r"content\.xml", f"is an OpenDocument file, not a workbook we can open. {SAVE_AS}"),
)  # fmt: skip


def read_file(path: str | os.PathLike[str]) -> bytes:
    """All of a file that may be a workbook. Raises OSError; RefusedWorkbook for a folder, a device or far too much."""
    title, found = f"“{Path(path).name}”", os.stat(path)  # noqa: PTH116 - links are followed, nothing is opened yet
    if stat.S_ISDIR(found.st_mode):
        raise RefusedWorkbook(f"{title} is a folder. Choose the .xlsx file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise RefusedWorkbook(f"{title} is not a file that can be read. Choose an .xlsx file.")
    if found.st_size > LARGEST:
        raise RefusedWorkbook(f"{title} is larger than 1 GB. It is not a workbook that we can open.")
    return Path(path).read_bytes()


def refuse_other_kinds(data: bytes, title: str) -> None:
    """Raise RefusedWorkbook when the first bytes are those of another kind of file. `title` is for the sentence."""
    if not data.startswith(b"PK\3\4"):
        raise RefusedWorkbook(f"{title} {_kind(data, title)}")
    declared = re.match(
        rb"mimetypeapplication/vnd\.oasis\.opendocument\.(spreadsheet|text|presentation|)", data[30:130]
    )
    if declared:
        raise RefusedWorkbook(f"{title} {_OPEN_DOCUMENTS[declared[1]]}")


def _kind(data: bytes, title: str) -> str:
    if not data:
        return "is empty. Take your latest backup, or copy the file again."
    if not any(data[:65_536]) or not any(data[-65_536:]):
        return "holds no data, only zeros: it was not copied to the end. Take your latest backup, or copy it again."
    if title.startswith("“~$"):
        return "is a note of Excel that somebody has the workbook open. Choose the file without “~$” in its name."
    if data.startswith(_OLE):
        folder = (words for name, words in _STREAMS if name.encode("utf-16-le") in data)
        return next(folder, f"is an old Excel workbook (.xls), or a document of another old program. {SAVE_AS}")
    for pattern, words in _MARKS:
        if re.match(pattern, data[:64], re.DOTALL):
            return words
    return _kind_of_text(data[:4096])


def _kind_of_text(data: bytes) -> str:
    text = data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").replace(b"\0", b"").lower()
    for pattern, words in _TEXTS:
        if re.match(pattern, text, re.DOTALL):
            return words
    if text and not any(byte < 9 for byte in text):
        return f"is a text file (such as CSV), not a workbook. {SAVE_AS}"
    return "is not a workbook. Choose an .xlsx file, or copy it again if it should be one."


def refuse_other_documents(names: list[str], title: str) -> None:
    """Raise RefusedWorkbook for a zip file whose parts are those of something else."""
    lower = {name.lower() for name in names}
    if "xl/workbook.xml" in lower:
        return
    for pattern, words in _FOLDERS:
        if any(re.fullmatch(pattern, name) for name in lower):
            raise RefusedWorkbook(f"{title} {words}")
    if "[content_types].xml" not in lower:
        raise RefusedWorkbook(f"{title} is a zip file, not a workbook. Unpack it and choose the .xlsx file inside.")
