"""Groups in words: what a rule means, how it is written, and who meets it."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.search.conditions import mask, signs_of, trouble
from crm.search.keys import COMPUTED, EMPTY, FILLED, SIGNS, Condition, all_columns, keys, name_of_key
from crm.search.rules import format_rule, parse_rule
from tests.clock import least_cpu
from tests.search.conftest import TODAY, snapshot_of
from tests.search.plain import meets

CONTACTS = SHEETS["Contacts"].columns
TEAM = """
    Contacts
    | ID  | Name  | Relationship    | Status | City     | Birthday   | Owner | Tags     | Do not contact | Keep in touch (days) | Customer since | Shoe size |
    | C-1 | Ann   | Supplier; Donor |        | Leeds    | 14 March   | Maya  | vip; new |                | 30                   | 2024-05-01     | 41        |
    | C-2 | Bo    | Customer        | Former | London   | 1980-12-02 | Tom   |          | yes            |                      | 2026-11-01     | 4         |
    | C-3 | Cleo  |                 |        | Málaga   | 31 Feb     |       | old vip  | no             | 0                    |                |           |
    | C-4 | Dagny | customer; Lead  |        | "Bury" X | 1984-02-29 | tom   |          | perhaps        | soon                 | 2026-01-31     | 38        |
"""  # noqa: E501
COMPUTED_VALUES = {
    "last_contact": pd.Series({"C-1": pd.Timestamp("2026-11-20"), "C-2": pd.Timestamp("2026-08-01")}),
    "next_step": pd.Series({"C-1": pd.Timestamp("2026-11-21"), "C-4": pd.Timestamp("2026-11-25")}),
    "sales_12_months": pd.Series({"C-1": 120.5, "C-2": 0.0}),
    "last_score": pd.Series({"C-1": 9, "C-2": 3}, dtype="Int64"),
    "state": pd.Series({"C-1": "steady", "C-2": "at risk", "C-3": "lapsed"}, dtype="str"),
}


@pytest.fixture(scope="module")
def team():
    return snapshot_of(TEAM)


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("relationship = Customer", "Bo Cleo Dagny"),  # blank counts as what the settings say
        ("Relationship = donor, Lead", "Ann Dagny"),
        ("relationship != customer", "Ann"),
        ("kategorie = Customer; city = london", "Bo"),
        ("ort contains L", "Ann Bo Cleo"),
        ("city does not contain l", "Dagny"),
        ("city begins with l, m", "Ann Bo Cleo"),
        ("city = malaga", "Cleo"),
        ('city = """Bury"" X"', "Dagny"),
        ("tags = vip", "Ann"),
        ("tag contains vip", "Ann Cleo"),
        ("status = Active", "Ann Cleo Dagny"),
        ("owner = Tom", "Bo Dagny"),
        ("owner = me", "Bo Dagny"),
        ("owner is empty", "Cleo"),
        ("birthday is not empty", "Ann Bo Cleo Dagny"),  # what is no day is filled all the same
        ("birthday = March", "Ann"),
        ("birthday = 14 Mar", "Ann"),
        ("birthday = February", "Dagny"),
        ("birthday = 2 Dec 1980", "Bo"),
        ("birthday < 14 days", "Bo"),
        ("birthday < 1983", "Bo"),
        ("birthday >= 1984", "Dagny"),
        ("do not contact = yes", "Bo"),
        ("do not contact != yes", "Ann Cleo Dagny"),
        ("keep in touch (days) > 0", "Ann"),
        ("keep in touch days <= 30", "Ann Cleo"),
        ("keep in touch (days) = never", "Bo Dagny"),
        ("customer since > 1 year", "Ann"),  # longer ago
        ("customer since < 1 year", "Bo Dagny"),
        ("customer since = 2026", "Bo Dagny"),
        ("customer since = 2026-11", "Bo"),
        ("since = this month", "Bo"),
        ("since < 1 Jun 2025", "Ann"),
        ("since != 2026", "Ann Cleo"),
        ("last contact > 60 days", "Bo"),
        ("last contact > 60 days, never", "Bo Cleo Dagny"),
        ("last contact <= 2 days", "Ann"),
        ("last:>90d", "Bo"),
        ("last:<30d city:leeds", "Ann"),
        ("next step = overdue", "Ann"),
        ("next step < 7 days", "Ann Dagny"),
        ("due:week", "Ann"),
        ("sales 12 months > 100", "Ann"),
        ("sales 12 months = 0", "Bo"),
        ("last score < 7", "Bo"),
        ("state = at risk, lapsed", "Bo Cleo"),
        ("shoe size = 41", "Ann"),
        ("ID = C-2", "Bo"),
    ],
)
def test_a_rule_means_exactly_these_people(team, rule: str, names: str) -> None:
    understood = parse_rule(rule, team.columns("Contacts"))
    met = mask(team, understood, me="Tom", computed=COMPUTED_VALUES)
    assert " ".join(team.contacts.name[met]) == names


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("", "Write a rule"),
        (" ; ;", "Write a rule"),
        ("Leeds", "“Leeds” is no condition"),
        ("cty = Leeds", "There is no heading “cty”. Did you mean City?"),
        ("zzqqx = 1", "There is no heading “zzqqx”."),
        ("city =", "“city =” needs a value"),
        ("city = ,", "“city =” needs a value"),
        ("city is empty Leeds", "stands alone"),
        ('city = "Leeds', "quotation mark"),
        ("= Leeds", "no condition"),
    ],
)
def test_what_is_no_rule_is_told_in_a_sentence(rule: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_rule(rule)
    assert sentence in str(refused.value) and refused.value.field == "rule"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("last contact > soon", "“soon” is not a day"),
        ("customer since = 31 Feb 2025", "is not a day"),
        ("birthday = 31 Feb", "is not a day of the year"),
        ("sales 12 months > lots", "is not a number"),
        ("do not contact = perhaps", "neither Yes nor No"),
        ("city > Leeds", "cannot be compared with “>”"),
        ("last contact contains 3", "cannot be compared with “contains”"),
    ],
)
def test_a_value_that_a_heading_cannot_have_is_told(team, rule: str, sentence: str) -> None:
    (one,) = parse_rule(rule)
    column = next(column for column in all_columns(CONTACTS) if column.field == one.field)
    assert sentence in trouble(column, one, team)
    assert not mask(team, (one,), computed=COMPUTED_VALUES).any()


