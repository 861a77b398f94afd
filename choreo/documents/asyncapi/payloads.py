"""The bodies: of the latest version as the code has it, of older ones as they were released."""

from typing import Any

from choreo.documents.choreography import Kind
from choreo.documents.schemas.files import Schema, released_of, schema_of
from shared.events.versions import understood


def versions_of(event: Kind) -> dict[int, Schema]:
    """Those that are understood, the latest first."""
    known = released_of(event.topic)
    older = {version: known[version] for version in understood(event) if version in known}
    return dict(sorted({**older, event.schema_version: schema_of(event)}.items(), reverse=True))


def name_of(event: Kind, version: int) -> str:
    """Of its message and its schema: `payment.failed.1`."""
    return f"{event.topic}.{version}"


def schemas_of(event: Kind) -> dict[str, Schema]:
    """All versions, as components."""
    return {
        name: component
        for version, schema in versions_of(event).items()
        for name, component in components(name_of(event, version), schema).items()
    }


def components(name: str, schema: Schema) -> dict[str, Schema]:
    """A schema by that name, and the types in it by names below it, since versions may have different ones."""
    body = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    inner = {f"{name}.{each}": part for each, part in schema.get("$defs", {}).items()}
    return {each: _referring(part, name) for each, part in {name: body, **inner}.items()}


def _referring(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return [_referring(each, name) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: f"#/components/schemas/{name}.{value.rpartition('/')[2]}"
        if key == "$ref" and isinstance(value, str)
        else _referring(value, name)
        for key, value in part.items()
    }
