"""A JSON Schema with what it refers to in place, and without what nobody is held to."""

from typing import Any

from choreo.documents.schemas.files import Schema

_ONLY_TOLD = {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "deprecated", "readOnly"}
_BY_NAME = ("properties", "patternProperties")


def expand(schema: Schema) -> Schema:
    """The schema itself, whichever way it was written. A type that holds itself stays a reference inside itself."""
    expanded: Schema = _expanded(schema, schema.get("$defs", {}), ())
    return expanded


def _expanded(part: Any, types: Schema, within: tuple[str, ...]) -> Any:
    if isinstance(part, list):
        return [_expanded(each, types, within) for each in part]
    if not isinstance(part, dict):
        return part
    if (reference := part.get("$ref")) and reference not in within:
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return _expanded({**types[reference.rpartition("/")[2]], **beside}, types, (*within, reference))
    return {
        key: {name: _expanded(each, types, within) for name, each in value.items()}
        if key in _BY_NAME
        else value
        if key in ("default", "enum", "const")
        else _expanded(value, types, within)
        for key, value in part.items()
        if key not in _ONLY_TOLD
    }
