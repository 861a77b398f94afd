"""A sending lasts until Kafka has the message, however long that takes."""

from shared import clock
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.patience import eventually
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import one_root, the

BACK = 60.0
"""Seconds within which Kafka is up, and all have found it again."""


async def test_what_is_said_while_kafka_is_away_is_one_long_sending(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    kafka = shop.stack.member("kafka")
    await kafka.hold()
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    back_at = clock.now()
    await kafka.release()

    async def it_has_ended() -> bool:
        order = await shop.see(customer, order_id)
        return bool(order["status"] == "COMPLETED")

    await eventually(it_has_ended, seconds=BACK, every=0.2)
    trace = await trace_with(receiver, order_id, said_and_heard("order.created", "order.completed"))

    sending = the(trace, "send order.created")
    assert trace.parent_of(sending) == one_root(trace)
    assert sending.started < back_at.timestamp() * 1e9 < sending.ended
    assert {"messaging.destination.partition.id", "messaging.kafka.offset"} <= sending.attributes.keys()
    assert "choreo.swept" not in sending.attributes