def test_every_heading_and_every_other_word_for_it_is_a_key() -> None:
    known = keys()
    assert [word for column in all_columns(CONTACTS) for word in column.names if word not in known] == []


def test_a_column_of_the_teams_own_comes_before_what_is_computed_under_its_name() -> None:
    own = Column("own:Last contact", "Last contact")
    columns = (*CONTACTS, own)
    assert parse_rule("last contact = x", columns) == (Condition("own:Last contact", "=", ("x",)),)
    computed = Condition("last_contact", ">", ("60 days",))
    assert parse_rule(format_rule((computed,), columns), columns) == (computed,)


def test_a_heading_of_the_teams_own_is_known_when_the_columns_were_read_anew() -> None:
    rule = (Condition("own:Shoe size", "=", ("41",)),)
    for _ in range(2):
        columns = (*CONTACTS, Column("own:Shoe size", "Shoe size"))
        assert format_rule(rule, columns) == "Shoe size = 41" and parse_rule("Shoe size = 41", columns) == rule


@pytest.mark.parametrize("sign", ["\u202d", "\u202e", "\u200b", "\u2060", "\ufeff", "\u00a0"])
def test_signs_that_nobody_sees_stay_in_a_value(sign: str) -> None:
    for value in (sign, f"Leeds{sign}York", f"{sign}York"):
        rule = (Condition("city", "=", (value, "Hull")),)
        assert parse_rule(format_rule(rule)) == rule


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
HEADINGS = st.one_of(
    TEXTS, st.sampled_from(["Is empty", "a = b", 'Say "x"', "A; B", "x:y", "Contains nuts", "State", "It contains"])
)  # fmt: skip


@st.composite
def rules(draw: st.DrawFn):
    own = [Column(f"own:{name}", name) for name in draw(st.lists(HEADINGS, max_size=3, unique=True)) if name]
    columns = (*CONTACTS, *own)
    named = [column for column in all_columns(columns) if name_of_key(column, keys(columns))]
    made = []
    for column in draw(st.lists(st.sampled_from(named[:6] + named[-9:]), min_size=1, max_size=4)):
        sign = draw(st.sampled_from(SIGNS))
        values = draw(st.lists(TEXTS.filter(bool), min_size=1, max_size=3, unique=True))
        made.append(Condition(column.field, sign, () if sign in (EMPTY, FILLED) else tuple(values)))
    return columns, tuple(dict.fromkeys(made))


