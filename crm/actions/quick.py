"""One line, understood by rules: "called Ann Lee, wants a quote, ring Friday". Nothing is saved that was not shown."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.actions.quick_days import day_ahead, day_past
from crm.actions.quick_names import Mention, Names, mentions, unknown_name
from crm.model.cells import match_entry
from crm.model.snapshot import Snapshot
from crm.model.text import fold

_VERBS = {
    "Call": (
        "called", "call with", "call from", "rang", "phoned", "spoke to", "spoke with", "talked to", "talked with",
        "telephoned", "phone call", "left a message", "voicemail",
    ),
    "Meeting": ("met", "met with", "meeting with", "had a meeting", "lunch with", "coffee with"),
    "Visit": (
        "visited", "visit from", "visit to", "came in", "came by", "came round", "dropped in", "stopped by", "saw",
    ),
    "Email": ("emailed", "e-mailed", "mailed", "email from", "email to", "wrote an email", "sent an email"),
    "WhatsApp": ("whatsapped", "texted", "messaged", "whatsapp from", "whatsapp to", "text from", "message from"),
    "Letter": ("wrote to", "posted", "letter from", "letter to"),
    "Delivery": ("delivered", "delivery from", "delivery to"),
    "Complaint": ("complained", "complaint from", "complaint by"),
}  # fmt: skip
_STEPS = {
    "Phone": ("ring", "call", "phone"),
    "Email": ("email", "e-mail", "mail"),
    "WhatsApp": ("text", "whatsapp", "message"),
    "Letter": ("write", "post"),
    "In person": ("meet", "visit", "see"),
    "": (
        "send", "ask", "remind", "bring", "order", "quote", "invoice", "check", "follow up", "get back", "deliver",
        "collect", "pick up", "thank", "book", "prepare", "offer", "pay", "fix", "repair", "confirm", "arrange",
        "chase",
    ),
}  # fmt: skip
_HOW = {verb: channel for channel, verbs in _STEPS.items() for verb in verbs}
_ANY_STEP = "|".join(sorted(map(re.escape, _HOW), key=len, reverse=True))
_FILLER = (
    r"(?:and|then|please|to|i'll|we'll|i|we|will|must|should|need to|have to|has to|promised to|todo|next|so)[: ]+"
)
_STEP = re.compile(rf"(?:{_FILLER})*({_ANY_STEP})\b(?! (?:\w+ed|from|sent|came|went|was|is|has)\b)")
_ABBREVIATED = r"(?<!\d)(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Ltd))"  # what a full stop ends no sentence after
_THEN = rf"\s(?=(?:and|then) (?:{_FILLER})*(?:{_ANY_STEP})\b)"
_BREAK = re.compile(rf"[,;!?]|{_ABBREVIATED}\.\s|\s[-–—]\s|{_THEN}", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(by|until|till|before|next|about|for|will|wants?|needs?|due|wishes|hopes|asks?)\b")
_NO_ANSWER = (
    r"\b(no (answer|reply)|not reached|nobody (there|answered)|(didn't|did not|doesn't) (answer|reply|pick up))\b"
    r"|\b(voicemail|left a message|engaged|could(n't| not) reach)\b"
)
_GOOD = r"\b(happy|pleased|delighted|satisfied|thrilled|glad|grateful|loved|loves)\b"
_BAD = r"\b(angry|unhappy|upset|annoyed|furious|disappointed|dissatisfied|cross|complained|complaint)\b"
_NOT = r"\b(not|never|no longer|hardly|n't|isn't|wasn't|aren't|weren't)\s+(?:\w+\s+)?$"
_WISHES = re.compile(r"\bhappy (birthday|new year|anniversary|christmas|easter|to)\b")


@dataclass(frozen=True)
class Understood:
    """What a line was understood to say; "" and None where it says nothing.

    `people`: who was there; `asked_of`: whom the next step is with, where the line says so. `unknown`: a name that
    nobody has. `undated`: a next step that names no day, and so is none yet. `is_plan`: the line tells of nothing that
    happened, only of the next step.
    """

    people: tuple[Mention, ...] = ()
    asked_of: tuple[Mention, ...] = ()
    unknown: str = ""
    type: str = ""
    outcome: str = ""
    date: dt.date | None = None
    next_what: str = ""
    next_due: dt.date | None = None
    next_how: str = ""
    undated: str = ""
    is_plan: bool = False

    @property
    def sure(self) -> tuple[str, ...]:
        """The IDs of the people who are surely meant."""
        return tuple(mention.ids[0] for mention in self.people if mention.is_sure)


@dataclass(frozen=True)
class _Clause:
    """A part of a line between two breaks."""

    text: str
    start: int

    def holds(self, mention: Mention) -> bool:
        return self.start <= mention.start < self.start + len(self.text)


def understand(snapshot: Snapshot, line: str, names: Names | None = None) -> Understood:
    """Read a line: the verb gives the type, a known name the person, a clause with a day ahead the next step.

    `names` are those of the snapshot, where somebody has them at hand.
    """
    names = names or Names.of(snapshot)
    today, order = snapshot.rules.today, "dmy" if snapshot.rules.day_first else "mdy"
    clauses = _clauses(line)
    steps = [clause for clause in clauses if _STEP.match(fold(clause.text))]
    dated = [(clause, day) for clause in steps if (day := day_ahead(clause.text, today, order))]
    step, due = dated[0] if dated else (None, None)
    told = [clause for clause in clauses if clause is not step]
    found = mentions(names, line)
    asked_of = tuple(mention for mention in found if step and step.holds(mention))
    people = tuple(mention for mention in found if mention not in asked_of)
    if not people:
        people, asked_of = asked_of, ()
    texts = [clause.text for clause in told]
    return Understood(
        people=people,
        asked_of=asked_of,
        unknown="" if found else unknown_name(names, line),
        type=_type(snapshot, texts),
        outcome=_outcome(texts),
        date=_day(texts, today, order),
        next_what=step.text if step else "",
        next_due=due,
        next_how=_how(snapshot, step.text) if step else "",
        undated=steps[0].text if steps and not step else "",
        is_plan=step is not None and not told,
    )


def _clauses(line: str) -> list[_Clause]:
    """The parts of a line, without the blanks and joining words around them."""
    found, start = list[_Clause](), 0
    ends = [(match.start(), match.end()) for match in _BREAK.finditer(line)]
    for end, following in [*ends, (len(line), len(line))]:
        text = re.sub(r"^\s*(?:and\s+then|and|then)\s+", "", line[start:end], flags=re.IGNORECASE)
        place = end - len(text.lstrip())
        if text.strip(" ."):
            found.append(_Clause(text.strip().rstrip("."), place))
        start = following
    return found


def _type(snapshot: Snapshot, clauses: Sequence[str]) -> str:
    """The type of the verb that comes first, in the words of the team's list; "" when the list has no such word."""
    text = f" {fold(' , '.join(clauses))} ".replace("’", "'")
    places = [(text.find(f" {verb} "), -len(verb), name) for name, verbs in _VERBS.items() for verb in verbs]
    found = min((place for place in places if place[0] >= 0), default=None)
    return match_entry(found[2], snapshot.lists.entries("Interaction types")) or "" if found else ""


