"""How the OpenAPI document describes problems."""

from typing import Any

from pydantic.json_schema import models_json_schema

from shared.web.problems import MEDIA_TYPE, ProblemDocument

_REFERENCE = "#/components/schemas/"
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": f"{_REFERENCE}{ProblemDocument.__name__}"}}}

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": _CONTENT}
    for status, description in {
        400: "The body is not JSON.",
        401: "No token, or one that is not valid.",
        403: "The token lacks a scope.",
        404: "There is no such thing, or it is somebody else's.",
        408: "The body did not come in time.",
        409: "Its state does not allow this.",
        413: "The body is too large.",
        415: "The body is not announced as JSON.",
        422: "A field is refused; `errors` names it and says what to send instead.",
        429: "Too many requests; try again after Retry-After.",
        500: "A failure of the service; `reference` stands in its log.",
        503: "A part is away; try again after Retry-After.",
    }.items()
}


def describe_problems(document: dict[str, Any]) -> dict[str, Any]:
    """`document` with the schemas that PROBLEMS refers to."""
    _, schemas = models_json_schema([(ProblemDocument, "serialization")], ref_template=_REFERENCE + "{model}")
    document.setdefault("components", {}).setdefault("schemas", {}).update(schemas["$defs"])
    return document
