"""What a schema asks of values of one type, and whether two of them ask for more or less."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from choreo.documents.schemas.files import Schema

_AT_LEAST = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "minLength": "at least {} characters",
    "minItems": "at least {} of them",
}
_AT_MOST = {
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "maxLength": "at most {} characters",
    "maxItems": "at most {} of them",
}
_NOT_HERE = {"properties", "required", "items", "enum", "const", "pattern", *_AT_LEAST, *_AT_MOST}
_COUNTED = re.compile(r"(?P<kind>.*)\{(?P<least>\d+),(?P<most>\d+)\}\$", re.DOTALL)
"""A pattern whose end says how many characters there may be."""


class Limit(NamedTuple):
    """A change: `narrower` refuses what was allowed, `wider` allows what was refused. `what` follows a field's name."""

    what: str
    narrower: bool
    wider: bool


def changed_limits(old: Schema, new: Schema) -> Iterator[Limit]:
    """All that changed, but for an object's fields and what an array holds."""
    yield from _values(old, new)
    if _told_by_values(old, new):
        return
    for words, sign in ((_AT_LEAST, 1), (_AT_MOST, -1)):
        for key, form in words.items():
            yield from _bound(form, sign, old.get(key), new.get(key))
    yield from _pattern(old.get("pattern"), new.get("pattern"))
    for key in sorted((old.keys() | new.keys()) - _NOT_HERE):
        yield from _other(key, old.get(key), new.get(key))


def _values(old: Schema, new: Schema) -> Iterator[Limit]:
    before, now = _allowed(old), _allowed(new)
    if before is None and now is not None:
        yield Limit(f"may only be {_shown(now, 'or')} now", narrower=True, wider=False)
    elif before is not None and now is None:
        yield Limit(f"may be anything now, was {_shown(before, 'or')}", narrower=False, wider=True)
    elif before is not None and now is not None:
        if joined := [value for value in now if value not in before]:
            yield Limit(f"may be {_shown(joined, 'or')} now", narrower=False, wider=True)
        if left := [value for value in before if value not in now]:
            yield Limit(f"may not be {_shown(left, 'or')} any more", narrower=True, wider=False)


def _told_by_values(old: Schema, new: Schema) -> bool:
    """Whether values are listed on one side alone, and all of them meet what the other asks."""
    if (_allowed(old) is None) == (_allowed(new) is None):
        return False
    listing, asking = (new, old) if _allowed(old) is None else (old, new)
    limits = asking.keys() - {"pattern"}
    return not limits and all(re.search(asking.get("pattern", ""), str(value)) for value in _allowed(listing) or ())


def _bound(form: str, sign: int, old: float | None, new: float | None) -> Iterator[Limit]:
    if old == new:
        return
    narrower = old is None or (new is not None and sign * new > sign * old)
    asked, was = (form.format("any" if one is None else one) for one in (new, old))
    if new is None:
        what = f"need not be {was} any more"
    else:
        what = f"must be {asked} now" + ("" if old is None else f", was {was}")
    yield Limit(what, narrower, not narrower)


def _pattern(old: str | None, new: str | None) -> Iterator[Limit]:
    before, now = _COUNTED.fullmatch(old or ""), _COUNTED.fullmatch(new or "")
    if before and now and before["kind"] == now["kind"]:
        yield from _bound(_AT_LEAST["minLength"], 1, int(before["least"]), int(now["least"]))
        yield from _bound(_AT_MOST["maxLength"], -1, int(before["most"]), int(now["most"]))
    else:
        yield from _other("pattern", old, new)


def _other(key: str, old: Any, new: Any) -> Iterator[Limit]:
    if key == "additionalProperties":
        old, new = (None if one is True else one for one in (old, new))
        if isinstance(old, dict) and isinstance(new, dict):
            return
    if old == new:
        return
    if old is None:
        yield Limit(f"has {key} {new!r} now", narrower=True, wider=False)
    elif new is None:
        yield Limit(f"has no {key} {old!r} any more", narrower=False, wider=True)
    else:
        yield Limit(f"has {key} {new!r} now, had {old!r}", narrower=True, wider=True)


def _allowed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _shown(values: list[Any], between: str) -> str:
    *others, last = map(repr, values)
    return f"{', '.join(others)} {between} {last}" if others else last
