"""Every form and every input of the table: kept as the table says, or refused at its field in plain words.

The forms are found, not listed: an action that takes what somebody typed and has no line below fails the first test.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

import crm.actions
from crm.actions.contacts import add_contact, edit_contact
from crm.actions.deals import add_deal, edit_deal, lose, win
from crm.actions.finishing import note_of
from crm.actions.follow_ups import add_follow_up, edit_follow_up
from crm.actions.goals import add_goal, edit_goal
from crm.actions.interactions import log_interaction, log_together
from crm.actions.leads import convert
from crm.actions.letters import log_letter
from crm.actions.quick import understand
from crm.actions.sales import add_sale, edit_sale, part_paid
from crm.actions.satisfaction import record_answer
from crm.actions.segments import add_segment, edit_segment
from crm.actions.settings import add_to_list, set_meaning, set_setting
from crm.actions.templates import add_template, edit_template
from crm.actions.tickets import add_request, edit_request
from crm.model.cells import CHOICE, DATE, LONG_TEXT, MONEY, TEXT, Cell, same
from crm.model.changes import AddRow, AddToList, ChangeSet, SetSetting, UpdateRow
from crm.model.errors import InvalidInput
from crm.model.schema import KITH, UNDERSTOOD, Column
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store
from tests.actions.bad_inputs import ALL, Bad
from tests.actions.conftest import ANN, NOW, ROWS, TOM

DEAL, TICKET, GOAL, GROUP, LETTER = "D-7K3Q9F", "T-7K3Q9F", "A-7K3Q9F", "G-7K3Q9F", "M-7K3Q9F"
STEP, SALE, LEAD = "F-5QN7AE", "S-6A0PTG", "C-9C41XJ"
MORE: dict[str, list[dict[str, Cell]]] = {
    "Deals": [{"id": DEAL, "title": "Six bikes", "stage": "Offer", "amount": 9800}],
    "Tickets": [{"id": TICKET, "subject": "Bell is loose", "opened": NOW}],
    "Goals": [{"id": GOAL, "measure": "Sales", "target": 15, "period": "Month"}],
    "Segments": [{"id": GROUP, "name": "Leeds", "rule": "City = Leeds"}],
    "Templates": [{"id": LETTER, "name": "Hello", "message": "Dear {Name}"}],
}
Do = Callable[[Snapshot, Mapping[str, object]], ChangeSet]


@dataclass(frozen=True)
class Form:
    """An action behind a form: what it takes to be filled in, and the fields, which are those of a sheet or named.

    `stricter`: fields of which the form asks more than the kind does, so that it may refuse what the table keeps.
    """

    do: Do
    sheet: str = ""
    filled: Mapping[str, object] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    more: tuple[Column, ...] = ()
    stricter: frozenset[str] = frozenset()

    def columns(self) -> tuple[Column, ...]:
        """The fields of the form."""
        known = SHEETS[self.sheet].columns if self.sheet else ()
        typed = (
            c for c in known if c.by != "A" and c.place not in (KITH, UNDERSTOOD) and c.field not in ("id", "contact")
        )
        return (*(c for c in typed if not c.to and (not self.only or c.field in self.only)), *self.more)


NEXT = (Column("next_what", "Next step", TEXT), Column("next_due", "Next step due", DATE))
RATING = tuple(SHEETS["Satisfaction"].column(name) for name in ("question", "score", "comment"))
LOGGED = Form(
    lambda seen, given: log_interaction(seen, ANN, given), "Interactions",
    {"what": "A bell", "next_what": "Send it", "next_due": "2026-03-01", "question": "Smiley (1-3)", "score": "2"},
    more=(*NEXT, *RATING), stricter=frozenset({"what", "date", "score", "next_what", "next_due", "type"}),
)  # fmt: skip
MONEY_RULES = frozenset({"amount", "cost", "currency", "date", "paid_on"})
FORMS: dict[str, Form] = {
    "contacts.add_contact": Form(add_contact, "Contacts", {"name": "Ada"}, stricter=frozenset({"name"})),
    "contacts.edit_contact": Form(lambda seen, given: edit_contact(seen, ANN, given), "Contacts",
                                  stricter=frozenset({"name"})),
    "deals.add_deal": Form(add_deal, "Deals", {"title": "Two bikes"}, stricter=MONEY_RULES | {"title", "stage"}),
    "deals.edit_deal": Form(lambda seen, given: edit_deal(seen, DEAL, given), "Deals",
                            stricter=MONEY_RULES | {"title", "stage"}),
    "deals.win": Form(lambda seen, given: win(seen, DEAL, given), "Sales",
                      only=("date", "item", "amount", "method", "kind"), stricter=MONEY_RULES),
    "deals.lose": Form(lambda seen, given: lose(seen, DEAL, given), "Deals", only=("lost_reason",),
                       stricter=frozenset({"lost_reason"})),
    "finishing.note_of": Form(lambda seen, given: note_of(seen, STEP, given), "Interactions", {"what": "All well"},
                              only=("what", "type"), stricter=frozenset({"what"})),
    "follow_ups.add_follow_up": Form(lambda seen, given: add_follow_up(seen, ANN, given), "Follow-ups",
                                     {"what": "Ring", "due": "tomorrow"}, stricter=frozenset({"what", "due"})),
    "follow_ups.edit_follow_up": Form(lambda seen, given: edit_follow_up(seen, STEP, given), "Follow-ups",
                                      stricter=frozenset({"what", "due"})),
    "goals.add_goal": Form(add_goal, "Goals", {"measure": "Sales", "target": "5", "period": "Month"},
                           stricter=frozenset({"measure", "target", "period"})),
    "goals.edit_goal": Form(lambda seen, given: edit_goal(seen, GOAL, given), "Goals",
                            stricter=frozenset({"measure", "target", "period"})),
    "interactions.log_interaction": LOGGED,
    "interactions.log_together": Form(lambda seen, given: log_together(seen, (ANN, TOM), given), "Interactions",
                                      {"what": "A bell"}, more=NEXT, stricter=LOGGED.stricter),
    "leads.convert": Form(
        lambda seen, given: convert(seen, LEAD, given),
        filled={"deal_title": "Two bikes", "next_what": "Ring", "next_due": "2026-03-01"},
        more=(*NEXT, Column("deal_title", "Deal", TEXT), Column("deal_amount", "Deal: amount", MONEY)),
        stricter=frozenset({"deal_title", "deal_amount", "next_what", "next_due"}),
    ),
    "letters.log_letter": Form(
        lambda seen, given: log_letter(seen, ANN, given), filled={"text": "Dear {First name}"},
        more=(Column("subject", "What it is about", LONG_TEXT), Column("text", "Text", LONG_TEXT)),
        stricter=frozenset({"subject", "text"}),
    ),
    "sales.add_sale": Form(add_sale, "Sales", {"amount": "5"}, stricter=MONEY_RULES),
    "sales.edit_sale": Form(lambda seen, given: edit_sale(seen, SALE, given), "Sales", stricter=MONEY_RULES),
    "sales.part_paid": Form(lambda seen, given: part_paid(seen, SALE, given), "Sales", {"amount": "5"},
                            only=("amount", "paid_on", "method"), stricter=MONEY_RULES),
    "satisfaction.record_answer": Form(lambda seen, given: record_answer(seen, ANN, given), "Satisfaction",
                                       {"score": "2"}, stricter=frozenset({"score"})),
    "segments.add_segment": Form(add_segment, "Segments", {"name": "North", "rule": "City = Leeds"},
                                 stricter=frozenset({"name", "rule"})),
    "segments.edit_segment": Form(lambda seen, given: edit_segment(seen, GROUP, given), "Segments",
                                  stricter=frozenset({"name", "rule"})),
    "settings.add_to_list": Form(lambda seen, given: add_to_list(seen, "Tags", str(given["entry"])),
                                 more=(Column("entry", "One more word", TEXT),), stricter=frozenset({"entry"})),
    "settings.set_meaning": Form(lambda seen, given: set_meaning(seen, "Relationships", "Lead", str(given["means"])),
                                 more=(Column("means", "It means", CHOICE, fixed=("customer",)),),
                                 stricter=frozenset({"means"})),
    "settings.set_setting": Form(lambda seen, given: set_setting(seen, *next(iter(given.items()))),
                                 more=tuple(Column(name, one.title, TEXT) for name, one in SETTINGS.items()),
                                 stricter=frozenset(SETTINGS) - {"organisation_name", "word_customer"}),
    "templates.add_template": Form(add_template, "Templates", {"name": "Thanks", "message": "Thank you"},
                                   stricter=frozenset({"name", "subject", "message"})),
    "templates.edit_template": Form(lambda seen, given: edit_template(seen, LETTER, given), "Templates",
                                    stricter=frozenset({"name", "subject", "message"})),
    "tickets.add_request": Form(partial(lambda seen, given: add_request(seen, ANN, given, now=NOW)), "Tickets",
                                {"subject": "A bell"},
                                stricter=frozenset({"subject", "opened", "promised_by", "first_reply", "solved_on"})),
    "tickets.edit_request": Form(lambda seen, given: edit_request(seen, TICKET, given, now=NOW), "Tickets",
                                 stricter=frozenset({"subject", "opened", "promised_by", "first_reply", "solved_on"})),
}  # fmt: skip
PRESSED = {
    "contacts.add_organisation", "contacts.remove_contact", "contacts.set_status", "deals.move_stage",
    "deals.remove_deal", "deals.reopen", "follow_ups.put_off", "follow_ups.reopen", "follow_ups.skip",
    "follow_ups.tick_off", "goals.remove_goal", "interactions.assign", "interactions.still_right",
    "merging.merge_contacts", "merging.not_the_same", "sales.mark_paid",
    "sales.remind", "sales.remove_sale", "satisfaction.mark_followed_up", "segments.remove_segment", "sending.log_sent",
    "settings.remove_from_list", "templates.remove_template", "tidy.heal", "tickets.later", "tickets.remove_request",
    "tickets.reopen", "tickets.replied", "tickets.solved", "tickets.waiting",
}  # fmt: skip
"""Actions behind a button or a calendar, into which nothing is typed."""


def actions() -> Iterator[str]:
    """Every action there is, `module.function`: what makes a ChangeSet of a snapshot."""
    for module in pkgutil.iter_modules(crm.actions.__path__):
        found = importlib.import_module(f"crm.actions.{module.name}")
        for name, one in inspect.getmembers(found, inspect.isfunction):
            makes = one.__module__ == found.__name__ and inspect.signature(one).return_annotation is ChangeSet
            if makes and not name.startswith("_"):
                yield f"{module.name}.{name}"


@pytest.fixture
def book() -> MemoryWorkbook:
    """The workbook of these tests, with a row of every sheet."""
    people = [*ROWS["Contacts"], {"id": LEAD, "name": "Lea Stein", "relationships": "Lead"}]
    return MemoryWorkbook.new({**ROWS, **MORE, "Contacts": people}, today=NOW.date)


ELSEWHERE = {
    "next_what": ("Follow-ups", "what"), "next_due": ("Follow-ups", "due"), "deal_title": ("Deals", "title"),
    "deal_amount": ("Deals", "amount"), "comment": ("Satisfaction", "comment"), "score": ("Satisfaction", "score"),
}  # fmt: skip
"""Field -> the sheet and field it goes to, where that is another than the form's own."""

