"""Holds what was sent to Google's own description of its API, as google-api-python-client brings it along.

problems(call) says what is wrong with a call of emulator.log: a name that Google does not know, a wrong type, a value
that is not in a list, a parameter that the method does not have. odd_answers(call) asks the same of the answer. The
emulator itself does not need this.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from .calls import Call

CHECKS = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "any": lambda value: True,
}


@cache
def document(name: str) -> dict:
    """A discovery document: "sheets.v4" or "drive.v3"."""
    folder = resources.files("googleapiclient") / "discovery_cache" / "documents"
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def problems(call: Call) -> list[str]:
    """What Google would not understand in a call."""
    if not call.method:
        return [f"{call.verb} {call.path} is no method that the emulator knows"]
    api, method = method_of(call.method)
    known = method.get("parameters", {}) | api["parameters"]
    found = [f"?{name} is no parameter of {call.method}" for name in call.query if name not in known]
    for name, values in call.query.items():
        choices = known.get(name, {}).get("enum")
        found += [f"?{name}={value} is none of its values" for value in values if choices and value not in choices]
    if call.body is not None:
        found += wrong(api, method.get("request", {"type": "nothing"}), call.body, "body")
    return found


def odd_answers(call: Call) -> list[str]:
    """What Google would never answer to a call; what was answered must have been kept."""
    if call.status != 200 or call.answer is None:
        return []
    api, method = method_of(call.method)
    return list(wrong(api, method["response"], call.answer, "answer"))


def method_of(name: str) -> tuple[dict, dict]:
    """(document, description) of a method in the words of the log: "values.get", "drive.files.create"."""
    api = document("drive.v3" if name.startswith("drive.") else "sheets.v4")
    *parts, last = name.removeprefix("drive.").split(".")
    if name.startswith("drive.") or parts == ["spreadsheets"]:
        return api, api["resources"][parts[0]]["methods"][last]
    return api, api["resources"]["spreadsheets"]["resources"][parts[0]]["methods"][last]


def wrong(api: Mapping, schema: Mapping, value: object, path: str) -> Iterator[str]:
    """Where a value does not follow a schema; null stands for "not given" everywhere."""
    if "$ref" in schema:
        schema = api["schemas"][schema["$ref"]]
    kind = schema.get("type")
    if value is None:
        return
    if kind == "object":
        yield from wrong_object(api, schema, value, path)
    elif kind == "array":
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for place, item in enumerate(value):
            yield from wrong(api, schema["items"], item, f"{path}[{place}]")
    elif kind not in CHECKS or not CHECKS[kind](value):
        yield f"{path} is {value!r:.40}, not {kind}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{path} is {value!r:.40}, which is none of its values"


def wrong_object(api: Mapping, schema: Mapping, value: object, path: str) -> Iterator[str]:
    """Where an object has names that Google does not know, or wrong values."""
    if not isinstance(value, dict):
        yield f"{path} is no object"
        return
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, item in value.items():
        if name in known or others:
            yield from wrong(api, known.get(name, others), item, f"{path}.{name}")
        else:
            yield f"{path}.{name} is unknown"
