"""What was emitted is delivered, whatever happens between the commit and Kafka."""

from choreo.embedded.servers import Servers
from shared import ids
from shared.events.envelope import trace_of
from shared.messaging.message import Message
from shared.messaging.publisher import Publisher
from shared.messaging.step import Step
from shared.messaging.transaction import commit
from tests.patience import eventually
from tests.runtime.conftest import Kitchen
from tests.runtime.kitchen import order_dish


async def test_what_an_owner_left_behind_the_sweeper_publishes_in_the_same_trace(
    kitchen_of_today: Kitchen, order_id: str
) -> None:
    step = Step(
        begin=lambda db: order_dish.act(order_id=order_id, dish="soup", db=db),
        emits=order_dish.emits,
        lane=order_id,
        traceparent=trace_of(order_id),
    )
    committed = await commit(kitchen_of_today.sessions, "kitchen", [step])
    assert [message.topic for message in committed.messages] == ["dish.ordered"]

    async with kitchen_of_today.at_work():
        (record,) = await kitchen_of_today.said("dish.ordered", order_id)
        await eventually(kitchen_of_today.outbox_is_empty)

    assert record.headers == committed.messages[0].headers
    assert record.value == committed.messages[0].value


async def test_a_command_is_answered_while_kafka_is_away_and_what_it_said_comes_later(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    async with kitchen_of_today.at_work() as worker:
        await kitchen_of_today.hears(warm := ids.new_id(), "soup")
        await eventually(lambda: kitchen_of_today.cooked(warm))
        await servers.kafka_server.kill()
        await worker.commands.run(order_dish, order_id=order_id, dish="soup")
        assert not await kitchen_of_today.outbox_is_empty()
        await servers.kafka_server.start()
        await eventually(lambda: kitchen_of_today.cooked(order_id), seconds=60)
        await eventually(kitchen_of_today.outbox_is_empty)

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_what_kafka_did_not_take_in_time_is_left_to_the_sweeper_and_not_sent_behind_its_back(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    before, given_up, after = (
        Message(ids.new_id(), "dish.cooked", order_id.encode(), value, ()) for value in (b"1", b"2", b"3")
    )
    publisher = Publisher()
    assert await publisher.publish([before]) == [before]
    await servers.kafka_server.kill()
    try:
        assert await publisher.publish([given_up]) == []
    finally:
        await servers.kafka_server.start()

    assert await publisher.publish([after]) == [after]
    await publisher.close()

    async def all_that_was_sent() -> list[bytes]:
        said = [record.value or b"" for record in await kitchen_of_today.said("dish.cooked", order_id)]
        return said if after.value in said else []

    assert sorted(await eventually(all_that_was_sent)) == [before.value, after.value]
