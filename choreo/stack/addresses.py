"""Where a running stack is found."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from choreo.errors import CommandError
from choreo.processes.register import Register


class NoStackError(CommandError):
    """No stack runs there; the message says how to start one."""


class Place(BaseModel):
    """One member: `url` is its first replica's, `urls` and `pids` are of all replicas that live."""

    model_config = ConfigDict(frozen=True)

    url: str
    pids: list[int] = []
    urls: list[str] = []


class Stack(BaseModel):
    """The content of stack.json. `ready` is false while a part of it is being started again."""

    model_config = ConfigDict(frozen=True)

    kafka: str
    postgres: str
    redis: str
    services: dict[str, Place]
    payment_provider: Place | None = None
    carrier: Place | None = None
    ready: bool = True
    database: str
    """Address of a service's own database; `{service}` stands for its name."""
    pid: int | None = None
    """The process that keeps it running."""

    def url_of(self, service: str) -> str:
        """Raises NoStackError for a service that does not run here."""
        place = self.services.get(service)
        if place is None:
            running = ", ".join(self.services) or "none"
            raise NoStackError(f"{service} does not run here; services that do: {running}")
        return place.url


def register_of(home: Path) -> Register:
    """The list of the processes that were started in this directory."""
    return Register(home / "processes.json")


def stack_file(home: Path) -> Path:
    """Where a stack that runs in this directory says where it is found."""
    return home / "stack.json"


def find_stack(home: Path) -> Stack:
    """The stack that runs in this directory. Raises NoStackError when none does, or it was never ready yet."""
    path = stack_file(home)
    owner = register_of(home).owner()
    try:
        stack = Stack.model_validate_json(path.read_text())
    except FileNotFoundError:
        if owner:
            raise NoStackError(f"the stack in {home} is being started or ended; try again in a moment") from None
        raise NoStackError(f"no stack runs in {home}: start one with `choreo up` or `choreo demo`") from None
    except ValidationError as error:
        raise NoStackError(f"{path} is not what `choreo up` writes ({error}): remove it, then `choreo up`") from error
    if owner is None:
        raise NoStackError(f"the stack in {home} was killed: `choreo up` starts it again, `choreo down` clears up")
    return stack
