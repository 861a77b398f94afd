"""How requests that FastAPI and Starlette refuse by themselves are answered: as problem documents, with a remedy."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from shared.web.problems import Problem
from shared.web.remedies import name_problems

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def answer_refusals(app: FastAPI) -> None:
    """Makes every refusal of `app` a problem document."""
    app.add_exception_handler(RequestValidationError, _answer)
    app.add_exception_handler(HTTPException, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    return _problem_of(request, error).answer()


def _problem_of(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _http_problem(request, error)
    assert isinstance(error, RequestValidationError)
    return _validation_problem(error)


def _validation_problem(error: RequestValidationError) -> Problem:
    first, *others = errors = list(error.errors())
    if first["type"] == "json_invalid":
        detail = (
            f"The body is not JSON: {first['ctx']['error']} at character {first['loc'][-1]}. Send one JSON document."
        )
        return Problem(400, "Malformed body", detail)
    if isinstance(error.body, bytes) and error.body:
        return Problem(415, detail="The body is not announced as JSON. Send it with Content-Type: application/json.")
    named = name_problems(errors)
    detail = "{field}: {problem} {remedy}".format_map(named[0])
    if others:
        detail += f" And {len(others)} more."
    return Problem(422, "Invalid request", detail, errors=named)


def _http_problem(request: Request, error: HTTPException) -> Problem:
    status, path = HTTPStatus(error.status_code), request.url.path
    allowed, headers = "", error.headers
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _methods_at(request)
        headers = {"Allow": allowed}
    detail = {
        HTTPStatus.BAD_REQUEST: f"{error.detail}. Send one JSON document in UTF-8.",
        HTTPStatus.NOT_FOUND: f"There is nothing at {path}. See /docs for what there is.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not possible at {path}. Use {allowed}.",
    }.get(status, error.detail)
    return Problem(status, detail=detail, headers=headers)


def _methods_at(request: Request) -> str:
    """All that are possible at the path. (Starlette names only those of the first route that has it.)"""
    possible = (
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    )
    return ", ".join(possible)
