"""What an order has left behind in everybody's books."""

from contextlib import suppress
from dataclasses import dataclass

from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.patience import eventually


@dataclass(frozen=True)
class Books:
    """Pieces by where they are, redemptions, and the outsiders' own lines: amounts, and numbers of parcels."""

    free: int
    held: int
    shipped: int
    redeemed: int
    charged: tuple[int, ...]
    refunded: tuple[int, ...]
    booked: int
    called_off: int


async def read_books(shop: Shop, goods: Goods, order_id: str) -> Books:
    """As they are now."""
    stock = await shop.order("inventory_service", "GET", f"/products/{goods.sku}")
    coupon = await shop.order("discount_service", "GET", f"/coupons/{goods.coupon}")
    provider, carrier = await shop.ledger("payment_provider", order_id), await shop.ledger("carrier", order_id)
    return Books(
        free=stock["free"],
        held=stock["held"],
        shipped=stock["shipped"],
        redeemed=coupon["redeemed"],
        charged=tuple(line["amount"] for line in provider["charges"]),
        refunded=tuple(line["amount"] for line in provider["refunds"]),
        booked=len(carrier["bookings"]),
        called_off=len(carrier["cancelled"]),
    )


async def until_books_are(shop: Shop, goods: Goods, order_id: str, expected: Books) -> None:
    """Returns when they are as expected: compensations follow an ending. Fails, showing them, when they never are."""

    async def agree() -> bool:
        return await read_books(shop, goods, order_id) == expected

    with suppress(AssertionError):
        await eventually(agree)
    books = await read_books(shop, goods, order_id)
    assert books == expected, f"{books}, expected {expected}"
