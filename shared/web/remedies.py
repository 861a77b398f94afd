"""From what pydantic found wrong with a request to the field's name, the problem and the remedy."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

MOST_NAMED = 20
"""Fields that one answer names, at most."""

_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Leave it out; /docs lists the fields.",
    "model_attributes_type": "Send a JSON object.",
    "dict_type": "Send a JSON object.",
    "list_type": "Send a JSON list.",
    "too_short": "Send at least {min_length}.",
    "too_long": "Send at most {max_length}.",
    "string_type": "Send a text, in quotes.",
    "string_unicode": "Send text that is valid Unicode.",
    "string_too_short": "Send at least {min_length} characters.",
    "string_too_long": "Send at most {max_length} characters.",
    "int_type": "Send a whole number, without quotes.",
    "int_from_float": "Send a whole number.",
    "int_parsing": "Send a whole number.",
    "bool_type": "Send true or false, without quotes.",
    "bool_parsing": "Send true or false.",
    "enum": "Send one of {expected}.",
    "literal_error": "Send one of {expected}.",
    "greater_than": "Send more than {gt}.",
    "greater_than_equal": "Send {ge} or more.",
    "less_than": "Send less than {lt}.",
    "less_than_equal": "Send {le} or less.",
    "string_pattern_mismatch": "Send text of the form {pattern}.",
}
_OTHERWISE = "Correct it; /docs describes it."


def name_problems(errors: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Each error as `{"field", "problem", "remedy"}`, the first MOST_NAMED of them."""
    return [_name(error) for error, _ in zip(errors, range(MOST_NAMED), strict=False)]


def _name(error: dict[str, Any]) -> dict[str, str]:
    context = defaultdict(str, error.get("ctx", {}))
    remedy = context["remedy"] or _REMEDIES.get(error["type"], _OTHERWISE).format_map(context)
    return {"field": name_field(error["loc"]), "problem": _sentence(error["msg"]), "remedy": _sentence(remedy)}


def name_field(path: Sequence[str | int]) -> str:
    """The field as its sender would write it: `items[0].quantity`; `body` for the body as a whole."""
    where, *inside = path
    name = ""
    for step in inside:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return name or str(where)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
