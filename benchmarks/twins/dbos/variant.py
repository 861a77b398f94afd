"""How the two executors are started and looked into."""

from collections.abc import Mapping, Sequence

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Books
from benchmarks.saga.workload import COUPON, CURRENCY, PERCENT, PLENTY, PRODUCTS, SOLD_OUT

DATABASE, SYSTEM_DATABASE = "shop", "shop_dbos_sys"
_TABLES = """
create table product (sku text primary key, unit_price bigint not null, currency text not null);
create table orders (
    order_id text primary key, customer_id text not null, status text not null, reason text, subtotal bigint not null,
    currency text not null, body json not null, created_at timestamptz not null default now()
);
create table stock (
    sku text primary key, free bigint not null check (free >= 0), held bigint not null default 0 check (held >= 0),
    shipped bigint not null default 0
);
create table coupon (
    code text primary key, percent integer not null, limit_ bigint not null, redeemed bigint not null default 0
);
create table payment (order_id text primary key, amount bigint not null, reference text not null);
create table shipment (order_id text primary key, tracking_number text not null);
"""


class Dbos:
    """One workflow, two executors."""

    name = "DBOS"
    orders_database = DATABASE
    ended = "select order_id from orders where status in ('COMPLETED', 'CANCELLED')"
    takes_kafka = True
    processes: Mapping[str, Sequence[str]] = {
        executor: ("benchmarks.twins.dbos.serving", executor) for executor in ("shop-1", "shop-2")
    }

    async def prepare(self, place: Place) -> None:
        """DBOS migrates its own tables when it is launched."""
        admin = AIOKafkaAdminClient(bootstrap_servers=place.kafka)
        await admin.start()
        await admin.create_topics([NewTopic("order.created", 4, 1)])
        await admin.close()
        server = await asyncpg.connect(place.postgres)
        for name in (DATABASE, SYSTEM_DATABASE):
            await server.execute(f"create database {name}")
        await server.close()
        shop = await asyncpg.connect(place.database(DATABASE))
        prices = PRODUCTS | {SOLD_OUT: 1000}
        await shop.execute(_TABLES)
        await shop.executemany("insert into product values ($1, $2, $3)", [(*row, CURRENCY) for row in prices.items()])
        stock = [(sku, PLENTY * (sku != SOLD_OUT)) for sku in prices]
        await shop.executemany("insert into stock (sku, free) values ($1, $2)", stock)
        await shop.execute("insert into coupon (code, percent, limit_) values ($1, $2, $3)", COUPON, PERCENT, PLENTY)
        await shop.close()

    async def opened(self, place: Place) -> None:
        """Nothing more."""

    async def books(self, place: Place) -> Books:
        """As the shop's database says."""
        shop = await asyncpg.connect(place.database(DATABASE))
        orders = await shop.fetch("select order_id, status, reason from orders")
        money = await shop.fetch("select order_id, amount from payment")
        stock = await shop.fetch("select sku, free, held, shipped from stock")
        redeemed = await shop.fetchval("select redeemed from coupon")
        await shop.close()
        return Books(
            orders={row["order_id"]: (row["status"], row["reason"]) for row in orders},
            money={row["order_id"]: row["amount"] for row in money},
            stock={row["sku"]: (row["free"], row["held"], row["shipped"]) for row in stock},
            redeemed=redeemed,
        )
