"""A rule for every path and query parameter, so that no route can forget it."""

import unicodedata

from fastapi import Request

from shared.web.problems import Problem


async def refuse_control_characters(request: Request) -> None:
    """Raises Problem 422, naming the parameter, when one holds a control character: PostgreSQL cannot store a NUL, and
    no id has one."""
    for name, value in [*request.path_params.items(), *request.query_params.multi_items()]:
        if any(unicodedata.category(character) == "Cc" for character in f"{name}{value}"):
            shown = name.encode("unicode_escape").decode()
            errors = [
                {
                    "field": shown,
                    "problem": "It holds a control character (such as %00).",
                    "remedy": "Send printable characters only.",
                }
            ]
            detail = f"{shown}: it holds a control character (such as %00). Send printable characters only."
            raise Problem(422, "Invalid request", detail, errors=errors)
