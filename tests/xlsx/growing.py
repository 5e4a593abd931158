"""Ranges that should have grown with a new row, and did not."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from tests.xlsx.soundness import block_of, local

REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")
BY_SQREF = {"conditionalFormatting", "dataValidation"}
BY_REF = {"table", "autoFilter", "sortState", "sortCondition"}


class Step(NamedTuple):
    """The first data row, the last one before, and the new one."""

    first: int
    last: int
    new: int


def left_behind(data: bytes, part: str, title: str, step: Step, columns: range) -> list[str]:
    """Ranges of formats, drop-downs, filters, tables, sparklines, names and charts that end above the new row.

    Ranges beside these columns do not count: they belong to another table.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        folder, name = posixpath.split(part)
        links = f"{folder}/_rels/{name}.rels"
        targets = re.findall(rb'Target="([^"]*tables/[^"]*)"', archive.read(links)) if links in names else []
        tables = [posixpath.normpath(posixpath.join(folder, target.decode())).lstrip("/") for target in targets]
        charts = [name for name in names if re.search(r"charts/[^/]*\.xml$", name)]
        trees = {name: etree.fromstring(archive.read(name)) for name in {part, *tables, *charts, "xl/workbook.xml"}}
    found = []
    for name, root in trees.items():
        for what, ref in _ranges(root, title):
            for block in REFERENCE.findall(ref):
                top, left, bottom, right = block_of(block)
                beside = right < columns.start or left >= columns.stop
                if top <= step.first and bottom == step.last and not beside:
                    found.append(f"{name}: {what} {ref} did not grow")
    return found


def _ranges(root: etree._Element, title: str) -> Iterator[tuple[str, str]]:
    """What a range is for, and its cells (without the sheet)."""
    owners = (f"{title}!", f"'{title}'!", f"${title}.")
    for element in root.iter():
        name, text = local(element), element.text or ""
        parent = element.getparent()
        if name in BY_SQREF and element.get("sqref"):
            yield name, element.get("sqref", "")
        elif name in BY_REF and element.get("ref"):
            yield name, element.get("ref", "")
        elif name == "sqref":
            yield name, text
        elif name == "definedName" or (name == "f" and parent is not None and _is_range(parent)):
            owner = next((owner for owner in owners if text.startswith(owner)), None)
            if owner and REFERENCE.fullmatch(text[len(owner) :]):
                yield name, text[len(owner) :]


def _is_range(parent: etree._Element) -> bool:
    return local(parent) in {"sparkline", "numRef", "strRef", "multiLvlStrRef"}
