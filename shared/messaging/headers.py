"""Headers of a record as JSON and back: names as text, values as base64, for they may be any bytes, or missing."""

import json
from base64 import b64decode, b64encode

from shared.messaging.record import Headers


def headers_to_json(headers: Headers) -> str:
    """Every pair, in its order, twins included."""
    return json.dumps([_to_json(name, value) for name, value in headers])


def headers_from_json(told: str) -> Headers:
    """What `headers_to_json` was given."""
    return tuple(_from_json(*pair) for pair in json.loads(told))


def _to_json(name: str, value: bytes | None) -> list[str | None]:
    data = None if value is None else b64encode(value).decode()
    if "\x00" not in name:
        return [name, data]
    # PostgreSQL's jsonb, which the audit reads it as, has no NUL: the name is kept beside what is shown of it.
    return [name.replace("\x00", "\\x00"), data, b64encode(name.encode()).decode()]


def _from_json(name: str, data: str | None, raw_name: str | None = None) -> tuple[str, bytes | None]:
    own_name = name if raw_name is None else b64decode(raw_name).decode()
    return own_name, None if data is None else b64decode(data)
