import datetime as dt
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from crm import demo
from crm.demo import names, people, plans, regular, talks
from crm.demo.dice import Row
from crm.model.cells import Rules
from crm.model.dates import next_occurrence, parse_month_day
from crm.model.headings import Tab
from crm.model.ids import is_kith
from crm.model.lists import Lists
from crm.model.settings import Settings
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.model.understanding import understand

TODAY = dt.date(2026, 11, 12)
OTHER_DAYS = [dt.date(2024, 2, 29), dt.date(2027, 2, 24), dt.date(2025, 1, 1), dt.date(2026, 5, 31)]
EVERY_DAY = pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS], ids=str)
FICTION = re.compile(r"(020 7946 0|0113 496 0|07700 900)\d{3}$")


@pytest.fixture(scope="module", params=[TODAY, *OTHER_DAYS], ids=str)
def told(request: pytest.FixtureRequest) -> demo.Demo:
    """The clean sample, told on several days."""
    return demo.build(request.param, mess=False)


@pytest.fixture(scope="module")
def clean() -> demo.Demo:
    return demo.build(TODAY, mess=False)


@pytest.fixture(scope="module")
def messy() -> demo.Demo:
    return demo.build(TODAY)


def count(rows: Iterable[Row], field: str) -> Counter[object]:
    return Counter(row.get(field) for row in rows)


def read(path: Path) -> Snapshot:
    book = CalamineWorkbook.from_path(str(path))
    tabs = [
        Tab(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), {}, {}) for name in book.sheet_names
    ]
    return Snapshot(understand(tabs, Rules(TODAY), revision="1", stamp=None), Rules(TODAY))


# the counts -----------------------------------------------------------------------------------------------------------


def test_the_sample_is_as_large_on_every_day(told):
    sizes = {sheet: len(rows) for sheet, rows in told.rows.items()}
    assert sizes == {
        "Contacts": 60, "Sales": 250, "Interactions": 400, "Satisfaction": 110, "Follow-ups": 40, "Deals": 14,
        "Tickets": 16, "Segments": 3, "Templates": 4, "Goals": 4, "Start here": 6,
    }  # fmt: skip


def test_the_contacts_are_who_a_workshop_knows(told):
    first = Counter(str(row["relationships"]).split(";")[0] for row in told.rows["Contacts"])
    assert first == {
        "Customer": 36, "Lead": 7, "Supplier": 7, "Retailer": 1, "Distributor": 1, "Donor": 6, "Volunteer": 2,
    }  # fmt: skip
    assert count(told.rows["Contacts"], "kind") == {"Person": 46, "Organisation": 14}


def test_customers_are_private_people_organisations_and_the_people_in_them(told):
    customers = [row for row in told.rows["Contacts"] if row["relationships"] == "Customer"]
    inside = [row for row in customers if row.get("organisation")]
    assert (count(customers, "kind")["Organisation"], len(inside)) == (6, 6)


def test_names_are_of_many_scripts_and_nobody_is_there_twice(told):
    everyone = [str(row["name"]) for row in told.rows["Contacts"]]
    assert {
        "Siobhán O'Brien",
        "Jürgen Müller",
        "Łukasz Wójcik",
        "Nguyễn Thị Mai",
        "João Ferreira",
        "Ravi",
        "田中 花子",
    } <= {*everyone}
    assert len({fold(name) for name in everyone}) == 60


def test_eight_contacts_live_abroad(told):
    assert sum(row["country"] is not None for row in told.rows["Contacts"]) == len(names.ABROAD) == 8


def test_nobody_real_can_be_called_or_written_to(told):
    for row in told.rows["Contacts"]:
        assert all(FICTION.match(str(row[field])) for field in ("phone", "whatsapp", "phone_2") if row.get(field))
        assert re.fullmatch(r"[a-z.]+@example\.(com|org|net)", str(row["email"]))


def test_birthdays_are_known_of_32_people_of_14_without_the_year(told):
    days = [str(row["birthday"]) for row in told.rows["Contacts"] if row.get("birthday")]
    assert len(days) == 32
    assert sum(not day[:4].isdigit() for day in days) == 14
    assert sum(day.endswith("02-29") for day in days) == 1


@EVERY_DAY
def test_two_birthdays_fall_within_a_week(day):
    found = [str(row["birthday"]) for row in demo.build(day, mess=False).rows["Contacts"] if row.get("birthday")]
    ahead = [next_occurrence(parse_month_day(text, today=day) or "", day) - day for text in found]
    assert sum(days <= dt.timedelta(7) for days in ahead) == 2


def test_eight_people_have_an_anniversary(told):
    assert sum(bool(row.get("anniversary")) for row in told.rows["Contacts"]) == 8


