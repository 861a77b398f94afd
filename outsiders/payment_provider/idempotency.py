"""Stripe's idempotency keys (docs.stripe.com/api/idempotent_requests): the first answer stays the answer, 402 too.

Not remembered: requests whose parameters are wrong, twins of a request under way, and the 503 of PUT /faults.
Stripe may forget a key after 24 hours; here none is forgotten."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any

from outsiders.payment_provider.answers import Answer, key_reused

_under_way: set[str] = set()


@contextmanager
def under_way(key: str | None) -> Iterator[bool]:
    """False when a twin with this key is under way; else true, and the key is taken within."""
    if key is None:
        yield True
    elif key in _under_way:
        yield False
    else:
        _under_way.add(key)
        try:
            yield True
        finally:
            _under_way.discard(key)


def answer_once(
    db: Connection, key: str, path: str, form: dict[str, Any], work: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """The answer that this key was given, else what `work` says now; and whether it is a replay."""
    parameters = json.dumps(form, sort_keys=True)
    row = db.execute("select path, parameters, status, body from answer where key = ?", (key,)).fetchone()
    if row is None:
        answer = work()
        values = (key, path, parameters, answer.status, json.dumps(answer.body))
        db.execute("insert into answer values (?, ?, ?, ?, ?)", values)
        return answer, False
    first_path, first_parameters, status, body = row
    if first_path != path:
        return key_reused(
            f"Keys for idempotent requests can only be used for the same endpoint they were first used for "
            f"('{path}' vs '{first_path}'). Try using a key other than '{key}' if you meant another request."
        ), False
    if first_parameters != parameters:
        return key_reused(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant another request."
        ), False
    return Answer(status, json.loads(body)), True
