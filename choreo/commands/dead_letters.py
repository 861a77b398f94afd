"""The services' dead letters, over HTTP, as an administrator."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from shared.web.tokens import mint

_PAGE = 200


@dataclass(frozen=True)
class Letter:
    """A dead letter of one service; `body` is as the service shows it."""

    service: str
    body: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.body["id"])


class DeadLetters:
    """Of all services of a stack. Raises CommandError when one does not answer, or refuses."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._headers = {"Authorization": f"Bearer {mint('choreo-dlq', admin=True)}"}

    def all_of(self, service: str | None) -> list[Letter]:
        """Of that service, or of every one; the latest first."""
        services = [service] if service else list(self._stack.services)
        found = [letter for one in services for letter in self._pages(one)]
        return sorted(found, key=lambda letter: str(letter.body["parked_at"]), reverse=True)

    def one(self, id: str, service: str | None) -> Letter:
        """With its bytes. Raises CommandError when nobody has it."""
        for one in [service] if service else self._stack.services:
            answer = self._ask(one, "GET", f"/dead-letters/{id}")
            if answer.status_code != HTTPStatus.NOT_FOUND:
                return Letter(one, _checked(answer))
        whose = service or "any service"
        raise CommandError(
            f"there is no dead letter {id} of {whose}: it was handled, or `choreo dlq list` shows its id"
        )

    def replay(self, letter: Letter, force: bool) -> str | None:
        """Has it tried again. Returns why not, when the service refuses."""
        path = f"/dead-letters/{letter.id}/replay"
        answer = self._ask(letter.service, "POST", path, {"force": "true"} if force else {})
        if answer.status_code in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            return str(answer.json()["detail"])
        _checked(answer)
        return None

    def _pages(self, service: str) -> list[Letter]:
        letters: list[Letter] = []
        parameters = {"limit": str(_PAGE)}
        while True:
            page = _checked(self._ask(service, "GET", "/dead-letters", parameters))
            letters += [Letter(service, body) for body in page["items"]]
            if page["next"] is None:
                return letters
            parameters["cursor"] = page["next"]

    def _ask(self, service: str, method: str, path: str, parameters: dict[str, str] | None = None) -> httpx.Response:
        url = self._stack.url_of(service) + path
        try:
            return httpx.request(method, url, params=parameters, headers=self._headers, timeout=10, trust_env=False)
        except httpx.HTTPError as error:
            raise CommandError(f"{service} at {url} does not answer ({error!r})") from error


def _checked(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise CommandError(f"{answer.request.url} was answered {answer.status_code}: {answer.text}")
    body: dict[str, Any] = answer.json()
    return body
