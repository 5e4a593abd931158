"""Requests about named and protected ranges, filters, colour rules and tables."""

from collections.abc import Mapping

from . import masks, metadata
from .batch import Draft
from .errors import only, refused, unsupported
from .sheet import Sheet, without_defaults
from .world import OWNER, ROBOT

RULE_FIELDS = ("range", "namedRangeId", "tableId", "description", "warningOnly", "requestingUserCanEdit", "editors")
RULE_FIELDS += ("protectedRangeId", "unprotectedRanges")


def add_named_range(draft: Draft, body: Mapping) -> dict:
    """addNamedRange."""
    only(body, "namedRange")
    given = body.get("namedRange") or {}
    sheet, _ = draft.place(given.get("range"))
    id = given.get("namedRangeId") or str(metadata.free_id(draft.chance, named(draft)))
    if id in named(draft) or not given.get("name"):
        raise refused("The named range has no name, or its id is taken")
    entry = {"namedRangeId": id, "name": given["name"], "range": without_defaults(given["range"])}
    sheet.named[id] = entry
    return {"namedRange": entry}


def named(draft: Draft) -> dict[str, Sheet]:
    """The tab of each named range, by the range's id."""
    return {id: sheet for sheet in draft.book.sheets for id in sheet.named}


def update_named_range(draft: Draft, body: Mapping) -> None:
    """updateNamedRange."""
    only(body, "namedRange", "fields")
    given = body.get("namedRange") or {}
    id, there = given.get("namedRangeId"), named(draft)
    if id not in there:
        raise refused(f"No named range with id: {id}")
    entry = dict(there[id].named.pop(id))
    for name in masks.parsed(body.get("fields") or "") or ("name", "range"):
        if name not in ("name", "range") or not given.get(name):
            raise refused(f"Cannot update the field {name} of a named range")
        entry[name] = without_defaults(given[name]) if name == "range" else given[name]
    draft.place(entry["range"])[0].named[id] = entry


def delete_named_range(draft: Draft, body: Mapping) -> None:
    """deleteNamedRange."""
    only(body, "namedRangeId")
    id, there = body.get("namedRangeId"), named(draft)
    if id not in there:
        raise refused(f"No named range with id: {id}")
    del there[str(id)].named[str(id)]


def add_protected_range(draft: Draft, body: Mapping) -> dict:
    """addProtectedRange: who adds it may edit it; the answer leaves the editors out."""
    only(body, "protectedRange")
    given = body.get("protectedRange") or {}
    only(given, *RULE_FIELDS)
    sheet, _ = draft.place(given.get("range"))
    id = given.get("protectedRangeId") or metadata.free_id(draft.chance, sheet.protected)
    if id in sheet.protected:
        raise refused(f"A protected range with id {id} already exists")
    rule = {"protectedRangeId": id, "range": without_defaults(given["range"])}
    rule |= {name: given[name] for name in ("description", "warningOnly") if given.get(name)}
    users = (given.get("editors") or {}).get("users") or []
    rule["editors"] = {"users": list(dict.fromkeys([*users, draft.caller]))}
    sheet.protected[id] = rule
    shown = {name: part for name, part in rule.items() if name != "editors"} | {"requestingUserCanEdit": True}
    return {"protectedRange": shown | ({} if given.get("warningOnly") else {"editors": {}})}


def protected_by(draft: Draft, id: object) -> Sheet:
    """The tab of a protected range that the caller may change."""
    for sheet in draft.book.sheets:
        if isinstance(id, int) and id in sheet.protected:
            rule = sheet.protected[id]
            if draft.caller == ROBOT and not rule.get("warningOnly") and ROBOT not in rule["editors"]["users"]:
                break
            return sheet
    raise refused(f"No protected range with ID: {id}")


def update_protected_range(draft: Draft, body: Mapping) -> None:
    """updateProtectedRange."""
    only(body, "protectedRange", "fields")
    given = body.get("protectedRange") or {}
    sheet = protected_by(draft, given.get("protectedRangeId"))
    rule = dict(sheet.protected[given["protectedRangeId"]])
    for name in masks.parsed(body.get("fields") or "") or given:
        if name not in RULE_FIELDS:
            raise unsupported(f"the field {name} of a protected range")
        rule.pop(name, None)
        if given.get(name):
            rule[name] = without_defaults(given[name]) if name == "range" else given[name]
    users = (rule.get("editors") or {}).get("users") or [OWNER]
    sheet.protected[given["protectedRangeId"]] = {**rule, "editors": {"users": users}}


def delete_protected_range(draft: Draft, body: Mapping) -> None:
    """deleteProtectedRange."""
    only(body, "protectedRangeId")
    sheet = protected_by(draft, body.get("protectedRangeId"))
    del sheet.protected[body["protectedRangeId"]]


def set_basic_filter(draft: Draft, body: Mapping) -> None:
    """setBasicFilter: kept; it hides and sorts nothing here."""
    only(body, "filter")
    given = body.get("filter") or {}
    if given.get("sortSpecs"):
        raise unsupported("sorting by a filter")
    sheet, _ = draft.place(given.get("range"))
    sheet.kept["basicFilter"] = {**given, "range": without_defaults(given["range"])}


def clear_basic_filter(draft: Draft, body: Mapping) -> None:
    """clearBasicFilter."""
    only(body, "sheetId")
    draft.book.sheet(body.get("sheetId")).kept.pop("basicFilter", None)


def add_conditional_format_rule(draft: Draft, body: Mapping) -> None:
    """addConditionalFormatRule: kept; it does not follow rows and columns here."""
    only(body, "rule", "index")
    rule = body.get("rule") or {}
    places = [draft.place(each) for each in rule.get("ranges") or []]
    if not places or len({id(sheet) for sheet, _ in places}) != 1:
        raise refused("The ranges of a rule must be on one sheet")
    sheet = places[0][0]
    rules = list(sheet.kept.get("conditionalFormats") or [])
    ranges = [without_defaults(each) for each in rule["ranges"]]
    rules.insert(body.get("index") or 0, {**rule, "ranges": ranges})
    sheet.kept["conditionalFormats"] = rules


def delete_conditional_format_rule(draft: Draft, body: Mapping) -> dict:
    """deleteConditionalFormatRule."""
    only(body, "index", "sheetId")
    sheet, index = draft.book.sheet(body.get("sheetId")), body.get("index") or 0
    rules = list(sheet.kept.get("conditionalFormats") or [])
    if not 0 <= index < len(rules):
        raise refused(f"No conditional format on sheet: {sheet.id} at index: {index}")
    rule = rules.pop(index)
    sheet.kept["conditionalFormats"] = rules
    return {"rule": rule}


def add_table(draft: Draft, body: Mapping) -> dict:
    """addTable: kept."""
    only(body, "table")
    given = body.get("table") or {}
    sheet, _ = draft.place(given.get("range"))
    table = {"tableId": str(metadata.free_id(draft.chance)), **given, "range": without_defaults(given["range"])}
    sheet.kept["tables"] = [*(sheet.kept.get("tables") or []), table]
    return {"table": table}


KINDS = {
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addConditionalFormatRule": add_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
    "addTable": add_table,
}
