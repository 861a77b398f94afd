"""The services' dead letters, over HTTP, as an administrator."""

from base64 import b64decode
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from choreo.commands.interface import Interface, body_of
from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from choreo.stack.members import OBSERVER


@dataclass(frozen=True)
class Letter:
    """A dead letter of one service; `body` is as the service shows it."""

    service: str
    body: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.body["id"])


def bytes_in(shown: dict[str, Any] | None) -> bytes | None:
    """What a dead letter shows of its record (a key, a value, a header), as it came."""
    if shown is None:
        return None
    data: str = shown["data"]
    return b64decode(data) if shown["encoding"] == "base64" else data.encode()


class DeadLetters:
    """Of all services of a stack. Raises CommandError when one does not answer, or refuses."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._interface = Interface(stack, "choreo-dlq")

    def all_of(self, service: str | None) -> list[Letter]:
        """Of that service, or of every one; the latest first."""
        found = [
            Letter(one, body) for one in self._asked(service) for body in self._interface.listed(one, "/dead-letters")
        ]
        return sorted(found, key=lambda letter: str(letter.body["parked_at"]), reverse=True)

    def one(self, id: str, service: str | None) -> Letter:
        """With its bytes. Raises CommandError when nobody has it."""
        for one in self._asked(service):
            answer = self._interface.ask(one, "GET", f"/dead-letters/{id}")
            if answer.status_code != HTTPStatus.NOT_FOUND:
                return Letter(one, body_of(answer))
        whose = service or "any service"
        raise CommandError(
            f"there is no dead letter {id} of {whose}: it was handled, or `choreo dlq list` shows its id"
        )

    def replay(self, letter: Letter, force: bool) -> str | None:
        """Has it tried again. Returns why not, when the service refuses."""
        path = f"/dead-letters/{letter.id}/replay"
        answer = self._interface.ask(letter.service, "POST", path, {"force": "true"} if force else {})
        if answer.status_code in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            return str(answer.json()["detail"])
        body_of(answer)
        return None

    def _asked(self, service: str | None) -> list[str]:
        if service in OBSERVER:
            raise CommandError(f"{service} has no dead letters of its own: leave --service out to see all there are")
        return [service] if service else [name for name in self._stack.services if name not in OBSERVER]
