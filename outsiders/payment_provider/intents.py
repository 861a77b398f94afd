"""PaymentIntents: they require a payment method, confirmation or action, then are succeeded or canceled for good."""

from sqlite3 import Connection

from outsiders.ledger import Ledger
from outsiders.payment_provider.answers import Answer, declined, missing, unexpected_state
from outsiders.payment_provider.cards import CARDS, NEEDS_AUTHENTICATION, is_known
from outsiders.payment_provider.objects import find_intent, keep_intent, ledger_line, new_id, now
from outsiders.payment_provider.parameters import CancelIntent, ConfirmIntent, CreateIntent


def create(db: Connection, wanted: CreateIntent) -> Answer:
    """A new PaymentIntent, unconfirmed: no money moves."""
    if wanted.payment_method is not None and not is_known(wanted.payment_method):
        return missing("PaymentMethod", wanted.payment_method, "payment_method", status=400)
    intent_id = new_id("pi")
    intent = {
        "id": intent_id,
        "object": "payment_intent",
        "amount": wanted.amount,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"{intent_id}_secret_test",
        "confirmation_method": "automatic",
        "created": now(),
        "currency": wanted.currency,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": wanted.metadata,
        "payment_method": wanted.payment_method,
        "payment_method_types": ["card"],
        "status": "requires_confirmation" if wanted.payment_method else "requires_payment_method",
    }
    keep_intent(db, intent)
    return Answer(200, intent)


def confirm(db: Connection, ledger: Ledger, intent_id: str, wanted: ConfirmIntent) -> Answer:
    """Captures the whole amount, or says why the bank does not pay."""
    intent = find_intent(db, intent_id)
    if intent is None:
        return missing("payment_intent", intent_id, "intent", status=404)
    if intent["status"] in ("succeeded", "canceled"):
        return unexpected_state(
            f"This PaymentIntent cannot be confirmed because it has a status of {intent['status']}.", intent
        )
    method = wanted.payment_method or intent["payment_method"]
    if method is None:
        return unexpected_state("This PaymentIntent cannot be confirmed because it has no payment method.", intent)
    if not is_known(method):
        return missing("PaymentMethod", method, "payment_method", status=400)
    if method in NEEDS_AUTHENTICATION:
        intent |= {"status": "requires_action", "payment_method": method}
        keep_intent(db, intent)
        return Answer(200, intent)
    why = CARDS[method]
    if why is not None:
        error = {"type": "card_error", **why._asdict()}
        intent |= {"status": "requires_payment_method", "payment_method": None, "last_payment_error": error}
        keep_intent(db, intent)
        return declined(why, intent)
    intent |= {
        "status": "succeeded",
        "payment_method": method,
        "amount_received": intent["amount"],
        "latest_charge": new_id("ch"),
        "last_payment_error": None,
    }
    keep_intent(db, intent)
    ledger.enter("charges", **ledger_line(intent), charge=intent["latest_charge"])
    return Answer(200, intent)


def cancel(db: Connection, intent_id: str, wanted: CancelIntent) -> Answer:
    """Closes the PaymentIntent, unless it has succeeded or is closed already."""
    intent = find_intent(db, intent_id)
    if intent is None:
        return missing("payment_intent", intent_id, "intent", status=404)
    if intent["status"] in ("succeeded", "canceled"):
        return unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.", intent
        )
    intent |= {"status": "canceled", "canceled_at": now(), "cancellation_reason": wanted.cancellation_reason}
    keep_intent(db, intent)
    return Answer(200, intent)


def retrieve(db: Connection, intent_id: str) -> Answer:
    """The PaymentIntent as it is."""
    intent = find_intent(db, intent_id)
    return Answer(200, intent) if intent else missing("payment_intent", intent_id, "intent", status=404)
