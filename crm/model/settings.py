"""The sheet Settings: everything a team may change about Kith without an administrator. Never paths, keys or roles."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm.model.cells import Cell, Rules, number_in, same, written
from crm.model.dates import FIRST_YEAR, LAST_YEAR, parse_day
from crm.model.text import fold, squash
from crm.model.working_days import parse_days


@dataclass(frozen=True)
class Setting:
    """One row of the sheet: its key, the words before it, its default, what it does, and the choices there are."""

    key: str
    title: str
    default: Cell
    help: str
    choices: tuple[str, ...] = ()


_YES_NO = ("Yes", "No")

# fmt: off
SETTINGS: dict[str, Setting] = {setting.key: setting for setting in (
    Setting("organisation_name", "Name of your organisation", None, "Stands on the first page."),
    Setting("book_language", "Language of the workbook", "en", "The language of month names that Kith writes: en, de, fr or es.", ("en", "de", "fr", "es")),
    Setting("word_customer", "Word for a customer", "Customer", "Customer, client, patient, member ..."),
    Setting("word_customers", "Word for customers", "Customers", "The same for several."),
    Setting("word_sale", "Word for a sale", "Sale", "Sale, donation, order ..."),
    Setting("word_sales", "Word for sales", "Sales", "The same for several."),
    Setting("country", "Country", "GB", "Two letters. Decides how phone numbers without a country code are read."),
    Setting("currency", "Currency", "GBP", "Three letters. The currency of amounts that do not name another."),
    Setting("day_first", "Day before month", "Yes", "Yes: 3/4 is the 3rd of April. No: it is March the 4th.", _YES_NO),
    Setting("time_zone", "Time zone", "Europe/London", "Decides when a day begins."),
    Setting("week_starts", "First day of the week", "Monday", "Monday or Sunday.", ("Monday", "Sunday")),
    Setting("year_starts", "First month of your year", 1, "1 is January."),
    Setting("working_days", "Working days", "Mon-Fri", "The days that count towards a promise."),
    Setting("module_deals", "Show deals", "No", "Yes makes the sheet Deals and its page.", _YES_NO),
    Setting("module_tickets", "Show tickets", "No", "Yes makes the sheet Tickets and its page.", _YES_NO),
    Setting("module_segments", "Show segments", "No", "Yes makes the sheets Segments and Templates and their page.", _YES_NO),
    Setting("module_goals", "Show goals", "No", "Yes makes the sheet Goals and its page.", _YES_NO),
    Setting("first_steps", "Show the three first steps", "Yes", "Yes: on Today, until all three are done.", _YES_NO),
    Setting("overview", "Figures in the sheet Overview", "Yes", "Yes: the figures go into the sheet Overview once a day, or by the button on the page Workbook.", _YES_NO),
    Setting("change_log", "Keep the sheet Change log", "No", "Yes copies every change into a sheet.", _YES_NO),
    Setting("relationship_if_blank", "Somebody without a relationship is a", "Customer", "One of your words for a relationship."),
    Setting("activity_from", "What counts as coming", "auto", "auto, sales, interactions or both.", ("auto", "sales", "interactions", "both")),
    Setting("count_customers_by", "Count customers by", "contact", "contact, or organisation.", ("contact", "organisation")),
    Setting("relationship_ends", "How a relationship ends", "silently", "silently (people just stop coming) or on a date.", ("silently", "on a date")),
    Setting("payment_terms_days", "Days to pay", 14, "Proposed for a bank transfer."),
    Setting("rhythm_min_gaps", "Gaps needed to know a rhythm", 3, "3 gaps are 4 visits. Who came less often is compared with everybody."),
    Setting("rhythm_watch", "Overdue after", 1.5, "Times the usual gap. 1.5: who comes every 20 days is overdue after 30."),
    Setting("rhythm_risk", "At risk after", 2, "Times the usual gap. From here on they need a call."),
    Setting("rhythm_lost", "Lapsed after", 3, "Times the usual gap. Such people seldom come again by themselves."),
    Setting("rhythm_floor_days", "Never overdue within", 14, "Days since the last visit, however often they come."),
    Setting("points_repeat", "They come again", 2, "Of a customer. In 12 months on two days or more: all of it; on none: half of it against them."),
    Setting("points_rhythm", "They keep their rhythm", 2, "Of a customer with a rhythm of their own. Steady: all of it; at risk: half of it against them; lapsed: all of it against them."),
    Setting("points_money", "They bring money", 2, "Of a customer. The top third of 12 months: all of it; the middle third: half; a loss: all of it against them."),
    Setting("points_trend", "They bring more than before", 1, "Of a customer. A quarter more than the year before: for them; a quarter less: against them."),
    Setting("points_words", "They are content", 1, "Of a customer. The last answer of 12 months good: for them; unhappy: against them."),
    Setting("points_pays", "They pay in time", 2, "Of a customer. Within a week of the due date: half of it; over 30 days late: half of it against them; an invoice open for 60 days: all of it against them."),
    Setting("points_refers", "They send others", 1, "Of a customer. The Source of another contact names them: for them."),
    Setting("points_answers", "They answer us", 2, "Of a lead. They contacted us within 14 days of our last try: for them; silent to three: against them."),
    Setting("points_met", "We have met", 2, "Of a lead. A visit or a meeting is logged: for them."),
    Setting("points_need", "We know what they need", 1, "Of a lead. Needs & preferences is filled in: for them."),
    Setting("points_amount", "Their deal has an amount", 1, "Of a lead. Their open deal has one: for them."),
    Setting("points_date", "Their deal has a day", 1, "Of a lead. Expected close lies ahead: for them; over 30 days past: against them."),
    Setting("points_source", "Their source is a good one", 1, "Of a lead. Deals of their source are won more often than others: for them; less often: against them."),
    Setting("points_pace", "Their deal moves", 1, "Of a lead. Open no longer than won deals took: for them; twice as long: against them."),
    Setting("opening_balance", "Opening balance", None, "Money at hand, for the cash flow."),
    Setting("opening_balance_day", "Day of the opening balance", None, "The evening on which so much was there. Blank: today."),
    Setting("cash_reserve", "Reserve", None, "Money that should stay, for the cash flow."),
    Setting("birthday_days_ahead", "Birthdays ahead", 14, "Days."),
    Setting("keep_in_touch_days", "Keep in touch", 0, "Remind after so many silent days; 0 is off."),
    Setting("ask_again_days", "Ask again after", 90, "Days between two questions to one person."),
    Setting("stale_contact_months", "Ask for news after", 12, "Months without a change."),
    Setting("stale_deal_days", "A deal stands still after", 30, "Days."),
    Setting("message_needs_consent", "Messages to many need consent", "Yes", "Yes: only people whose Marketing OK is Yes.", _YES_NO),
    Setting("retention_report_months", "Months in the retention grid", 36, "How far back."),
)}
# fmt: on


GROUPS: dict[str, tuple[str, ...]] = {
    "Names and words": (
        "organisation_name", "word_customer", "word_customers", "word_sale", "word_sales", "book_language",
    ),
    "Region and calendar": (
        "country", "currency", "day_first", "time_zone", "week_starts", "year_starts", "working_days",
    ),
    "Pages and sheets": (
        "module_deals", "module_tickets", "module_segments", "module_goals", "overview", "change_log",
        "first_steps",
    ),
    "Looking after people": (
        "birthday_days_ahead", "keep_in_touch_days", "ask_again_days", "stale_contact_months", "stale_deal_days",
        "message_needs_consent",
    ),
    "How things are counted": (
        "relationship_if_blank", "activity_from", "count_customers_by", "relationship_ends", "retention_report_months",
    ),
    "When somebody is overdue, at risk or lapsed": (
        "rhythm_min_gaps", "rhythm_watch", "rhythm_risk", "rhythm_lost", "rhythm_floor_days",
    ),
    "What makes a good customer": (
        "points_repeat", "points_rhythm", "points_money", "points_trend", "points_words", "points_pays",
        "points_refers",
    ),
    "What makes a promising lead": (
        "points_answers", "points_met", "points_need", "points_amount", "points_date", "points_source", "points_pace",
    ),
    "Money": ("payment_terms_days", "opening_balance", "opening_balance_day", "cash_reserve"),
}  # fmt: skip
"""Every setting, in the groups in which a team finds them."""

ABOUT: Mapping[str, str] = {
    "When somebody is overdue, at risk or lapsed": (
        "Everybody is measured by their own usual gap between two visits, and these say how many such gaps of silence "
        "are too many: overdue comes before at risk, and at risk before lapsed."
    ),
    "What makes a good customer": (
        "How much each fact weighs, in whole points from 0 to 10; 0 leaves it out. 4 points in all are a good "
        "customer, -1 or fewer an unpromising one, and of whom fewer than 3 facts are known nothing is said."
    ),
    "What makes a promising lead": "The same for people who may become customers: the most points that a fact can give.",
}
"""What stands above the settings of a group."""


@dataclass(frozen=True)
class Settings:
    """The settings of one workbook: key -> its cell. One that is absent or cannot be read has its default."""

    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        """A setting as text, without blanks around it."""
        value = squash(written(self.cells.get(key)))
        declared = SETTINGS.get(key)
        if declared is None:
            return value
        if declared.choices:
            return next(
                (choice for choice in declared.choices if fold(choice) == fold(value)), written(declared.default)
            )
        return value or written(declared.default)

    def number(self, key: str) -> float:
        """A setting as a number; its default when the cell holds none that it can have."""
        number = _number(key, self.cells.get(key))
        return float(written(SETTINGS[key].default) or 0) if number is None else number

    def day(self, key: str) -> dt.date | None:
        """A setting as a day; None when the cell holds none."""
        return _day(self.cells.get(key), "dmy" if self.yes("day_first") else "mdy")

    def yes(self, key: str) -> bool:
        """Whether a yes-or-no setting is Yes."""
        return fold(self.text(key)) == "yes"

    def zone(self) -> ZoneInfo | None:
        """The time zone of the team; None where none is named that anybody knows: then this computer's counts."""
        try:
            return ZoneInfo(squash(written(self.cells.get("time_zone"))))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None

    def rules(self, today: dt.date) -> Rules:
        """How cells are to be read in this workbook."""
        country = self.text("country").upper()
        return Rules(today, self.yes("day_first"), country if len(country) == 2 else "GB", self.text("book_language"))

    def unreadable(self) -> dict[str, str]:
        """Key -> sentence, for each cell that is filled but not understood."""
        found = {}
        for key, cell in self.cells.items():
            declared = SETTINGS.get(key)
            if declared is None or not written(cell).strip() or same(cell, declared.default):
                continue
            if declared.choices and fold(self.text(key)) != fold(squash(written(cell))):
                found[key] = f"“{declared.title}” must be {' or '.join(declared.choices)}."
            elif (isinstance(declared.default, int | float) or key in _AMOUNTS) and _number(key, cell) is None:
                least, most, kind = _limits(key)
                bounds = "" if key in _AMOUNTS else f" from {least} to {most:,}"
                found[key] = f"“{declared.title}” must be a {kind}{bounds}."
            elif key == "opening_balance_day" and self.day(key) is None:
                found[key] = f"“{declared.title}” must be a day with its year, like 3 Nov 2026."
            elif key == "time_zone" and self.zone() is None:
                found[key] = f"“{declared.title}” must be a city like Europe/London or America/New_York."
            elif key in _CHECKS and not _CHECKS[key][0](squash(written(cell))):
                found[key] = f"“{declared.title}” {_CHECKS[key][1]}."
        return found


