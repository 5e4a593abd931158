"""Finding on the command line, in the words of the search box."""

from collections.abc import Sequence

from crm.commands.answers import Arguments, Said, opened
from crm.commands.groups import computed
from crm.commands.rows import name_of
from crm.model.snapshot import Snapshot
from crm.search import query
from crm.search.conditions import trouble
from crm.search.hits import Hit
from crm.search.index import Index
from crm.search.keys import all_columns
from crm.search.texts import MATTERS

MOST = 50  # people, and as many deals and requests


def find(given: Arguments) -> Said:
    """The people, deals and requests that some words mean, best first: ann city:leeds -tag:vip."""
    with opened(given.location) as store:
        snapshot, me = store.snapshot(), store.actor.name
    words, columns = " ".join(given.words), snapshot.columns("Contacts")
    asked, index = query.parse(words, columns), Index.build(snapshot)
    values = computed(snapshot, asked.conditions)
    hits = query.find(snapshot, index, words, MOST, me=me, computed=values)
    hits += query.find_matters(snapshot, index, words, MOST, me=me, computed=values)
    found = [_data(snapshot, hit) for hit in hits]
    lines = [f"{one['id']}  {one['name']}  {one['found_in']}".rstrip() for one in found]
    known = {column.field: column for column in all_columns(columns)}
    doubts = [told for one in asked.conditions if (told := trouble(known[one.field], one, snapshot))]
    doubts += [f"“{one.typed}:” is no heading. Did you mean “{one.meant}:”?" for one in query.doubts(words, columns)]
    return Said(found, [*(lines or ["Nobody was found."]), *doubts])


def _data(snapshot: Snapshot, hit: Hit) -> dict[str, str]:
    """One hit: the person, or the deal or request and its person; for a note the sheet it stands in."""
    sheet, id = hit.row
    is_own = sheet in MATTERS and not hit.in_notes
    name = name_of(snapshot, hit.id) if hit.id else ""
    return {"id": id if is_own else hit.id, "name": name, "found_in": hit.snippet, "sheet": sheet}


def as_words(arguments: Sequence[str]) -> list[str]:
    """The arguments of `find` with a word such as `-tag:vip` told from an option: it gets a space in front.

    >>> as_words(["find", "team.xlsx", "ann", "-tag:vip", "--json"])
    ['find', 'team.xlsx', 'ann', ' -tag:vip', '--json']
    """
    if arguments[:1] != ["find"]:
        return list(arguments)
    return [f" {one}" if one[:1] == "-" and one[1:2] != "-" and one != "-h" else one for one in arguments]
