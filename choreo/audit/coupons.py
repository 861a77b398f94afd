"""I4: a coupon's redemptions are the COMPLETED orders that used it, and never more than its limit."""

from collections import Counter

from choreo.audit.databases import Databases
from choreo.audit.orders import Order
from choreo.audit.report import Violation

_COUPONS = 'select code, redeemed, "limit" most from coupon'
_REDEMPTIONS = "select order_id, state, coupon_code from redemption where coupon_code is not null"


async def check_coupons(databases: Databases, orders: dict[str, Order]) -> list[Violation]:
    """What breaks I4."""
    found = []
    states = {}
    for row in await databases.rows("discount_service", _REDEMPTIONS):
        states[row["order_id"]] = row["state"]
        order = orders.get(row["order_id"])
        if row["state"] == "REDEEMED" and not (order and order.completed):
            status = order.status if order else "unknown"
            found.append(
                Violation("I4", row["order_id"], f"is {status}, but coupon {row['coupon_code']} is redeemed for it")
            )
    used = Counter[str]()
    for order in orders.values():
        if order.completed and order.coupon_code is not None:
            used[order.coupon_code] += 1
            if (state := states.get(order.order_id)) != "REDEEMED":
                what = f"is COMPLETED with coupon {order.coupon_code}, whose redemption is {state}"
                found.append(Violation("I4", order.order_id, what))
    for row in await databases.rows("discount_service", _COUPONS):
        code, redeemed, most = row["code"], row["redeemed"], row["most"]
        if redeemed != used[code]:
            what = f"counts {redeemed} redemptions, but {used[code]} COMPLETED orders used it"
            found.append(Violation("I4", code, what))
        if most is not None and redeemed > most:
            found.append(Violation("I4", code, f"was redeemed {redeemed} times; its limit is {most}"))
    return found
