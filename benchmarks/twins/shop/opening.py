"""Databases, tables, goods and topics, before anything starts."""

from collections.abc import Iterable

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from benchmarks.saga.place import Place
from benchmarks.saga.workload import COUPON, CURRENCY, PERCENT, PLENTY, PRODUCTS, SOLD_OUT
from benchmarks.twins.shop.tables import DATABASES, Coupon, Product, Stock

TOPICS = (
    "order.created",
    "inventory.reserved",
    "inventory.rejected",
    "discount.applied",
    "discount.rejected",
    "payment.requested",
    "payment.succeeded",
    "payment.failed",
    "shipment.created",
    "shipment.failed",
    "order.completed",
    "order.cancelled",
)

PARTITIONS = 4


def address(place: Place, database: str) -> str:
    """As SQLAlchemy wants it, by asyncpg."""
    return "postgresql+asyncpg://" + place.database(database).partition("://")[2]


async def make_databases(place: Place) -> None:
    """Empty tables of all five services."""
    connection = await asyncpg.connect(place.postgres)
    for name in DATABASES:
        await connection.execute(f'create database "{name}"')
    await connection.close()
    for name, tables in DATABASES.items():
        engine = create_async_engine(address(place, name))
        async with engine.begin() as open_connection:
            await open_connection.run_sync(tables.metadata.create_all)
        await engine.dispose()


async def fill(place: Place) -> None:
    """Products, stock, the coupon."""
    prices = {**PRODUCTS, SOLD_OUT: 1000}
    rows: dict[str, list[DeclarativeBase]] = {
        "order_service": [Product(sku=sku, unit_price=price, currency=CURRENCY) for sku, price in prices.items()],
        "inventory_service": [Stock(sku=sku, free=0 if sku == SOLD_OUT else PLENTY) for sku in prices],
        "discount_service": [Coupon(code=COUPON, percent=PERCENT, limit=PLENTY)],
    }
    for name, these in rows.items():
        engine = create_async_engine(address(place, name))
        async with AsyncSession(engine) as db, db.begin():
            db.add_all(these)
        await engine.dispose()


async def make_topics(place: Place, names: Iterable[str] = TOPICS) -> None:
    """With their partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=place.kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in names])
    finally:
        await admin.close()
