"""How our services are started and looked into."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

import asyncpg

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Books
from benchmarks.saga.workload import COUPON, CURRENCY, PERCENT, PLENTY, PRODUCTS, SOLD_OUT
from benchmarks.twins.choreo.settings import told
from choreo.processes.ports import free_port
from choreo.stack.members import SERVICES

_PRODUCT = """insert into product (sku, version, name, unit_price, currency) values ($1, 1, $1, $2, $3)"""
_STOCK = """insert into stock (sku, name, unit_price, currency, version, free) values ($1, $1, $2, $3, 1, $4)"""
_COUPON = "insert into coupon (code, percent) values ($1, $2)"


class Choreo:
    """`sampled` is the share of traces that are recorded, and sent to a receiver; each service has `replicas`."""

    orders_database = "order_service"
    ended = "select order_id from orders where status in ('COMPLETED', 'CANCELLED')"
    takes_kafka = True

    def __init__(self, sampled: float = 0.1, replicas: int = 1) -> None:
        self.name = "Choreo"
        receiver = free_port()
        self.processes: Mapping[str, Sequence[str]] = {
            "spans": ("benchmarks.otlp_sink", str(receiver)),
            **{
                name if number == 1 else f"{name}-{number}": ("benchmarks.twins.choreo.service", name, str(number))
                for name in SERVICES
                for number in range(1, replicas + 1)
            },
        }
        tracing = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver}",
            "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": str(sampled),
        }
        os.environ.update(tracing)

    async def prepare(self, place: Place) -> None:
        """Our own migration; products, stock and coupon by SQL."""
        migrate = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "shared.migrate", *SERVICES),
            env={**os.environ, **told(place)},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await migrate.communicate()
        if migrate.returncode:
            raise RuntimeError(said.decode())
        prices = PRODUCTS | {SOLD_OUT: 1000}
        await _write(place, "order_service", _PRODUCT, [(sku, price, CURRENCY) for sku, price in prices.items()])
        stock = [(sku, price, CURRENCY, PLENTY * (sku != SOLD_OUT)) for sku, price in prices.items()]
        await _write(place, "inventory_service", _STOCK, stock)
        await _write(place, "discount_service", _COUPON, [(COUPON, PERCENT)])

    async def opened(self, place: Place) -> None:
        """Nothing more."""

    async def books(self, place: Place) -> Books:
        """As the five databases say."""
        orders = await _read(place, "order_service", "select order_id, status, reason from orders")
        money = await _read(
            place,
            "payment_service",
            "select order_id, subtotal - coalesce(discount, 0) captured from payment where phase = 'CAPTURED'",
        )
        stock = await _read(place, "inventory_service", "select sku, free, held, shipped from stock")
        [coupon] = await _read(place, "discount_service", "select redeemed from coupon")
        return Books(
            orders={row["order_id"]: (row["status"], row["reason"]) for row in orders},
            money={row["order_id"]: row["captured"] for row in money},
            stock={row["sku"]: (row["free"], row["held"], row["shipped"]) for row in stock},
            redeemed=coupon["redeemed"],
        )


async def _write(place: Place, database: str, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection = await asyncpg.connect(place.database(database))
    await connection.executemany(sql, rows)
    await connection.close()


async def _read(place: Place, database: str, sql: str) -> Sequence[asyncpg.Record]:
    connection = await asyncpg.connect(place.database(database))
    rows: Sequence[asyncpg.Record] = await connection.fetch(sql)
    await connection.close()
    return rows
