"""The good end, in one transaction: what was paid, what was sent, stock that has left, COMPLETED."""

from sqlalchemy import text

from benchmarks.twins.dbos.datasource import datasource
from benchmarks.twins.dbos.inventory import Lines, move

_PAID = text("insert into payment (order_id, amount, reference) values (:order_id, :amount, :reference)")
_SENT = text("insert into shipment (order_id, tracking_number) values (:order_id, :tracking_number)")
_COMPLETE = text("update orders set status = 'COMPLETED' where order_id = :order_id")


@datasource.transaction(isolation_level="READ COMMITTED")
def complete_order(order_id: str, lines: Lines, amount: int, intent: str, tracking_number: str) -> None:
    """Stock last: its rows are the ones that others wait for."""
    session = datasource.sql_session()
    session.execute(_PAID, {"order_id": order_id, "amount": amount, "reference": intent})
    session.execute(_SENT, {"order_id": order_id, "tracking_number": tracking_number})
    session.execute(_COMPLETE, {"order_id": order_id})
    move(lines, held=-1, shipped=+1)
