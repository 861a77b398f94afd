"""A shop with one product and one coupon, and its customers."""

from collections.abc import Mapping
from typing import Any

from discount_service.commands import put_coupon
from discount_service.tables import Coupon
from inventory_service.commands import list_product, restock
from inventory_service.tables import Stock
from order_service.commands import cancel_order, expire_order, place_order
from order_service.tables import Order
from shared import ids
from shared.events import Address, Item, OrderEvent, ProductListed
from tests.choreography.ending import Ending
from tests.choreography.promises import assert_kept
from tests.choreography.stage import Stage
from tests.contracts.services import DISCOUNT, INVENTORY, ORDER
from tests.handlers.databases import Sessions
from tests.handlers.examples import ADDRESS
from tests.outsiders.process import OutsiderProcess

PIECES, PRICE = 10, 1400


class Shop(Stage):
    """Opened for each test anew, with its own product and coupon."""

    def __init__(self, sessions: Mapping[str, Sessions], provider: OutsiderProcess, carrier: OutsiderProcess) -> None:
        super().__init__(sessions)
        self._provider, self._carrier = provider, carrier
        self.sku, self.coupon = f"tea-{ids.new_id()}", f"ten-{ids.new_id()}"
        self.pieces = 0

    def another(self) -> "Shop":
        """A shop beside it, still closed."""
        return Shop(self._sessions, self._provider, self._carrier)

    async def open(self, pieces: int = PIECES, redemptions: int = 5) -> None:
        """So many pieces on the shelf, and a coupon of ten percent for so many orders."""
        self.pieces = pieces
        await self.ask(INVENTORY, list_product, sku=self.sku, name="Tea", unit_price=PRICE, currency="KRW")
        await self.ask(INVENTORY, restock, sku=self.sku, quantity=pieces)
        terms: dict[str, Any] = {"percent": 10, "amount": None, "currency": None, "expires_at": None, "minimum": 0}
        await self.ask(DISCOUNT, put_coupon, code=self.coupon, limit=redemptions, **terms)
        await self.deliver(ProductListed, to=ORDER)
        self.said.clear()

    async def place(self, **wish: Any) -> str:
        """A customer places an order; its id."""
        order_id, told = ids.new_id(), self._wish(**wish)
        await self.ask(
            ORDER,
            place_order,
            order_id=order_id,
            items=[Item(sku=self.sku, quantity=told["items"][0]["quantity"])],
            coupon_code=told["coupon_code"],
            customer_id=told["customer_id"],
            payment_method=told["payment_method"],
            shipping_address=Address.model_validate(told["shipping_address"]),
            idempotency_key=None,
            body_sha256="",
        )
        return order_id

    def place_by_hand(self, order_id: str | None = None, **wish: Any) -> str:
        """Somebody types an order into kcat; its id."""
        order_id = order_id or ids.new_id()
        self.type_by_hand("order.created", {"order_id": order_id, **self._wish(**wish)})
        return order_id

    async def cancel(self, order_id: str) -> None:
        """The customer cancels. Raises AlreadyEnded."""
        await self.ask(ORDER, cancel_order, order_id=order_id)

    async def expire(self, order_id: str) -> None:
        """The deadline's timer comes by the order."""
        await self.ask(ORDER, expire_order, order_id=order_id)

    async def ending(self, order_id: str) -> Ending:
        """How it ended, once nothing is under way. Fails when anything is amiss that must never be."""
        assert self.under_way == []
        assert_kept(event for event in self.said if isinstance(event, OrderEvent) and event.order_id == order_id)
        async with self._sessions[ORDER]() as db:
            order = await db.get_one(Order, order_id)
        shipped = await self._stock()
        money = await self._provider.ledger_of(order_id)
        parcels = await self._carrier.ledger_of(order_id)
        return Ending(
            order.status,
            order.reason,
            shipped=shipped,
            redeemed=await self.redeemed(),
            charged=sum(each["amount"] for each in money["charges"]),
            refunds=tuple(each["amount"] for each in money["refunds"]),
            booked=len(parcels["bookings"]),
            called_off=len(parcels["cancelled"]),
        )

    async def status(self, order_id: str) -> str:
        """Where the order stands now."""
        async with self._sessions[ORDER]() as db:
            return (await db.get_one(Order, order_id)).status

    async def redeemed(self) -> int:
        """How many orders have redeemed the coupon."""
        async with self._sessions[DISCOUNT]() as db:
            return (await db.get_one(Coupon, self.coupon)).redeemed

    async def stock(self) -> tuple[int, int, int]:
        """Free, held and shipped; none was made or lost."""
        async with self._sessions[INVENTORY]() as db:
            stock = await db.get_one(Stock, self.sku)
        assert stock.free + stock.held + stock.shipped == self.pieces
        return stock.free, stock.held, stock.shipped

    async def _stock(self) -> int:
        _, held, shipped = await self.stock()
        assert held == 0
        return shipped

    def _wish(
        self,
        *,
        quantity: int = 2,
        coupon: str | None = "",
        card: str = "pm_card_visa",
        postal_code: str = ADDRESS["postal_code"],
    ) -> dict[str, Any]:
        return {
            "customer_id": "kim",
            "currency": "KRW",
            "items": [{"sku": self.sku, "quantity": quantity, "unit_price": PRICE}],
            "coupon_code": self.coupon if coupon == "" else coupon,
            "payment_method": card,
            "shipping_address": {**ADDRESS, "postal_code": postal_code},
        }
