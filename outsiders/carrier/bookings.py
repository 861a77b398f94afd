"""What the carrier decides: each key once. Afterwards its answer only changes by being called off."""

import json
from sqlite3 import Connection
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from outsiders.ledger import Ledger
from shared import ids

TABLES = """
create table if not exists booking (
    key text primary key,
    state text not null check (state in ('booked', 'undeliverable', 'called_off', 'closed')),
    parcel text,
    tracking_number text
);
"""

CARRIER = "Paper Plane Parcels"
UNSERVED = "00000"


class Address(BaseModel):
    """Where a parcel goes."""

    model_config = ConfigDict(extra="ignore")

    name: str
    street: str
    city: str
    postal_code: str
    country: str


class Parcel(BaseModel):
    """What is to be carried, and where."""

    model_config = ConfigDict(extra="ignore")

    order_id: str
    address: Address
    items: list[dict[str, Any]] = []


class Booking(NamedTuple):
    """A key's state. `parcel` is as it was first asked for, None for a key that was closed before it was booked."""

    state: Literal["booked", "undeliverable", "called_off", "closed"]
    parcel: str | None
    tracking_number: str | None


def book(ledger: Ledger, key: str, parcel: Parcel) -> Booking:
    """The booking of this key; made when the key is new, undeliverable when the postal code cannot be served."""
    with ledger.change() as db:
        found = _find(db, key)
        if found is not None:
            return found
        served = parcel.address.postal_code != UNSERVED
        tracking_number = f"PPP{ids.new_id().replace('-', '').upper()}" if served else None
        booking = Booking("booked" if served else "undeliverable", canonical(parcel), tracking_number)
        db.execute("insert into booking values (?, ?, ?, ?)", (key, *booking))
        if served:
            ledger.enter("bookings", parcel.order_id, key=key, carrier=CARRIER, tracking_number=tracking_number)
        return booking


def call_off(ledger: Ledger, key: str) -> Booking:
    """Settles the key: called off when it was booked, else closed. Nothing can be booked under it any more."""
    with ledger.change() as db:
        found = _find(db, key) or Booking("closed", None, None)
        if found.state == "booked":
            found = found._replace(state="called_off")
            order_id = json.loads(found.parcel or "{}").get("order_id")
            ledger.enter("cancelled", order_id, key=key, carrier=CARRIER, tracking_number=found.tracking_number)
        elif found.state == "undeliverable":
            found = found._replace(state="closed")
        db.execute("insert or replace into booking values (?, ?, ?, ?)", (key, *found))
        return found


def canonical(parcel: Parcel) -> str:
    """The same text for the same parcel."""
    return json.dumps(parcel.model_dump(), sort_keys=True)


def _find(db: Connection, key: str) -> Booking | None:
    row = db.execute("select state, parcel, tracking_number from booking where key = ?", (key,)).fetchone()
    return Booking(*row) if row else None
