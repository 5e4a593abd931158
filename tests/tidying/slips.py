"""Slips planted into a good workbook: one function a kind, each at a place drawn by chance.

`Planted.code` is what Tidy is to call it; "" for what is to be understood in silence, as if it had been typed well.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from crm import demo
from crm.model import ids
from crm.model.cells import Cell, Rules
from crm.model.headings import Tab
from crm.model.laid import Laid
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand
from crm.store.memory import MemoryWorkbook
from crm.store.numbering import number, plain

TODAY = dt.date(2026, 11, 12)
Grid = list[list[Cell]]


@dataclass
class Sheets:
    """A workbook as it lies in a program: cells from A1 by title, and what is computed in it or went wrong."""

    grids: dict[str, Grid]
    formulas: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    laid: dict[str, Laid] = field(default_factory=dict)  # what is merged or hidden
    taken: set[int] = field(default_factory=set)  # the rows that hold a slip already

    def column(self, sheet: str, name: str) -> int:
        return self.grids[sheet][0].index(SHEETS[sheet].column(name).heading)

    def row(self, rng: Random, sheet: str, name: str = "", *, blank: bool = False) -> list[Cell]:
        """A row without a slip, in which the field is filled, or blank."""
        rows = [
            row
            for row in self.grids[sheet][1:]
            if id(row) not in self.taken and row[0] and (not name or (row[self.column(sheet, name)] is None) == blank)
        ]
        found = rng.choice(rows)
        self.taken.add(id(found))
        return found

    def put(self, rng: Random, sheet: str, name: str, cell: Cell, code: str) -> "Planted":
        """Another cell in the place of one that was filled."""
        row = self.row(rng, sheet, name)
        row[self.column(sheet, name)] = cell
        return Planted(code, sheet, str(row[0]), name, cell)

    def snapshot(self) -> Snapshot:
        tabs = [
            Tab(title, grid, self.formulas.get(title, {}), self.errors.get(title, {}))
            for title, grid in self.grids.items()
        ]
        read = plain(understand(tabs, Rules(TODAY), revision="1", stamp=None))
        numbered, _ = number(read, None, [], lambda letter: ids.draw(letter, read.ids))
        return Snapshot(numbered, Rules(TODAY))


@dataclass(frozen=True)
class Planted:
    """A slip: what it is to be called, where it stands, and what was typed; `meant`: the value that is read."""

    code: str
    sheet: str
    id: str
    field: str
    typed: Cell
    meant: object = None


def good() -> Sheets:
    """The sample without its own slips."""
    made = MemoryWorkbook.new(demo.build(TODAY, mess=False).rows, today=lambda: TODAY)
    titles = [*SHEETS, "Lists", "Settings"]
    return Sheets({title: [list(row) for row in made.sheet(title).rows] for title in titles})


# understood in silence ------------------------------------------------------------------------------------------------


def spaces(book: Sheets, rng: Random) -> Planted:  # 1
    row = book.row(rng, "Contacts", "city")
    place = book.column("Contacts", "city")
    meant, row[place] = row[place], f" {row[place]}\u00a0\u200b "
    return Planted("", "Contacts", str(row[0]), "city", row[place], meant)


def decomposed(book: Sheets, rng: Random) -> Planted:  # 2
    typed = unicodedata.normalize("NFD", "Köln")
    return silent(book, rng, "Contacts", "city", typed, "Köln")


def blank_row(book: Sheets, rng: Random) -> Planted:  # 11
    grid = book.grids["Interactions"]
    grid.insert(rng.randrange(2, len(grid)), [None] * len(grid[0]))
    return Planted("", "Interactions", "", "", None)


def moved_column(book: Sheets, rng: Random) -> Planted:  # 7
    one, other = rng.sample(range(2, 12), 2)
    for row in book.grids["Sales"]:
        row[one], row[other] = row[other], row[one]
    return Planted("", "Sales", "", "", None)


def day_as_text(book: Sheets, rng: Random) -> Planted:  # 18
    typed = rng.choice(["3 March 2026", "03.03.2026", "March 3, 2026", "3. März 2026", "2026-3-3"])
    return silent(book, rng, "Sales", "date", typed, dt.date(2026, 3, 3))


def two_phones(book: Sheets, rng: Random) -> Planted:  # 21
    typed = "0113 496 0112 / 07700 900112"
    return silent(book, rng, "Contacts", "phone", typed, typed)


def money_with_a_sign(book: Sheets, rng: Random) -> Planted:  # 23
    return silent(book, rng, "Sales", "amount", rng.choice(["£1,234.50", "1.234,50 €", "GBP 1234.5"]), 1234.5)


def crossed(book: Sheets, rng: Random) -> Planted:  # 24
    row = book.row(rng, "Contacts", "do_not_contact", blank=True)
    row[book.column("Contacts", "do_not_contact")] = typed = rng.choice(["x", "✓", "Ja", "oui", 1, True])
    return Planted("", "Contacts", str(row[0]), "do_not_contact", typed, True)


def begins_like_a_formula(book: Sheets, rng: Random) -> Planted:  # 34
    return silent(book, rng, "Interactions", "what", "- ring @ noon", "- ring @ noon")


def without_id(book: Sheets, rng: Random) -> Planted:  # 3
    row = book.row(rng, "Satisfaction")
    row[0] = None
    return Planted("", "Satisfaction", "", "", None)


def silent(book: Sheets, rng: Random, sheet: str, name: str, typed: Cell, meant: object) -> Planted:
    done = book.put(rng, sheet, name, typed, "")
    return Planted("", sheet, done.id, name, typed, meant)


# told -----------------------------------------------------------------------------------------------------------------


def copied_row(book: Sheets, rng: Random) -> Planted:  # 4
    row = book.row(rng, "Sales")
    book.grids["Sales"].append(list(row))
    return Planted("duplicate_id", "Sales", str(row[0]), "id", row[0])


def heading_again(book: Sheets, rng: Random) -> Planted:  # 9
    heading = rng.choice(["Phone", "city", " Notes"])
    for place, row in enumerate(book.grids["Contacts"]):
        row.append(None if place else heading)
    return Planted("heading_twice", "Contacts", "", "", heading)


def totals(book: Sheets, rng: Random) -> Planted:  # 12
    grid, word = book.grids["Sales"], rng.choice(["Total", "Summe", "Σ", "TOTAL:"])
    row: list[Cell] = [None] * len(grid[0])
    row[book.column("Sales", "item")], row[book.column("Sales", "amount")] = word, 4711
    grid.append(row)
    return Planted("totals_row", "Sales", "", "", word)


def heading_between(book: Sheets, rng: Random) -> Planted:  # 13
    grid, word = book.grids["Contacts"], rng.choice(["--- Bakeries ---", "** Leeds **", "== 2025", "Friends ---"])
    grid.insert(rng.randrange(2, len(grid)), [None, word, *[None] * (len(grid[0]) - 2)])
    return Planted("section_row", "Contacts", "", "", word)


def day_two_ways(book: Sheets, rng: Random) -> Planted:  # 18
    typed = f"{rng.randint(1, 5):02d}/{rng.randint(6, 12):02d}/2024"
    row = book.row(rng, "Contacts", "since", blank=True)
    row[book.column("Contacts", "since")] = typed
    return Planted("day_or_month", "Contacts", str(row[0]), "since", typed)


def serial(book: Sheets, rng: Random) -> Planted:  # 18
    return book.put(rng, "Interactions", "date", rng.randint(44_000, 46_000), "day_as_number")


def no_such_day(book: Sheets, rng: Random) -> Planted:  # 19
    typed = rng.choice(["31.02.2024", "31 June 2025", "0000-00-00", "12.2024.1", "14/03/206"])
    return book.put(rng, "Sales", "date", typed, "not_a_date")


def no_such_year(book: Sheets, rng: Random) -> Planted:  # 19
    day = dt.date(rng.choice([2206, 2926, 206, 26]), 3, 14)
    return book.put(rng, "Interactions", "date", day, "impossible_date")


def phone_without_zero(book: Sheets, rng: Random) -> Planted:  # 20
    typed = rng.choice([7700900417, 447700900417.0, 1134960112])
    return book.put(rng, "Contacts", "phone", typed, "phone_as_number")


def shortened_phone(book: Sheets, rng: Random) -> Planted:  # 20
    return book.put(rng, "Contacts", "phone", rng.choice(["4.91512E+11", "4,47701E+11", "4.5e+10"]), "digits_missing")


def mail_with_a_comma(book: Sheets, rng: Random) -> Planted:  # 22
    typed = rng.choice(
        ["ann@example,com", "ann @example.com", "ann.example.com", "ann@example", "ann (at) example.com"]
    )
    return book.put(rng, "Contacts", "email", typed, "not_an_email")


def mail_domain(book: Sheets, rng: Random) -> Planted:  # 22
    typed = rng.choice(["ann@gmial.com", "Ann Lee <ann@gmail.con>", "ann@hotmial.com", "ann@outloook.com"])
    return book.put(rng, "Contacts", "email", typed, "email_typo")


def thousands(book: Sheets, rng: Random) -> Planted:  # 23
    return book.put(rng, "Sales", "amount", rng.choice(["1.234", "£ 2,500", "-3.999"]), "thousands")


def no_amount(book: Sheets, rng: Random) -> Planted:  # 23
    return book.put(rng, "Deals", "amount", rng.choice(["about fifty", "12 or 13", "1.20.34"]), "not_a_number")


def neither_yes_nor_no(book: Sheets, rng: Random) -> Planted:  # 24
    row = book.row(rng, "Contacts", "do_not_contact", blank=True)
    row[book.column("Contacts", "do_not_contact")] = typed = rng.choice(["maybe", "call first", "?"])
    return Planted("not_yes_or_no", "Contacts", str(row[0]), "do_not_contact", typed)


def slip_in_a_word(book: Sheets, rng: Random) -> Planted:  # 25
    typed = rng.choice(["custmer", "Cutsomer", "Suppliier", "Customer; Voluntear", "Retaileer"])
    return book.put(rng, "Contacts", "relationships", typed, "not_in_list")


def error(book: Sheets, rng: Random) -> Planted:  # 26
    word = rng.choice(["#REF!", "#N/A", "#WERT!", "#DIV/0!"])
    row = book.row(rng, "Deals", "title")
    place = (book.grids["Deals"].index(row) + 1, book.column("Deals", "next_step") + 1)
    row[place[1] - 1] = None
    book.errors.setdefault("Deals", {})[place] = word
    return Planted("error_cell", "Deals", str(row[0]), "next_step", word)


def formula(book: Sheets, rng: Random) -> Planted:  # 27
    row = book.row(rng, "Tickets", "subject")
    place = (book.grids["Tickets"].index(row) + 1, book.column("Tickets", "subject") + 1)
    book.formulas.setdefault("Tickets", {})[place] = 'A1&"!"'
    return Planted("formula", "Tickets", "", "subject", row[place[1] - 1])


def mojibake(book: Sheets, rng: Random) -> Planted:  # 28
    words = rng.choice(["Grüße von Müller", "Café à la crème", "We’ll ring – “soon”", "Señor Núñez", "Łódź"])
    typed = "".join(
        chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode("cp1252") for b in words.encode()
    )
    return book.put(rng, "Interactions", "what", typed, "mojibake")


def nobody(book: Sheets, rng: Random) -> Planted:  # 30
    row = book.row(rng, "Follow-ups", "contact")
    row[book.column("Follow-ups", "contact")] = typed = rng.choice(["Mrs Featherstone", "Zz", "Ann Lee-Smythe"])
    row[book.column("Follow-ups", "contact_id")] = None
    return Planted("orphan", "Follow-ups", str(row[0]), "contact", typed)


def no_birth_year(book: Sheets, rng: Random) -> Planted:  # 31
    typed = rng.choice([dt.date(1904, 1, 1), dt.date(1904, 5, 3), "1900-01-01", "14.3.1899", 1, dt.date(1910, 12, 24)])
    return book.put(rng, "Contacts", "birthday", typed, "year_unknown")


def shifted(book: Sheets, rng: Random) -> Planted:  # 32
    row = book.row(rng, "Contacts", "email")
    phone, mail, birthday = (book.column("Contacts", name) for name in ("phone", "email", "birthday"))
    row[phone : birthday + 1] = [None] * (birthday + 1 - phone)
    if rng.random() < 0.5:
        row[phone + 1], row[mail], row[mail + 1], row[birthday] = (
            "020 7946 0112",
            "07700 900417",
            "a@example.com",
            "Leeds",
        )
    else:
        row[phone], row[mail - 1], row[mail], row[birthday - 1] = "020 7946 0112", "a@example.com", "Leeds", "14 March"
    return Planted("shifted", "Contacts", str(row[0]), "", None)


def copied_sheet(book: Sheets, rng: Random) -> Planted:  # 33
    title = rng.choice(["Contacts (2)", "Copy of Contacts", "Contacts - Copy", "Kopie von Contacts"])
    book.grids[title] = [list(row) for row in book.grids["Contacts"]][: rng.randint(3, 20)]
    return Planted("sheet_copied", "Contacts", "", "", title)


def no_name(book: Sheets, rng: Random) -> Planted:  # none of the catalogue: a row that wants a word
    row = book.row(rng, "Tickets", "subject")
    row[book.column("Tickets", "subject")] = None
    return Planted("required", "Tickets", str(row[0]), "subject", None)


Slip = Callable[[Sheets, Random], Planted]
SILENT: tuple[Slip, ...] = (
    spaces, decomposed, day_as_text, two_phones, money_with_a_sign, crossed, begins_like_a_formula, without_id,
)  # fmt: skip
TOLD: tuple[Slip, ...] = (
    day_two_ways, serial, no_such_day, no_such_year, phone_without_zero, shortened_phone, mail_with_a_comma,
    mail_domain, thousands, no_amount, neither_yes_nor_no, slip_in_a_word, error, formula, mojibake, nobody,
    no_birth_year, no_name, shifted,
)  # fmt: skip
SHEETS_THEMSELVES: tuple[Slip, ...] = (
    blank_row, moved_column, copied_row, totals, heading_between, heading_again, copied_sheet,
)  # fmt: skip
"""The last, since they move rows: errors and formulas are kept by their places. `moved_column` goes before others."""
