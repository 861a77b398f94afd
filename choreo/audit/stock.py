"""I3: free + held + shipped of a SKU is what was ever restocked, no number is below zero, and what is held or has left
belongs to an order that asks for it."""

from collections import Counter

from choreo.audit.databases import Databases
from choreo.audit.orders import Order
from choreo.audit.report import Violation

_STOCK = """
    select sku, free, held, shipped, coalesce((select sum(quantity) from restock where restock.sku = stock.sku), 0) came
    from stock
"""
_RESERVATIONS = """
    select order_id, state, item.key sku, item.value::bigint quantity
    from reservation cross join jsonb_each_text(items) item
    where state in ('HELD', 'SHIPPED')
"""


async def check_stock(databases: Databases, orders: dict[str, Order]) -> list[Violation]:
    """What breaks I3."""
    found, booked = [], Counter[tuple[str, str]]()
    for row in await databases.rows("inventory_service", _RESERVATIONS):
        booked[row["sku"], row["state"]] += row["quantity"]
        order = orders.get(row["order_id"])
        wanted = "SHIPPED" if order and order.completed else "free"
        if row["state"] != wanted:
            status = order.status if order else "unknown"
            what = f"is {status}; {row['quantity']} of {row['sku']} are {row['state']} for it, and should be {wanted}"
            found.append(Violation("I3", row["order_id"], what))
    for row in await databases.rows("inventory_service", _STOCK):
        sku, free, held, shipped, came = row["sku"], row["free"], row["held"], row["shipped"], row["came"]
        if free + held + shipped != came:
            found.append(
                Violation("I3", sku, f"free {free} + held {held} + shipped {shipped} is not {came}, its restocks")
            )
        if min(free, held, shipped) < 0:
            found.append(Violation("I3", sku, f"a number is below zero: free {free}, held {held}, shipped {shipped}"))
        for state, count in (("HELD", held), ("SHIPPED", shipped)):
            if count != booked[sku, state]:
                what = f"{count} are {state.lower()}, but its reservations say {booked[sku, state]}"
                found.append(Violation("I3", sku, what))
    return found
