"""What customers ask for, and how it must end."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from choreo.demo.catalogue import EXPIRED, FREE, PERCENT_OFF, PRODUCTS, SOLD_OUT

COMPLETED, CANCELLED = "COMPLETED", "CANCELLED"


@dataclass(frozen=True)
class Wish:
    """An order to be placed. `ending` is COMPLETED, or the reason for which it must be cancelled; `cancels`: its
    customer cancels it at once."""

    body: dict[str, Any]
    ending: str
    cancels: bool = False


_WEIGHTS = {
    COMPLETED: 70,
    "out_of_stock": 6,
    "coupon_rejected": 6,
    "payment_declined": 6,
    "undeliverable": 6,
    "customer_request": 6,
}

_NAMES = ("Kim Min-ji", "Ada Byron", "Grace Murray", "Emmy Noether", "Lise Meitner", "Hedy Kiesler")


def make_wishes(count: int, chance: Random) -> list[Wish]:
    """So many, one of each ending before any comes twice, in an order that the seed decides."""
    endings = list(_WEIGHTS)[:count]
    endings += chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=count - len(endings))
    chance.shuffle(endings)
    return [make_wish(ending, chance) for ending in endings]


def make_wish(ending: str, chance: Random) -> Wish:
    """An order that must end so. Raises KeyError for an ending that cannot be wished for."""
    wish = Wish(_good_order(chance), ending)
    match ending:
        case "COMPLETED":
            return _with(wish, coupon_code=chance.choices([None, PERCENT_OFF, FREE], [8, 3, 1])[0])
        case "out_of_stock":
            return _with(wish, items=[{"sku": SOLD_OUT.sku, "quantity": 1}])
        case "coupon_rejected":
            return _with(wish, coupon_code=EXPIRED)
        case "payment_declined":
            return _with(wish, payment_method="pm_card_visa_chargeDeclined")
        case "undeliverable":
            return _with(wish, shipping_address={**wish.body["shipping_address"], "postal_code": "00000"})
        case "customer_request":
            return replace(wish, cancels=True)
    raise KeyError(ending)


def _good_order(chance: Random) -> dict[str, Any]:
    wanted = chance.sample(PRODUCTS, chance.randint(1, 3))
    return {
        "items": [{"sku": product.sku, "quantity": chance.randint(1, 3)} for product in wanted],
        "payment_method": "pm_card_visa",
        "shipping_address": {
            "name": chance.choice(_NAMES),
            "street": f"Saffron Lane {chance.randint(1, 99)}",
            "city": "Seoul",
            "postal_code": f"0{chance.randint(1000, 9999)}",
            "country": "KR",
        },
    }


def _with(wish: Wish, **changes: Any) -> Wish:
    return replace(wish, body=wish.body | changes)
