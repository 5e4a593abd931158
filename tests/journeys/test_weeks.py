"""A week's work of a shop, a practice and a charity, as their tables say it: in light, in dark, and on a phone."""

import ast
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import presets, week
from tests.journeys.desk import Desk
from tests.journeys.screen import window
from tests.journeys.serving import Served
from tests.journeys.sheets import plain, rows
from tests.journeys.test_every_page import LOOKS, SCREENS

TRADES = ("shop", "practice", "charity")
SHORT = ("shop", "light")  # a week takes minutes: every trade in every look is tried with -m long
MATRIX = [
    pytest.param(trade, look, marks=() if (trade, look) == SHORT else pytest.mark.long)
    for trade in TRADES
    for look in LOOKS
]
LEAST = 40


@pytest.mark.capability(3)
@pytest.mark.parametrize(("trade", "look"), MATRIX)
def test_a_week_is_done_by_press_and_typing_and_stands_in_the_workbook(
    trade: str, look: str, browser: Browser, fresh: Served, request: pytest.FixtureRequest
) -> None:
    with (
        browser.new_context(locale="en-GB", timezone_id="Europe/London", **LOOKS[look]) as context,
        window(context, fresh.url, Desk) as screen,
    ):
        now = week.Week(screen, fresh.workbook, lambda: request.getfixturevalue("colleague"))
        screen.open()
        work_through(now, trade, look)
        words_are_read(now, trade)
        table = expected(trade)
        screen.until(lambda: standing(fresh.workbook, table) == table)
    assert standing(fresh.workbook, table) == table


@pytest.mark.parametrize("trade", TRADES)
def test_a_week_has_forty_actions(trade: str) -> None:
    assert sum(line.does not in week.LOOKED for line in week.read(trade)) >= LEAST


@pytest.mark.parametrize("name", ["week.py", "test_weeks.py", "desk.py", "screen.py"])
def test_the_weeks_know_nothing_of_the_program_behind_the_page(name: str) -> None:
    tree = ast.parse(Path(__file__).with_name(name).read_text("utf-8"))
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not [module for module in froms | names if module.split(".")[0] == "crm"]


def work_through(now: week.Week, trade: str, look: str) -> None:
    """Every line; a photograph at the end of each day, and of the line that fails."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    lines = week.read(trade)
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        try:
            now.do(line)
        except Exception as error:
            with suppress(Exception):  # the page itself may be gone
                now.screen.photograph(SCREENS / f"{trade}-{look}-failed.png")
            said = "\n".join(map(str, (f"{trade}.csv, {line}", error, *now.screen.faults)))
            raise AssertionError(said) from error
        if following is None or following.day != line.day:
            assert now.screen.overhang() == 0
            now.screen.photograph(SCREENS / f"{trade}-{look}-{line.day}.png")


def words_are_read(now: week.Week, trade: str) -> None:
    """Every word that the kind of team brings was read somewhere."""
    now.screen.open("workbook").unfold("Your words")
    for name in presets.lists_of(trade):
        now.screen.choose("List", name)
        now.read.add(now.screen.text())
    text = "\n".join(now.read).casefold()
    assert [word for word in presets.words_of(trade) if word.casefold() not in text] == []


Table = dict[str, list[dict[str, str]]]


def expected(trade: str) -> Table:
    """What must stand in each sheet: all its rows, each with the cells that are looked at."""
    found: Table = defaultdict(list)
    for sheet, row in week.expected(trade):
        found[sheet].append(row)
    return dict(found)


def standing(workbook: Path, table: Table) -> Table:
    """The same cells as they stand in the workbook; rows that nobody expects as they are."""
    found: Table = {}
    for sheet, wanted in table.items():
        there = [{head: plain(cell) for head, cell in row.items()} for row in rows(workbook, sheet)]
        seen = [{head: row.get(head, "?") for head in want} for want, row in zip(wanted, there, strict=False)]
        found[sheet] = [*seen, *there[len(wanted) :]]
    return found
