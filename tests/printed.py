"""Reading a PDF back, as a person would: its pages, their words, and where each letter stands."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2


@dataclass(frozen=True)
class Printed:
    """A PDF that was made."""

    data: bytes

    @cached_property
    def _pdf(self) -> Any:
        return pypdfium2.PdfDocument(self.data)

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page."""
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in self._pdf]

    @property
    def text(self) -> str:
        """The words of all pages."""
        return "\n".join(self.pages)

    @property
    def letters(self) -> str:
        """The same without blanks and ends of lines, which depend on where a line is broken."""
        return "".join(self.text.split())

    @property
    def title(self) -> str:
        """What a reader of PDF shows on top."""
        return str(self._pdf.get_metadata_dict()["Title"])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the first page in points."""
        width, height = self._pdf[0].get_size()
        return round(width), round(height)

    def boxes(self, page: int = 0) -> list[tuple[float, float, float, float]]:
        """Left, bottom, right and top of each letter that leaves ink on a page, from its lower left corner."""
        text = self._pdf[page].get_textpage()
        found = [text.get_charbox(place) for place in range(text.count_chars())]
        return [box for box in found if box[2] - box[0] > 0.01 and box[3] - box[1] > 0.01]
