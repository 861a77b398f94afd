"""The JSON types that a schema allows."""

from collections.abc import Iterable

from choreo.documents.schemas.files import Schema

_ALL = ("array", "boolean", "integer", "null", "number", "object", "string")
_PYTHON = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null", list: "array"}


def by_type(schema: Schema) -> dict[str, list[Schema]]:
    """What is asked of each type that it allows; more than one schema where any of them will do."""
    found: dict[str, list[Schema]] = {}
    for either in _alternatives(schema):
        for one in _types_of(either):
            asked = {key: value for key, value in either.items() if key not in ("type", "default")}
            found.setdefault(one, []).append(asked)
    return found


def named(types: Iterable[str]) -> str:
    """`a string`, `an integer or null`."""
    told = sorted(types, key=lambda one: (one == "null", one))
    if set(told) >= set(_ALL):
        return "anything"
    return " or ".join(one if one == "null" else f"an {one}" if one[0] in "aeiou" else f"a {one}" for one in told)


def _alternatives(schema: Schema) -> list[Schema]:
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return [each for either in schema[key] for each in _alternatives(either)]
    return [schema]


def _types_of(schema: Schema) -> Iterable[str]:
    told = schema.get("type")
    if told is not None:
        return [told] if isinstance(told, str) else told
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return _ALL if values is None else {_PYTHON.get(type(value), "object") for value in values}
