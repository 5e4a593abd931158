"""The words that a kind of team begins with."""

from crm.actions.starting import TEAMS
from crm.model.lists import LISTS
from crm.model.settings import SETTINGS

WORDS = ("word_customer", "word_customers", "word_sale", "word_sales")


def lists_of(trade: str) -> dict[str, list[str]]:
    """List -> its words, for those in which a team's own words stand, or that every new workbook has."""
    own = TEAMS[trade].lists
    return {name: [str(row[0]) for row in own.get(name, rows)] for name, (_, rows) in LISTS.items() if rows}


def words_of(trade: str) -> list[str]:
    """Every word: of the lists, and for a customer and a sale."""
    called = [str(TEAMS[trade].settings.get(name, SETTINGS[name].default)) for name in WORDS]
    return [*called, *(word for words in lists_of(trade).values() for word in words)]
