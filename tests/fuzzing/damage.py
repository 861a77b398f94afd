"""What can go wrong with a body, its bytes and its headers."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

Pairs = list[tuple[str, bytes | None]]

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, 10**4000, 0.5, -0.0, 1e308,
    float("nan"), float("inf"), -float("inf"), "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e",
    "9" * 5000, "x" * 100_000, "é" * 600, "1400", "1e3", "null", "\n", "'; drop table orders; --", "../../etc/passwd",
    [], {}, [[]], [None], {"": None}, {"order_id": {}}, [{}] * 1001,
)  # fmt: skip
ODD_BYTES = (
    b"\x00",
    b"\xff",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"{",
    b"}",
    b"[",
    b'"',
    b"\\u0000",
    b"\\ud800",
)
WHOLE_BODIES = (
    b"", b" ", b"null", b"true", b"[]", b'""', b"0", b"NaN", b"Infinity", b"{}", b"[{}]", b"{" * 1000, b"[" * 100_000,
    b'{"a":' * 5000, b"1" * 100_000, b'"' + b"a" * 200_000, b"\x1f\x8b\x08\x00", b"\x00\x00\x00\x00\x01",
    b"\xff\xfe{\x00}\x00",
)  # fmt: skip
ODD_HEADERS = (
    None, b"", b" ", b"\x00", b"a\x00b", b"\xff\xfe", b"\xed\xa0\x80", b"1", b"0.3", b"2", b"application/avro",
    b"application/json; charset=utf-16", b"x" * 301, b"x" * 20_000, "é".encode() * 300, b"urn:choreo:order.created:2",
    b"urn:choreo:order.created:1", b"urn:choreo:order.created:-1", b"urn:choreo:order.created:" + b"9" * 5000,
    b"urn:choreo::1", b"order.created", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01", b"00-0-0-00", b"zz" * 27,
    b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n", b"9999-99-99T99:99:99Z",
    b"a=b," * 5000, b"a=\xc3\xa9",
)  # fmt: skip
ODD_NAMES = (
    "",
    "\x00",
    "ce_id\x00",
    "CE_ID",
    "Ce_Type",
    "ce_",
    "é",
    "x" * 2000,
    "traceparent",
    "choreo-error",
    "content-type",
)


def damage_json(body: Any, chance: Random) -> bytes:
    """The body as JSON, after one to three fields of it, at any depth, went wrong."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        body = _damaged(body, chance)
    written = json.dumps(body)
    if chance.random() < 0.1 and written.startswith("{") and len(written) > 2:
        written = written[:-1] + ", " + written[1:]  # every key twice
    return written.encode()


def damage_bytes(raw: bytes, chance: Random) -> bytes:
    """The same with bits flipped, cut, repeated, with odd bytes in it; or something else entirely."""
    at = chance.randrange(len(raw) + 1)
    to = min(len(raw), at + chance.randrange(1, 20))
    match chance.randrange(7):
        case 0 | 1:
            flipped = bytearray(raw)
            for _ in range(chance.randrange(1, 4) if raw else 0):
                flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            return bytes(flipped)
        case 2:
            return raw[:at]
        case 3:
            return raw[:at] + raw[to:]
        case 4:
            return raw[:to] + raw[at:]
        case 5:
            return raw[:at] + chance.choice(ODD_BYTES) + raw[at:]
        case _:
            return chance.choice(WHOLE_BODIES)


def damage_headers(headers: Pairs, chance: Random) -> Pairs:
    """One to three of them missing, changed, doubled, renamed, or new."""
    headers = list(headers)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(headers)) if headers else 0
        name, value = headers[at] if headers else ("ce_id", b"e")
        odd = chance.choice(ODD_HEADERS)
        match chance.randrange(6):
            case 0:
                headers[at : at + 1] = []
            case 1 | 2:
                headers[at : at + 1] = [(name, odd)]
            case 3:
                headers.insert(chance.randrange(len(headers) + 1), (name, odd))
            case 4:
                headers[at : at + 1] = [(chance.choice(ODD_NAMES), value)]
            case _:
                headers[at : at + 1] = [(name, damage_bytes(value or b"", chance)[:20_000])]
    return headers


def _damaged(body: Any, chance: Random) -> Any:
    """A copy in which one place is damaged."""
    if isinstance(body, dict) and body and chance.random() < 0.95:
        name = chance.choice(list(body))
        if chance.random() < 0.1:
            return {other: value for other, value in body.items() if other != name}
        if chance.random() < 0.05:
            return {**body, str(chance.choice(ODD_VALUES))[:50]: chance.choice(ODD_VALUES)}
        return {**body, name: _damaged(body[name], chance)}
    if isinstance(body, list) and body and chance.random() < 0.8:
        at = chance.randrange(len(body))
        return [*body[:at], _damaged(body[at], chance), *body[at + 1 :]]
    return _otherwise(body, chance)


def _otherwise(value: Any, chance: Random) -> Any:
    changes: list[Callable[[], Any]] = [
        lambda: chance.choice(ODD_VALUES),
        lambda: str(value),
        lambda: [value],
        lambda: {"value": value},
    ]
    if isinstance(value, int):
        changes.append(lambda: value + chance.choice((-1, 1, 10**6, 10**12, 10**19)))
    if isinstance(value, str):
        changes.append(lambda: value + chance.choice(("\x00", "\n", "\ud800", " ", "\u0301", "x" * 64, "x" * 500)))
    return chance.choice(changes)()
