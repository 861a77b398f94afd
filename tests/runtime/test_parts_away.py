"""A part that is away: wait, or go on without it. Nothing is dropped."""

from choreo.embedded.servers import Servers
from shared import ids
from tests.patience import eventually
from tests.runtime.conftest import Kitchen


async def test_without_redis_work_goes_on_and_nothing_is_doubled(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    behind = ids.new_id()
    async with kitchen_of_today.at_work():
        await servers.redis_server.kill()
        try:
            for _ in range(2):
                await kitchen_of_today.hears(order_id, "soup", event_id=f"{order_id}-event")
                await eventually(lambda: kitchen_of_today.cooked(order_id))
            await kitchen_of_today.hears(behind, "soup", key=order_id.encode())
            await eventually(lambda: kitchen_of_today.cooked(behind))
        finally:
            await servers.redis_server.start()

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_without_its_database_a_service_waits_and_then_handles_all(
    kitchen_of_today: Kitchen, servers: Servers
) -> None:
    orders = [ids.new_id() for _ in range(20)]
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(orders[0], "soup")
        await eventually(lambda: kitchen_of_today.cooked(orders[0]))
        await servers.postgres_server.kill()
        try:
            for order in orders[1:]:
                await kitchen_of_today.hears(order, "soup")
        finally:
            await servers.postgres_server.start()
        records = await kitchen_of_today.said("dish.cooked", *orders)
        parked = await kitchen_of_today.parked()

    # One that PostgreSQL's end kept from leaving the outbox may be said again, as the same event.
    assert len({dict(record.headers)["ce_id"] for record in records}) == len(orders)
    assert not parked