def test_three_people_are_the_team(told):
    assert [row[0] for row in told.lists["People"]] == list(people.TEAM) == ["Maya", "Tom", "Ines"]


def test_money_is_sales_donations_and_purchases(told):
    assert count(told.rows["Sales"], "kind") == {"Sale": 175, "Donation": 46, "Purchase": 29}


def test_amounts_hold_refunds_a_gift_and_costs_of_seven_in_ten(told):
    sold = [row for row in told.rows["Sales"] if row["kind"] == "Sale"]
    amounts = [float(str(row["amount"])) for row in sold]
    assert (sum(amount < 0 for amount in amounts), amounts.count(0)) == (2, 1)
    assert 40 <= statistics.median(amount for amount in amounts if amount < 200) <= 58
    shares = [float(str(row["cost"])) / float(str(row["amount"])) for row in sold if row.get("cost")]
    assert len(shares) / 175 == pytest.approx(0.7, abs=0.02) and 0.54 < min(shares) <= max(shares) < 0.76


def test_two_contracts_are_billed_each_month_and_more_in_may_than_in_january(told):
    bills = [row for row in told.rows["Sales"] if row["item"] == regular.CONTRACT]
    by_name = {name: [row for row in bills if row["contact"] == name] for name in names.UNDER_CONTRACT}
    for name, rows in by_name.items():
        months = {(row["date"].year, row["date"].month): float(str(row["amount"])) for row in rows}
        assert len(months) == len(rows) >= 23
        assert min(amount for (_, month), amount in months.items() if month == 5) > 1.05 * names.UNDER_CONTRACT[name]
        assert max(amount for (_, month), amount in months.items() if month == 1) < 0.95 * names.UNDER_CONTRACT[name]


def test_a_deal_that_was_won_is_billed_and_none_that_is_over_was_large(told):
    over = [row for row in told.rows["Deals"] if row.get("closed_on")]
    assert len(over) == 5 and max(row["amount"] for row in over) < 800
    sold = {(row["contact_id"], row["date"], row["item"], row["amount"]) for row in told.rows["Sales"]}
    won = [row for row in over if row["stage"] == "Won"]
    assert {(row["contact_id"], row["closed_on"], row["title"], row["amount"]) for row in won} <= sold


@EVERY_DAY
def test_money_at_hand_is_known_since_the_month_before(day):
    settings = Settings(demo.build(day).settings)
    assert settings.day("opening_balance_day") == day.replace(day=1) - dt.timedelta(1)
    assert settings.number("opening_balance") > settings.number("cash_reserve") > 0


def test_parts_are_bought_each_month_and_tyres_each_quarter(told):
    bought = Counter((row["contact"], row["item"]) for row in told.rows["Sales"] if row["kind"] == "Purchase")
    assert bought["Harbour Parts Ltd", "Parts for the month"] == 14 and bought["Pennine Tyres", "Tyres"] == 7


@EVERY_DAY
def test_twelve_invoices_are_open_and_three_of_them_overdue(day):
    rows = demo.build(day, mess=False).rows["Sales"]
    dues = [row["due"] for row in rows if row.get("due") and not row.get("paid_on")]
    assert (len(dues), sum(due < day for due in dues)) == (12, 3)


def test_one_monthly_donor_has_ended(told):
    donors = [row for row in told.rows["Contacts"] if row.get("ended")]
    assert [(row["name"], row["status"]) for row in donors] == [("William Thornton", "Former")]
    gifts = Counter(row["contact"] for row in told.rows["Sales"] if row["kind"] == "Donation")
    assert sorted(gifts.values()) == [2, 2, 2, 10, 14, 16]


def test_mays_are_busier_than_januaries(told):
    months = Counter(row["date"].month for row in told.rows["Sales"] if row["kind"] == "Sale")
    assert months[5] > months[1]


def test_interactions_are_of_every_type(told):
    assert count(told.rows["Interactions"], "type") == talks.COUNTS
    assert sum(talks.COUNTS.values()) == 400


def test_three_sales_of_five_have_a_visit_or_delivery_on_their_day(told):
    met = {(r["contact_id"], r["date"]) for r in told.rows["Interactions"] if r["type"] in ("Visit", "Delivery")}
    sold = [row for row in told.rows["Sales"] if row["kind"] == "Sale"]
    assert sum((row["contact_id"], row["date"]) in met for row in sold) / len(sold) == pytest.approx(0.6, abs=0.05)


def test_four_rounds_asked_twenty_and_more_answered_each_time(told):
    rounds: dict[object, list[object]] = defaultdict(list)
    for row in told.rows["Satisfaction"]:
        if row["question"] == "Recommend us (0-10)":
            rounds[row["asked_on"]].append(row.get("score"))
    answered = [sum(score is not None for score in rounds[day]) for day in sorted(rounds)]
    assert ([len(asked) for asked in rounds.values()], answered) == ([20] * 4, [8, 12, 16, 18])


