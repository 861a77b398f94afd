"""Headers of a record as JSON and back: names as text, values as base64, for they may be any bytes."""

import json
from base64 import b64decode, b64encode

from shared.messaging.record import Headers


def headers_to_json(headers: Headers) -> str:
    """Every pair, in its order, twins included."""
    return json.dumps([[name.replace("\x00", "\\x00"), b64encode(value).decode()] for name, value in headers])


def headers_from_json(told: str) -> Headers:
    """What `headers_to_json` was given."""
    return tuple((name, b64decode(value)) for name, value in json.loads(told))
