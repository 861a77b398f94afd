"""What is to be tried: which orders, of what, and what may happen to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from choreo.exploration.outside import GOOD_CARD, NOT_SERVED
from choreo.exploration.state import Faults

SKU, COUPON, PRICE, CURRENCY = "tea", "ten", 1400, "KRW"
BAD_CARD = "pm_card_chargeDeclined"


def an_order(
    *, quantity: int = 1, coupon: str | None = COUPON, card: str = GOOD_CARD, served: bool = True
) -> dict[str, Any]:
    """What somebody types."""
    postal_code = "04524" if served else NOT_SERVED
    return {
        "customer_id": "kim",
        "currency": CURRENCY,
        "items": [{"sku": SKU, "quantity": quantity, "unit_price": PRICE}],
        "coupon_code": coupon,
        "payment_method": card,
        "shipping_address": {
            "name": "Kim", "street": "Sejong-daero 1", "city": "Seoul", "postal_code": postal_code, "country": "KR",
        },
    }  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """`pieces` on the shelf, `redemptions` of the coupon. `forgetful`: what comes again is not in the inbox, so the
    rows alone must refuse it. `away`: hears nothing until the others are at rest. `troubled`: the orders that faults
    may hit, all if none is named; of orders that are alike, one stands for any."""

    name: str
    orders: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: {"o1": an_order()})
    faults: Faults = field(default_factory=Faults)
    pieces: int = 1
    redemptions: int = 1
    forgetful: bool = False
    away: frozenset[str] = frozenset()
    troubled: tuple[str, ...] = ()


GOOD, SHORT = {"o1": an_order()}, {"o1": an_order(quantity=2)}
NO_COUPON, WRONG_COUPON = {"o1": an_order(coupon=None)}, {"o1": an_order(coupon="nine")}
DECLINED, NOT_DELIVERED = {"o1": an_order(card=BAD_CARD)}, {"o1": an_order(served=False)}
NOTHING_RIGHT = {"o1": an_order(quantity=2, coupon="nine")}
TWO = {"o1": an_order(), "o2": an_order()}

SCENARIOS = (
    *(
        Scenario(name, orders)
        for name, orders in (
            ("a good order", GOOD),
            ("no coupon", NO_COUPON),
            ("too few pieces", SHORT),
            ("a wrong coupon", WRONG_COUPON),
            ("neither pieces nor coupon", NOTHING_RIGHT),
            ("a declined card", DECLINED),
            ("an address that is not served", NOT_DELIVERED),
        )
    ),
    Scenario("the customer cancels", GOOD, Faults(cancel=1)),
    Scenario("the customer cancels what the card would decline", DECLINED, Faults(cancel=1)),
    Scenario("the customer cancels what cannot be delivered", NOT_DELIVERED, Faults(cancel=1)),
    Scenario("the deadline passes", GOOD, Faults(expire=1)),
    Scenario("a crash, and the customer cancels", GOOD, Faults(crash=1, cancel=1)),
    Scenario("no answer, and the customer cancels", GOOD, Faults(silent=1, cancel=1)),
    Scenario("the provider is given up", GOOD, Faults(silent=1, give_up=1)),
    Scenario("given up, and a crash", GOOD, Faults(give_up=1, crash=1)),
    Scenario("the order is typed twice", GOOD, Faults(second=1)),
    Scenario("one event comes twice, unknown to the inbox", GOOD, Faults(copy=1), forgetful=True),
    *(
        Scenario(f"{name}, while order_service is away", orders, away=frozenset({"order_service"}))
        for name, orders in (
            ("too few pieces", SHORT),
            ("a wrong coupon", WRONG_COUPON),
            ("a declined card", DECLINED),
            ("an address that is not served", NOT_DELIVERED),
        )
    ),
)
"""Small enough to be tried whole."""

DEEPER = (
    Scenario("two orders for the last piece and the last coupon", TWO),
    Scenario("typed twice, and cancelled", GOOD, Faults(second=1, cancel=1)),
    Scenario("comes twice and cancelled, unknown to the inbox", GOOD, Faults(copy=1, cancel=1), forgetful=True),
    Scenario(
        "two orders for the last piece and the last coupon, one cancelled", TWO, Faults(cancel=1), troubled=("o1",)
    ),
    Scenario(
        "a crash, no answer, typed twice, cancelled, and the deadline",
        GOOD,
        Faults(crash=1, silent=1, second=1, cancel=1, expire=1),
    ),
    Scenario("two crashes, no answer, given up, cancelled", GOOD, Faults(crash=2, silent=1, give_up=1, cancel=1)),
    Scenario("two events come twice, unknown to the inbox", GOOD, Faults(copy=2), forgetful=True),
    Scenario("two orders, a crash in one, and it is cancelled", TWO, Faults(crash=1, cancel=1), troubled=("o1",)),
    Scenario("two orders, with everything", TWO, Faults(cancel=1, crash=1, silent=1, second=1, give_up=1, expire=1)),
)
"""Too many to be tried whole in the suite: there by chance, and in `choreo explore` as far as time goes."""
