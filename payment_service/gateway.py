"""The payment provider, as payment sees it. Each call may be made any number of times: it takes effect once.

The keys are `charge:<order_id>`, `charge:<order_id>:confirm` and `refund:<order_id>`, always with the same parameters.
The card is given with the confirmation, so that a card the provider does not know is a decline, and not a broken order.
All raise OutsideUnavailable when nobody knows, and stripe.StripeError when the provider does not understand us."""

from dataclasses import dataclass
from typing import Protocol

from stripe import CardError, InvalidRequestError, PaymentIntent, StripeError

from payment_service.stripe_client import close, stripe
from shared.outside import OutsideRefused, OutsideUnavailable

__all__ = ["Captured", "Closed", "Declined", "Payment", "Refunded", "close", "confirm", "create", "refund", "settle"]


class Payment(Protocol):
    """What the provider must know of a payment. `amount`, in minor units, is above 0: nothing needs no provider."""

    @property
    def order_id(self) -> str: ...
    @property
    def intent(self) -> str | None: ...
    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def payment_method(self) -> str: ...


@dataclass(frozen=True)
class Captured:
    """The money is ours; the reference is the intent's id."""

    reference: str


@dataclass(frozen=True)
class Declined:
    """No money moved, and none will: the intent is cancelled. `detail` is the provider's code."""

    detail: str


@dataclass(frozen=True)
class Closed:
    """No money moved, and none will."""


@dataclass(frozen=True)
class Refunded:
    """The money is back; the reference is the refund's id."""

    reference: str


async def create(payment: Payment) -> str | None:
    """The id of the order's intent, made when there is none; no money moves. None: the provider takes no such amount or
    currency, and `confirm` will say that it is declined."""
    intent = await _intent(payment)
    return intent if isinstance(intent, str) else None


async def confirm(payment: Payment) -> Captured | Declined:
    """Charges the card, once. After a decline, and when somebody settled meanwhile, nothing can be charged any more."""
    intent = await _intent(payment)
    if isinstance(intent, Declined):
        return intent
    try:
        confirmed = await stripe().v1.payment_intents.confirm_async(
            intent,
            {"payment_method": payment.payment_method},
            {"idempotency_key": f"charge:{payment.order_id}:confirm"},
        )
        if confirmed.status == "succeeded":
            return Captured(intent)
        detail = confirmed.status
    except CardError as error:
        detail = _why(error)
    except InvalidRequestError as error:
        if error.param != "payment_method" and not _state(error):
            raise
        detail = _why(error)
    outcome = await _cancel(intent)
    return outcome if isinstance(outcome, Captured) else Declined(detail)


async def settle(payment: Payment) -> Captured | Closed:
    """The provider's last word: no request to charge this payment takes effect after it, not even one on the wire."""
    intent = await _intent(payment)
    return Closed() if isinstance(intent, Declined) else await _cancel(intent)


async def refund(payment: Payment) -> Refunded:
    """Pays back what was captured, once. Raises OutsideRefused when nothing was, or it cannot be paid back."""
    intent = await _intent(payment)
    if isinstance(intent, Declined):
        raise OutsideRefused(
            f"order {payment.order_id} was never charged ({intent.detail}), so nothing can be refunded"
        )
    try:
        refunded = await stripe().v1.refunds.create_async(
            {"payment_intent": intent, "metadata": {"order_id": payment.order_id}},
            {"idempotency_key": f"refund:{payment.order_id}"},
        )
    except InvalidRequestError as error:
        if error.code != "charge_already_refunded":
            raise
        refunded = (await stripe().v1.refunds.list_async({"payment_intent": intent})).data[0]
    if refunded.status in ("failed", "canceled"):
        raise OutsideRefused(f"refund {refunded.id} of order {payment.order_id} {refunded.status} at the provider")
    return Refunded(refunded.id)


async def _intent(payment: Payment) -> str | Declined:
    if payment.intent is not None:
        return payment.intent
    try:
        intent = await stripe().v1.payment_intents.create_async(
            {
                "amount": payment.amount,
                "currency": payment.currency.lower(),
                "metadata": {"order_id": payment.order_id},
                "allowed_payment_method_types": ["card"],
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            },
            {"idempotency_key": f"charge:{payment.order_id}"},
        )
    except InvalidRequestError as error:
        if error.param not in ("amount", "currency"):
            raise
        return Declined(_why(error))
    return intent.id


async def _cancel(intent: str) -> Captured | Closed:
    try:
        await stripe().v1.payment_intents.cancel_async(intent)
    except InvalidRequestError as error:
        match _state(error):
            case "succeeded":
                return Captured(intent)
            case "canceled":
                return Closed()
            case "processing":
                raise OutsideUnavailable(f"the provider is still processing {intent}") from error
        raise
    return Closed()


def _state(error: InvalidRequestError) -> str | None:
    if error.code != "payment_intent_unexpected_state":
        return None
    intent = _field(error, "payment_intent")
    return intent.status if isinstance(intent, PaymentIntent) else None


def _why(error: CardError | InvalidRequestError) -> str:
    if isinstance(error, InvalidRequestError) and _state(error) in ("succeeded", "canceled"):
        return "settled before it was charged"
    return str(_field(error, "decline_code") or error.code or "declined")


def _field(error: StripeError, name: str) -> object:
    # The SDK's ErrorObject has only the attributes that came over the wire.
    return getattr(error.error, name, None)
