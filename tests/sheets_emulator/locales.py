"""How a spreadsheet's locale reads and writes dates and numbers. Only en_US is proven by recordings."""

from dataclasses import dataclass

from .errors import unsupported


@dataclass(frozen=True)
class Locale:
    """order of typed dates, the pattern of a date, the decimal mark, the mark of thousands, the currency."""

    order: str
    date: str
    decimal: str = "."
    thousands: str = ","
    currency: str = "$"


LOCALES = {
    "en_US": Locale("mdy", "m/d/yyyy"),
    "en_GB": Locale("dmy", "dd/mm/yyyy", currency="£"),
    "de_DE": Locale("dmy", "dd.mm.yyyy", ",", ".", "€"),
    "fr_FR": Locale("dmy", "dd/mm/yyyy", ",", " ", "€"),
    "es_ES": Locale("dmy", "d/m/yyyy", ",", ".", "€"),
    "it_IT": Locale("dmy", "d/m/yyyy", ",", ".", "€"),
    "nl_NL": Locale("dmy", "d-m-yyyy", ",", ".", "€"),
    "sv_SE": Locale("ymd", "yyyy-mm-dd", ",", " ", "kr"),
    "ja_JP": Locale("ymd", "yyyy/mm/dd", currency="¥"),
}


def locale_named(name: str) -> Locale:
    """A locale by its name in SpreadsheetProperties. Raises ApiError (501) for one that nobody described."""
    if name not in LOCALES:
        raise unsupported(f"the locale {name}")
    return LOCALES[name]
