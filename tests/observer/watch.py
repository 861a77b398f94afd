"""What observer_service tells, asked over HTTP."""

from functools import partial
from typing import Any

import httpx

from tests.e2e.shop import ROOT, Json, Shop
from tests.patience import eventually

OBSERVER = "observer_service"


class Watch:
    """Asks as the administrator, unless somebody else is named."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def ask(self, path: str, caller: str | None = ROOT, method: str = "GET", **parameters: Any) -> httpx.Response:
        """The answer, whatever it is."""
        return await self._shop.ask(caller, OBSERVER, method, path, params=parameters)

    async def map(self) -> Json:
        """Asked without a token."""
        return dict((await self.ask("/map", None)).raise_for_status().json())

    async def orders(self, caller: str = ROOT, **filters: Any) -> list[Json]:
        """The first page of those that match."""
        return list((await self.ask("/orders", caller, **filters)).raise_for_status().json()["items"])

    async def timeline(self, order_id: str) -> Json:
        """Of an order that was heard of."""
        return dict((await self.ask(f"/orders/{order_id}/timeline")).raise_for_status().json())

    async def missing(self, order_id: str) -> list[Json]:
        """What is owed to the order, and late."""
        answer = await self.ask(f"/orders/{order_id}/timeline")
        return list(answer.json()["missing"]) if answer.status_code == 200 else []

    async def until_missing(self, order_id: str, why: str | None = None) -> list[Json]:
        """The same, as soon as there is any; for that kind of reason."""

        async def is_named() -> list[Json]:
            found = await self.missing(order_id)
            return found if why is None or {one["why"]["kind"] for one in found} == {why} else []

        return await eventually(is_named)

    async def until_nothing_is_missing(self, order_id: str) -> None:
        """Returns when it all came."""

        async def all_came() -> bool:
            return not await self.missing(order_id)

        await eventually(all_came)

    async def until_heard(self, order_id: str, *names: str) -> Json:
        """The timeline, as soon as all of these are on it."""

        async def all_are_there() -> Json | None:
            answer = await self.ask(f"/orders/{order_id}/timeline")
            there = {event["name"] for event in answer.json().get("events", ())}
            return answer.json() if there >= set(names) else None

        found = await eventually(all_are_there)
        assert found is not None
        return found

    async def until_up_to_date(self) -> None:
        """Returns when the observer has recorded everything."""

        async def is_up_to_date() -> bool:
            return bool((await self.map())["behind"] == 0)

        await eventually(is_up_to_date)

    async def until(self, look: Any, *arguments: Any) -> Any:
        """What it returns, as soon as it is true."""
        return await eventually(partial(look, *arguments))

    def log(self) -> str:
        """All that the observer has logged."""
        return (self._shop.stack.home / "logs" / f"{OBSERVER}.log").read_text()
