"""More records than a service takes at a time: they wait in front of it."""

from shared import ids
from tests.runtime.conftest import Kitchen
from tests.surroundings import told


async def test_records_that_find_the_stream_full_wait_and_none_is_lost(kitchen_of_today: Kitchen) -> None:
    orders = [ids.new_id() for _ in range(40)]
    for order in orders:
        await kitchen_of_today.hears(order, "soup")

    with told(CHOREO_BATCH_SIZE="1"):  # the stream holds four batches
        async with kitchen_of_today.at_work():
            records = await kitchen_of_today.said("dish.cooked", *orders)

    assert sorted(record.key.decode() for record in records) == sorted(orders)
