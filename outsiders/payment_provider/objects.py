"""Stripe's objects, stored as the JSON that its API shows, and the answers given under idempotency keys."""

import json
from sqlite3 import Connection
from typing import Any

from shared import clock, ids

TABLES = """
create table if not exists intent (
    id text primary key,
    shown text not null
);
create table if not exists refund (
    id text primary key,
    intent text not null unique references intent,
    shown text not null
);
create table if not exists answer (
    key text primary key,
    path text not null,
    parameters text not null,
    status integer not null,
    body text not null
);
"""


def new_id(kind: str) -> str:
    """An id as Stripe's look: `pi_…`, `ch_…`, `re_…`."""
    return f"{kind}_{ids.new_id().replace('-', '')}"


def now() -> int:
    """Unix time, in seconds."""
    return int(clock.now().timestamp())


def find_intent(db: Connection, intent_id: str) -> dict[str, Any] | None:
    """The PaymentIntent with this id."""
    row = db.execute("select shown from intent where id = ?", (intent_id,)).fetchone()
    return json.loads(row[0]) if row else None


def keep_intent(db: Connection, intent: dict[str, Any]) -> None:
    """Stores the PaymentIntent as it is now."""
    db.execute("insert or replace into intent values (?, ?)", (intent["id"], json.dumps(intent)))


def ledger_line(intent: dict[str, Any]) -> dict[str, Any]:
    """What the ledger says of a payment; its currency in capitals, as in ISO 4217."""
    return {
        "order_id": intent["metadata"].get("order_id"),
        "amount": intent["amount"],
        "currency": intent["currency"].upper(),
        "intent": intent["id"],
    }


def find_refund(db: Connection, intent_id: str) -> dict[str, Any] | None:
    """The refund of this PaymentIntent; there is one at most, since only whole payments are refunded here."""
    row = db.execute("select shown from refund where intent = ?", (intent_id,)).fetchone()
    return json.loads(row[0]) if row else None


def keep_refund(db: Connection, refund: dict[str, Any]) -> None:
    """Stores a new refund."""
    db.execute("insert into refund values (?, ?, ?)", (refund["id"], refund["payment_intent"], json.dumps(refund)))
