"""What payment_service says."""

from typing import ClassVar, Literal

from shared.events.event import Currency, Money, OrderEvent, Words


class PaymentRequested(OrderEvent):
    """Stock is held, the discount is known: the charge may begin. No money has moved."""

    topic: ClassVar[str] = "payment.requested"

    amount: Money
    currency: Currency


class PaymentSucceeded(OrderEvent):
    """The money was captured: subtotal less discount."""

    topic: ClassVar[str] = "payment.succeeded"

    subtotal: Money
    discount: Money
    amount: Money
    currency: Currency
    reference: Words


class PaymentFailed(OrderEvent):
    """Nothing was captured, nor ever will be."""

    topic: ClassVar[str] = "payment.failed"

    reason: Literal["payment_declined", "payment_unavailable", "cancelled"]
    detail: Words = ""


class PaymentRefunded(OrderEvent):
    """What was captured was paid back."""

    topic: ClassVar[str] = "payment.refunded"

    amount: Money
    currency: Currency
    reference: Words
