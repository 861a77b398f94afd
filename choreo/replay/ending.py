"""How the order ended."""

from dataclasses import dataclass

from choreo.exploration.rooms import Rooms
from choreo.exploration.world import ORDER, PAYMENT
from choreo.replay.recorded import Recording


@dataclass(frozen=True)
class Ending:
    """`status` is None when there is no order."""

    status: str | None
    reason: str | None = None

    def __str__(self) -> str:
        return f"{self.status or 'no order'}" + (f", {self.reason}" if self.reason else "")


def recorded_ending(recording: Recording) -> Ending:
    """What order_service made known."""
    if recording.first(ORDER, "order.completed"):
        return Ending("COMPLETED")
    if cancelled := recording.first(ORDER, "order.cancelled"):
        return Ending("CANCELLED", cancelled.body["reason"])
    if not any(said.topic == "order.created" for said in recording.said):
        return Ending(None)
    return Ending("PAID" if recording.first(PAYMENT, "payment.succeeded") else "PENDING")


def replayed_ending(room: Rooms, state: int, order_id: str) -> Ending:
    """What stands in order_service's table. A STUB is no order yet."""
    for row in room.rows(state).get("orders", ()):
        if row["order_id"] == order_id and row["status"] != "STUB":
            return Ending(row["status"], row["reason"])
    return Ending(None)
