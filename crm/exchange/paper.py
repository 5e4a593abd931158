"""Pages of paper as a PDF: texts that stay within their place, lines, boxes. The one file that knows reportlab.

Lengths are points (72 an inch); places are counted from the upper left corner, a text stands on its base line. A text
is drawn as it is: nothing in it is markup.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crm.exchange.paper_signs import MISSING, NOTE, OWN, plain, runs
from crm.model.errors import KithError

A4, LETTER = (595.28, 841.89), (612.0, 792.0)
_LETTER_COUNTRIES = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
"""Where paper is US Letter (CLDR, supplemental measurementData, paperSize)."""
MM = 72 / 25.4
INK, GREY, PALE = 0.08, 0.38, 0.72
_FONTS = Path(__file__).with_name("fonts")
_ELLIPSIS = "…"


class CannotPrint(KithError):
    """Paper is made with the package reportlab, which is not installed here. Everything else works without it."""

    def __init__(self) -> None:
        super().__init__(f"{self.__doc__}")


def is_possible() -> bool:
    """Whether paper can be made on this computer."""
    return find_spec("reportlab") is not None


def size_in(country: str) -> tuple[float, float]:
    """Width and height of a page in a country (two letters).

    >>> size_in("GB") == A4, size_in("us") == LETTER
    (True, True)
    """
    return LETTER if country.upper() in _LETTER_COUNTRIES else A4


@lru_cache(maxsize=1)
def _own() -> tuple[Any, Any]:
    """Our font, regular and bold."""
    try:
        from reportlab.pdfbase.pdfmetrics import registerFont
        from reportlab.pdfbase.ttfonts import TTFont
    except ImportError as error:
        raise CannotPrint from error
    fonts = TTFont("Kith", _FONTS / "NotoSans-Regular.ttf"), TTFont("Kith-Bold", _FONTS / "NotoSans-Bold.ttf")
    for font in fonts:
        registerFont(font)
    return fonts


@lru_cache(maxsize=8)
def _eastern(name: str) -> Any:
    """A font that readers of PDF bring along."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    font = UnicodeCIDFont(name)
    registerFont(font)
    return font


class Paper:
    """A PDF being made, page by page. The same calls give the same bytes. Raises CannotPrint without reportlab."""

    def __init__(self, title: str, *, country: str = "GB", language: str = "en") -> None:
        self._fonts = _own()
        from reportlab.pdfgen.canvas import Canvas

        self.width, self.height = size_in(country)
        self._country, self._out, self._lacking = country.upper(), io.BytesIO(), False
        self.pages, self._signs = 1, self._fonts[0].face.charToGlyph
        self._canvas = Canvas(self._out, (self.width, self.height), pageCompression=1, invariant=1, lang=language)
        self._canvas.setTitle(plain(title))
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("Kith")
        self._runs = lru_cache(maxsize=4096)(self._parted)

    def _parted(self, text: str) -> tuple[tuple[str, str], ...]:
        return tuple(runs(text, self._signs, self._country))

    def long(self, text: str, size: float, *, bold: bool = False) -> float:
        """How long a line is."""
        own = self._fonts[bold]
        return float(
            sum((own if font == OWN else _eastern(font)).stringWidth(part, size) for font, part in self._runs(text))
        )

    def fitted(self, text: str, width: float, size: float, *, bold: bool = False) -> str:
        """A text on one line of this width; one that is too long ends in …"""
        text = plain(text)
        if self.long(text, size, bold=bold) <= width:
            return text
        room = width - self.long(_ELLIPSIS, size, bold=bold)
        return text[: self._fits(text, room, size, bold)].rstrip() + _ELLIPSIS

    def _fits(self, text: str, width: float, size: float, bold: bool) -> int:
        """How many signs of a text fit, found by halving."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.long(text[:middle], size, bold=bold) <= width else (low, middle - 1)
        return low

    def wrapped(self, text: str, width: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
        """A text as lines of this width, broken between words, and in a word that is wider than a line.

        With `most`, what does not fit into so many lines ends in … Blank lines within it are kept.
        """
        found: list[str] = []
        for given in plain(text, lines=True).split("\n"):
            found += self._broken(given, width, size, bold)
            if most and len(found) > 2 * most:  # a whole story: the rest of it need not be looked at
                found.append(_ELLIPSIS)
                break
        if most and len(found) > most:
            found[most - 1 :] = [self.fitted(" ".join(found[most - 1 :]), width, size, bold=bold)]
        return found if any(found) else []

    def _broken(self, text: str, width: float, size: float, bold: bool) -> list[str]:
        lines, line, long, space = list[str](), "", 0.0, self.long(" ", size, bold=bold)
        for word in text.split(" "):
            its = self.long(word, size, bold=bold)
            if line and long + space + its <= width:
                line, long = f"{line} {word}", long + space + its
                continue
            if line:
                lines.append(line)
            while its > width and len(word) > 1:
                cut = max(1, self._fits(word, width, size, bold))
                lines.append(word[:cut])
                word = word[cut:]
                its = self.long(word, size, bold=bold)
            line, long = word, its
        return [*lines, line]

    def largest(self, text: str, width: float, sizes: Iterable[float], *, bold: bool = False) -> float:
        """The first of these sizes in which a text fits on one line, else the last."""
        size = 0.0
        for size in sizes:
            if self.long(plain(text), size, bold=bold) <= width:
                break
        return size

    def write(
        self, text: str, x: float, y: float, size: float, *, bold: bool = False, ink: float = INK, right: bool = False
    ) -> None:
        """A line of text with its base line at `y`, begun at `x`, or with `right` ended there."""
        if right:
            x -= self.long(text, size, bold=bold)
        self._canvas.setFillGray(ink)
        for font, part in self._runs(text):
            own = self._fonts[bold] if font == OWN else _eastern(font)
            self._canvas.setFont(own.fontName, size)
            self._canvas.drawString(x, self.height - y, part)
            x += own.stringWidth(part, size)
            self._lacking |= MISSING in part

    def line(self, x: float, y: float, to_x: float, to_y: float, *, ink: float = PALE, cut: bool = False) -> None:
        """A thin line; `cut` is one to cut along."""
        self._canvas.setStrokeGray(ink)
        self._canvas.setLineWidth(0.5)
        self._canvas.setDash([2, 3] if cut else [])
        self._canvas.line(x, self.height - y, to_x, self.height - to_y)

    def tick_box(self, x: float, y: float, side: float) -> None:
        """An empty box to tick, with its upper left corner here."""
        self._canvas.setStrokeGray(GREY)
        self._canvas.setLineWidth(0.9)
        self._canvas.setDash([])
        self._canvas.roundRect(x, self.height - y - side, side, side, 1.5)

    def next_page(self) -> None:
        """Begin another page."""
        self._end_page()
        self.pages += 1

    def _end_page(self) -> None:
        if self._lacking:
            self.write(self.fitted(NOTE, self.width - 40, 6), 20, self.height - 8, 6, ink=GREY)
        self._lacking = False
        self._canvas.showPage()

    def done(self) -> bytes:
        """The whole PDF."""
        self._end_page()
        self._canvas.save()
        return self._out.getvalue()