@settings(deadline=None, max_examples=300)
@given(rules())
def test_a_rule_that_is_written_down_reads_back_as_the_same_rule(drawn) -> None:
    columns, rule = drawn
    assert parse_rule(format_rule(rule, columns), columns) == rule


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_reading_of_rules(text: str) -> None:
    try:
        parse_rule(text)
    except InvalidInput as refused:
        assert refused.field == "rule"


DAYS = st.dates(dt.date(2026, 8, 1), dt.date(2027, 1, 31)).map(str)
VALUES = {
    "city": st.sampled_from(["Leeds", "le", "york", "x"]),
    "tags": st.sampled_from(["vip", "vi", "new", "old vip"]),
    "relationships": st.sampled_from(["customer", "Lead", "x"]),
    "since": st.one_of(
        DAYS, st.sampled_from(["60 days", "2 months", "today", "this week", "2026", "never", "oct 2026"])
    ),
    "keep_in_touch": st.sampled_from(["0", "30", "-1", "never"]),
    "do_not_contact": st.sampled_from(["yes", "no"]),
    "last_contact": st.one_of(DAYS, st.sampled_from(["60d", "3 weeks", "last month", "yesterday", "never"])),
    "birthday": st.sampled_from(["march", "14 march", "29 feb", "30 days", "this month", "1984-02-29"]),
}
ROWS = st.fixed_dictionaries(
    {
        "city": st.sampled_from([None, "Leeds", "Málaga", "york "]),
        "tags": st.sampled_from([None, "vip; new", "old vip"]),
        "relationships": st.sampled_from([None, "Customer", "Lead; Donor"]),
        "since": st.one_of(st.none(), DAYS),
        "keep_in_touch": st.sampled_from([None, "0", "30", "soon"]),
        "do_not_contact": st.sampled_from([None, "yes", "no", "perhaps"]),
        "birthday": st.sampled_from([None, "14 March", "1984-02-29", "1990-12-20", "31 Feb"]),
        "last_contact": st.one_of(st.none(), DAYS),
    }
)


@settings(deadline=None, max_examples=120)
@given(st.lists(ROWS, min_size=1, max_size=6), st.data())
def test_whole_columns_at_once_give_what_one_cell_after_the_other_gives(rows, data) -> None:
    field = data.draw(st.sampled_from(sorted(VALUES)))
    column = next(column for column in (*CONTACTS, *COMPUTED) if column.field == field)
    sign = data.draw(st.sampled_from(signs_of(column)))
    values = data.draw(st.lists(VALUES[field], min_size=1, max_size=2, unique=True))
    one = Condition(field, sign, () if sign in (EMPTY, FILLED) else tuple(values))
    heads = {name: next(c.heading for c in CONTACTS if c.field == name) for name in ROWS_IN_SHEET}
    lines = [["ID", *heads.values()], *([f"C-{n}", *(row[name] for name in heads)] for n, row in enumerate(rows))]
    drawn = snapshot_of("Contacts\n" + "\n".join("|" + "|".join(cell or "" for cell in line) + "|" for line in lines))
    days = [pd.Timestamp(row["last_contact"]) if row["last_contact"] else pd.NaT for row in rows]
    computed = {"last_contact": pd.Series(days, index=[f"C-{n}" for n in range(len(rows))], dtype="datetime64[us]")}
    if trouble(column, one, drawn):
        return
    found = mask(drawn, (one,), computed=computed).tolist()
    assert found == [meets(row, one, TODAY) for row in rows]


ROWS_IN_SHEET = ("city", "tags", "relationships", "since", "keep_in_touch", "do_not_contact", "birthday")


def test_ten_thousand_people_are_sorted_out_at_once() -> None:
    n = 10_000
    rows = "\n".join(f"| C-{i} | Ann {i} | Customer; Lead | Leeds {i % 50} | 14 March |" for i in range(n))
    big = snapshot_of(f"Contacts\n| ID | Name | Relationship | City | Birthday |\n{rows}")
    days = pd.Series(
        pd.Timestamp("2026-11-20") - pd.to_timedelta(np.arange(n) % 200, unit="D"), index=big.contacts.index
    )
    rule = parse_rule("relationship = Customer; city contains 7; last contact > 60 days; birthday is not empty")
    mask(big, rule, computed={"last_contact": days})
    assert least_cpu(lambda: mask(big, rule, computed={"last_contact": days})) < 0.2
    met = mask(big, rule, computed={"last_contact": days})
    assert met.sum() == sum("7" in str(i % 50) and i % 200 > 58 for i in range(n))