# what is right --------------------------------------------------------------------------------------------------------

REFUSED = object()
PARTED = object()  # a text that a field of several words takes apart
MACHINE = re.compile(
    r"\b(?:invalid|null|none|exception|error|traceback|nan|float|int|str|bool|datetime|object|attribute|value|parse|"
    r"regex|literal|expected|type)\b|<class|__|\bcells?_from\b"
)


def right(column: Column, bad: Bad, form: Form) -> Any:
    """What the table says about an input in a field: a cell, or REFUSED."""
    said_as_people_do = column.field == "next_due" or (form.sheet, column.field) == ("Follow-ups", "due")
    kind, said = "when" if said_as_people_do else column.kind.name, bad.kept(column.kind.name)
    if not bad.keeps:
        return REFUSED
    if kind in bad.kinds:
        return bad.kinds[kind]
    if said is None or not str(said).strip(" \u200b"):
        return said
    if kind == "email" or (kind in ("choice", "yes/no") and column.fixed):
        return REFUSED
    if kind == "phone":
        return said if any(sign.isdigit() for sign in bad.typed) else REFUSED
    if kind == "choices" and re.search(r"[,;\n]", bad.typed):
        return PARTED
    return said if kind in ("text", "long text", "choice", "choices", "phone", "url") else REFUSED


