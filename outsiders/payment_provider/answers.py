"""Stripe's answers: an object, or an error body with type, code, message and param."""

from typing import Any, NamedTuple

from outsiders.payment_provider.cards import Decline


class Answer(NamedTuple):
    """What goes back to the caller."""

    status: int
    body: dict[str, Any]


def invalid_request(message: str, *, status: int = 400, **details: Any) -> Answer:
    """The request is wrong, or wrong in this state."""
    return Answer(status, {"error": {"type": "invalid_request_error", "message": message, **details}})


def missing(kind: str, value: str, param: str, *, status: int) -> Answer:
    """There is no such thing: 404 when it stood in the path, 400 when it was a parameter."""
    return invalid_request(f"No such {kind}: '{value}'", status=status, code="resource_missing", param=param)


def unexpected_state(message: str, intent: dict[str, Any]) -> Answer:
    """The PaymentIntent is not in a state for this; the error shows it."""
    return invalid_request(message, code="payment_intent_unexpected_state", payment_intent=intent)


def declined(why: Decline, intent: dict[str, Any]) -> Answer:
    """The bank does not pay."""
    return Answer(402, {"error": {"type": "card_error", **why._asdict(), "payment_intent": intent}})


def key_reused(message: str) -> Answer:
    """The idempotency key belongs to another request."""
    return Answer(400, {"error": {"type": "idempotency_error", "message": message}})


def key_in_use(key: str) -> Answer:
    """A request with this key is under way."""
    message = f"There is currently another in-progress request using this idempotency key ({key}). Try again later."
    return invalid_request(message, status=409, code="idempotency_key_in_use")


def wrong_api_key() -> Answer:
    """No secret key was sent."""
    return invalid_request("You did not provide an API key: send 'Authorization: Bearer sk_test_…'.", status=401)
