"""What stood in the services' tables before the order came, as far as its events show."""

from collections.abc import Mapping
from typing import Any

from choreo.exploration.message import Message
from choreo.exploration.rooms import Rooms
from choreo.exploration.world import DISCOUNT, INVENTORY, NAMES, ORDER
from choreo.replay.recorded import Recording
from discount_service.commands import put_coupon
from inventory_service.commands import list_product, restock
from shared.events import OrderCreated


class Opening:
    """`states`: each service's, by name. `given`: in words, what they were given and which event shows it."""

    def __init__(self, rooms: Mapping[str, Rooms], recording: Recording) -> None:
        self._rooms, self._recording = rooms, recording
        self.states = {name: rooms[name].state_of({}) for name in NAMES}
        self.given: list[str] = []
        self._orders = [said.event for said in recording.said if isinstance(said.event, OrderCreated)]

    async def prepare(self) -> None:
        """Products and pieces, and coupons."""
        if not self._orders:
            self.given.append("no order.created is recorded, so nothing can be told of stock and coupons")
        prices = {line.sku: (line.unit_price, order.currency) for order in self._orders for line in order.items}
        for sku, (unit_price, currency) in prices.items():
            free, why = self._free(sku)
            self.given.append(f"{sku}: {free} free, {why}")
            listed = await self._ask(
                INVENTORY, list_product, sku=sku, name=sku, unit_price=unit_price, currency=currency
            )
            for topic, key, body in listed:
                heard = await self._rooms[ORDER].hear(self.states[ORDER], Message(topic, key, 0, body))
                self.states[ORDER] = heard.state
            if free:
                await self._ask(INVENTORY, restock, sku=sku, quantity=free)
        for code in {order.coupon_code: None for order in self._orders if order.coupon_code is not None}:
            await self._put(code)

    def _free(self, sku: str) -> tuple[int, str]:
        wanted = max(order.quantities.get(sku, 0) for order in self._orders)
        if reserved := self._recording.first(INVENTORY, "inventory.reserved"):
            held = {item["sku"]: item["quantity"] for item in reserved.body["items"]}
            return held.get(sku, wanted), "as inventory.reserved shows"
        if rejected := self._recording.first(INVENTORY, "inventory.rejected"):
            short = {shortage["sku"]: shortage["free"] for shortage in rejected.body["short"]}
            return short.get(sku, wanted), "as inventory.rejected shows"
        return wanted, "which is enough; nothing is recorded of it"

    async def _put(self, code: str) -> None:
        if refused := self._recording.first(DISCOUNT, "discount.rejected"):
            self.given.append(f"coupon {code}: there is none here, for it was refused ({refused.body['detail']})")
            return
        applied = self._recording.first(DISCOUNT, "discount.applied", coupon_code=code)
        amount, why = (applied.body["discount"], "as discount.applied shows") if applied else (0, "nothing is recorded")
        currency = next(order.currency for order in self._orders if order.coupon_code == code)
        self.given.append(f"coupon {code}: {amount} {currency} off, {why}")
        terms: dict[str, Any] = {"percent": None, "limit": None, "expires_at": None, "minimum": 0}
        await self._ask(DISCOUNT, put_coupon, code=code, amount=amount, currency=currency, **terms)

    async def _ask(self, service: str, command: Any, **arguments: Any) -> tuple[tuple[str, str, bytes], ...]:
        done = await self._rooms[service].ask(self.states[service], command, **arguments)
        if done.broke or done.refused:
            raise RuntimeError(f"the replay cannot begin: {command.act.__name__}: {done.broke or 'refused'}")
        self.states[service] = done.state
        return done.said