def trouble_with(sentence: str, typed: str) -> str:
    """What is wrong with a sentence for a shop owner; "" for nothing."""
    own = sentence.replace(typed, "") if typed else sentence
    own = re.sub(r"“[^”]*”", "", own)
    if not sentence or sentence[-1] not in ".?" or len(sentence) > 260:
        return "no sentence"
    return f"machine’s word {found[0]}" if (found := MACHINE.search(own)) else ""


def is_exactly(cell: Cell, wanted: Cell) -> bool:
    """Whether a cell holds this, a text to the letter."""
    return cell == wanted or (not isinstance(cell, str) and same(cell, wanted))


def cell_of(changes: ChangeSet, column: Column) -> Cell:
    """What the changes put into a field, whichever of their rows it is in."""
    sheet, name = ELSEWHERE.get(column.field, ("", column.field))
    for change in sorted(changes.changes, key=lambda change: not isinstance(change, AddRow)):
        if isinstance(change, SetSetting) and change.key == column.field:
            return change.value
        if isinstance(change, AddToList):
            return change.entry
        is_row = isinstance(change, AddRow | UpdateRow) and change.sheet == (sheet or change.sheet)
        if is_row and name in change.values:
            return change.values[name]
    return None


def tried(form: Form, column: Column, bad: Bad, seen: Snapshot) -> tuple[str, ChangeSet | None]:
    """What is wrong with how one input in one field is answered, and the changes it makes."""
    wanted, own = right(column, bad, form), column.field in form.stricter
    try:
        changes = form.do(seen, {**form.filled, column.field: bad.typed})
    except InvalidInput as refused:
        about = {one.field for one in form.columns()}
        if refused.field not in about:
            return f"refused at {refused.field}, which is no field of the form", None
        if wanted is not REFUSED and not own and str(wanted or "").strip():
            return f"refused: {refused}", None
        return trouble_with(str(refused), bad.typed), None
    cell = cell_of(changes, column)
    if wanted is REFUSED:
        return ("" if own and form.sheet == "" else f"kept as {cell!r:.60}"), changes
    if wanted is PARTED:
        return ("" if cell else "lost"), changes
    if wanted in (None, "") or not changes or (own and form.sheet in ("", "Segments", "Templates")):
        return "", changes
    return ("" if is_exactly(cell, wanted) else f"kept as {cell!r:.60}"), changes


