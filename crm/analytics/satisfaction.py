"""Are they happy: NPS, satisfied, easy, how many answer, and how it moves."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from crm.analytics.answers import latest_of
from crm.analytics.counting import Counting
from crm.analytics.intervals import ROUGH, Counted, LeftOut, Share, Z, verdict
from crm.model.lists import Question

MEASURES = ("NPS", "CSAT", "CES")  # the order in which a headline is looked for
WINDOW_DAYS = 90
WIDE = 12  # a scale with more steps is told in two groups


@dataclass(frozen=True)
class Nps(Counted):
    """A score from -100 to 100 with its interval; both bounds None where `n` is too small for one."""

    score: float
    lo: float | None
    hi: float | None
    promoters: int
    passives: int
    detractors: int
    left_out: LeftOut = field(default_factory=dict)

    @property
    def n(self) -> int:
        """The number of answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> float:
        """The score."""
        return self.score

    @property
    def variance(self) -> float:
        """Of one answer counted as 1, 0 or -1: p + d - (p - d) squared (Rocks 2016)."""
        return (self.promoters + self.detractors) / self.n - (self.score / 100) ** 2

    @property
    def standard_error(self) -> float:
        """Of the score, in points."""
        return 100 * math.sqrt(self.variance / self.n)


def nps(scores: Iterable[object]) -> Nps | None:
    """Promoters (9-10) less detractors (0-6) of 100, from whole scores 0-10; None without answers.

    Other scores are left out as `bad_score`, by the index of a Series. Interval: adjusted Wald, three quarters of an
    answer added to promoters and detractors, three answers in all (Rocks 2016, The American Statistician); from 5 on.
    """
    answers, left = _whole(scores, 0, 10)
    if answers.empty:
        return None
    promoters, detractors = int((answers >= 9).sum()), int((answers <= 6).sum())
    n = len(answers)
    lo, hi = _adjusted_wald(promoters, detractors, n) if verdict(n) != "counts" else (None, None)
    return Nps(100 * (promoters - detractors) / n, lo, hi, promoters, n - promoters - detractors, detractors, left)


