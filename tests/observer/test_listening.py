"""What the observer hears, and when it dares to call something missing."""

from choreo.processes.together import together
from shared import clock, ids
from shared.messaging.cards import CARDS, Card, Promise
from tests.e2e.goods import Goods
from tests.e2e.shop import UP_AGAIN, Shop
from tests.e2e.wire import GOOD_ENDING
from tests.observer.watch import OBSERVER, Watch
from tests.patience import eventually


async def test_a_good_order_is_told_whole(shop: Shop, watch: Watch, goods: Goods, customer: str) -> None:
    order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]
    assert await shop.ending_of(customer, order_id) == "COMPLETED"

    told = await watch.until_heard(order_id, *GOOD_ENDING)

    assert sorted(event["name"] for event in told["events"]) == sorted(GOOD_ENDING)
    assert (told["missing"], told["unexpected"], told["dead_letters"]) == ([], [], [])
    order = told["order"]
    assert (order["status"], order["reason"], order["total"], order["currency"]) == ("COMPLETED", None, 1260, "EUR")
    assert (order["customer_id"], order["events"]) == (customer, 8)
    created = told["events"][0]
    assert (created["name"], created["service"], created["after_ms"]) == ("order.created", "order_service", 0)
    assert created["body"]["order_id"] == order_id
    assert created["headers"]["ce_id"] == created["id"]
    assert set(created["heard_by"]) == {
        "order_service",
        "payment_service",
        "inventory_service",
        "discount_service",
        "shipping_service",
    }


async def test_an_order_typed_by_hand_however_often_stands_there_once_for_each_time(
    shop: Shop, watch: Watch, goods: Goods, customer: str, order_id: str
) -> None:
    for _ in range(2):
        await shop.wire.type("order.created", goods.event(customer, order_id), order_id)
    assert await shop.ending_of_typed(customer, order_id) == "COMPLETED"

    told = await watch.until_heard(order_id, *GOOD_ENDING)

    typed = [event for event in told["events"] if event["name"] == "order.created"]
    assert [event["service"] for event in typed] == [None, None]
    assert told["unexpected"] == []


async def test_a_service_that_is_down_is_named_and_the_gap_closes_when_it_is_up(
    shop: Shop, watch: Watch, goods: Goods, customer: str
) -> None:
    inventory = shop.stack.member("inventory_service")
    await inventory.hold()
    try:
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        [missing] = await watch.until_missing(order_id, "down")
        measured = (await watch.ask("/metrics", None)).text
    finally:
        await inventory.release()

    words = "inventory.reserved or inventory.rejected"
    assert missing["sentence"] == f"{words}, owed by inventory_service, which is down"
    assert f'choreo_missing_events{{event="{words}",service="inventory_service",why="down"}}' in measured
    assert f"missing: {missing['sentence']}" in watch.log()
    assert await shop.ending_of(customer, order_id) == "COMPLETED"
    await watch.until_nothing_is_missing(order_id)


async def test_a_provider_whose_breaker_is_open_is_the_reason(
    shop: Shop, watch: Watch, goods: Goods, customer: str
) -> None:
    async with shop.trouble("payment_provider", error_rate=1.0, effect=0.0):
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        [missing] = await watch.until_missing(order_id, "breaker_open")

    assert missing["service"] == "payment_service"
    assert missing["why"]["text"] == "payment_service waits for payment_provider: its breaker is open"
    assert await shop.ending_of(customer, order_id) == "COMPLETED"
    await watch.until_nothing_is_missing(order_id)


async def test_an_observer_that_was_down_catches_up_and_raises_no_false_alarm(
    shop: Shop, watch: Watch, goods: Goods, customer: str
) -> None:
    observer = shop.stack.member(OBSERVER)
    await observer.hold(kill=True)
    placed = await together(*(shop.place(customer, goods.order()) for _ in range(5)))
    orders = [order["order_id"] for order in placed]
    for order_id in orders:
        assert await shop.ending_of(customer, order_id) == "COMPLETED"
        await shop.wire.until_said(order_id, *GOOD_ENDING)
    await observer.release()
    await shop.stack.until_ready(UP_AGAIN)

    for order_id in orders:
        told = await watch.until_heard(order_id, *GOOD_ENDING)
        assert (told["order"]["status"], told["missing"]) == ("COMPLETED", [])
    assert not [line for line in watch.log().splitlines() if "missing: " in line and any(one in line for one in orders)]


