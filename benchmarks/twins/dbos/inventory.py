"""Inventory: all lines of an order are held, or none. Rows of stock are locked in the order of their SKUs."""

from typing import Any

from sqlalchemy import text

from benchmarks.twins.dbos.datasource import datasource

Lines = list[dict[str, Any]]

_LOCK = text("select sku, free from stock where sku = any(:skus) order by sku for update")
_MOVE = text(
    """with line as (select * from unnest(cast(:skus as text[]), cast(:quantities as bigint[])) as l (sku, quantity)),
    locked as (select sku from stock where sku = any(:skus) order by sku for update)
    update stock s set free = s.free + :free * quantity, held = s.held + :held * quantity,
        shipped = s.shipped + :shipped * quantity
    from line join locked using (sku) where s.sku = line.sku"""
)


@datasource.transaction(isolation_level="READ COMMITTED")
def reserve_stock(lines: Lines) -> bool:
    """False: not all are free, and none is held."""
    session = datasource.sql_session()
    free = {row.sku: row.free for row in session.execute(_LOCK, {"skus": [line["sku"] for line in lines]})}
    if any(free.get(line["sku"], 0) < line["quantity"] for line in lines):
        return False
    move(lines, free=-1, held=+1)
    return True


@datasource.transaction(isolation_level="READ COMMITTED")
def release_stock(lines: Lines) -> None:
    """What was held is free again."""
    move(lines, free=+1, held=-1)


def move(lines: Lines, free: int = 0, held: int = 0, shipped: int = 0) -> None:
    """Each piece by so much, in the transaction that is open."""
    skus, quantities = [line["sku"] for line in lines], [line["quantity"] for line in lines]
    told = {"skus": skus, "quantities": quantities, "free": free, "held": held, "shipped": shipped}
    datasource.sql_session().execute(_MOVE, told)
