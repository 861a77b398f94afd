"""schemas/<event>/<version>.json: the body of an event as JSON Schema (2020-12), as a hearer accepts it.

A committed file is the release of that version: what it says stays true as long as it is there."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from choreo.documents.choreography import Kind
from choreo.errors import CommandError
from shared.events.envelope import dataschema

FOLDER = Path("schemas")
Schema = dict[str, Any]


class _WithoutFieldTitles(GenerateJsonSchema):
    """A field's title would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(event: Kind) -> Schema:
    """Of the version that the code has; its `$id` is the `ce_dataschema` of its records."""
    told = {"$schema": GenerateJsonSchema.schema_dialect, "$id": dataschema(event.topic, event.schema_version)}
    return {**told, **json_schema(event)}


def json_schema(model: type[BaseModel]) -> Schema:
    """Of a model, as it is read."""
    return model.model_json_schema(schema_generator=_WithoutFieldTitles)


def path_of(topic: str, version: int) -> Path:
    """Where that version is released."""
    return FOLDER / topic / f"{version}.json"


def text_of(schema: Schema) -> str:
    """As it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def released() -> dict[str, dict[int, Schema]]:
    """What is released, by event and version. Raises CommandError, naming it, for a file that is no such thing."""
    return {folder.name: released_of(folder.name) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()}


def released_of(topic: str) -> dict[int, Schema]:
    """The same of one event, by version; of an event that was never released, none."""
    return {_version_in(path): _schema_in(path) for path in sorted((FOLDER / topic).glob("*.json"))}


def _version_in(path: Path) -> int:
    if not path.stem.isdecimal():
        raise CommandError(f"{path} is no version of an event; versions are named 1.json, 2.json, …")
    return int(path.stem)


def _schema_in(path: Path) -> Schema:
    try:
        schema: Schema = json.loads(path.read_text())
    except json.JSONDecodeError as error:
        raise CommandError(f"{path} is no JSON ({error}); bring it back from your version control") from None
    return schema
