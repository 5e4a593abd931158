"""What must hold of every figure that a whole workbook gives, and of every figure from no rows to thirty."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import crm.analytics
from crm.analytics.bgnbd import bgnbd_fit
from crm.analytics.care import care_list
from crm.analytics.cohorts import brackets, cohorts, retention_curve
from crm.analytics.contracts import churn, grr_nrr, staying
from crm.analytics.deals import win_rate
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.gamma_gamma import gamma_gamma_fit
from crm.analytics.known import as_known
from crm.analytics.loyalty import repeat_rate, rhythm
from crm.analytics.money_in import cash_view, money_in
from crm.analytics.pipeline import pipeline
from crm.analytics.profit import concentration, payment_delay, profit
from crm.analytics.purchases import purchase_summary
from crm.analytics.retention import kept, monthly_flow
from crm.analytics.rfm import rfm
from crm.analytics.sales_trend import finished_months, sales_trend
from crm.analytics.satisfaction import nps, satisfaction_trend
from crm.analytics.stages import stage_chances
from crm.analytics.standing_facts import standing
from crm.analytics.survival import second_purchase
from crm.analytics.thread import thread
from crm.analytics.thread_of import thread_link, thread_of
from tests.analytics.conftest import snapshot_of

AS_OF = dt.date(2026, 3, 1)
SINCE = dt.date(2025, 2, 28)
DAYS = st.dates(dt.date(2023, 12, 28), dt.date(2026, 3, 1))
VISITS = st.lists(st.tuples(st.sampled_from("ABCDEF"), DAYS, st.integers(0, 90)), min_size=1, max_size=40)


def events(visits) -> pd.DataFrame:
    frame = pd.DataFrame(visits, columns=["contact_id", "date", "amount"])
    kinds = {"contact_id": "str", "date": "datetime64[us]", "amount": "float64"}
    return frame.assign(date=pd.to_datetime(frame["date"])).astype(kinds)


def of_events(rows: pd.DataFrame, day: dt.date = AS_OF) -> dict[str, object]:
    """Every figure that is made of visits alone."""
    seconds = second_purchase(rows, as_of=day)
    return {
        "classic": cohorts(rows, as_of=day).counts,
        "brackets": brackets(rows, [(1, 3), (4, 6)], as_of=day).counts,
        "curve": retention_curve(cohorts(rows, as_of=day)),
        "flow": monthly_flow(rows, as_of=day),
        "rhythm": rhythm(rows, as_of=day),
        "rfm": rfm(rows, as_of=day),
        "summary": purchase_summary(rows, as_of=day),
        "kept": kept(rows, as_of=day),
        "second": (seconds.n, seconds.median, seconds.S.tolist()),
    }


def assert_same(one: dict[str, object], other: dict[str, object]) -> None:
    for name, figure in one.items():
        if isinstance(figure, pd.DataFrame):
            pd.testing.assert_frame_equal(figure, other[name], obj=name)
        else:
            assert figure == other[name], name


@given(VISITS, st.randoms())
@settings(max_examples=10)
def test_the_order_of_rows_changes_no_figure(visits, random) -> None:
    assert_same(of_events(events(visits)), of_events(events(random.sample(visits, len(visits)))))


@given(VISITS)
@settings(max_examples=10)
def test_a_days_purchase_split_in_two_changes_no_figure(visits) -> None:
    who, day, amount = visits[0]
    split = [(who, day, amount / 2), (who, day, amount / 2), *visits[1:]]
    assert_same(of_events(events(visits)), of_events(events(split)))


@given(VISITS, st.dates(dt.date(2026, 3, 2), dt.date(2027, 1, 1)))
@settings(max_examples=10)
def test_rows_of_days_to_come_change_no_figure(visits, ahead) -> None:
    assert_same(of_events(events(visits)), of_events(events([*visits, ("A", ahead, 9), ("Z", ahead, 9)])))


@given(VISITS, st.integers(1, 5))
@settings(max_examples=10)
def test_somebody_who_never_came_changes_no_cell_but_the_size_of_a_group(visits, more) -> None:
    rows = events(visits)
    began = rows.groupby("contact_id")["date"].min()
    never = pd.Series(began.iloc[0], index=[f"never {number}" for number in range(more)])
    there = began.iloc[0].date() < AS_OF.replace(day=1)  # else their month is still running
    with_them = cohorts(rows, as_of=AS_OF, starts=pd.concat([began, never]))
    without = cohorts(rows, as_of=AS_OF, starts=began)
    pd.testing.assert_frame_equal(with_them.counts.iloc[:, 1:], without.counts.iloc[:, 1:])
    assert with_them.n - without.n == with_them.never_active == more * there
    assert without.never_active == 0


@given(VISITS)
@settings(max_examples=10)
def test_every_share_of_a_triangle_and_its_curve_lies_in_its_interval(visits) -> None:
    found = cohorts(events(visits), as_of=AS_OF)
    curve = retention_curve(found)
    for lo, share, hi in ((found.lo, found.share, found.hi), (curve["lo"], curve["share"], curve["hi"])):
        lo, share, hi = (part.to_numpy("float64") for part in (lo, share, hi))
        told = ~np.isnan(share)
        assert ((lo >= 0) & (lo <= share) & (share <= hi) & (hi <= 1))[told].all()


@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 30), st.integers(2, 6))
def test_more_answers_of_one_mix_never_widen_the_interval_of_a_score(promoters, passives, detractors, times) -> None:
    mix = [9] * promoters + [7] * passives + [0] * detractors
    few, many = nps(mix), nps(mix * times)
    if few.lo is not None and few.lo > -100 and few.hi < 100:  # a bound that was cut off tells no width
        assert many.hi - many.lo <= few.hi - few.lo + 1e-9


# a whole workbook -----------------------------------------------------------------------------------------------------


def book(n: int, seed: int = 0) -> str:
    """`n` rows a sheet, of a third as many people, drawn with a seed; two currencies, purchases, gaps."""
    random = np.random.default_rng(seed)
    people = max(1, n // 3)

    def who() -> str:
        return f"P{random.integers(people)}"

    def day() -> str:
        return str(AS_OF - dt.timedelta(days=int(random.integers(0, 800))))

    def line(*cells: object) -> str:
        return "| " + " | ".join("" if cell is None else str(cell) for cell in cells) + " |\n"

    def either(*choices: object) -> object:
        return choices[int(random.integers(len(choices)))]

    contacts = [line(f"C-{i}", f"P{i}", either("Customer", "Lead"), day(), either(day(), None)) for i in range(people)]
    sales = [line(f"S-{i}", day(), who(), either(5, 20, -3, None), either(2, None), either("EUR", None, None),
                  either("Purchase", None, None), either(day(), None), either(day(), None))
             for i in range(n)]  # fmt: skip
    answers = [line(f"Q-{i}", day(), who(), "Recommend us (0-10)", int(random.integers(0, 12))) for i in range(n)]
    deals = [line(f"D-{i}", "A", either("New", "Offer", "Won", "Lost"), who(), either(50, None),
                  *sorted((day(), day())), either("New", "Offer")) for i in range(n)]  # fmt: skip
    tickets = [line(f"T-{i}", day(), who(), "Broken", either("", "Solved"), day(), day()) for i in range(n)]
    visits = [line(f"N-{i}", day(), who(), either("Visit", "Call"), "x", either("No answer", "Good")) for i in range(n)]
    tables = {
        "Settings\n| Key | Setting | Value |\n": ["| activity_from | | both |\n"],
        "Contacts\n| ID | Name | Relationship | Customer since | Ended on |\n": contacts[: n and people],
        "Sales\n| ID | Date | Contact | Amount | Cost | Currency | Kind | Due | Paid on |\n": sales,
        "Satisfaction\n| ID | Date | Contact | Question | Score |\n": answers,
        "Deals\n| ID | Title | Stage | Contact | Amount | Opened on | Closed on | Furthest stage |\n": deals,
        "Tickets\n| ID | Opened | Contact | Subject | Status | Promised by | Solved on |\n": tickets,
        "Interactions\n| ID | Date | Contact | Type | What happened | Outcome |\n": visits,
    }
    return "".join(head + "".join(rows) for head, rows in tables.items())


def drawn_book(n: int) -> Frames:
    return from_snapshot(snapshot_of(book(n), AS_OF), as_of=AS_OF)


def of_history(frames: Frames, day: dt.date) -> dict[str, object]:
    """Every figure that tells of the past of a workbook."""
    rows = frames.money.rows
    stays = staying(frames.contacts, as_of=day)
    return {
        "thread": thread(frames, as_of=day),
        "person": thread_of(frames, "C-1", as_of=day),
        "link": thread_link(frames, as_of=day),
        "profit": profit(rows, since=SINCE, until=day, by=["contact_id"]),
        "grr": grr_nrr(rows, as_of=day),
        "delay": payment_delay(frames.sales, as_of=day).own.tolist(),
        "churn": churn(frames.contacts, SINCE, day),
        "staying": (stays.n, stays.S.tolist()),
        "standing": {id: (one.points, one.reasons) for id, one in standing(frames, as_of=day).items()},
        "rhythm": rhythm(frames.events, as_of=day),
        "kept": kept(frames.events, as_of=day),
        "score": satisfaction_trend(frames.answers, next(iter(frames.rules.questions.values())), as_of=day),
        "chances": stage_chances(frames.deals, {"New": 0.1, "Offer": 0.4}, as_of=day),
        "won": None if (won := win_rate(frames.deals, as_of=day)) is None else (won.k, won.n),
        "months": finished_months(frames.sold[frames.sold["currency"] == "GBP"], as_of=day).to_frame(),
    }  # fmt: skip


@given(st.integers(0, 99), st.dates(dt.date(2024, 2, 1), dt.date(2026, 2, 27)))
@settings(max_examples=3)
@example(1, dt.date(2025, 12, 31))  # an invoice of next year that was paid before
@example(0, dt.date(2024, 2, 29))
def test_what_was_known_on_a_day_gives_the_figures_of_that_day(seed: int, day: dt.date) -> None:
    frames = from_snapshot(snapshot_of(book(60, seed), AS_OF), as_of=AS_OF)
    then = as_known(frames, day)
    assert_same(of_history(then, day), of_history(frames, day))
    assert_same(of_events(then.events, day), of_events(frames.events, day))


@pytest.mark.parametrize("n", [0, 1, 3, 9, 10, 30])
def test_every_figure_is_made_of_so_few_rows_without_a_mishap(n: int) -> None:
    frames = drawn_book(n)
    rows = frames.money.rows[frames.money.rows["currency"] == "GBP"]
    found = of_history(frames, AS_OF) | of_events(frames.events)
    found["care"], found["money"] = care_list(frames, as_of=AS_OF), money_in(frames, as_of=AS_OF).by_week()
    assert len(cash_view(frames, as_of=AS_OF).likely.weeks) == len(found["money"]) == 13
    assert concentration(profit(rows, since=SINCE, until=AS_OF, by=["contact_id"])["sales"]).n <= n
    summary = purchase_summary(frames.events, as_of=AS_OF)
    for refused in (bgnbd_fit(summary), gamma_gamma_fit(summary), sales_trend(rows.iloc[:0], as_of=AS_OF)):
        assert refused.reason.startswith("only")
    assert pipeline(frames.deals, frames.stages, as_of=AS_OF)["n"].sum() <= n


def test_empty_frames_keep_their_columns() -> None:
    none, some = drawn_book(0), drawn_book(30)
    for figures in (of_events, lambda rows: {"care": care_list}):
        for name, figure in figures(none.events).items():
            other = figures(some.events)[name]
            if isinstance(figure, pd.DataFrame) and name not in ("classic", "brackets"):
                assert list(figure.columns) == list(other.columns), name
    assert list(care_list(none, as_of=AS_OF).columns) == list(care_list(some, as_of=AS_OF).columns)


def test_contacts_who_never_came_change_no_figure_of_visits() -> None:
    text = book(60)
    more = text.replace("Sales\n", "| C-900 | Nobody | Customer | | |\n| C-901 | No one | Customer | | |\nSales\n", 1)
    one, other = (from_snapshot(snapshot_of(table, AS_OF), as_of=AS_OF) for table in (text, more))
    assert len(other.contacts) == len(one.contacts) + 2
    assert_same(of_events(one.events), of_events(other.events))
    assert repeat_rate(one.events) == repeat_rate(other.events)


# how it is built ------------------------------------------------------------------------------------------------------

IMPORTS = "import pandas\n" + "\n".join(
    f"import crm.analytics.{path.stem}" for path in sorted(Path(crm.analytics.__file__).parent.glob("*.py"))
)  # fmt: skip


def test_loading_all_of_it_loads_no_scipy_and_nothing_that_draws() -> None:
    told = f"{IMPORTS}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", told], check=True, cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert {"crm", "pandas"} <= set(done.stdout.split())
    assert not {"scipy", "streamlit", "altair", "openpyxl", "gspread"} & set(done.stdout.split())
