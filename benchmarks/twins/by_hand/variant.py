"""How the five processes are started and looked into."""

import asyncio
from collections.abc import Mapping, Sequence

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Books
from benchmarks.saga.workload import COUPON, CURRENCY, PERCENT, PLENTY, PRODUCTS, SOLD_OUT
from benchmarks.twins.by_hand.schema import ALL, OWN

TOPICS = (
    *("order.created", "order.completed", "order.cancelled"),
    *("inventory.reserved", "inventory.rejected", "inventory.released", "inventory.shipped"),
    *("discount.applied", "discount.rejected", "discount.released"),
    *("payment.requested", "payment.succeeded", "payment.failed", "payment.refunded"),
    *("shipment.created", "shipment.failed", "shipment.cancelled"),
)
PARTITIONS = 4


class ByHand:
    """The limit: five processes, batches, two round trips each."""

    name = "By hand"
    orders_database = "order_service"
    ended = "select order_id from orders where status in ('COMPLETED', 'CANCELLED')"
    takes_kafka = True
    processes: Mapping[str, Sequence[str]] = {
        "order_service": ("benchmarks.twins.by_hand.serving",),
        **{f"{name}_service": (f"benchmarks.twins.by_hand.{name}",) for name in ("inventory", "discount")},
        **{f"{name}_service": (f"benchmarks.twins.by_hand.{name}",) for name in ("payment", "shipping")},
    }

    async def prepare(self, place: Place) -> None:
        """Plain SQL, plain topics."""
        admin = AIOKafkaAdminClient(bootstrap_servers=place.kafka)
        await admin.start()
        await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in TOPICS])
        await admin.close()
        server = await asyncpg.connect(place.postgres)
        for name in OWN:
            await server.execute(f"create database {name}")
        await server.close()
        await asyncio.gather(*(_make(place, name) for name in OWN))

    async def opened(self, place: Place) -> None:
        """Nothing more."""

    async def books(self, place: Place) -> Books:
        """As the databases say."""
        orders = await _read(place, "order_service", "select order_id, status, reason from orders")
        money = await _read(
            place, "payment_service", "select order_id, subtotal - discount money from payment where phase = 'CAPTURED'"
        )
        stock = await _read(place, "inventory_service", "select sku, free, held, shipped from stock")
        [coupon] = await _read(place, "discount_service", "select redeemed from coupon")
        return Books(
            orders={row["order_id"]: (row["status"], row["reason"]) for row in orders},
            money={row["order_id"]: row["money"] for row in money},
            stock={row["sku"]: (row["free"], row["held"], row["shipped"]) for row in stock},
            redeemed=coupon["redeemed"],
        )


async def _make(place: Place, name: str) -> None:
    connection = await asyncpg.connect(place.database(name))
    await connection.execute(ALL + OWN[name])
    prices = PRODUCTS | {SOLD_OUT: 1000}
    match name:
        case "order_service":
            sql = "insert into product values ($1, $2, $3)"
            await connection.executemany(sql, [(sku, price, CURRENCY) for sku, price in prices.items()])
        case "inventory_service":
            sql = "insert into stock (sku, free) values ($1, $2)"
            await connection.executemany(sql, [(sku, PLENTY * (sku != SOLD_OUT)) for sku in prices])
        case "discount_service":
            sql = "insert into coupon (code, percent, limit_) values ($1, $2, $3)"
            await connection.execute(sql, COUPON, PERCENT, PLENTY)
    await connection.close()


async def _read(place: Place, database: str, sql: str) -> Sequence[asyncpg.Record]:
    connection = await asyncpg.connect(place.database(database))
    rows: Sequence[asyncpg.Record] = await connection.fetch(sql)
    await connection.close()
    return rows
