"""Order: its row, from PENDING to COMPLETED or CANCELLED."""

from typing import Any

from sqlalchemy import text

from benchmarks.twins.dbos.datasource import datasource

_ACCEPT = text(
    """insert into orders (order_id, customer_id, status, subtotal, currency, body)
    values (:order_id, :customer_id, 'PENDING', :subtotal, :currency, cast(:body as json))
    on conflict (order_id) do nothing"""
)
_CANCEL = text("update orders set status = 'CANCELLED', reason = :reason where order_id = :order_id")
_PRICES = text("select sku, unit_price, currency from product where sku = any(:skus)")


@datasource.transaction(isolation_level="READ COMMITTED")
def accept_order(order: dict[str, Any], body: str) -> None:
    """PENDING."""
    row = {name: order[name] for name in ("order_id", "customer_id", "subtotal", "currency")}
    datasource.sql_session().execute(_ACCEPT, {**row, "body": body})


@datasource.transaction(isolation_level="READ COMMITTED")
def cancel_order(order_id: str, reason: str) -> None:
    """CANCELLED."""
    datasource.sql_session().execute(_CANCEL, {"order_id": order_id, "reason": reason})


@datasource.transaction(isolation_level="READ COMMITTED")
def find_prices(skus: list[str]) -> dict[str, tuple[int, str]]:
    """Price and currency by SKU, of those that there are."""
    rows = datasource.sql_session().execute(_PRICES, {"skus": skus})
    return {row.sku: (row.unit_price, row.currency) for row in rows}