def test_half_would_recommend_us_and_one_in_five_would_not(told):
    scores = [
        r["score"] for r in told.rows["Satisfaction"] if r["question"] == "Recommend us (0-10)" and r.get("score")
    ]
    assert sum(score >= 9 for score in scores) / 54 == pytest.approx(0.52, abs=0.005)
    assert sum(score <= 6 for score in scores) / 54 == pytest.approx(0.18, abs=0.006)


def test_thirty_gave_stars_three_of_them_anonymous_and_two_unhappy_answers_wait(told):
    rows = told.rows["Satisfaction"]
    assert count(rows, "question")["Satisfied (1-5)"] == 30
    assert (sum(not row.get("contact") for row in rows), count(rows, "followed_up")["No"]) == (3, 2)


@EVERY_DAY
def test_follow_ups_are_late_due_today_this_week_and_later(day):
    rows = demo.build(day, mess=False).rows["Follow-ups"]
    ahead = [(row["due"] - day).days for row in rows if row["status"] == "Open"]
    week = [sum(first <= days <= last for days in ahead) for first, last in ((-99, -1), (0, 0), (1, 7), (8, 99))]
    assert (week, count(rows, "status")) == ([4, 3, 8, 5], {"Open": 20, "Done": 18, "Skipped": 2})


def test_deals_stand_at_every_stage_one_is_late_and_one_has_no_date(clean):
    deals = clean.rows["Deals"]
    assert count(deals, "stage") == plans.DEALS
    still = [row["expected_close"] for row in deals if not row.get("closed_on")]
    assert (still.count(None), sum(day < TODAY for day in still if day)) == (1, 1)


def test_three_tickets_are_open_one_waits_and_one_is_past_its_promise(clean):
    tickets, means = clean.rows["Tickets"], Lists.default().meanings("Ticket statuses")
    assert Counter(means[str(row["status"]).lower()] for row in tickets) == {"open": 3, "waiting": 1, "solved": 12}
    noon = dt.datetime.combine(TODAY, dt.time(12))
    assert sum(row["promised_by"] < noon for row in tickets if not row.get("solved_on")) == 1


# what holds for all of it ---------------------------------------------------------------------------------------------


def test_the_same_arguments_give_the_same_cells():
    assert demo.build(TODAY, 7, True) == demo.build(TODAY, 7, True)
    assert demo.build(TODAY, 8, True).rows != demo.build(TODAY, 7, True).rows


def test_every_id_has_the_usual_shape_and_its_six_characters_are_its_own(told):
    ids = [str(row["id"]) for sheet, rows in told.rows.items() if sheet in SHEETS for row in rows]
    assert all(map(is_kith, ids)) and len({id[2:] for id in ids}) == len(ids)
    assert all(str(row["id"])[0] == SHEETS[name].letter for name in SHEETS for row in told.rows[name])


def test_every_field_is_one_that_its_sheet_has(told):
    for name, sheet in SHEETS.items():
        assert {field for row in told.rows[name] for field in row} <= {column.field for column in sheet.created}


@EVERY_DAY
def test_nothing_has_happened_yet_that_happens_after_today(day):
    ahead = {"due", "expected_close", "promised_by"}
    for rows in demo.build(day).rows.values():
        days = [cell for row in rows for field, cell in row.items() if field not in ahead and isinstance(cell, dt.date)]
        assert all((cell.date() if isinstance(cell, dt.datetime) else cell) <= day for cell in days)


@EVERY_DAY
def test_the_sales_are_those_of_two_years(day):
    ages = [(day - row["date"]).days for row in demo.build(day).rows["Sales"]]
    assert 650 <= max(ages) <= 731 and min(ages) <= 20


@pytest.mark.parametrize("seed", range(1, 21))
def test_other_seeds_are_other_samples_of_the_same_size(seed):
    built = demo.build(TODAY, seed, mess=False)
    assert count(built.rows["Sales"], "kind") == {"Sale": 175, "Donation": 46, "Purchase": 29}


def test_there_are_sixty_texts_so_that_search_has_something_to_find():
    assert sum(len(texts) for texts in talks._TEXTS.values()) + len(talks._TRADE) == 60


# how customers come ---------------------------------------------------------------------------------------------------


