"""RFC 9457 problem details: the one form in which the HTTP interface says that something went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="Where it is.", examples=["items[0].quantity"])
    problem: str = Field(description="What is wrong with it.")
    remedy: str = Field(description="What to do about it.")


class ProblemDocument(BaseModel):
    """RFC 9457 problem details. Some problems have more members than these."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Names the kind of problem; `about:blank` where the status says it all.")
    title: str = Field(description="The kind of problem, in words.")
    status: int
    detail: str = Field(description="What was wrong with this request, and what to do.")
    errors: list[FieldProblem] = Field(default=[], description="With status 422: the fields that were refused.")


class Problem(HTTPException):
    """Raised anywhere in a request: answers it with this problem document.

    `detail` says what was wrong and what to do; `members` stand in the document beside it. A title of its own makes a
    kind of problem, `urn:choreo:problem:<title>`; without one the status names it."""

    def __init__(
        self,
        status: int,
        title: str | None = None,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(status, detail, headers)
        self.title, self.members = title, members

    def answer(self) -> JSONResponse:
        """The response that carries the document."""
        title = self.title or HTTPStatus(self.status_code).phrase
        kind = f"urn:choreo:problem:{title.lower().replace(' ', '-')}" if self.title else "about:blank"
        document = {"type": kind, "title": title, "status": self.status_code, "detail": self.detail, **self.members}
        return JSONResponse(document, self.status_code, self.headers, media_type=MEDIA_TYPE)
