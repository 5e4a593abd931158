"""IDs for rows without one, and for copies of rows."""

import itertools

from crm.model.cells import Cell
from crm.model.contents import Contents
from crm.store.memory import MemoryWorkbook
from crm.store.numbering import number, squashed
from tests.store.conftest import ADA, BOB, TODAY


def read(*rows: dict[str, Cell]) -> Contents:
    return MemoryWorkbook.new({"Contacts": rows}, today=lambda: TODAY).read()


def numbered(contents: Contents, before: Contents | None = None, known: tuple = ()) -> list[str]:
    counter = itertools.count(1)
    found, _ = number(contents, before, known, lambda letter: f"{letter}-{next(counter)}")
    return [str(id) for id in found.sheets["Contacts"].columns["id"]]


def test_rows_without_an_id_get_one_with_the_letter_of_their_sheet() -> None:
    assert numbered(read({"name": "Eve"}, ADA, {"name": "Finn"})) == ["C-1", "C-ADA11A", "C-2"]


def test_of_a_row_and_its_changed_copy_the_one_nearest_to_the_last_read_keeps_the_id() -> None:
    copies = read({**ADA, "name": "Her sister", "city": "Rom"}, ADA, {**ADA, "phone": "1"})
    assert numbered(copies, before=read(ADA)) == ["C-1", "C-ADA11A", "C-2"]


def test_without_an_earlier_read_the_first_row_keeps_the_id() -> None:
    assert numbered(read(ADA, {**ADA, "name": "Her sister"})) == ["C-ADA11A", "C-1"]


def test_an_exact_copy_is_left_out_and_named_with_both_rows() -> None:
    found, _ = number(read(ADA, BOB, ADA), None, (), lambda letter: "never")
    (problem,) = found.sheets["Contacts"].left_out
    assert (problem.sentence, problem.row) == ("Row 4 is a copy of row 2, so it counts once.", 4)


def test_a_row_seen_before_is_known_again_wherever_it_stands() -> None:
    _, given = number(read({"name": "Eve"}, {"name": "Finn"}), None, (), _letters())
    assert numbered(read(ADA, {"name": "Finn"}, {"name": "Eve"}), known=tuple(given)) == ["C-ADA11A", "b", "a"]


def test_another_row_in_the_same_place_is_not_taken_for_it() -> None:
    _, given = number(read({"name": "Eve", "city": "Rom", "phone": "1"}), None, (), _letters())
    assert numbered(read({"name": "Finn", "city": "Rom", "phone": "2"}), known=tuple(given)) == ["C-1"]


def test_a_row_that_was_edited_is_known_again_in_its_place_and_wherever_it_stands() -> None:
    _, given = number(read({"name": "Eve", "city": "Rom"}, {"name": "Jon Smth"}), None, (), _letters())
    edited: list[dict[str, Cell]] = [{"name": "Eve", "city": "Bern"}, {"name": "John Smith"}]
    assert numbered(read(*edited), known=tuple(given)) == ["a", "b"]
    assert numbered(read(ADA, *reversed(edited)), known=tuple(given)) == ["C-ADA11A", "b", "a"]


def test_another_person_with_the_same_city_in_the_same_row_is_not_taken_for_it() -> None:
    _, given = number(read({"name": "Eve", "city": "Rom"}), None, (), _letters())
    assert numbered(read({"name": "Finn", "city": "Rom"}), known=tuple(given)) == ["C-1"]


def test_of_two_rows_with_the_same_words_each_keeps_its_own_id_when_one_is_edited() -> None:
    _, given = number(read({"name": "Eve"}, {"name": "Eve"}), None, (), _letters())
    assert numbered(read({"name": "Eva"}, {"name": "Eve"}), known=tuple(given)) == ["a", "b"]


def test_a_row_that_bears_its_id_by_now_gives_it_to_no_other() -> None:
    _, given = number(read({"name": "Eve"}), None, (), lambda letter: "C-EVE44E")
    found = numbered(read({"name": "Eve", "id": "C-EVE44E"}, {"name": "Eve"}), known=tuple(given))
    assert found == ["C-EVE44E", "C-1"]


def test_a_copy_that_got_an_id_never_takes_that_of_the_first_row() -> None:
    copy: dict[str, Cell] = {**ADA, "city": "Rom"}
    _, given = number(read(ADA, copy), read(ADA), (), _letters())
    edited: dict[str, Cell] = {**ADA, "name": "Ada King", "city": "Rom", "phone": "1"}
    assert numbered(read(edited, copy), before=read(ADA), known=tuple(given)) == ["C-ADA11A", "a"]
    assert numbered(read(copy, copy), before=read(ADA), known=tuple(given)) == ["C-ADA11A", "a"]


def test_thousands_of_rows_without_an_id_are_numbered_in_a_moment() -> None:
    many = read(*({"name": f"Person {n % 100}"} for n in range(5_000)))
    _, given = number(many, None, (), lambda letter: "C-x")
    assert len(numbered(many, known=tuple(given))) == 5_000


def test_an_id_that_became_a_number_or_got_spaces_is_the_same_id() -> None:
    assert [squashed(cell) for cell in (1.0, " C-1 ", "C-1", None)] == ["1", "C-1", "C-1", ""]


def _letters():
    counter = iter("abcdefgh")
    return lambda letter: next(counter)
