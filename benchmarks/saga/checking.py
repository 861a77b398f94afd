"""Whether a run ended as it had to: every order, the money, the stock, the coupon."""

from collections import Counter
from collections.abc import Mapping

from benchmarks.saga.variant import Books, Mistakes
from benchmarks.saga.workload import PLENTY, PRODUCTS, SOLD_OUT, Wanted


def check(books: Books, placed: Mapping[str, Wanted]) -> list[str]:
    """What is wrong, in words; `placed` are all orders there ever were, by id. For stock that settles a moment after
    its order's end, look again."""
    wrong = Mistakes()
    wrong.expect("the number of orders", len(books.orders), len(placed))
    shipped: Counter[str] = Counter()
    for order_id, wanted in placed.items():
        wrong.expect(f"order {wanted.number}", books.orders.get(order_id), (wanted.status, wanted.reason))
        wrong.expect(f"the money of order {wanted.number}", books.money.get(order_id, 0), wanted.total)
        if wanted.status == "COMPLETED":
            shipped.update(wanted.pieces)
    for sku in PRODUCTS:
        wrong.expect(f"the stock of {sku}", books.stock.get(sku), (PLENTY - shipped[sku], 0, shipped[sku]))
    wrong.expect(f"the stock of {SOLD_OUT}", books.stock.get(SOLD_OUT), (0, 0, 0))
    wrong.expect("redemptions", books.redeemed, sum(wanted.redeems for wanted in placed.values()))
    return wrong.found
