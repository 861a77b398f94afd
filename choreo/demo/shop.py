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
from shared.web.tokens import mint

CUSTOMER = "demo-customer"

_LISTED_WITHIN = 20.0
"""Seconds until order_service has heard of a product that was just listed."""
_LONGEST_RESTOCK = 10_000
_ASK_AGAIN = 0.1


class Shop:
    """One customer and one administrator. Everything raises CommandError when an answer is not the expected one."""

    def __init__(self, http: aiohttp.ClientSession, stack: Stack) -> None:
        self._http = http
        self._stack = stack
        self._customer = {"Authorization": f"Bearer {mint(CUSTOMER)}"}
        self._admin = {"Authorization": f"Bearer {mint('demo-admin', admin=True)}"}

    async def place(self, body: dict[str, Any]) -> dict[str, Any]:
        """The order as it was accepted. Waits until order_service has heard of the products."""
        give_up = clock.elapsed() + _LISTED_WITHIN
        while True:
            status, answer = await self._ask("order_service", "POST", "/orders", self._customer, body)
            if status == HTTPStatus.ACCEPTED:
                return answer
            if status != HTTPStatus.UNPROCESSABLE_ENTITY or clock.elapsed() > give_up:
                raise _unexpected("POST /orders", status, answer)
            await asyncio.sleep(_ASK_AGAIN)

    async def cancel(self, order_id: str) -> bool:
        """Whether the order could still be cancelled."""
        path = f"/orders/{order_id}/cancel"
        status, answer = await self._ask("order_service", "POST", path, self._customer)
        if status not in (HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.CONFLICT):
            raise _unexpected(f"POST {path}", status, answer)
        return status != HTTPStatus.CONFLICT

    async def await_end(self, order_id: str, within: float) -> dict[str, Any]:
        """The order as soon as it has ended, or as it is after so many seconds. Waits for a service that is away."""
        give_up = clock.elapsed() + within
        while True:
            wait = max(0.0, min(20.0, give_up - clock.elapsed()))
            try:
                path = f"/orders/{order_id}?wait={wait:.1f}"
                status, order = await self._ask("order_service", "GET", path, self._customer)
            except aiohttp.ClientError:
                status, order = HTTPStatus.SERVICE_UNAVAILABLE, {"order_id": order_id, "status": "UNKNOWN"}
            if clock.elapsed() > give_up or order.get("status") in ("COMPLETED", "CANCELLED"):
                return order
            if status != HTTPStatus.OK:
                await asyncio.sleep(_ASK_AGAIN)

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
        url = self._stack.url_of(service) + path
        async with self._http.request(method, url, headers=headers, json=body) as response:
            return response.status, await response.json(content_type=None)


@asynccontextmanager
async def open_shop(stack: Stack) -> AsyncIterator[Shop]:
    """Within it the shop can be asked, by any number of customers at a time."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=60)
    ) as http:
        yield Shop(http, stack)


def _unexpected(request: str, status: int, answer: dict[str, Any]) -> CommandError:
    return CommandError(f"{request} was answered {status}: {answer.get('detail') or answer}")
