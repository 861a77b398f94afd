"""Names are those of OpenTelemetry's semantic conventions, the current ones only."""

from collections import defaultdict

from choreo.stack.members import SERVICES
from choreo.traces.span import Span
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING, id_of
from tests.tracing.conventions import current_names
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import one_root, the

OURS = {"order.id", "choreo.by_hand", "choreo.command_count", "choreo.duplicate", "choreo.restored", "choreo.swept"}
REDIS_INSTRUMENTOR_S = {"db.redis.args_length", "db.redis.pipeline_length"}


def test_the_names_that_most_still_use_are_known_as_deprecated() -> None:
    names = current_names()

    assert names >= {"messaging.operation.name", "messaging.kafka.offset", "messaging.consumer.group.name"}
    assert names.isdisjoint({"messaging.operation", "messaging.kafka.consumer.group", "messaging.kafka.message.offset"})
    assert names.isdisjoint({"http.method", "http.status_code", "db.system", "db.statement", "net.peer.name"})


async def test_no_span_has_a_name_of_yesterday(shop: Shop, receiver: Receiver, goods: Goods, customer: str) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    known = current_names() | OURS | REDIS_INSTRUMENTOR_S
    strangers: dict[str, set[str]] = defaultdict(set)
    for span in receiver.spans:
        for attribute in {*span.attributes, *span.resource} - known:
            strangers[attribute].add(span.name)
    assert not strangers


async def test_messages_are_described_as_the_conventions_say(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))
    [record] = shop.wire.said_of(order_id, "order.created")
    headers = {name: value.decode() for name, value in record.headers}

    sending = the(trace, "send order.created")
    processing = the(trace, "process order.created", "inventory_service")

    about_both = {
        "messaging.system": "kafka",
        "messaging.destination.name": "order.created",
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
        "messaging.kafka.message.key": order_id,
        "messaging.message.id": headers["ce_id"],
        "messaging.message.conversation_id": order_id,
        "order.id": order_id,
    }
    assert sending.attributes == about_both | _operation("send")
    assert processing.attributes == {
        **about_both,
        **_operation("process"),
        "messaging.consumer.group.name": "inventory_service",
    }
    assert headers["traceparent"].split("-")[1:3] == [trace.trace_id, sending.span_id]
    assert {span.status for span in trace.spans} == {"unset"}


async def test_a_typed_record_is_described_by_its_place_in_kafka(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str, order_id: str
) -> None:
    typed = await shop.wire.type("order.created", goods.event(customer, order_id), order_id)
    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    root = one_root(trace)

    assert root.attributes["messaging.message.id"] == id_of(typed)
    assert root.started == root.ended == typed.timestamp * 1_000_000


async def test_the_request_and_the_calls_to_the_outside_are_described_as_http(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    request, booking = one_root(trace).attributes, the(trace, "PUT", "shipping_service")

    assert (request["http.request.method"], request["http.route"]) == ("POST", "/orders")
    assert (request["url.path"], request["http.response.status_code"]) == ("/orders", 202)
    assert booking.kind == "client"
    assert booking.attributes["http.response.status_code"] == 200
    assert str(booking.attributes["url.full"]).startswith(f"{_carrier(shop)}/bookings/")


async def test_a_statement_is_described_without_the_customer_s_data(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    statements = [span for span in trace.spans if span.attributes.get("db.system.name") == "postgresql"]

    assert statements
    for statement in statements:
        assert statement.kind == "client"
        assert statement.attributes["db.namespace"] == statement.service
        assert not {order_id, customer} & set(str(statement.attributes["db.query.text"]).split())
        assert customer not in str(statement.attributes)


async def test_a_process_is_told_from_its_siblings_and_all_stand_on_one_machine(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    assert len({_resource(span, "service.instance.id") for span in trace.spans}) == len(SERVICES)
    assert len({_resource(span, "host.name") for span in trace.spans}) == 1


def _operation(name: str) -> dict[str, str]:
    return {"messaging.operation.name": name, "messaging.operation.type": name}


def _carrier(shop: Shop) -> str:
    carrier = shop.stack.addresses.carrier
    assert carrier is not None
    return carrier.url


def _resource(span: Span, name: str) -> str:
    return str(span.resource[name])
