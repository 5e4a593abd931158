"""Shared strings by one pattern: what an XML parser finds, or nothing."""

import pytest

from crm.xlsx.reading.sparse import read_texts
from crm.xlsx.reading.strings import shared_texts
from tests.xlsx.books import MAIN

ITEMS = (
    "<si><t>plain &amp; simple</t></si>", "<si/>", "<si><t></t></si>",
    '<si><t xml:space="preserve"> Zoë\n 漢 </t></si>',
    "<si><t>&#321;&#x1F600; _x000D_ &quot;</t></si>", "<si><t>&amp;lt;</t></si>",
    '<si><r><t>on</t></r><r><rPr><b/><sz val="9"/></rPr><t xml:space="preserve">e </t></r></si>',
)  # fmt: skip


def strings(*items: str) -> bytes:
    """A part of shared strings."""
    return f'<?xml version="1.0"?>\r\n<sst xmlns="{MAIN}">{"".join(items)}</sst>'.encode()


@pytest.mark.parametrize("items", [ITEMS, *((item,) for item in ITEMS), ()])
def test_texts_are_those_that_an_xml_parser_finds(items):
    assert shared_texts(strings(*items)) == read_texts(strings(*items), "s")


@pytest.mark.parametrize("item", [
    "<si><t>a</t><rPh><t>b</t></rPh></si>", "<si><!--x--><t>a</t></si>", "<si><t><![CDATA[a]]></t></si>",
    "<si><t>&nbsp;</t></si>", "<si><t>&#0;</t></si>", '<si x="1"><t>a</t></si>', "<si><t>a\r\n</t></si>",
    "<si><t>a</t>",
])  # fmt: skip
def test_what_is_written_otherwise_is_left_to_an_xml_parser(item):
    assert shared_texts(strings("<si><t>a</t></si>", item)) is None


def test_another_encoding_is_left_to_an_xml_parser():
    assert shared_texts(strings(*ITEMS).decode().encode("utf-16")) is None
