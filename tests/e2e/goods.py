"""What is for sale in a test: a product and a coupon that no other test knows."""

from dataclasses import dataclass
from typing import Any

from shared import ids
from tests.e2e.shop import Json, Shop
from tests.patience import eventually

PRICE, PIECES = 1400, 10


@dataclass(frozen=True)
class Goods:
    """A product of 14.00, ten of it in stock, and a coupon for 10 % off."""

    sku: str
    coupon: str

    def order(self, quantity: int = 1, **changes: Any) -> Json:
        """What a customer sends to buy some."""
        return {
            "items": [{"sku": self.sku, "quantity": quantity}],
            "payment_method": "pm_card_visa",
            "shipping_address": address(),
            **changes,
        }

    def event(self, customer: str, order_id: str, quantity: int = 1, **changes: Any) -> Json:
        """The body of an order.created, as somebody types it: without what may be left out."""
        items = [{"sku": self.sku, "quantity": quantity, "unit_price": PRICE}]
        typed = {"order_id": order_id, "customer_id": customer, "currency": "EUR", "items": items}
        return {**self.order(), **typed, **changes}


def address(postal_code: str = "04524") -> dict[str, str]:
    """Where to."""
    return {"name": "Ada", "street": "Saffron Lane 1", "city": "Seoul", "postal_code": postal_code, "country": "KR"}


async def put_up(shop: Shop) -> Goods:
    """New goods, which order_service has heard of."""
    name = ids.new_id()[-12:]
    goods = Goods(f"tea-{name}", f"TEN-{name}")
    await shop.order(
        "inventory_service", "PUT", f"/products/{goods.sku}", {"name": "Tea", "price": PRICE, "currency": "EUR"}
    )
    await shop.order("inventory_service", "POST", f"/products/{goods.sku}/restock", {"quantity": PIECES})
    await shop.order("discount_service", "PUT", f"/coupons/{goods.coupon}", {"percent": 10})

    async def is_listed() -> bool:
        return bool(await shop.rows("order_service", "select sku from product where sku = $1", goods.sku))

    await eventually(is_listed)
    return goods
