"""What changed between two schemas of one version of an event, and whom it breaks.

A released version stays FULL compatible, as Confluent's Schema Registry calls it
(https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html), which is both:

- **BACKWARD**: hearers of the new release still meet old records. Kafka keeps them (CHOREO_TOPIC_RETENTION, 7 days),
  the speaker's outbox publishes them as they were written, the hearers' retries and dead letters bring them back.
- **FORWARD**: hearers of the old release meet new records while a rollout lasts, and after going back.

So a field may join that can be left out, for hearers ignore what they do not know. All else is a new version; also
what a registry allows: to take away a field that could be left out, or to let its absence mean something else. Hearers
of two releases would then read two things in one record."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, NamedTuple

from choreo.documents.schemas.expanded import expand
from choreo.documents.schemas.files import Schema
from choreo.documents.schemas.limits import changed_limits
from choreo.documents.schemas.types import by_type, named


class Breaks(Enum):
    """Whom a change breaks, of those who hear the event."""

    NEW = "upgraded, they refuse or misread what {speakers} said before"
    OLD = "not yet upgraded, they refuse or misread what {speakers} says then"


NEW, OLD, BOTH, NOBODY = frozenset({Breaks.NEW}), frozenset({Breaks.OLD}), frozenset(Breaks), frozenset[Breaks]()

_NUMBERS = {"integer", "number"}


class Change(NamedTuple):
    """`field` is its path: `items[].sku`; `what` follows it in a sentence."""

    field: str
    what: str
    breaks: frozenset[Breaks]


def changes_between(released: Schema, now: Schema) -> list[Change]:
    """All of them, field by field. Titles and descriptions are none."""
    return list(_changes("", expand(released), expand(now)))


def _changes(field: str, before: Schema, now: Schema) -> Iterator[Change]:
    if before == now:
        return
    if before.get("default", ...) != now.get("default", ...) and "default" in before and "default" in now:
        left_out = f"stands for {now['default']!r} now when it is left out, stood for {before['default']!r}"
        yield Change(field, left_out, BOTH)
    old, new = by_type(before), by_type(now)
    gained = {one for one in new.keys() - old.keys() if not (one == "integer" and "number" in old)}
    lost = {one for one in old.keys() - new.keys() if not (one == "integer" and "number" in new)}
    if gained or lost:
        breaks = (NEW if lost else NOBODY) | (OLD if gained else NOBODY)
        yield Change(field, f"is {named(new)} now, was {named(old)}", breaks)
    for one, other in _comparable(old, new):
        yield from _of_a_type(field, old[one], new[other])


def _comparable(old: Iterable[str], new: Iterable[str]) -> list[tuple[str, str]]:
    """Types of both; an integer is a number too."""
    same = [(one, one) for one in sorted(set(old) & set(new))]
    numbers = [("integer", "number"), ("number", "integer")]
    return same + [pair for pair in numbers if {pair[0]} == _NUMBERS & set(old) and {pair[1]} == _NUMBERS & set(new)]


def _of_a_type(field: str, before: list[Schema], now: list[Schema]) -> Iterator[Change]:
    if before == now:
        return
    if len(before) > 1 or len(now) > 1:
        yield Change(field, "is one of other shapes now", BOTH)
        return
    [old], [new] = before, now
    for limit in changed_limits(old, new):
        breaks = (NEW if limit.narrower else NOBODY) | (OLD if limit.wider else NOBODY)
        yield Change(field, limit.what, breaks)
    yield from _of_fields(field, old, new)
    yield from _changes(f"{field}[]", old.get("items", {}), new.get("items", {}))
    if isinstance(old.get("additionalProperties"), dict) and isinstance(new.get("additionalProperties"), dict):
        yield from _changes(f"{field}.*", old["additionalProperties"], new["additionalProperties"])


def _of_fields(field: str, old: Schema, new: Schema) -> Iterator[Change]:
    before: dict[str, Any] = old.get("properties", {})
    now: dict[str, Any] = new.get("properties", {})
    needed_before, needed_now = set(old.get("required", ())), set(new.get("required", ()))
    for name in {**before, **now}:
        path = f"{field}.{name}" if field else name
        if name not in now:
            yield Change(path, "is gone", BOTH if new.get("additionalProperties") is False else OLD)
        elif name not in before:
            closed = OLD if old.get("additionalProperties") is False else NOBODY
            if name in needed_now:
                yield Change(path, "is new and must be there", closed | NEW)
            else:
                yield Change(path, "is new and may be left out", closed)
        else:
            if (name in needed_now) != (name in needed_before):
                must = name in needed_now
                yield Change(path, "must be there now" if must else "may be left out now", NEW if must else OLD)
            yield from _changes(path, before[name], now[name])
