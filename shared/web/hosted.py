"""What the HTTP side needs of a service, and how a route gets hold of it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol, TypeVar, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging.commands import Command
from shared.messaging.subscriptions import Emitted
from shared.service import Service
from shared.settings import Settings

R = TypeVar("R", bound=Emitted)


class Hosted(Protocol):
    """A running service, as its HTTP interface sees it."""

    @property
    def name(self) -> str:
        """As in `order_service`."""

    @property
    def service(self) -> Service:
        """Its parts."""

    @property
    def sessions(self) -> async_sessionmaker[AsyncSession]:
        """Sessions on the service's own database, whose rows stay readable after they are closed."""

    async def run(self, command: Command[..., R], /, **arguments: Any) -> R:
        """Runs a command in a transaction with the outbox. Raises what the command raises; then nothing is written."""

    async def missing(self) -> list[str]:
        """What keeps the service from its work, one sentence each; empty when it is ready."""


async def running_service(request: Request) -> Hosted:
    """The service behind this app."""
    return cast(Hosted, request.app.state.service)


Running = Annotated[Hosted, Depends(running_service)]
"""The service; `await service.run(command, …)` changes something."""


async def settings_of_app(request: Request) -> Settings:
    """The settings this app was made with."""
    return cast(Settings, request.app.state.settings)


Configured = Annotated[Settings, Depends(settings_of_app)]
"""The settings."""


async def read_session(service: Running) -> AsyncIterator[AsyncSession]:
    """A session that is given back before the answer is sent, so that a slow client holds no connection."""
    async with service.sessions() as session:
        yield session


Reading = Annotated[AsyncSession, Depends(read_session, scope="function")]
"""A session to read with. A route that waits (see waiting.py) opens short ones of its own instead."""