# the tests ------------------------------------------------------------------------------------------------------------


def test_every_action_is_in_the_table_or_known_to_take_nothing_that_is_typed() -> None:
    assert set(actions()) == {*FORMS, *PRESSED}


@pytest.mark.parametrize("name", FORMS)
def test_every_bad_input_is_kept_as_it_should_be_or_refused_at_its_field_in_plain_words(
    name: str, store: Store
) -> None:
    form, seen = FORMS[name], store.snapshot()
    tries = [(column.field, bad.typed, *tried(form, column, bad, seen)) for column in form.columns() for bad in ALL]
    assert [(field, ascii(typed)[:40], wrong) for field, typed, wrong, _ in tries if wrong] == []
    added = [change for *_, made in tries if made for change in made.changes if isinstance(change, AddRow)]
    assert lost(store, added) == []


def lost(store: Store, rows: list[AddRow]) -> list[tuple[str, str]]:
    """Save rows all at once; where the workbook holds something else afterwards."""
    store.save(ChangeSet("All at once", tuple(rows)))
    store.flush()
    now = store.snapshot()
    cells = ((row, field, cell) for row in rows for field, cell in row.values.items())
    return [
        (row.sheet, field) for row, field, cell in cells if not is_exactly(now.cell(row.sheet, row.id, field), cell)
    ]


@pytest.mark.parametrize("before", ["", "called Ann Lee, ring "])
def test_a_line_of_any_kind_is_read_without_a_stumble(before: str, store: Store) -> None:
    seen = store.snapshot()
    found = [understand(seen, before + bad.typed) for bad in ALL]
    assert all(one.next_due is None or one.next_due >= NOW.date() for one in found)
    assert all(ANN in one.sure for one in found) or not before
