"""Orders of the past, put into all five databases as they stand there after they were COMPLETED."""

import asyncpg

from benchmarks.saga.place import Place

_ROWS = {
    "order_service": [
        """insert into orders (order_id, status, paid, shipped, customer_id, currency, items, subtotal, discount, total,
           deadline_at, traceparent, created_at, updated_at)
           select 'old-' || n, 'COMPLETED', true, true, 'customer-' || n % 10000, 'EUR',
             '[{"sku": "tea-1", "quantity": 1, "unit_price": 1100},
               {"sku": "tea-4", "quantity": 2, "unit_price": 1400}]',
             3900, 0, 3900, at + interval '15 minutes', '00-' || md5(n::text) || '-00f067aa0ba902b7-00', at, at
           from {orders}""",
        """insert into idempotency_key (customer_id, key, order_id, body_sha256, used_at)
           select 'customer-' || n % 10000, 'old-' || n, 'old-' || n, repeat('0', 64), at from {orders}""",
    ],
    "payment_service": [
        """insert into payment (order_id, phase, created, reserved, applied, customer_id, subtotal, discount, currency,
           payment_method, intent, requested_at, reference, updated_at)
           select 'old-' || n, 'CAPTURED', true, true, true, 'customer-' || n % 10000, 3900, 0, 'EUR', 'pm_card_visa',
             'pi_old-' || n, at, 'pi_old-' || n, at from {orders}"""
    ],
    "inventory_service": [
        """insert into reservation (order_id, state, items, updated_at)
           select 'old-' || n, 'SHIPPED', '{{"tea-1": 1, "tea-4": 2}}', at from {orders}"""
    ],
    "discount_service": [
        """insert into redemption (order_id, state, discount, updated_at)
           select 'old-' || n, 'REDEEMED', 0, at from {orders}"""
    ],
    "shipping_service": [
        """insert into shipment (order_id, phase, created, paid, customer_id, address, carrier, tracking_number,
           updated_at)
           select 'old-' || n, 'BOOKED', true, true, 'customer-' || n % 10000,
             '{{"name": "Ada", "street": "Tea Lane 1", "city": "Seoul", "postal_code": "04524", "country": "KR"}}',
             'Carrier', 'track-old-' || n, at from {orders}"""
    ],
}
_HEARD = {
    "order_service": 3,
    "payment_service": 4,
    "inventory_service": 2,
    "discount_service": 1,
    "shipping_service": 2,
}
"""Events of a good order that each has in its inbox."""
_INBOX = """insert into inbox (event_id, handled_at)
            select gen_random_uuid()::text, at from {orders}, generate_series(1, {events})"""
_ORDERS = """(select n, now() - n * interval '100 milliseconds' - interval '1 hour' as at
              from generate_series(1, {count}) n) old"""


async def fill(place: Place, count: int) -> None:
    """So many; statistics are up to date afterwards, as they are in a database that has grown."""
    past = _ORDERS.format(count=count)
    for database, statements in _ROWS.items():
        connection = await asyncpg.connect(place.database(database))
        for sql in (*statements, _INBOX.replace("{events}", str(_HEARD[database]))):
            await connection.execute(sql.replace("{orders}", past).replace("{{", "{").replace("}}", "}"))
        await connection.execute("vacuum analyze")
        await connection.close()
    admin = await asyncpg.connect(place.postgres)
    await admin.execute("checkpoint")
    await admin.close()
