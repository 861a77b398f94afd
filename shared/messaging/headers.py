"""Headers of a record as JSON and back: names as text, values as base64, for they may be any bytes, or missing."""

import json
from base64 import b64decode, b64encode

from shared.messaging.record import Headers

_ANY = "surrogateescape"
"""How a name stands in a record whose bytes are no UTF-8 (any_records.py)."""


def headers_to_json(headers: Headers) -> str:
    """Every pair, in its order, twins included."""
    return json.dumps([_to_json(name, value) for name, value in headers])


def headers_from_json(told: str) -> Headers:
    """What `headers_to_json` was given."""
    return tuple(_from_json(*pair) for pair in json.loads(told))


def in_utf_8(name: str) -> str:
    """A header's name with `\\xff` for each byte that is no UTF-8."""
    return name.encode(errors=_ANY).decode(errors="backslashreplace")


def _to_json(name: str, value: bytes | None) -> list[str | None]:
    shown = in_utf_8(name).replace("\x00", "\\x00")  # PostgreSQL's jsonb, as which the audit reads it, has no NUL
    pair = [shown, None if value is None else b64encode(value).decode()]
    return pair if shown == name else [*pair, b64encode(name.encode(errors=_ANY)).decode()]


def _from_json(shown: str, data: str | None, raw_name: str | None = None) -> tuple[str, bytes | None]:
    name = shown if raw_name is None else b64decode(raw_name).decode(errors=_ANY)
    return name, None if data is None else b64decode(data)
