"""Days on their way to a workbook that keeps them in some columns only, and back: as texts such as 2026-03-01."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from crm.model.cells import DATE, STAMP, Cell, written
from crm.model.contents import Contents
from crm.model.sheets import SHEETS

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def as_texts(source: Contents) -> Contents:
    """The same with texts for the days in columns that are not of days, as Google keeps them there."""
    return _each_column(source, _told)


def as_days(source: Contents) -> Contents:
    """The same with days in the team's own columns that hold nothing but such texts."""
    return _each_column(source, _read)


def _each_column(source: Contents, made: Callable[[str, str, list[Cell]], list[Cell]]) -> Contents:
    sheets = {
        name: replace(sheet, columns={field: made(name, field, cells) for field, cells in sheet.columns.items()})
        for name, sheet in source.sheets.items()
    }
    return replace(source, sheets=sheets)


def _told(sheet: str, field: str, cells: list[Cell]) -> list[Cell]:
    if SHEETS[sheet].column(field).kind in (DATE, STAMP) or not any(isinstance(cell, dt.date) for cell in cells):
        return cells
    return [written(cell) if isinstance(cell, dt.date) else cell for cell in cells]


def _read(sheet: str, field: str, cells: list[Cell]) -> list[Cell]:
    filled = [cell for cell in cells if cell not in (None, "")]
    if field.startswith("own:") and filled and all(isinstance(cell, str) and _DAY.fullmatch(cell) for cell in filled):
        with suppress(ValueError):  # the 30th of February: a text after all
            return [dt.date.fromisoformat(str(cell)) if cell else None for cell in cells]
    return cells
