"""A shop that is watched from now on, by an observer_service beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.stack.addresses import Place, Stack
from choreo.stack.local import LocalStack
from choreo.stack.programs import Programs, url_at

OBSERVER = "observer_service"
PATIENCE = {"CHOREO_OBSERVER_PATIENCE": "1", "CHOREO_SESSION_TIMEOUT": "6"}


@asynccontextmanager
async def watched(shop: LocalStack) -> AsyncIterator[Stack]:
    """Within it observer_service hears the shop, from its first record on. The shop's addresses, and the observer's."""
    register = Register(shop.home / "observer.json")
    async with httpx.AsyncClient(trust_env=False) as http:
        programs = Programs(shop.home, register, http)
        await programs.migrate(shop.addresses, [OBSERVER], PATIENCE)
        observer = programs.service(shop.addresses, OBSERVER, OBSERVER, free_port(), PATIENCE)
        await observer.start()
        try:
            places = {**shop.addresses.services, OBSERVER: Place(url=url_at(observer.port))}
            yield shop.addresses.model_copy(update={"services": places})
        finally:
            await observer.stop()
            register.release()
