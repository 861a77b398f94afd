"""An order's records as a file, to be kept, sent and replayed where no stack runs."""

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from choreo.errors import CommandError
from choreo.replay.recorded import Recording, recording_of
from shared.events.event import OrderId
from shared.messaging.headers import headers_from_json, headers_to_json
from shared.messaging.record import Record


class Binary(BaseModel):
    """Bytes that are no text."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    base64: bytes


class SavedRecord(BaseModel):
    """A record of Kafka. `body` is its JSON, `key` and `headers` are text; where that cannot be, base64."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    timestamp: int
    key: str | Binary | None
    headers: list[tuple[str, str | None]] | Binary
    body: Annotated[Binary | dict[str, Any] | None, Field(union_mode="left_to_right")]


class SavedOrder(BaseModel):
    """What `--save` writes and `--from` reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order_id: OrderId
    records: list[SavedRecord]


def save(recording: Recording, path: Path) -> None:
    """Raises CommandError when the file cannot be written."""
    order = SavedOrder(order_id=recording.order_id, records=[_saved(record) for record in recording.records])
    try:
        path.write_text(order.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error


def load(path: Path) -> Recording:
    """Raises CommandError for what `--save` would not have written."""
    try:
        order = SavedOrder.model_validate_json(path.read_bytes())
        return recording_of(order.order_id, [_record(saved) for saved in order.records])
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as invalid:
        [first, *_] = invalid.errors(include_url=False, include_input=False, include_context=False)
        told = ": ".join(part for part in (".".join(map(str, first["loc"])), first["msg"]) if part)
        raise CommandError(f"{path} is not what `choreo replay --save` writes: {told}") from None
    except ValueError as error:
        raise CommandError(f"{path} is not what `choreo replay --save` writes: {error}") from None


def _saved(record: Record) -> SavedRecord:
    return SavedRecord(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp,
        key=None if record.key is None else _text(record.key),
        headers=_headers(record),
        body=_body(record.value),
    )


def _record(saved: SavedRecord) -> Record:
    key = saved.key.encode() if isinstance(saved.key, str) else _bytes(saved.key)
    body = json.dumps(saved.body).encode() if isinstance(saved.body, dict) else _bytes(saved.body)
    if isinstance(saved.headers, Binary):
        headers = headers_from_json(saved.headers.base64.decode())
    else:
        headers = tuple((name, None if value is None else value.encode()) for name, value in saved.headers)
    return Record(saved.topic, saved.partition, saved.offset, saved.timestamp, key, body, headers)


def _headers(record: Record) -> list[tuple[str, str | None]] | Binary:
    try:
        told = [(name, None if value is None else value.decode()) for name, value in record.headers]
        "".join(name for name, _ in told).encode()
    except UnicodeError:
        return Binary(base64=headers_to_json(record.headers).encode())
    return told


def _body(value: bytes | None) -> dict[str, Any] | Binary | None:
    if value is None:
        return None
    try:
        body = from_json(value, allow_inf_nan=False)
    except ValueError:
        return Binary(base64=value)
    return body if isinstance(body, dict) and body.keys() != {"base64"} else Binary(base64=value)


def _text(value: bytes) -> str | Binary:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return Binary(base64=value)


def _bytes(told: Binary | None) -> bytes | None:
    return told.base64 if told else None
