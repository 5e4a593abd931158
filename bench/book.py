"""The workbook of the trials: any number of invented people with twenty filled columns each."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import python_calamine

from crm.model.cells import Cell
from crm.store.excel import template

TODAY = dt.date(2026, 3, 2)
SHEET = "Contacts"
Row = Mapping[str, Cell]

_FIRST = (
    "Ada Agnes Amira Bruno Carla Chidi Daria Edgar Elif Fatima Felix Grace Hana Hugo Ines Ivo Jonas Karim Keiko Lena "
    "Łukasz Marta Mehmet Nadia Noah Olga Omar Paula Priya Quentin Rosa Samir Sofía Tariq Tomás Uma Vera Wanda Yusuf Zoë"
)
_BEGINS = "Ash Bel Cas Dor Eng Far Gar Hol Iver Jan Kow Lin Mar Nor Oak Pet Quin Ros Sten Tor Ull Ver Wal Yar Zim"
_MIDDLES = "a ber del e en for go i ka ler man nel o ri ster ta u ven"
_ENDS = "berg by dal ford ham ić ley man mann mont nova ova quist rup sen ska son stein ton vic wick wood"
_CITIES = "Leeds York Hull Bradford Sheffield Whitby Ripon Halifax Malton Selby"


def people(n: int) -> Iterator[Row]:
    """`n` people, the same ones each time: their ID and twenty cells, by field."""
    dice = random.Random(7)
    firsts, begins, middles, ends, cities = (words.split() for words in (_FIRST, _BEGINS, _MIDDLES, _ENDS, _CITIES))
    for number in range(n):
        first, city = dice.choice(firsts), dice.choice(cities)
        last = dice.choice(begins) + dice.choice(middles) + dice.choice(ends)
        yield {
            "id": id_of("C", number),
            "name": f"{first} {last}",
            "kind": "Person",
            "organisation": f"{last} & {dice.choice(begins)}",
            "relationships": dice.choice(("Customer", "Lead", "Customer; Donor", "Supplier", "Volunteer")),
            "status": dice.choice(("Active", "Active", "Active", "Former")),
            "phone": f"0113 496 {number % 10_000:04d}",
            "email": f"person{number}@example.org",
            "city": city,
            "birthday": f"{dice.randint(1940, 2005)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            "owner": dice.choice(("Maya", "Tom")),
            "notes": f"Asked about delivery {number}; prefers {dice.choice(('mornings', 'evenings', 'the weekend'))}",
            "street": f"{dice.randint(1, 99)} {dice.choice(begins)} Street",
            "postcode": f"LS{dice.randint(1, 29)} {dice.randint(1, 9)}AB",
            "country": "United Kingdom",
            "role": dice.choice(("Owner", "Manager", "Teacher", "Nurse")),
            "website": f"https://example.org/{number}",
            "source": dice.choice(("Word of mouth", "Walk-in", "Website")),
            "tags": dice.choice(("newsletter", "school", "regular")),
            "keep_in_touch": dice.choice((30, 60, 90)),
            "since": TODAY - dt.timedelta(days=dice.randint(1, 3_000)),
        }


def id_of(letter: str, number: int) -> str:
    """An ID of the shape that Kith draws: the letter of its sheet, five digits of base 32 and a letter."""
    digits = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> 5 * place & 31] for place in range(5))
    return f"{letter}-{digits}A"


def write(path: Path, n: int) -> Path:
    """A new workbook of Kith's with `n` people in it, all formats, drop-downs and lists included."""
    template.write(path, book_id=f"bench-{n}", today=TODAY, rows={SHEET: list(people(n))}, overview=False)
    return path


def read_back(path: Path) -> dict[str, Row]:
    """ID -> heading -> cell of everybody in a workbook, read by a program that wrote none of the contenders' files."""
    with path.open("rb") as file:
        rows = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_name(SHEET).to_python()
    headings = [str(cell) for cell in rows[0]]
    found = [dict(zip(headings, row, strict=True)) for row in rows[1:]]
    return {str(row["ID"]): row for row in found if row["ID"]}
