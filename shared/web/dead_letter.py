"""How a dead letter is shown."""

import base64
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.messaging.headers import headers_from_json, in_utf_8
from shared.messaging.tables import DEAD, PARKED, RETRYING, ParkedEvent


class State(StrEnum):
    """RETRYING: tried again when due. DEAD: until somebody replays it. PARKED: replayed too often, only by force."""

    RETRYING = RETRYING
    DEAD = DEAD
    PARKED = PARKED


class Original(BaseModel):
    """Bytes as they came: as text where they are UTF-8, else in base64."""

    encoding: Literal["utf-8", "base64"]
    data: str

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """That shows `raw` without losing a byte."""
        try:
            return cls(encoding="utf-8", data=raw.decode())
        except UnicodeDecodeError:
            return cls(encoding="base64", data=base64.b64encode(raw).decode())


CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
"""Headers that no event needs. Who sends one with it is told so; what it says is for nobody's eyes."""


class OriginalHeader(BaseModel):
    """A header of the record; a name may come more than once. Of CREDENTIALS only that they came is shown."""

    name: str
    encoding: Literal["utf-8", "base64"] | None = Field(description="null: the header has no value.")
    data: str | None

    @classmethod
    def named(cls, name: str, raw: bytes | None) -> Self:
        """That shows it without losing a byte, unless it is one of CREDENTIALS."""
        if name.lower() in CREDENTIALS:
            raw = b"(not shown)"
        shown = None if raw is None else Original.of(raw)
        return cls(name=in_utf_8(name), encoding=shown and shown.encoding, data=shown and shown.data)


class DeadLetter(BaseModel):
    """A record that could not be handled."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    event_id: str
    topic: str
    partition: int
    offset: int
    state: State
    attempts: int = Field(description="Failures since it came, or since it was last replayed.")
    replays: int
    error: str = Field(description="Of the latest try.")
    parked_at: datetime
    due_at: datetime = Field(description="While RETRYING: when it is tried next.")
    traceparent: str | None = Field(description="Of the first try.")


class DeadLetterInFull(DeadLetter):
    """The same, with the record's own bytes."""

    timestamp: int = Field(description="The record's own, in milliseconds since 1970.")
    waits: int = Field(description="Tries that found a part away; not counted as failures.")
    key: Original | None
    headers: list[OriginalHeader]
    value: Original | None = Field(description="null: a tombstone.")

    @classmethod
    def of(cls, row: ParkedEvent) -> Self:
        """From its row."""
        return cls(
            **DeadLetter.model_validate(row).model_dump(),
            timestamp=row.timestamp,
            waits=row.waits,
            key=None if row.key is None else Original.of(row.key),
            headers=[OriginalHeader.named(name, value) for name, value in headers_from_json(row.headers)],
            value=None if row.value is None else Original.of(row.value),
        )