def _adjusted_wald(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    p, d, m = promoters + 0.75, detractors + 0.75, n + 3
    mean = (p - d) / m
    half = Z * math.sqrt(((p + d) / m - mean * mean) / m)
    return max(-100.0, 100 * (mean - half)), min(100.0, 100 * (mean + half))


def csat(scores: Iterable[object], good_from: int) -> Share | None:
    """The share of answers of `good_from` or better; None without answers."""
    return ces(scores, good_from)


def ces(scores: Iterable[object], good_from: int, *, high_is_good: bool = True) -> Share | None:
    """The share of answers on the good side of `good_from`, itself included; a scale may run either way."""
    answers, left = _whole(scores, -math.inf, math.inf)
    good = answers >= good_from if high_is_good else answers <= good_from
    return Share.of(int(good.sum()), len(answers), left)


def _whole(scores: Iterable[object], low: float, high: float) -> tuple[pd.Series, LeftOut]:
    """The whole numbers from low to high; what else is filled in is left out."""
    given = scores if isinstance(scores, pd.Series) else pd.Series(list(scores), dtype="object")
    given = given.dropna()
    numbers = pd.to_numeric(given, errors="coerce").astype("float64")
    good = (numbers % 1 == 0) & (numbers >= low) & (numbers <= high)
    bad = tuple(map(str, given.index[~good]))
    return numbers[good], {"bad_score": bad} if bad else {}


def score(scores: Iterable[object], question: Question) -> Nps | Share | None:
    """The figure that a question's measure asks for; None without answers."""
    if question.measure == "NPS":
        return nps(scores)
    return ces(scores, question.good_from, high_is_good=question.high_is_good)


def mix(scores: Iterable[object], question: Question) -> list[tuple[str, int]]:
    """How many gave which answer, the best first: the three groups of NPS, else each score, or good and not good."""
    found = score(scores, question) if question.measure == "NPS" else None
    if isinstance(found, Nps):
        return [
            ("Promoters (9\N{EN DASH}10)", found.promoters),
            ("Passives (7\N{EN DASH}8)", found.passives),
            ("Detractors (0\N{EN DASH}6)", found.detractors),
        ]
    answers, _ = _whole(scores, question.low, question.high)
    if question.high - question.low >= WIDE and isinstance(good := score(answers, question), Share):
        return [(f"Good (from {question.good_from})", good.k), ("Not good", good.n - good.k)]
    best_first = range(question.low, question.high + 1)[:: -1 if question.high_is_good else 1]
    return [(str(step), int((answers == step).sum())) for step in best_first]


def groups(scores: pd.Series, question: Question) -> list[tuple[str, pd.Series]]:
    """The scores of promoters, passives and detractors; of other questions the good ones and those that are not."""
    if question.measure == "NPS":
        parts = {"promoters": scores >= 9, "passives": scores.between(7, 8), "detractors": scores <= 6}
    else:
        good = scores >= question.good_from if question.high_is_good else scores <= question.good_from
        parts = {"good": good, "not good": ~good}
    return [(name, scores[mask]) for name, mask in parts.items()]


def latest_answers(answers: pd.DataFrame, question: Question, *, as_of: dt.date) -> pd.DataFrame:
    """The answers of the last 12 months to a question: the latest of each contact, and all that nobody signed."""
    found = answers[_are_of_the_year(answers, question, as_of)].sort_values("date", kind="stable")
    again = found.duplicated(["contact_id"], keep="last") & found["contact_id"].notna()
    return found[~again]


def _are_of_the_year(answers: pd.DataFrame, question: Question, as_of: dt.date) -> pd.Series:
    day = pd.Timestamp(as_of)
    year = (answers["date"] > day - pd.DateOffset(years=1)) & (answers["date"] <= day)
    found: pd.Series = year & answers["score"].notna() & (answers["question"] == question.name)
    return found


def _how_many(signed: pd.Series) -> int:
    """The latest of each contact, and all that nobody signed."""
    return int(signed.nunique() + signed.isna().sum())


def headline(answers: pd.DataFrame, rules: Counting, *, as_of: dt.date) -> Question | None:
    """The question that speaks for all: the first of NPS, CSAT, CES with 10 answers, else the one with most."""
    asked = set(answers["question"].dropna().unique())
    counted = [
        (question, _how_many(answers["contact_id"][_are_of_the_year(answers, question, as_of)]))
        for question in rules.questions.values()
        if question.name in asked
    ]
    for measure in MEASURES:
        enough = [(n, question) for question, n in counted if n >= ROUGH and question.measure == measure]
        if enough:
            return max(enough, key=lambda pair: pair[0])[1]
    most = max(counted, key=lambda pair: pair[1], default=None)
    return most[0] if most and most[1] else None


def response_rate(answers: pd.DataFrame, round: str | None = None) -> Share | None:
    """The share that answered of those who were asked, in one round or in all; None: nobody recorded who was asked."""
    asked = answers[answers["asked_on"].notna()]
    if round is not None:
        asked = asked[asked["round"] == round]
    return Share.of(int(asked["score"].notna().sum()), len(asked))


def by_segment(answers: pd.DataFrame, question: Question, segment: pd.Series, *, min_n: int = ROUGH) -> pd.DataFrame:
    """The score of each segment with `min_n` answers, the rest pooled as "other": segment, score, lo, hi, n.

    `segment` gives each row of `answers` its group by index; rows without one are in "other". Units as in the trend.
    """
    mine = answers[answers["latest"] & (answers["question"] == question.name)]
    groups = segment.reindex(mine.index).astype("object")
    sizes = groups.value_counts()
    groups = groups.where(groups.isin(sizes.index[sizes >= min_n]), "other")
    rows = [(str(name), *_shown(scores, question), len(scores)) for name, scores in mine["score"].groupby(groups)]
    kinds = {"segment": "str", "score": "float64", "lo": "float64", "hi": "float64", "n": "int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds).sort_values("n", ascending=False, kind="stable")


def satisfaction_trend(answers: pd.DataFrame, question: Question, *, as_of: dt.date) -> pd.DataFrame:
    """How the score moved: period, since, until, score, lo, hi, n; NPS in points, shares in percent.

    Calendar months that are over where each with answers has 10 or more; else the 90 days up to as_of and to the same
    day of each earlier month (these overlap and are not to be compared). Below 10 answers the score is missing.
    """
    day = pd.Timestamp(as_of)
    mine = answers[(answers["question"] == question.name) & (answers["date"] <= day)]
    mine = mine[latest_of(mine)]  # an answer that was given later took the place of none until then
    months = _months(mine["date"], day)
    counts = [int(mine["date"].between(since, until).sum()) for since, until in months]
    monthly = [n for n in counts if n]
    windows = months if monthly and min(monthly) >= ROUGH else _rolling(mine["date"], day)
    return _points(mine, question, windows)


Window = tuple[pd.Timestamp, pd.Timestamp]


def _months(days: pd.Series, as_of: pd.Timestamp) -> list[Window]:
    """First and last day of each finished month from the first answer on."""
    if days.empty:
        return []
    starts = pd.date_range(days.min().normalize().replace(day=1), as_of, freq="MS")
    return [(start, end) for start in starts if (end := start + pd.offsets.MonthEnd(1)) < as_of]


def _rolling(days: pd.Series, as_of: pd.Timestamp) -> list[Window]:
    ends, step = [], 0
    while not days.empty and (end := as_of - pd.DateOffset(months=step)) >= days.min():
        ends.append(end)
        step += 1
    return [(end - pd.Timedelta(days=WINDOW_DAYS - 1), end) for end in reversed(ends)]


def _points(answers: pd.DataFrame, question: Question, windows: list[Window]) -> pd.DataFrame:
    rows = []
    for since, until in windows:
        scores = answers.loc[answers["date"].between(since, until), "score"]
        rows.append((until, since, until, *_shown(scores, question), len(scores)))
    names = ["period", "since", "until", "score", "lo", "hi", "n"]
    kinds = dict.fromkeys(names[:3], "datetime64[us]") | dict.fromkeys(names[3:6], "float64") | {"n": "int64"}
    return pd.DataFrame(rows, columns=names).astype(kinds)


def _shown(scores: pd.Series, question: Question) -> tuple[float, float, float]:
    """Score and bounds in NPS points or percent; not numbers below 10 answers."""
    found = score(scores, question) if len(scores) >= ROUGH else None
    if found is None or found.lo is None or found.hi is None:
        return math.nan, math.nan, math.nan
    factor = 1 if isinstance(found, Nps) else 100
    return factor * found.value, factor * found.lo, factor * found.hi
