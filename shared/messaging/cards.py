"""A service's card: what it hears and says, what it owes to those who listen, and where it is asked how it does.

Each service writes its own to the compacted topic `choreo.cards` when it starts, so that whoever listens to all knows
of a service that was not there before."""

from collections.abc import Iterable
from socket import gethostname
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from shared import clock
from shared.events import Event
from shared.messaging.expectations import Expectation
from shared.service import Service
from shared.settings import settings

CARDS = "choreo.cards"

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
"""Of a service, or of a topic."""
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/\x00-\x1f]{1,300}$")]


class Promise(BaseModel):
    """An expectation (expectations.py) by the names of its events."""

    model_config = ConfigDict(frozen=True)

    after: tuple[Name, ...]
    one_of: tuple[Name, ...]
    unless: tuple[Name, ...] = ()
    early: bool = False
    last_resort: bool = False


class Card(BaseModel):
    """One for each address that a service has; of several of a service, the newest tells what it hears and says."""

    model_config = ConfigDict(frozen=True)

    service: Name
    address: Address
    hears: frozenset[Name]
    says: frozenset[Name]
    promises: tuple[Promise, ...]
    written_at: AwareDatetime

    @property
    def key(self) -> bytes:
        """Of its record: a card replaces the one of the same service at the same address."""
        return f"{self.service} {self.address}".encode()


def card_of(service: Service, address: str) -> Card:
    """As its code has it now."""
    return Card(
        service=service.name,
        address=address,
        hears=frozenset(_names(service.subscriptions.handlers)),
        says=frozenset(_names(service.emits)),
        promises=tuple(map(promise_of, service.expectations)),
        written_at=clock.now(),
    )


def address_at(host: str, port: int) -> str:
    """Where others find a service that listens there."""
    if host in ("0.0.0.0", "::"):
        host = gethostname()
    return settings().address or f"http://{f'[{host}]' if ':' in host else host}:{port}"


def promise_of(stated: Expectation) -> Promise:
    """The expectation by names."""
    return Promise(
        after=_names(stated.after),
        one_of=_names(stated.one_of),
        unless=_names(stated.unless),
        early=stated.early,
        last_resort=stated.last_resort,
    )


def _names(events: Iterable[type[Event]]) -> tuple[str, ...]:
    return tuple(event.topic for event in events)
