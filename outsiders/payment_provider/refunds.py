"""Refunds: the whole of a payment, once."""

from sqlite3 import Connection

from outsiders.ledger import Ledger
from outsiders.payment_provider.answers import Answer, invalid_request, missing
from outsiders.payment_provider.objects import (
    find_intent,
    find_refund,
    keep_refund,
    ledger_line,
    new_id,
    now,
)
from outsiders.payment_provider.parameters import CreateRefund


def refund(db: Connection, ledger: Ledger, wanted: CreateRefund) -> Answer:
    """Pays back what was captured."""
    intent = find_intent(db, wanted.payment_intent)
    if intent is None:
        return missing("payment_intent", wanted.payment_intent, "payment_intent", status=404)
    if intent["status"] != "succeeded":
        return invalid_request(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
    if find_refund(db, intent["id"]) is not None:
        return invalid_request(
            f"Charge {intent['latest_charge']} has already been refunded.", code="charge_already_refunded"
        )
    refunded = {
        "id": new_id("re"),
        "object": "refund",
        "amount": intent["amount"],
        "charge": intent["latest_charge"],
        "created": now(),
        "currency": intent["currency"],
        "metadata": wanted.metadata,
        "payment_intent": intent["id"],
        "reason": wanted.reason,
        "status": "succeeded",
    }
    keep_refund(db, refunded)
    ledger.enter("refunds", **ledger_line(intent), refund=refunded["id"])
    return Answer(200, refunded)


def list_refunds(db: Connection, intent_id: str) -> Answer:
    """The refunds of a PaymentIntent: none or one."""
    found = find_refund(db, intent_id)
    return Answer(
        200, {"object": "list", "url": "/v1/refunds", "has_more": False, "data": [] if found is None else [found]}
    )
