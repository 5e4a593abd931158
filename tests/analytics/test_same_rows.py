"""Rows that are there twice are told, and counted."""

import pandas as pd
import pytest

from crm.analytics.frames import Frames
from crm.analytics.same_rows import same_rows


def test_a_row_typed_twice_is_named_and_one_that_differs_in_any_cell_is_not(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Date       | Contact | Item | Amount | Changed on       |
    | S-1 | 2026-11-02 | Ada     | Bell | 8.50   | 2026-11-02 10:00 |
    | S-2 | 2026-11-02 | Ada     | Bell | 8.50   | 2026-11-03 09:00 |
    | S-3 | 2026-11-02 | Ada     | Lock | 8.50   |                  |
    | S-4 | 2026-11-03 | Ada     | Bell | 8.50   |                  |
    | S-5 | 2026-11-02 |         | Bell | 8.50   |                  |
    | S-6 | 2026-11-02 |         | Bell | 8.50   |                  |
    """
    assert same_rows(drawn.money.rows) == ("S-2",)
    assert drawn.money.rows["amount"].sum() == 6 * 8.5


def test_no_rows_are_no_rows_twice(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    assert same_rows(drawn.money.rows) == ()


@pytest.mark.data
def test_cdnow_holds_as_many_equal_rows_as_were_counted(published) -> None:
    names = ["n", "contact_id", "date", "cds", "amount"]
    rows = pd.read_csv(published("CDNOW_sample.txt"), sep=r"\s+", names=names)
    assert len(same_rows(rows)) == published("expected.json")["cdnow"]["fully_equal_rows"]
