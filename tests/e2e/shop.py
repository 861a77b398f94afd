"""The whole shop as processes, and what customers, administrators and passers-by do with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from choreo.embedded.postgres import PASSWORD
from choreo.stack.local import LocalStack
from choreo.stack.members import SERVICES
from choreo.stack.options import Options
from choreo.stack.start import local_stack
from shared.web.tokens import mint
from tests.e2e.wire import Wire, open_wire
from tests.patience import eventually

QUICK = {
    "CHOREO_RETRY_FIRST": "0.1",
    "CHOREO_OUTBOX_AGE": "1",
    "CHOREO_SESSION_TIMEOUT": "6",
    # Nothing here is to end because a busy machine took its time.
    "CHOREO_PAYMENT_GIVE_UP": "300",
}
UP_AGAIN = 60.0
"""Seconds within which a service must be up again."""
ROOT = "root"
"""The administrator."""

Json = dict[str, Any]


class Shop:
    """All its members, to be asked over HTTP, heard on Kafka, and looked into. `said` is what its keeper said."""

    def __init__(
        self,
        stack: LocalStack,
        http: httpx.AsyncClient,
        wire: Wire,
        databases: dict[str, asyncpg.Pool],
        said: list[str],
    ) -> None:
        self.stack, self.http, self.wire, self.said = stack, http, wire, said
        self._databases = databases

    async def restart(self, service: str, environment: Mapping[str, str] | None = None) -> None:
        """Ends a service in order and starts it again; `environment` lasts until it ends."""
        async with asyncio.timeout(UP_AGAIN):
            await self.stack.restart(service, environment)

    async def kill(self, service: str, environment: Mapping[str, str] | None = None) -> None:
        """kill -9, and returns when it is up again, with this environment until it ends."""
        member = self.stack.member(service)
        await member.hold(kill=True)
        async with asyncio.timeout(UP_AGAIN):
            await member.release(environment)

    async def ask(self, customer: str | None, service: str, method: str, path: str, **request: Any) -> httpx.Response:
        """The answer to a customer's request, whatever it is; `request` goes to httpx. Without a customer, no token."""
        headers = dict(request.pop("headers", {}))
        if customer is not None:
            headers["Authorization"] = f"Bearer {mint(customer, admin=customer == ROOT)}"
        url = self.stack.addresses.url_of(service) + path
        return await self.http.request(method, url, headers=headers, **request)

    async def order(self, service: str, method: str, path: str, body: Json | None = None) -> Json:
        """What the administrator asks for, and gets."""
        answer = await self.ask(ROOT, service, method, path, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def place(self, customer: str, body: Json, **headers: str) -> Json:
        """The order, as it was accepted."""
        answer = await self.ask(customer, "order_service", "POST", "/orders", json=body, headers=headers)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def see(self, customer: str, order_id: str, **parameters: Any) -> Json:
        """The customer's order as it is."""
        answer = await self.ask(customer, "order_service", "GET", f"/orders/{order_id}", params=parameters)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ending_of(self, customer: str, order_id: str) -> str:
        """COMPLETED, or the reason for which the order was cancelled, as soon as it has ended."""
        order = await self.see(customer, order_id, wait=30)
        assert order["status"] in ("COMPLETED", "CANCELLED"), order
        return str(order["reason"] or order["status"])

    async def knows(self, customer: str, order_id: str) -> bool:
        """Whether the customer can see the order yet."""
        answer = await self.ask(customer, "order_service", "GET", f"/orders/{order_id}")
        return answer.status_code == 200

    async def ending_of_typed(self, customer: str, order_id: str) -> str:
        """The same for an order that was typed by hand, and need not have arrived yet."""
        await eventually(partial(self.knows, customer, order_id))
        return await self.ending_of(customer, order_id)

    async def rows(self, service: str, sql: str, *arguments: Any) -> list[Json]:
        """What stands in a service's database."""
        return [dict(row) for row in await self._databases[service].fetch(sql, *arguments)]

    async def until_handled(self, service: str, *event_ids: str) -> None:
        """Returns when the service has handled all of them."""

        async def all_are_in_the_inbox() -> bool:
            sql = "select count(*) n from inbox where event_id = any($1)"
            [handled] = await self.rows(service, sql, event_ids)
            return bool(handled["n"] == len(event_ids))

        await eventually(all_are_in_the_inbox)

    async def ledger(self, outsider: str, order_id: str) -> Json:
        """What an outsider did for an order."""
        place = getattr(self.stack.addresses, outsider)
        answer = await self.http.get(f"{place.url}/ledger", params={"order_id": order_id})
        return dict(answer.raise_for_status().json())

    @asynccontextmanager
    async def trouble(self, outsider: str, **faults: float | bool) -> AsyncIterator[None]:
        """Within it the outsider is in this trouble."""
        url = f"{getattr(self.stack.addresses, outsider).url}/faults"
        (await self.http.put(url, json=faults)).raise_for_status()
        try:
            yield
        finally:
            (await self.http.put(url, json={})).raise_for_status()


@asynccontextmanager
async def open_shop(
    home: Path, environment: Mapping[str, str] | None = None, *, observer: bool = False, password: str = PASSWORD
) -> AsyncIterator[Shop]:
    """Within it the shop is open, on free ports, with everything it keeps below `home`; all members are told this. With
    an `observer` only where a test asks for one; `password` is the services' for their databases."""
    said: list[str] = []
    async with AsyncExitStack() as open_things:
        told = {**QUICK, **(environment or {})}
        options = Options(usual_ports=False, observer=observer, password=password, environment=told)
        stack = await open_things.enter_async_context(local_stack(home, options, said.append))
        http = await open_things.enter_async_context(
            httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None), trust_env=False)
        )
        wire = await open_things.enter_async_context(open_wire(stack.addresses.kafka))
        databases = {
            service: await open_things.enter_async_context(
                asyncpg.create_pool(stack.addresses.database.replace("{service}", service), min_size=0, max_size=2)
            )
            for service in SERVICES
        }
        yield Shop(stack, http, wire, databases, said)
