"""How a payment comes to stand where it stands."""

from payment_service import gateway
from payment_service.domain import Charge
from payment_service.gateway import Captured, Closed, Declined, Refunded
from shared.events import (
    DiscountApplied,
    Event,
    InventoryReserved,
    OrderCancelled,
    OrderCreated,
    PaymentRequested,
    ShipmentFailed,
)
from tests.handlers.examples import ORDER, SUBTOTAL, example
from tests.handlers.hearing import History
from tests.handlers.outside import Answers, Call

CREATED, RESERVED, APPLIED = example(OrderCreated), example(InventoryReserved), example(DiscountApplied)
FREE = example(DiscountApplied, discount=SUBTOTAL)
REQUESTED, CANCELLED = example(PaymentRequested), example(OrderCancelled)

CANCELS: dict[str, Event] = {event.topic: event for event in (CANCELLED, example(ShipmentFailed))}

CHARGE = Charge(ORDER, SUBTOTAL, "KRW", "pm_card_visa", "pi_1")
"""What the provider is asked for once the intent is made."""

ASKED: History = (CREATED, RESERVED, APPLIED)
"""All that a charge waits for."""


def provider(
    *, confirm: Captured | Declined | None = None, settle: Captured | Closed | None = None, create: str | None = "pi_1"
) -> Answers:
    """A provider that makes an intent, pays back what it is asked to, and else answers as told."""
    told: dict[Call, object] = {gateway.confirm: confirm, gateway.settle: settle}
    answers = {call: answer for call, answer in told.items() if answer is not None}
    return Answers({gateway.create: create, gateway.refund: Refunded("re_1"), **answers})
