"""From a record to an event: what may be left out, and what is refused with a sentence."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from shared.events import OrderCreated
from shared.events.envelope import trace_of
from shared.messaging.errors import NoEvent
from shared.messaging.hearing import hear
from shared.messaging.record import Record

ADDRESS = {"name": "Ada", "street": "1 Main St", "city": "Seoul", "postal_code": "04524", "country": "KR"}
ORDER = {
    "order_id": "order-1",
    "customer_id": "ada",
    "currency": "EUR",
    "items": [{"sku": "tea", "quantity": 2, "unit_price": 700}, {"sku": "tea", "quantity": 1, "unit_price": 700}],
    "payment_method": "pm_card_visa",
    "shipping_address": ADDRESS,
}


def record(body: Any = ORDER, topic: str = "order.created", **headers: str) -> Record:
    """A record at a certain place."""
    value = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    told = tuple((name.replace("__", "-"), text.encode()) for name, text in headers.items())
    return Record(topic, 3, 42, 1_700_000_000_123, b"order-1", value, told)


def test_an_order_typed_by_hand_is_an_event() -> None:
    event, envelope = hear(record())
    assert isinstance(event, OrderCreated)
    assert event.subtotal == 2100
    assert event.coupon_code is None
    assert event.quantities == {"tea": 3}
    assert envelope.id == "order.created/3/42/1700000000123"
    assert envelope.time == "2023-11-14T22:13:20.123Z"
    assert (envelope.version, envelope.by_hand) == (1, True)


def test_its_trace_comes_from_its_id_so_that_all_who_hear_it_stand_in_one() -> None:
    digest = sha256(b"order.created/3/42/1700000000123").hexdigest()
    assert hear(record()).envelope.traceparent == f"00-{digest[:32]}-{digest[32:48]}-01"


def test_an_event_in_an_envelope_keeps_what_it_says() -> None:
    trace = trace_of("somewhere else")
    told = hear(
        record(
            ce_specversion="1.0",
            ce_id="e1",
            ce_type="order.created",
            ce_source="order_service",
            ce_time="2026-01-01T00:00:00Z",
            ce_dataschema="urn:choreo:order.created:1",
            content__type="application/json; charset=utf-8",
            traceparent=trace,
            tracestate="a=b",
            baggage="c=d",
        )
    ).envelope
    assert (told.id, told.source, told.time) == ("e1", "order_service", "2026-01-01T00:00:00Z")
    assert (told.traceparent, told.tracestate, told.baggage, told.by_hand) == (trace, "a=b", "c=d", False)


def test_a_traceparent_that_is_none_is_as_good_as_no_traceparent() -> None:
    assert hear(record(ce_id="e1", traceparent="00-0-0-00")).envelope.traceparent == trace_of("e1")


def test_a_header_without_a_value_is_as_good_as_none() -> None:
    nothing = replace(record(), headers=(("ce_id", None), ("ce_type", None), ("traceparent", None)))
    assert hear(nothing).envelope == hear(record()).envelope


@pytest.mark.parametrize("odd", ["a=b," * 3000, "a=\x00", "a=é", "a=\n", ""])
def test_baggage_that_w3c_does_not_allow_is_not_passed_on(odd: str) -> None:
    told = hear(record(baggage=odd, tracestate=odd)).envelope
    assert (told.baggage, told.tracestate) == (None, None)


def test_two_ids_that_are_no_utf_8_are_not_taken_for_one() -> None:
    with pytest.raises(NoEvent, match="ce_id must have 1 to 300 characters, in UTF-8"):
        hear(replace(record(), headers=(("ce_id", b"\xff"),)))


@pytest.mark.parametrize("timestamp", [-1, -(2**63), 9_223_372_036_854, 2**63 - 1])
def test_a_time_that_no_clock_shows_is_refused(timestamp: int) -> None:
    with pytest.raises(NoEvent, match=f"timestamp is {timestamp}; expected milliseconds since 1970, before 2262"):
        hear(replace(record(), timestamp=timestamp))


def test_an_error_repeats_little_of_what_was_said() -> None:
    with pytest.raises(NoEvent) as refused:
        hear(record(ce_type="x" * 100_000))
    assert len(str(refused.value)) < 300


def test_fields_of_a_newer_speaker_are_ignored() -> None:
    assert hear(record({**ORDER, "gift_wrap": True})).event.key == "order-1"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (None, "no body"),
        (b"", "Invalid JSON"),
        (b"\xff\xfe", "Invalid JSON"),
        (b"[]", "should be an object"),
        ({**ORDER, "subtotal": 5}, "subtotal is 5, but the items add up to 2100"),
        ({**ORDER, "items": []}, "items"),
        ({**ORDER, "order_id": "no spaces please"}, "order_id"),
        ({**ORDER, "order_id": ""}, "order_id"),
        ({**ORDER, "order_id": "a" * 65}, "order_id"),
        ({**ORDER, "customer_id": "a\x00b"}, "customer_id"),
        ({**ORDER, "items": [{"sku": "tea", "quantity": 0, "unit_price": 1}]}, "items.0.quantity"),
        ({**ORDER, "items": [{"sku": "tea", "quantity": "1", "unit_price": 1}]}, "items.0.quantity"),
        ({**ORDER, "items": [{"sku": "tea", "quantity": 10_000, "unit_price": 10**12}]}, "more than 1000000000000"),
    ],
)
def test_a_body_that_is_no_order_is_refused_with_a_sentence(body: Any, sentence: str) -> None:
    with pytest.raises(NoEvent, match=sentence):
        hear(record(body))


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({"ce_specversion": "0.3"}, "only 1.0"),
        ({"ce_type": "order.cancelled"}, "the topic is 'order.created'"),
        ({"content__type": "application/avro"}, "only application/json"),
        ({"ce_id": ""}, "1 to 300"),
        ({"ce_id": "a\x00"}, "no NUL"),
        ({"ce_dataschema": "urn:choreo:order.created:2"}, "version 2 of order.created is unknown"),
        ({"ce_dataschema": "urn:other:1"}, "expected urn:choreo:order.created:1"),
    ],
)
def test_an_envelope_that_contradicts_itself_is_refused_with_a_sentence(headers: dict[str, str], sentence: str) -> None:
    with pytest.raises(NoEvent, match=sentence):
        hear(record(**headers))


def test_a_topic_nobody_has_declared_holds_no_events() -> None:
    with pytest.raises(NoEvent, match="nobody has declared"):
        hear(record(topic="weather.changed"))
