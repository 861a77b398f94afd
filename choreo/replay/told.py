"""What a service is told: the events it hears, and at order_service what somebody asked."""

from dataclasses import dataclass
from enum import StrEnum

from choreo.exploration.rooms import Rooms
from choreo.exploration.world import ORDER
from choreo.replay.recorded import Recording, Said


class Wish(StrEnum):
    """What order_service is asked, by a customer or by its timer."""

    PLACE = "place_order"
    CANCEL = "cancel_order"
    EXPIRE = "expire_order"


_CANCELLED_BY = {"customer_request": Wish.CANCEL, "deadline": Wish.EXPIRE}


@dataclass(frozen=True)
class Told:
    """An event, or a wish that can be told from the event it led to. `at`: milliseconds since 1970, not before."""

    about: Said
    at: int
    wish: Wish | None = None

    def __str__(self) -> str:
        again = f" (no. {self.about.number + 1})" if self.about.number else ""
        return self.wish.value if self.wish else f"{self.about.topic}{again}"


def told_to(room: Rooms, recording: Recording) -> list[Told]:
    """In the order in which it was recorded; of one time, a wish comes first."""
    heard = [Told(said, said.at) for said in recording.said if said.topic in room.subscriptions.topics]
    wishes = _wishes(recording) if room.name == ORDER else []
    return sorted([*wishes, *heard], key=lambda told: told.at)


def _wishes(recording: Recording) -> list[Told]:
    wishes = []
    for said in recording.by(ORDER):
        if said.topic == "order.created":
            wishes.append(Told(said, said.said_at, Wish.PLACE))
        elif said.topic == "order.cancelled" and (wish := _CANCELLED_BY.get(said.body["reason"])):
            wishes.append(Told(said, said.said_at, wish))
    return wishes
