"""A service's dead letters, as its administrator reads them."""

from collections.abc import AsyncIterator

from choreo.commands.dead_letters import bytes_in
from tests.e2e.shop import ROOT, Json, Shop


async def letters_of(shop: Shop, service: str, state: str | None = None) -> AsyncIterator[Json]:
    """All of them, page by page; or those in one state."""
    asked: dict[str, str] = {"limit": "200", **({"state": state} if state else {})}
    while True:
        answer = await shop.ask(ROOT, service, "GET", "/dead-letters", params=asked)
        page = answer.raise_for_status().json()
        for letter in page["items"]:
            yield letter
        if page["next"] is None:
            return
        asked["cursor"] = page["next"]


async def letters_about(shop: Shop, service: str, order_id: str, state: str | None = None) -> list[Json]:
    """In full, those whose record had this key."""
    found = []
    async for letter in letters_of(shop, service, state):
        full = await shop.order(service, "GET", f"/dead-letters/{letter['id']}")
        if full["key"] is not None and bytes_in(full["key"]) == order_id.encode():
            found.append(full)
    return found
