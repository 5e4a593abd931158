"""A template with much of what people put on a sheet, made by XlsxWriter; and what belongs to a sheet of a package."""

import base64
import datetime as dt
import io
import posixpath
import re
import zipfile
from collections import Counter

import xlsxwriter
from lxml import etree

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
CELLS = {"v", "t", "is", "r", "c", "si", "rPr", "b", "i", "sz", "color", "rFont", "family", "scheme"}


def rich() -> bytes:
    """Two sheets: "Team" with a table, formats, rules, pictures, a chart; "Words" with the words to choose from."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    team, words = made.add_worksheet("Team"), made.add_worksheet("Words")
    words.write_column("A1", ["Yes", "No"])
    made.define_name("choices", "=Words!$A$1:$A$2")
    made.define_name("unused", "=Words!$A$1")
    bold = made.add_format({"bold": True, "bg_color": "#FFEEAA", "border": 2, "font_name": "Arial", "font_size": 14})
    money = made.add_format({"num_format": '#,##0.00 "€"', "align": "right", "text_wrap": True})
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    _cells(team, bold, money, day)
    _rules(made, team)
    _pictures(made, team)
    made.close()
    return file.getvalue()


def _cells(team, bold, money, day) -> None:
    team.set_column("A:A", 22, bold)
    team.set_row(0, 30, bold)
    team.freeze_panes(1, 1)
    columns = [{"header": "Name"}, {"header": "Paid"}, {"header": "Twice", "formula": "=Team[[#This Row],[Paid]]*2"}]
    team.add_table("A1:C4", {"name": "Team", "columns": columns, "style": "Table Style Light 9"})
    for row, (name, paid) in enumerate((("Ada", 3.5), ("<Grace> & co", 4), ("Joan", 5)), start=1):
        team.write(row, 0, name)
        team.write(row, 1, paid, money)
    team.write_datetime("E2", dt.datetime(2025, 3, 1), day)
    team.write_rich_string("E3", "plain ", bold, "bold", " end ")
    team.write_formula("E4", "=SUM(Team[Paid])+COUNTA(Words!A1:A2)+Team!B2", money, 18)
    team.merge_range("E6:F7", "one", bold)
    team.write_url("E8", "https://example.org/a%20b?c=1&d=2", string="out")
    team.write_url("E9", "internal:'Team'!A1", string="in")
    team.write_comment("A2", "A word on Ada", {"author": "Kith"})


def _rules(made, team) -> None:
    red = made.add_format({"font_color": "#9C0006", "bold": True})
    team.conditional_format("B2:B4", {"type": "cell", "criteria": ">", "value": 3, "format": red})
    team.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True})
    team.data_validation("D2:D4", {"validate": "list", "source": "=choices"})
    team.data_validation("F2:F4", {"validate": "list", "source": "=Words!$A$1:$A$2"})
    team.add_sparkline("D2", {"range": "Team!B2:C2"})
    team.repeat_rows(0)
    team.print_area("A1:F9")
    team.set_landscape()
    team.fit_to_pages(1, 0)
    team.set_header("&L&D&R&G", {"image_right": "dot.png", "image_data_right": io.BytesIO(DOT)})
    team.protect("", {"format_cells": True})


def _pictures(made, team) -> None:
    team.insert_image("H1", "dot.png", {"image_data": io.BytesIO(DOT), "url": "internal:Team!B2"})
    team.insert_textbox("H5", "A note", {"textlink": "=Team!$A$2"})
    chart = made.add_chart({"type": "column"})
    chart.add_series({"categories": "=Team!$A$2:$A$4", "values": "=Team!$B$2:$B$4", "name": "=Team!$B$1"})
    team.insert_chart("H9", chart)


# What belongs to a sheet


def belongings(data: bytes, title: str) -> Counter[str]:
    """How often each element occurs in a sheet and in all parts it leads to, apart from how texts are kept."""
    parts = _parts(data)
    found: Counter[str] = Counter()
    for name in reachable(parts, sheet_part(parts, title)):
        if name.endswith((".xml", ".vml", ".rels")):
            elements = etree.fromstring(parts[name]).iter(etree.Element)
            found.update(f"{kind_of(name)}: {etree.QName(one).localname}" for one in elements)
        else:
            found[f"{kind_of(name)}: {len(parts[name])} bytes"] += 1
    return Counter({what: count for what, count in found.items() if what.rpartition(" ")[2] not in CELLS})


def kind_of(name: str) -> str:
    return re.sub(r"\d+", "", name)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_part(parts: dict[str, bytes], title: str) -> str:
    """The part of a sheet."""
    book = etree.fromstring(parts["xl/workbook.xml"])
    sheet = next(one for one in book.iterfind("{*}sheets/{*}sheet") if one.get("name") == title)
    id_ = next(value for name, value in sheet.items() if name.endswith("}id"))
    return next(target for link, target in links(parts, "xl/workbook.xml") if link == id_)


def links(parts: dict[str, bytes], source: str) -> list[tuple[str, str]]:
    """(id, target) of the relationships of a part inside the package."""
    folder, name = posixpath.split(source)
    xml = parts.get(f"{folder}/_rels/{name}.rels")
    entries = etree.fromstring(xml) if xml else []
    inside = [one for one in entries if one.get("TargetMode") != "External" and "#" not in one.get("Target", "")]
    return [
        (one.get("Id", ""), posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:])
        for one in inside
    ]


def reachable(parts: dict[str, bytes], start: str) -> list[str]:
    """A part, all parts that it leads to, and their relationships."""
    found, todo = [], [start]
    while todo:
        part = todo.pop()
        if part not in found:
            found.append(part)
            todo += [target for _, target in links(parts, part)]
    folder_and_name = [posixpath.split(part) for part in found]
    return found + [rels for folder, name in folder_and_name if (rels := f"{folder}/_rels/{name}.rels") in parts]
