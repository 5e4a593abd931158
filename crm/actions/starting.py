"""What a new workbook begins with: the words of a kind of team, and what the computer says about its region.

Pure: no file is touched here. A preset fills Settings and Lists, which the team may change later; it decides nothing
that the code asks for, since the code asks for the meaning of a word.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm.model.cells import Cell
from crm.model.changes import AddRow, AddToList, ChangeSet
from crm.model.contents import Contents, SheetContents
from crm.model.lists import LISTS
from crm.model.schema import Sheet
from crm.model.settings import SETTINGS, Settings
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot

ListRows = Mapping[str, Sequence[Sequence[Cell]]]
Rows = Mapping[str, Sequence[Mapping[str, Cell]]]
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # codes of CLDR that nobody lives in


@dataclass(frozen=True)
class Team:
    """A kind of team: its title, who that is, and what its Settings and Lists say other than the defaults."""

    title: str
    who: str
    settings: Mapping[str, Cell] = field(default_factory=dict)
    lists: ListRows = field(default_factory=dict)


_PRACTICE: ListRows = {
    "Relationships": [
        ("Patient", "customer"),
        ("Enquiry", "prospect"),
        ("Referrer", "partner"),
        ("Supplier", "supplier"),
        ("Other", "other"),
    ],
    "Interaction types": [("Appointment", "visit"), *LISTS["Interaction types"][1]],
    "Sale kinds": [("Payment", "money in"), ("Purchase", "money out")],
}
_CHARITY: ListRows = {
    "Relationships": [
        ("Member", "customer"),
        ("Donor", "customer"),
        ("Interested", "prospect"),
        ("Volunteer", "other"),
        ("Partner", "partner"),
        ("Supplier", "supplier"),
        ("Other", "other"),
    ],
    "Interaction types": [*LISTS["Interaction types"][1][:2], ("Event", "visit"), *LISTS["Interaction types"][1][2:]],
    "Sale kinds": [
        ("Donation", "money in"),
        ("Membership fee", "money in"),
        ("Sale", "money in"),
        ("Purchase", "money out"),
    ],
}
_SERVICES: ListRows = {
    "Relationships": [
        ("Client", "customer"),
        ("Lead", "prospect"),
        ("Partner", "partner"),
        ("Supplier", "supplier"),
        ("Other", "other"),
    ],
    "Sale kinds": [("Sale", "money in"), ("Purchase", "money out")],
}

TEAMS: Mapping[str, Team] = {
    "shop": Team("Shop or trade", "customers and sales"),
    "practice": Team(
        "Practice",
        "patients and visits",
        {
            "word_customer": "Patient",
            "word_customers": "Patients",
            "word_sale": "Payment",
            "word_sales": "Payments",
            "relationship_if_blank": "Patient",
            "activity_from": "interactions",
        },
        _PRACTICE,
    ),
    "charity": Team(
        "Charity or club",
        "members and donations",
        {
            "word_customer": "Member",
            "word_customers": "Members",
            "word_sale": "Donation",
            "word_sales": "Donations",
            "relationship_if_blank": "Member",
            "relationship_ends": "on a date",
        },
        _CHARITY,
    ),
    "services": Team(
        "Services",
        "clients and projects",
        {
            "word_customer": "Client",
            "word_customers": "Clients",
            "relationship_if_blank": "Client",
            "module_deals": "Yes",
            "module_tickets": "Yes",
            "count_customers_by": "organisation",
        },
        _SERVICES,
    ),
}


@dataclass(frozen=True)
class Region:
    """Where a team works: two letters, three letters, whether 3/4 is the 3rd of April, a zone of the tz database."""

    country: str
    currency: str
    day_first: bool
    time_zone: str


def region_of(locale: str, time_zone: str) -> Region:
    """What a browser's language ("en-GB") and time zone ("Europe/London") propose; what they do not say is British.

    The time zone decides the country: many browsers speak American English in every country.

    >>> region_of("en-US", "Europe/Berlin")
    Region(country='DE', currency='EUR', day_first=True, time_zone='Europe/Berlin')
    """
    language, _, rest = locale.replace("_", "-").partition("-")
    told = rest.rpartition("-")[2].upper()
    country = _country_of(time_zone) or (told if told in countries() else "GB")
    currency, day_first = custom_of(country, language)
    return Region(country, currency, day_first, time_zone if time_zone in time_zones() else "Europe/London")


def custom_of(country: str, language: str = "en") -> tuple[str, bool]:
    """The currency of a country, and whether people there write the day before the month (Unicode's CLDR)."""
    try:
        from babel.core import Locale, UnknownLocaleError, get_global
        from babel.numbers import get_territory_currencies
    except ImportError:
        return "GBP", True
    currency = next(iter(get_territory_currencies(country)), "GBP")
    likely = get_global("likely_subtags").get(f"und_{country}", "")
    for name in (f"{language}_{country}", likely, f"en_{country}"):
        try:
            pattern = Locale.parse(name).datetime_skeletons["Md"].pattern
        except (UnknownLocaleError, ValueError, KeyError):
            continue
        return currency, pattern.find("d") < pattern.find("M")
    return currency, True


def countries() -> dict[str, str]:
    """Country -> its English name, by name; only Britain where babel is not installed."""
    try:
        from babel.core import Locale
    except ImportError:
        return {"GB": "United Kingdom"}
    territories = Locale("en").territories.items()
    names = {code: name for code, name in territories if len(code) == 2 and code not in _NO_COUNTRY}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def is_currency(code: str) -> bool:
    """Whether three letters are a currency (ISO 4217); without babel, whether they could be one.

    >>> is_currency("EUR"), is_currency("EURO")
    (True, False)
    """
    try:
        from babel.numbers import is_currency as is_known
    except ImportError:
        return len(code) == 3 and code.isascii() and code.isalpha()
    return bool(is_known(code))


def time_zones() -> list[str]:
    """The time zones there are, by name."""
    try:
        from babel.core import get_global
    except ImportError:
        return ["Europe/London"]
    return sorted({*get_global("zone_territories"), *get_global("zone_aliases")})


def _country_of(time_zone: str) -> str:
    try:
        from babel.core import get_global
    except ImportError:
        return ""
    zone = get_global("zone_aliases").get(time_zone, time_zone)
    found = str(get_global("zone_territories").get(zone) or "")
    return found if found in countries() else ""


def settings_of(team: Team, region: Region) -> dict[str, Cell]:
    """The settings of a new workbook that differ from the defaults or were asked for."""
    return {
        **team.settings,
        "country": region.country,
        "currency": region.currency,
        "day_first": "Yes" if region.day_first else "No",
        "time_zone": region.time_zone,
    }


# a list that is brought in -------------------------------------------------------------------------------------------


def empty(team: Team, region: Region, today: dt.date) -> Snapshot:
    """The new workbook as it is before anybody is in it, for planning what is to come in."""
    settings = {setting.key: setting.default for setting in SETTINGS.values()} | settings_of(team, region)
    lists: dict[str, list[Cell]] = {}
    for name, (further, rows) in LISTS.items():
        for number, heading in enumerate([name, *(f"{name}: {part}" for part in further)]):
            lists[heading] = [row[number] for row in team.lists.get(name, rows)]
    sheets = {sheet.key: _blank(sheet) for sheet in SHEETS.values() if not sheet.module}
    contents = Contents(revision="", stamp=None, sheets=sheets, lists=lists, settings=settings)
    return Snapshot(contents, Settings(settings).rules(today))


def _blank(sheet: Sheet) -> SheetContents:
    headings = tuple(column.heading for column in sheet.created)
    fields = tuple(column.field for column in sheet.created)
    return SheetContents(sheet.key, sheet.key, 1, headings, fields, [], {field: [] for field in fields})


def brought(team: Team, changes: ChangeSet, now: dt.datetime) -> tuple[Rows, ListRows]:
    """What an import adds, as the rows and lists of a workbook that is made with them in it."""
    rows: dict[str, list[Mapping[str, Cell]]] = {}
    lists = {name: list(entries) for name, entries in team.lists.items()}
    for change in changes.changes:
        if isinstance(change, AddRow):
            stamp: dict[str, Cell] = {"added_on": now} if "added_on" in SHEETS[change.sheet].fields else {}
            rows.setdefault(change.sheet, []).append({"id": change.id, **change.values, **stamp})
        elif isinstance(change, AddToList):
            beside = [change.beside.get(part) for part in LISTS[change.list][0]]
            lists.setdefault(change.list, list(LISTS[change.list][1])).append((change.entry, *beside))
    return rows, lists