def _how(snapshot: Snapshot, step: str) -> str:
    """The channel of a next step's verb, in the words of the team's list."""
    match = _STEP.match(fold(step))
    return match_entry(_HOW[match[1]], snapshot.lists.entries("Channels")) or "" if match and _HOW[match[1]] else ""


def _outcome(clauses: Sequence[str]) -> str:
    """How it went, where the words leave no doubt; angry at first and happy then is for people to say."""
    text = _WISHES.sub(" ", fold(" , ".join(clauses)).replace("’", "'"))
    if re.search(_NO_ANSWER, text):
        return "No answer"
    found = set()
    for word in re.finditer(rf"{_GOOD}|{_BAD}", text):
        is_good = re.match(_GOOD, word[0]) is not None
        if not re.search(_NOT, text[: word.start()]):
            found.add("Good" if is_good else "Bad")
        elif is_good:
            found.add("Bad")
    return found.pop() if len(found) == 1 else ""


def _day(clauses: Sequence[str], today: dt.date, order: str) -> dt.date | None:
    """The day on which it happened, where a clause names one; a wish for a day ahead is none."""
    for number, clause in enumerate(clauses):
        is_about_it = number == 0 and not _NOT_YET.search(fold(clause))
        if day := day_past(clause, today, order, is_about_it=is_about_it):
            return day
    return None