async def test_a_sixth_service_is_seen_and_held_to_its_word(
    shop: Shop, watch: Watch, goods: Goods, customer: str
) -> None:
    """As loyalty_service of the README, with an expectation; nobody listens at its address."""
    service, event = f"club_{ids.new_id()[-12:]}", f"points.{ids.new_id()[-12:]}"
    card = Card(
        service=service,
        address="http://127.0.0.1:9",
        hears=frozenset({"order.completed"}),
        says=frozenset({event}),
        promises=(Promise(after=("order.completed",), one_of=(event,)),),
        written_at=clock.now(),
    )
    await shop.wire.producer.send_and_wait(CARDS, card.model_dump_json().encode(), key=card.key)
    try:

        async def is_seen() -> bool:
            return service in {one["name"] for one in (await watch.map())["services"]}

        await eventually(is_seen)
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        [missing] = await watch.until_missing(order_id, "down")
        assert missing["sentence"] == f"{event}, owed by {service}, which is down"

        headers = [("ce_id", ids.new_id().encode()), ("ce_source", service.encode())]
        body = f'{{"order_id": "{order_id}", "points": 14}}'.encode()
        await shop.wire.producer.send_and_wait(event, body, key=order_id.encode(), headers=headers)
        await watch.until_nothing_is_missing(order_id)
    finally:
        await shop.wire.producer.send_and_wait(CARDS, None, key=card.key)

    said = (await watch.until_heard(order_id, event))["events"][-1]
    assert (said["name"], said["service"], said["body"]["points"]) == (event, service, 14)


async def test_what_is_no_event_is_kept_and_harms_nobody(shop: Shop, watch: Watch, goods: Goods, customer: str) -> None:
    for body in (b"", b"\x00\xff", b"[1, 2]", b'{"order_id": 7}', b'{"order_id": "' + b"x" * 70 + b'"}', b"NaN"):
        await shop.wire.type("shipment.cancelled", body, "any-key")
    odd = [("ce_id", b"\xff\x00"), ("ce_source", None), ("ce_dataschema", b"urn:choreo:x:99999999999")]
    await shop.wire.producer.send_and_wait("shipment.cancelled", None, key=b"any-key", headers=odd)
    order_id = (await shop.place(customer, goods.order()))["order_id"]

    await watch.until_heard(order_id, *GOOD_ENDING)
    await watch.until_up_to_date()

    assert "could not be recorded" not in watch.log()


async def test_an_order_that_is_no_event_is_owed_nothing(
    shop: Shop, watch: Watch, goods: Goods, customer: str, order_id: str
) -> None:
    await shop.wire.type("order.created", goods.event(customer, order_id, subtotal=1), order_id)

    async def is_known_as_none() -> bool:
        told = (await watch.ask(f"/orders/{order_id}/timeline")).json()
        return bool(told.get("dead_letters")) and told["order"]["status"] == "UNKNOWN"

    await eventually(is_known_as_none)
    told = await watch.timeline(order_id)
    assert (told["order"]["events"], told["missing"]) == (0, [])
    assert [event["name"] for event in told["events"]] == ["order.created"]


async def test_cards_that_are_none_are_left_out_and_harm_nobody(
    shop: Shop, watch: Watch, goods: Goods, customer: str
) -> None:
    name = f"odd_{ids.new_id()[-12:]}"
    good = Card(
        service=name,
        address=shop.stack.addresses.url_of("order_service"),
        hears=frozenset({"order.completed"}),
        says=frozenset(),
        promises=(),
        written_at=clock.now(),
    )
    bad = [
        b"no card",
        good.model_dump_json().replace("Z", "").encode(),
        good.model_dump_json().replace(name, f"{name}\\u0000").encode(),
    ]
    for number, value in enumerate(bad):
        await shop.wire.producer.send_and_wait(CARDS, value, key=f"bad-{number}".encode())
    await shop.wire.producer.send_and_wait(CARDS, good.model_dump_json().encode(), key=good.key)
    try:

        async def is_down_because_another_answers_at_its_address() -> bool:
            return (name, "down") in {(one["name"], one["state"]) for one in (await watch.map())["services"]}

        await eventually(is_down_because_another_answers_at_its_address)
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        await watch.until_heard(order_id, *GOOD_ENDING)
    finally:
        await shop.wire.producer.send_and_wait(CARDS, None, key=good.key)