def ratios(built: demo.Demo, day: dt.date, *, gaps: int = 3) -> dict[str, float]:
    """Contact -> days since the last purchase over the median gap, by hand, for those with enough gaps."""
    net: dict[tuple[str, dt.date], float] = defaultdict(float)
    for row in built.rows["Sales"]:
        if row["kind"] != "Purchase":
            net[str(row["contact_id"]), row["date"]] += float(str(row["amount"]))
    days: dict[str, list[dt.date]] = defaultdict(list)
    for (id, when), amount in sorted(net.items()):
        if amount >= 0:
            days[id].append(when)
    between = {id: [(b - a).days for a, b in pairwise(its)] for id, its in days.items() if len(its) > gaps}
    return {id: (day - days[id][-1]).days / statistics.median(its) for id, its in between.items()}


@EVERY_DAY
def test_the_six_lapsed_and_no_regular_are_at_risk_or_lost(day):
    built = demo.build(day, mess=False)
    found = {built.stories[id] for id, ratio in ratios(built, day).items() if ratio > 2 and id in built.stories}
    lapsed = [id for id, story in built.stories.items() if story == "lapsed"]
    assert found == {"lapsed"} and all(ratios(built, day)[id] > 2 for id in lapsed) and len(lapsed) == 6


@EVERY_DAY
def test_regular_and_occasional_customers_came_within_their_rhythm(day):
    built = demo.build(day, mess=False)
    found = ratios(built, day, gaps=1).items()
    steady = [ratio for id, ratio in found if built.stories.get(id) in ("regular", "occasional")]
    assert len(steady) == 5 + 13 and max(steady) <= 1.4


def test_customers_come_in_five_ways(told):
    assert Counter(told.stories.values()) == {"regular": 5, "occasional": 13, "lapsed": 6, "new": 5, "once": 7}


@EVERY_DAY
def test_the_new_ones_came_in_the_last_sixty_days_and_the_others_only_once(day):
    built = demo.build(day, mess=False)
    came: dict[str, set[dt.date]] = defaultdict(set)
    for row in built.rows["Sales"]:
        came[built.stories.get(str(row["contact_id"]), "") + str(row["contact_id"])].add(row["date"])
    assert all((day - min(days)).days <= 60 for id, days in came.items() if id.startswith("new"))
    assert all(len(days) == 1 for id, days in came.items() if id.startswith("once"))


# as a workbook --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Snapshot]:
    """The sample without and with its mess, read back from real files."""
    folder = tmp_path_factory.mktemp("sample")
    for mess in (False, True):
        demo.write(folder / f"{mess}.xlsx", TODAY, mess=mess)
    return {mess: read(folder / f"{mess}.xlsx") for mess in (False, True)}


def test_the_clean_sample_has_no_problem(files):
    assert files[False].problems == []


def test_the_sample_shows_every_module_and_all_its_rows(files):
    assert all(files[False].has(name) for name in SHEETS)
    assert [len(files[False].frame(name)) for name in SHEETS] == [60, 400, 40, 250, 110, 14, 16, 3, 4, 4]


def test_what_was_drawn_is_what_the_file_says(clean, files):
    for name in SHEETS:
        for row in clean.rows[name]:
            said = files[False].row(name, str(row["id"]))
            assert {field: cell for field, cell in row.items() if cell != said.get(field)} == {}


def test_the_planted_slips_are_found(files):
    found = [(problem.code, problem.text) for problem in files[True].problems]
    assert found == [("not_in_list", "Custmer"), ("not_a_date", "31 Feb"), ("orphan", "Mrs Featherstone")]


def test_the_mess_changes_no_count(clean, messy):
    assert {name: len(rows) for name, rows in messy.rows.items()} == {
        name: len(rows) for name, rows in clean.rows.items()
    }


def test_two_people_are_there_twice(messy):
    by_name = {row["name"]: row for row in messy.rows["Contacts"]}
    assert by_name["Katherine Hughes"]["phone"] == by_name["Katharine Hughes"]["phone"]
    assert by_name["Robert Whitaker"]["email"] == by_name["Bob Whitaker"]["email"]


def test_one_address_one_phone_and_one_id_went_wrong(messy):
    by_name = {row["name"]: row for row in messy.rows["Contacts"]}
    assert (by_name["Ann Lee"]["email"], by_name["Martin Okafor"]["phone"]) == (
        "ann@example,com",
        "0113 496 0112 / 07700 900112",
    )
    assert sum(row.get("id") is None for name in SHEETS for row in messy.rows[name]) == 1


def test_two_samples_are_two_workbooks(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        demo.write(tmp_path / name, TODAY)
    one, other = (
        {prop.value for prop in load_workbook(tmp_path / name).custom_doc_props.props} for name in ("a.xlsx", "b.xlsx")
    )
    assert one & other == {"0", "1"}


def test_a_sample_never_takes_the_place_of_a_file(tmp_path):
    (tmp_path / "team.xlsx").write_text("mine")
    with pytest.raises(FileExistsError):
        demo.write(tmp_path / "team.xlsx", TODAY)
    assert (tmp_path / "team.xlsx").read_text() == "mine"
