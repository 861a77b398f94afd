"""The services' HTTP interfaces, as an administrator asks them."""

from collections.abc import Iterator
from typing import Any

import httpx

from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from shared.web.tokens import mint

_PAGE = 200


class Interface:
    """Of all services of a stack; `who` asks. Raises CommandError when one does not answer, or refuses."""

    def __init__(self, stack: Stack, who: str) -> None:
        self._stack = stack
        self._headers = {"Authorization": f"Bearer {mint(who, admin=True)}"}

    def ask(self, service: str, method: str, path: str, parameters: dict[str, str] | None = None) -> httpx.Response:
        """The answer, whatever it is."""
        url = self._stack.url_of(service) + path
        try:
            return httpx.request(method, url, params=parameters, headers=self._headers, timeout=10, trust_env=False)
        except httpx.HTTPError as error:
            raise CommandError(f"{service} at {url} does not answer ({error!r})") from error

    def listed(self, service: str, path: str) -> Iterator[dict[str, Any]]:
        """All entries of a list, page by page."""
        parameters = {"limit": str(_PAGE)}
        while True:
            page = body_of(self.ask(service, "GET", path, parameters))
            yield from page["items"]
            if page["next"] is None:
                return
            parameters["cursor"] = page["next"]


def body_of(answer: httpx.Response) -> dict[str, Any]:
    """What a good answer says. Raises CommandError for another one."""
    if answer.is_error:
        raise CommandError(f"{answer.request.url} was answered {answer.status_code}: {answer.text}")
    body: dict[str, Any] = answer.json()
    return body
