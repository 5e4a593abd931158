"""The same book as other programs would spell it: XML and zip file differ, what the book says does not."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TAG = re.compile(r"<(/?)([A-Za-z]\w*)(?=[\s/>])")
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")


def prefixed(xml: str) -> str:
    """Tags with a prefix, as the Open XML SDK writes them."""
    return TAG.sub(r"<\1x:\2", xml).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def single_quoted(xml: str) -> str:
    """Attributes in single quotes."""
    return re.sub(r"(<[^?<>][^<>]*>)", lambda tag: re.sub(r'="([^"\']*)"', r"='\1'", tag[0]), xml)


def spaced_out(xml: str) -> str:
    """A line for each row and cell, and white space inside tags."""
    return re.sub(r"<(row|c|/row|/sheetData|mergeCells|dataValidations)(?=[\s>])", r"\n  <\1", xml).replace("/>", " />")


def without_hints(xml: str) -> str:
    """No dimension and no spans, which are optional."""
    return re.sub(r'<dimension [^>]*>|(?<=<row)( r="\d+") spans="[^"]*"', r"\1", xml)


def reordered(xml: str) -> str:
    """A cell's attributes in another order."""
    return re.sub(r'<c r="([A-Z]+\d+)"((?: \w+="[^"]*")+)', r'<c\2 r="\1"', xml)


SPELLINGS: dict[str, Callable[[str], str]] = {
    function.__name__: function for function in (prefixed, single_quoted, spaced_out, without_hints, reordered)
}


def respell(data: bytes, spelling: str) -> bytes:
    """A book with its sheets spelled in one of these ways."""
    return _pack(
        (entry, SPELLINGS[spelling](content.decode()).encode() if SHEETS.fullmatch(entry.filename) else content)
        for entry, content in _entries(data)
    )


def backwards(data: bytes) -> bytes:
    """A book with its parts in the opposite order, one of them not compressed, and a comment on the file."""
    found = list(_entries(data))[::-1]
    found[0][0].compress_type = zipfile.ZIP_STORED
    return _pack(iter(found), b"made by hand")


def streamed(data: bytes) -> bytes:
    """A book as a program writes it that cannot go back in its file: sizes follow the parts."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    return _pack(_entries(data), file=Pipe())


def _entries(data: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            new = zipfile.ZipInfo(entry.filename, (2024, 5, 6, 7, 8, 10))
            new.compress_type, new.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            yield new, archive.read(entry)


def _pack(
    parts: Iterator[tuple[zipfile.ZipInfo, bytes]], comment: bytes = b"", file: io.BytesIO | None = None
) -> bytes:
    file = file or io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = comment
        for entry, content in parts:
            archive.writestr(entry, content)
    return file.getvalue()
