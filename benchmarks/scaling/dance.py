"""The choreography as a graph: for each ending, who says what after having heard what (PROTOCOL.md, without races)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from benchmarks.saga.workload import orders
from choreo.stack.members import SERVICES
from shared.migrate.services import load_service

CREATED, COMPLETED, CANCELLED = "order.created", "order.completed", "order.cancelled"
ENDINGS = (COMPLETED, CANCELLED)


@dataclass(frozen=True)
class Step:
    """When `speaker` has heard all of `after`, it says `says`; `calls` the outside before it does."""

    speaker: str
    after: frozenset[str]
    says: str
    calls: bool = False


def _step(speaker: str, after: str, says: str, calls: bool = False) -> Step:
    return Step(f"{speaker}_service", frozenset(after.split()), says, calls)


_HOLD = _step("inventory", CREATED, "inventory.reserved")
_REDEEM = _step("discount", CREATED, "discount.applied")
_JOIN = _step("payment", "order.created inventory.reserved discount.applied", "payment.requested", calls=True)
_CHARGE = _step("payment", "payment.requested", "payment.succeeded", calls=True)

DANCES: Mapping[str | None, tuple[Step, ...]] = {
    None: (
        *(_HOLD, _REDEEM, _JOIN, _CHARGE),
        _step("shipping", "order.created payment.succeeded", "shipment.created", calls=True),
        _step("order", "payment.succeeded shipment.created", COMPLETED),
        _step("inventory", COMPLETED, "inventory.shipped"),
    ),
    "payment_declined": (
        *(_HOLD, _REDEEM, _JOIN),
        _step("payment", "payment.requested", "payment.failed", calls=True),
        _step("order", "payment.failed", CANCELLED),
        _step("inventory", "payment.failed", "inventory.released"),
        _step("discount", "payment.failed", "discount.released"),
    ),
    "out_of_stock": (
        _step("inventory", CREATED, "inventory.rejected"),
        _REDEEM,
        _step("order", "inventory.rejected", CANCELLED),
        _step("discount", "order.created inventory.rejected", "discount.released"),
    ),
    "coupon_rejected": (
        _HOLD,
        _step("discount", CREATED, "discount.rejected"),
        _step("order", "discount.rejected", CANCELLED),
        _step("inventory", "order.created discount.rejected", "inventory.released"),
    ),
    "undeliverable": (
        *(_HOLD, _REDEEM, _JOIN, _CHARGE),
        _step("shipping", "order.created payment.succeeded", "shipment.failed", calls=True),
        _step("order", "shipment.failed", CANCELLED),
        _step("inventory", "shipment.failed", "inventory.released"),
        _step("discount", "shipment.failed", "discount.released"),
        _step("payment", "shipment.failed", "payment.refunded", calls=True),
    ),
}
"""By the reason of the cancellation."""


@cache
def reasons() -> tuple[str | None, ...]:
    """Of fifty orders as the benchmarks place them."""
    return tuple(order.reason for order in orders(50))


@cache
def hearers() -> Mapping[str, tuple[str, ...]]:
    """Services by the topic that they hear, read from their code."""
    heard = {service: load_service(service).subscriptions.topics for service in SERVICES}
    topics = {topic for some in heard.values() for topic in some}
    return {topic: tuple(service for service in SERVICES if topic in heard[service]) for topic in topics}


def said() -> Counter[str]:
    """Events by topic, of fifty orders."""
    events = Counter({CREATED: len(reasons())})
    for reason in reasons():
        events.update(step.says for step in DANCES[reason])
    return events


def messages_of_an_order() -> float:
    """On Kafka."""
    return said().total() / len(reasons())


@cache
def heard_of_an_order() -> Mapping[str, float]:
    """Events that each service handles."""
    heard: Counter[str] = Counter()
    for topic, times in said().items():
        for service in hearers().get(topic, ()):
            heard[service] += times
    return {service: heard[service] / len(reasons()) for service in SERVICES}


def said_of_an_order(service: str) -> float:
    """Events that a service says in answer to others."""
    steps = [step for reason in reasons() for step in DANCES[reason] if step.speaker == service]
    return len(steps) / len(reasons())


def calls_outside(service: str) -> bool:
    """Whether it does, for any order."""
    return any(step.calls and step.speaker == service for steps in DANCES.values() for step in steps)