POINTS = "points_"  # before the name of a fact that a standing is made of
LIMITS_OF_RHYTHM = ("rhythm_watch", "rhythm_risk", "rhythm_lost")  # each larger than the one before it
_WHOLE = "whole number"
_AMOUNTS = ("opening_balance", "cash_reserve")
_MOST = 3_650  # days, months or times; with more, days are reckoned that no calendar has


def _number(key: str, cell: Cell) -> float | None:
    """A cell as the number of a setting; None where it is none, or lies outside what the setting can have."""
    number = cell if isinstance(cell, int | float) else number_in(squash(written(cell)))
    if number is None:
        return None
    least, most, kind = _limits(key)
    if not least <= number <= most or (kind == _WHOLE and number % 1):
        return None
    return float(number)


_EPOCH, _DAYS = dt.date(1899, 12, 30), (20_000, 80_000)  # how a sheet counts days; those of 1954 to 2119
_CENTURY = dt.date(2089, 12, 31)  # of a year in two digits: 26 is 2026


def _day(cell: Cell, order: str) -> dt.date | None:
    """A cell as a day without its time, also one that lost its format; None where it is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _EPOCH + dt.timedelta(days=int(cell)) if _DAYS[0] <= cell <= _DAYS[1] else None
    found = cell if isinstance(cell, dt.date) else parse_day(written(cell), today=_CENTURY, order=order)
    day = found.date() if isinstance(found, dt.datetime) else found
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _limits(key: str) -> tuple[float, float, str]:
    """The least and the most that a setting can be, and what kind of number it is."""
    if key in _AMOUNTS:
        return -1e15, 1e15, "number"
    if key.startswith(POINTS):
        return 0, 10, _WHOLE
    if key == "rhythm_min_gaps":
        return 1, 50, _WHOLE
    return (1, 100, "number") if key in LIMITS_OF_RHYTHM else (0, _MOST, "number")


_CHECKS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "working_days": (lambda text: parse_days(text) is not None, "is written as Mon-Fri, or as Tue, Thu, Sat"),
    "country": (lambda text: len(text) == 2 and text.isascii() and text.isalpha(), "is two letters, such as GB or DE"),
    "year_starts": (lambda text: text in {str(month) for month in range(1, 13)}, "is a number from 1 to 12"),
}
"""Key -> whether a text can be read, and what it should be, for settings that are neither a choice nor a number."""
