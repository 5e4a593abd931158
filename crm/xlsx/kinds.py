"""What a file is that is no .xlsx workbook, in a sentence that says what to do."""

from crm.xlsx.errors import RefusedWorkbook

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = "Open it in Excel or LibreOffice, save it as “Excel workbook (.xlsx)”, and use that file."


def refuse_other_kinds(data: bytes, title: str) -> None:
    """Raise RefusedWorkbook when the first bytes are those of another kind of file. `title` is for the sentence."""
    if not data.startswith(b"PK\3\4"):
        raise RefusedWorkbook(f"{title} {_kind(data)}")
    if data[30:38] == b"mimetype" and b"opendocument" in data[38:130]:
        raise RefusedWorkbook(f"{title} is an OpenDocument file (.ods). {_SAVE_AS}")


def _kind(data: bytes) -> str:
    if not data:
        return "is empty. Take your latest backup, or copy the file again."
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "is protected with a password. Open it in Excel, remove the password, save it, and try again."
        return f"is an old Excel workbook (.xls). {_SAVE_AS}"
    text = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    head = text.replace(b"\0", b"").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return f"is a web page, not a workbook. {_SAVE_AS}"
    if head.startswith(b"<?xml") or head.startswith(b"<"):
        return f"is an XML file, not a workbook. {_SAVE_AS}"
    if head.startswith(b"{\\rtf"):
        return "is a text document, not a workbook."
    if not any(byte < 9 for byte in head):
        return f"is a text file (such as CSV), not a workbook. {_SAVE_AS}"
    return "is not a workbook. Choose an .xlsx file, or copy it again if it should be one."


def refuse_other_documents(names: list[str], title: str) -> None:
    """Raise RefusedWorkbook for a zip file whose parts are those of something else."""
    lower = {name.lower() for name in names}
    if "xl/workbook.bin" in lower:
        raise RefusedWorkbook(f"{title} is a binary workbook (.xlsb). {_SAVE_AS}")
    for folder, what in (("word/", "a Word document"), ("ppt/", "a presentation"), ("index/", "a Numbers document")):
        if any(name.startswith(folder) for name in lower):
            raise RefusedWorkbook(f"{title} is {what}, not a workbook.")
    if "[content_types].xml" not in lower:
        raise RefusedWorkbook(f"{title} is a zip file, not a workbook. Unpack it and choose the .xlsx file inside.")
