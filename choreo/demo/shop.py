"""The shop as its customers and its administrator use it: over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp

from choreo.demo.catalogue import COUPONS, CURRENCY, PRODUCTS, SOLD_OUT, Product
from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from shared import clock
from shared.ids import new_id
from shared.web.tokens import mint

CUSTOMER = "demo-customer"

PATIENCE = 60.0
"""Seconds that a service may be away, or order_service may take to hear of a product that was just listed."""
_LONGEST_RESTOCK = 10_000
_ASK_AGAIN = 0.1


class Shop:
    """One customer and one administrator. Everything raises CommandError when an answer is not the expected one."""

    def __init__(self, http: aiohttp.ClientSession, stack: Stack, customer: str, patience: float) -> None:
        self._http = http
        self._stack = stack
        self._patience = patience
        self._customer = {"Authorization": f"Bearer {mint(customer)}"}
        self._admin = {"Authorization": f"Bearer {mint('demo-admin', admin=True)}"}

    async def place(self, body: dict[str, Any]) -> dict[str, Any]:
        """The order as it was accepted, once. Waits until order_service has heard of the products."""
        headers = self._customer | {"Idempotency-Key": new_id()}
        give_up = clock.elapsed() + self._patience
        while True:
            status, answer = await self._ask("order_service", "POST", "/orders", headers, body)
            if status == HTTPStatus.ACCEPTED:
                return answer
            if status != HTTPStatus.UNPROCESSABLE_ENTITY or clock.elapsed() > give_up:
                raise _unexpected("POST /orders", status, answer)
            await asyncio.sleep(_ASK_AGAIN)

    async def cancel(self, order_id: str) -> bool:
        """Whether the order could still be cancelled."""
        path = f"/orders/{order_id}/cancel"
        status, answer = await self._ask("order_service", "POST", path, self._customer)
        if status == HTTPStatus.CONFLICT:
            # Asked twice because the first answer was lost: then it is ours.
            return answer.get("status_of_order") == "CANCELLED"
        if status >= HTTPStatus.BAD_REQUEST:
            raise _unexpected(f"POST {path}", status, answer)
        return True

    async def await_end(self, order_id: str, within: float) -> dict[str, Any]:
        """The order as soon as it has ended, or as it is after so many seconds."""
        give_up = clock.elapsed() + within
        while True:
            wait = max(0.0, min(20.0, give_up - clock.elapsed()))
            path = f"/orders/{order_id}?wait={wait:.1f}"
            status, order = await self._ask("order_service", "GET", path, self._customer)
            if status != HTTPStatus.OK:
                raise _unexpected(f"GET {path}", status, order)
            if clock.elapsed() > give_up or order["status"] in ("COMPLETED", "CANCELLED"):
                return order

    async def order_ids(self) -> list[str]:
        """All orders of this customer that order_service knows."""
        found: list[str] = []
        cursor = ""
        while True:
            path = f"/orders?limit=200{cursor}"
            status, page = await self._ask("order_service", "GET", path, self._customer)
            if status != HTTPStatus.OK:
                raise _unexpected(f"GET {path}", status, page)
            found += [order["order_id"] for order in page["items"]]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    async def seed(self, pieces: int) -> None:
        """Lists the products, brings each up to so many free pieces, and gives out the coupons."""
        for product in (*PRODUCTS, SOLD_OUT):
            terms = {"name": product.name, "price": product.price, "currency": CURRENCY}
            listed = await self._order("inventory_service", "PUT", f"/products/{product.sku}", terms)
            if product is not SOLD_OUT:
                await self._restock(product, pieces - int(listed["free"]))
        for code, coupon in COUPONS.items():
            await self._order("discount_service", "PUT", f"/coupons/{code}", coupon)

    async def _restock(self, product: Product, missing: int) -> None:
        while missing > 0:
            quantity = min(missing, _LONGEST_RESTOCK)
            await self._order("inventory_service", "POST", f"/products/{product.sku}/restock", {"quantity": quantity})
            missing -= quantity

    async def _order(self, service: str, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        status, answer = await self._ask(service, method, path, self._admin, body)
        if status >= HTTPStatus.BAD_REQUEST:
            raise _unexpected(f"{method} {path}", status, answer)
        return answer

    async def _ask(
        self, service: str, method: str, path: str, headers: dict[str, str], body: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Asks until it is answered: all that is asked here may be asked twice. A service that is being started again
        is waited for."""
        url = self._stack.url_of(service) + path
        give_up = clock.elapsed() + self._patience
        while True:
            try:
                async with self._http.request(method, url, headers=headers, json=body) as response:
                    if response.status < HTTPStatus.INTERNAL_SERVER_ERROR or clock.elapsed() > give_up:
                        return response.status, await response.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError) as error:
                if clock.elapsed() > give_up:
                    raise CommandError(f"{method} {url} was not answered: {error!r}") from error
            await asyncio.sleep(_ASK_AGAIN)


@asynccontextmanager
async def open_shop(stack: Stack, customer: str = CUSTOMER, patience: float = PATIENCE) -> AsyncIterator[Shop]:
    """Within it the shop can be asked, by any number of people of this name at a time; a service that is away is waited
    for so many seconds."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=60)
    ) as http:
        yield Shop(http, stack, customer, patience)


def _unexpected(request: str, status: int, answer: dict[str, Any]) -> CommandError:
    return CommandError(f"{request} was answered {status}: {answer.get('detail') or answer}")
