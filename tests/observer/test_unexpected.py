"""What should not be said, and is."""

from typing import Any

from pydantic_core import to_json

from shared import ids
from tests.e2e.goods import Goods
from tests.e2e.shop import Json, Shop
from tests.e2e.wire import GOOD_ENDING
from tests.observer.watch import Watch
from tests.patience import eventually


async def say(shop: Shop, event: str, order_id: str, by: str | None, **body: Any) -> None:
    """As somebody who says to be that service."""
    headers = [("ce_id", ids.new_id().encode())] + ([("ce_source", by.encode())] if by else [])
    value = to_json({"order_id": order_id, **body})
    await shop.wire.producer.send_and_wait(event, value, key=order_id.encode(), headers=headers)


async def until_unexpected(watch: Watch, order_id: str, kind: str) -> Json:
    """The finding of that kind."""

    async def is_named() -> list[Json]:
        told = (await watch.ask(f"/orders/{order_id}/timeline")).json()
        return [one for one in told.get("unexpected", ()) if one["kind"] == kind]

    [found] = await eventually(is_named)
    return found


async def test_a_second_answer_is_named(shop: Shop, watch: Watch, goods: Goods, customer: str) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    await shop.wire.until_said(order_id, *GOOD_ENDING)

    await say(shop, "discount.rejected", order_id, "discount_service", reason="coupon_rejected", detail="no")

    found = await until_unexpected(watch, order_id, "second_answer")
    assert found["sentence"] == "discount.rejected after discount.applied: one of them was to be said, once"
    assert found["service"] == "discount_service"
    [seen] = await watch.orders(unexpected=True, order_id=order_id)
    assert seen["unexpected"] == 1


async def test_an_answer_to_nothing_is_named(shop: Shop, watch: Watch, order_id: str) -> None:
    await say(shop, "payment.refunded", order_id, "payment_service", amount=1, currency="EUR", reference="re_1")

    found = await until_unexpected(watch, order_id, "answer_to_nothing")
    assert found["sentence"].startswith("payment.refunded answers nothing: nobody has said payment.requested or ")


async def test_what_its_service_has_not_announced_is_named(shop: Shop, watch: Watch, order_id: str) -> None:
    await say(shop, "inventory.shipped", order_id, "discount_service", items=[])

    found = await until_unexpected(watch, order_id, "unannounced")
    assert found["sentence"] == "inventory.shipped, which discount_service has not announced to say"
    assert "unexpected: inventory.shipped, which" in watch.log()
    listed = (await watch.ask("/unexpected")).json()["items"]
    assert found in listed
    measured = (await watch.ask("/metrics", None)).text
    [counted] = [line for line in measured.splitlines() if 'unexpected_events_total{kind="unannounced"' in line]
    assert float(counted.split()[-1]) >= 1


async def test_an_event_on_a_topic_that_nobody_knew_is_heard_and_named(shop: Shop, watch: Watch, order_id: str) -> None:
    topic = f"rumour.{ids.new_id()[-12:]}"
    await say(shop, topic, order_id, None)

    found = await until_unexpected(watch, order_id, "unannounced")
    assert found["sentence"] == f"{topic}, which nobody has announced to say"
