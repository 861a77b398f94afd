"""Orders of the shop, as Kafka has them."""

from choreo.replay.reading import read_records
from choreo.replay.recorded import Recording, recording_of
from tests.e2e.shop import Shop


async def recorded(shop: Shop, order_id: str, *topics: str) -> Recording:
    """As soon as all of these were said of it."""
    await shop.wire.until_said(order_id, *topics)
    return recording_of(order_id, await read_records(shop.stack.addresses.kafka, order_id, print))
