"""The figures of the sheet Overview, for colleagues who have no Kith open: plain values, a row a tuple of cells."""

import math
from dataclasses import dataclass

import pandas as pd

from crm.analytics import retention
from crm.analytics.care import RISK, care_list
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH
from crm.analytics.satisfaction import nps
from crm.analytics.thread import Thread, thread
from crm.analytics.thread_words import Told, tiles
from crm.analytics.today import last_touch
from crm.model.cells import Cell

MONTHS, CALLS = 12, 20
NAMES = {
    "retention": "Do they stay?",
    "loyalty": "Do they come again?",
    "profitability": "What do they bring?",
    "satisfaction": "Are they happy?",
}
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Overview:
    """`factors`: four of (name, value, n, sentence). `months`: twelve finished ones, the oldest first, of (month, kept,
    lost, NPS, answers, money in). `calls`: at most twenty of (name, phone, last contact, why)."""

    factors: list[Row]
    months: list[Row]
    calls: list[Row]


def overview(frames: Frames, money: Told) -> Overview:
    """All of it as of the day of the frames; what cannot be told yet is blank, never 0."""
    found = thread(frames, as_of=frames.as_of)
    sentences = tiles(found, frames.rules, money)
    factors = [(title, *_value(found, name, money), sentences[name]) for name, title in NAMES.items()]
    return Overview(factors, _months(frames), _calls(frames))


def _value(found: Thread, name: str, money: Told) -> Row:
    """A figure in short, and of how many; blank where so few carry none."""
    figure = getattr(found, name)
    if figure is None:
        return None, 0
    if name == "profitability":
        return money(figure.value, figure.currency), figure.n
    if figure.n < ROUGH:
        return None, figure.n
    is_score = name == "satisfaction" and hasattr(figure, "score")
    return (f"{math.floor(figure.value + 0.5)}" if is_score else f"{math.floor(100 * figure.value + 0.5)} %"), figure.n


def _months(frames: Frames) -> list[Row]:
    """Each of the last twelve months that are over; a month before the first row of the book has only its name."""
    first = pd.Timestamp(frames.as_of).replace(day=1)
    starts = pd.date_range(end=first - pd.DateOffset(months=1), periods=MONTHS, freq="MS")
    flow = retention.monthly_flow(frames.events, as_of=frames.as_of)
    moved = {month: (int(back + steady), int(lapsed))
             for month, back, steady, lapsed in flow[["month", "back", "steady", "lapsed"]].to_numpy()}  # fmt: skip
    answers = frames.answers[frames.answers["latest"]]
    questions = [name.name for name in frames.rules.questions.values() if name.measure == "NPS"]
    answers = answers[answers["question"].isin(questions[:1])]
    sold = frames.sold[frames.sold["currency"] == frames.rules.currency]
    rows: list[Row] = []
    for start in starts:
        end = start + pd.offsets.MonthEnd(1)
        scores = answers.loc[answers["date"].between(start, end), "score"].dropna()
        score = nps(scores) if len(scores) >= ROUGH else None
        amounts = sold.loc[sold["date"].between(start, end), "amount"].dropna()
        kept, lost = moved.get(start, (None, None))
        told = None if score is None else math.floor(score.score + 0.5)
        brought = round(float(amounts.sum()), 2) if len(amounts) else None
        rows.append((f"{start:%b %Y}", kept, lost, told, len(scores), brought))
    return rows


def _calls(frames: Frames) -> list[Row]:
    """Who needs a call, without those who asked not to be contacted."""
    care = care_list(frames, as_of=frames.as_of)
    people, last = frames.contacts, last_touch(frames)
    away = people.index[people["silent"]]
    care = care[(care["level"] == RISK) & ~care.index.isin(away)].head(CALLS)
    rows: list[Row] = []
    for id, reasons in care["reasons"].items():
        numbers = (people.at[id, field] for field in ("phone", "phone_2", "whatsapp"))
        phone = next((number for number in numbers if isinstance(number, str)), None)
        seen = last.get(id)
        why = "; ".join(reasons)
        rows.append((frames.name(id), phone, None if seen is None else seen.date(), f"{why[:1].upper()}{why[1:]}"))
    return rows
