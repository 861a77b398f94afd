"""The sixth service of the README is seen, and heard, without a change to the observer."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiokafka import AIOKafkaConsumer

from shared.messaging.cards import CARDS
from tests.e2e.goods import Goods
from tests.e2e.shop import Json, Shop
from tests.e2e.wire import GOOD_ENDING
from tests.observer.watch import Watch
from tests.patience import eventually
from tests.readme.blocks import files


async def test_loyalty_service_is_on_the_map_while_it_runs_and_known_to_be_down_when_it_does_not(
    shop: Shop, watch: Watch, goods: Goods, customer: str, tmp_path: Path
) -> None:
    async def on_the_map(state: str) -> Json | None:
        found = [one for one in (await watch.map())["services"] if one["name"] == "loyalty_service"]
        return next((one for one in found if one["state"] == state), None)

    async with running_loyalty_service(shop, tmp_path):
        seen = await eventually(lambda: on_the_map("up"), seconds=60)
        assert seen is not None
        assert (seen["hears"], seen["says"]) == (["order.completed"], ["points.earned"])

        order_id = (await shop.place(customer, goods.order()))["order_id"]
        told = await watch.until_heard(order_id, *GOOD_ENDING, "points.earned")

    assert told["unexpected"] == []
    [earned] = [event for event in told["events"] if event["name"] == "points.earned"]
    assert (earned["service"], earned["body"]["points"]) == ("loyalty_service", 14)
    await eventually(lambda: on_the_map("down"))
    await forget_its_cards(shop)


@asynccontextmanager
async def running_loyalty_service(shop: Shop, folder: Path) -> AsyncIterator[None]:
    """Within it `choreo run loyalty_service` does what the README says."""
    (folder / "loyalty_service").mkdir()
    for path, text in files().items():
        (folder / path).write_text(text)
    command = ("-m", "choreo", "--home", str(shop.stack.home), "run", "loyalty_service")
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            await process.wait()


async def forget_its_cards(shop: Shop) -> None:
    """The observer knows it no longer."""
    consumer = AIOKafkaConsumer(CARDS, bootstrap_servers=shop.stack.addresses.kafka, auto_offset_reset="earliest")
    async with consumer:
        ends = await consumer.end_offsets(list(consumer.assignment()))
        keys: set[bytes] = set()
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                keys |= {record.key for record in records if record.key}
    for key in keys:
        if key.startswith(b"loyalty_service "):
            await shop.wire.producer.send_and_wait(CARDS, None, key=key)
