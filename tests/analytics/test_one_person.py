"""One contact at a glance, and how old its facts are."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.one_person import at_a_glance, money_of
from crm.analytics.staleness import is_stale, looked_at
from crm.model.cells import Cell, Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook

TODAY = dt.date(2026, 11, 12)
ANN = "C-7K3Q9F"
HERS: dict[str, Cell] = {"contact": "Ann Lee", "contact_id": ANN}


def read(**rows: list[dict[str, Cell]]) -> Snapshot:
    people: list[dict[str, Cell]] = [{"id": ANN, "name": "Ann Lee", "relationships": "Supplier"}]
    named = {name.replace("_", "-"): sheet for name, sheet in rows.items()}
    return Snapshot(MemoryWorkbook.new({"Contacts": people, **named}, today=lambda: TODAY).read(), Rules(TODAY))


def frames(**rows: list[dict[str, Cell]]) -> Frames:
    return from_snapshot(read(**rows), as_of=TODAY)


def sale(number: int, day: dt.date, amount: float, **more: Cell) -> dict[str, Cell]:
    return {"id": f"S-AAAAA{chr(65 + number)}", "date": day, **HERS, "amount": amount, **more}


@pytest.mark.capability(17)
def test_currencies_are_never_added_together_and_what_goes_out_stands_apart() -> None:
    rows = [
        sale(0, TODAY, 100), sale(1, TODAY, -20.5), sale(2, TODAY, 7, currency="eur"),
        sale(3, TODAY, 128, kind="Purchase"), sale(4, dt.date(2024, 1, 1), 1000), sale(5, dt.date(2027, 1, 1), 5000),
    ]  # fmt: skip
    found = money_of(frames(Sales=rows), ANN, as_of=TODAY)
    assert (found.year_in, found.year_out) == ({"EUR": 7.0, "GBP": 79.5}, {"GBP": 128.0})
    assert (found.all_in, found.all_out) == ({"EUR": 7.0, "GBP": 1079.5}, {"GBP": 128.0})


def test_twelve_months_begin_on_the_day_after_this_day_last_year() -> None:
    rows = [sale(0, dt.date(2025, 11, 12), 1), sale(1, dt.date(2025, 11, 13), 2)]
    assert money_of(frames(Sales=rows), ANN, as_of=TODAY).year_in == {"GBP": 2.0}


def test_a_card_tells_the_last_contact_the_next_step_and_the_last_answer_also_of_a_supplier() -> None:
    found = at_a_glance(
        frames(
            Interactions=[
                {"id": "N-AAAAAA", "date": dt.date(2026, 11, 3), **HERS, "type": "Call", "what": "x"},
                {"id": "N-BBBBBB", "date": dt.date(2026, 11, 9), **HERS, "type": "Note", "what": "no touch"},
            ],
            Follow_ups=[
                {"id": "F-AAAAAA", "due": dt.date(2026, 12, 9), "what": "Later", **HERS},
                {"id": "F-BBBBBB", "due": dt.date(2026, 11, 20), "what": "Ring", **HERS},
            ],
            Satisfaction=[
                {"id": "Q-AAAAAA", "date": dt.date(2026, 11, 1), **HERS, "question": "Recommend us (0-10)", "score": 9},
                {"id": "Q-BBBBBB", "asked_on": TODAY, **HERS, "question": "Recommend us (0-10)"},
            ],
        ),
        ANN, as_of=TODAY,
    )  # fmt: skip
    assert (found.last, found.next_what, found.next_due) == (dt.date(2026, 11, 3), "Ring", dt.date(2026, 11, 20))
    assert (found.answer, found.answered) == (("Recommend us (0-10)", 9), dt.date(2026, 11, 1))


def test_of_somebody_with_whom_nothing_happened_nothing_is_told() -> None:
    found = at_a_glance(frames(), ANN, as_of=TODAY)
    assert (found.last, found.next_what, found.money.all_in, found.answer) == (None, "", {}, None)


@pytest.mark.capability(25)
@pytest.mark.parametrize(("day", "old"), [("2025-11-11", True), ("2025-11-12", False), ("2026-11-01", False)])
def test_facts_are_old_when_more_than_so_many_months_have_passed(day: str, old: bool) -> None:
    looked = pd.Series({ANN: pd.Timestamp(day)})
    assert is_stale(looked, as_of=TODAY, months=12)[ANN] == old


def test_a_card_nobody_looked_at_is_not_called_old() -> None:
    looked = looked_at(read())
    assert looked.isna()[ANN] and not is_stale(looked, as_of=TODAY, months=12)[ANN]
