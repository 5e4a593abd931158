"""One cell: what was typed, its number format, its note and its rule; and its JSON form, CellData."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .errors import refused, unsupported

Value = None | bool | int | float | str
LONGEST = 50_000
FAULTS = {"#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE", "#REF!": "REF", "#NAME?": "NAME", "#N/A": "N_A"}
FAULTS |= {"#ERROR!": "ERROR"}
FIELDS = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")


class CellFault(str):
    """The value of a formula that cannot be computed: #REF!, #DIV/0! ..."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds. format and rule are JSON (CellFormat, DataValidationRule) and are never changed in place."""

    value: Value = None
    formula: str | None = None
    format: Mapping | None = None
    note: str = ""
    rule: Mapping | None = None

    @property
    def has_data(self) -> bool:
        """Whether something was typed into it."""
        return self.value is not None or self.formula is not None

    @property
    def blank(self) -> bool:
        """Whether nothing at all is known of it."""
        return not (self.has_data or self.format or self.note or self.rule)

    @property
    def number_format(self) -> Mapping:
        """Its NumberFormat: {} is automatic."""
        return (self.format or {}).get("numberFormat") or {}

    def holding(self, value: Value) -> "Cell":
        """This cell with another value; its looks, note and rule stay."""
        return Cell(value, None, self.format, self.note, self.rule)


EMPTY = Cell()


def plain(number: float) -> int | float:
    """A number as Google's JSON shows it: 2.0 is 2."""
    if isinstance(number, int):
        return number if abs(number) < 2**53 else float(number)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def checked(value: Value) -> Value:
    """A value that may stand in a cell. Raises ApiError for text that is too long."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise refused(f"Your input contains more than the maximum of {LONGEST} characters in a single cell.")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise refused("Invalid value: half of a character") from None
        return value or None
    return value if value is None or isinstance(value, bool) else plain(value)


def entered_json(cell: Cell) -> dict | None:
    """userEnteredValue, an ExtendedValue."""
    return {"formulaValue": cell.formula} if cell.formula else value_json(cell.value)


def value_json(value: Value) -> dict | None:
    """A value as ExtendedValue, or None for no value."""
    if value is None:
        return None
    if isinstance(value, CellFault):
        return {"errorValue": {"type": FAULTS[value], "message": str(value)}}
    kind = "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    return {kind: value}


def from_json(given: Mapping | None) -> tuple[Value, str | None]:
    """(value, formula) of an ExtendedValue."""
    kinds = {"numberValue", "stringValue", "boolValue", "formulaValue"}
    if not given:
        return None, None
    if len(given) != 1 or not given.keys() <= kinds:
        raise refused(f"Invalid value: expected one of {', '.join(sorted(kinds))}")
    ((kind, value),) = given.items()
    return (None, checked(value)) if kind == "formulaValue" else (checked(value), None)


def changed(cell: Cell, data: Mapping, mask: dict) -> Cell:
    """A cell after an update with CellData under a field mask, parsed: {"userEnteredValue": {}} ..."""
    for field in mask:
        if field not in FIELDS:
            raise unsupported(f"the field {field} of a cell in an update")
    if "userEnteredValue" in mask:
        value, formula = from_json(data.get("userEnteredValue"))
        cell = replace(cell, value=value, formula=formula)
    if "userEnteredFormat" in mask:
        cell = replace(cell, format=changed_format(cell, data, mask["userEnteredFormat"]))
    if "note" in mask:
        cell = replace(cell, note=data.get("note") or "")
    return replace(cell, rule=data.get("dataValidation")) if "dataValidation" in mask else cell


def changed_format(cell: Cell, data: Mapping, mask: dict) -> Mapping | None:
    """The format after an update; below the first level it is replaced field by field."""
    given = data.get("userEnteredFormat") or {}
    return merged(cell.format or {}, given, mask) if mask else given or None


def merged(old: Mapping, new: Mapping, mask: dict) -> dict | None:
    """An object of JSON after an update under a mask."""
    result = dict(old)
    for name, below in mask.items():
        value = new.get(name)
        if below and isinstance(value, Mapping):
            value = merged(result.get(name) or {}, value, below)
        result.pop(name, None)
        if value is not None:
            result[name] = value
    return result or None
