"""Tries that fail, retries and replays stand in the order's trace, linked to the first that failed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from choreo.traces.span import Span
from choreo.traces.trace import Trace
from tests.e2e.goods import Goods
from tests.e2e.letters import letters_about
from tests.e2e.shop import ROOT, Json, Shop
from tests.e2e.wire import GOOD_ENDING
from tests.patience import eventually
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import all_named, shown, the

PAYMENT = "payment_service"
WRONG_KEY = {"CHOREO_PAYMENT_PROVIDER_KEY": "pk_test_the_publishable_one"}
"""An operator's mistake: the provider answers 401, which no waiting mends."""


async def test_retries_are_linked_to_the_first_try(shop: Shop, receiver: Receiver, goods: Goods, customer: str) -> None:
    async with mistaken(shop, attempts=50):
        order_id = (await shop.place(customer, goods.order()))["order_id"]

        async def has_failed_twice() -> list[Json]:
            sql = "select 1 from parked_event where key = $1 and attempts >= 2"
            return await shop.rows(PAYMENT, sql, order_id.encode())

        await eventually(has_failed_twice)
    assert await shop.ending_of(customer, order_id) == "COMPLETED"

    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    first, *others, last = tries_of_what_failed(trace)
    assert others, shown(trace)
    assert all(failed_at_the_provider(each) for each in (first, *others)), shown(trace)
    assert not last.failed
    assert all(same_place(each, first) for each in (*others, last)), shown(trace)
    assert all(is_linked(each, first) for each in (*others, last)), shown(trace)


async def test_a_dead_letter_and_its_replay_stand_in_the_trace(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    async with mistaken(shop, attempts=2):
        order_id = (await shop.place(customer, goods.order()))["order_id"]

        async def is_dead_and_said_so() -> list[Json]:
            dead = await letters_about(shop, PAYMENT, order_id, "DEAD")
            unsaid = await shop.rows(PAYMENT, "select 1 from outbox")
            return [] if unsaid else dead

        [letter] = await eventually(is_dead_and_said_so)
    replayed = await shop.ask(ROOT, PAYMENT, "POST", f"/dead-letters/{letter['id']}/replay")
    assert replayed.status_code == 202
    assert await shop.ending_of(customer, order_id) == "COMPLETED"

    copied = (PAYMENT, f"send {PAYMENT}.dlq")
    trace = await trace_with(receiver, order_id, {*said_and_heard(*GOOD_ENDING), copied})

    first, second, replay = tries_of_what_failed(trace)
    assert failed_at_the_provider(first)
    assert failed_at_the_provider(second)
    assert trace.parent_of(the(trace, f"send {PAYMENT}.dlq")) == second, shown(trace)
    assert not replay.failed
    assert is_linked(second, first), shown(trace)
    assert is_linked(replay, first), shown(trace)


@asynccontextmanager
async def mistaken(shop: Shop, attempts: int) -> AsyncIterator[None]:
    """Within it payment_service shows the provider a wrong key, and gives an event so many tries."""
    await shop.restart(PAYMENT, {**WRONG_KEY, "CHOREO_RETRY_ATTEMPTS": str(attempts)})
    try:
        yield
    finally:
        await shop.restart(PAYMENT)


def tries_of_what_failed(trace: Trace) -> list[Span]:
    """All processings by payment_service of the one event that failed."""
    names = {span.name for span in trace.spans if span.failed and span.kind == "consumer"}
    assert len(names) == 1, f"{names}{shown(trace)}"
    return all_named(trace, names.pop(), PAYMENT)


def failed_at_the_provider(span: Span) -> bool:
    """Whether it says so, and why."""
    return span.failed and span.attributes["error.type"] == "AuthenticationError"


def same_place(one: Span, other: Span) -> bool:
    """Whether both process the same record."""
    place = ("messaging.destination.partition.id", "messaging.kafka.offset", "messaging.message.id")
    return one.parent_id == other.parent_id and all(one.attributes[name] == other.attributes[name] for name in place)


def is_linked(span: Span, to: Span) -> bool:
    """Whether one of its links is that."""
    return (to.trace_id, to.span_id) in {(link.trace_id, link.span_id) for link in span.links}
