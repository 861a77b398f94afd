"""One delivery that is never made (PROTOCOL.md section 6): where that harms, what a listener may expect names it, and
the service it is parked at, and no other.

To be never made is to be made later than everything else. So every state in which one delivery alone is left is the
end of a schedule in which it is parked, at any moment before; nothing has to be searched for these."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from choreo.exploration.promises import DUE, owed
from choreo.exploration.rules import broken_at_rest
from choreo.exploration.state import Delivery, State
from choreo.exploration.world import World
from shared.messaging.expectations import Expectation

_INVARIANTS = ("I1", "I2", "I3", "I4", "I5")


@dataclass(frozen=True)
class Parked:
    """What stands at the end: `harm` are the invariants that break, `said` the topics of the order so far."""

    topic: str
    order_id: str
    at: str
    harm: tuple[str, ...]
    said: frozenset[str]


def parked_in(world: World, state: State, delivery: Delivery) -> Parked:
    """What comes of it that this delivery, the last one, is never made."""
    harm = tuple(rule for rule in broken_at_rest(world, state) if rule.startswith(_INVARIANTS))
    order_id = delivery.message.order_id
    return Parked(delivery.message.topic, order_id, delivery.to, harm, frozenset(state.topics(order_id)))


def misnamed(parked: Parked, stated: Iterable[tuple[str, Expectation]] = DUE) -> Iterator[str]:
    """Where the harm is not named, or another service is."""
    debtors = {name for name, _ in owed(parked.said, stated)}
    never = f"if {parked.at} never hears {parked.topic} of {parked.order_id}"
    if parked.harm and not debtors:
        yield f"E {parked.harm[0].partition(' ')[2]}, {never}, and nobody owes anything"
    if others := sorted(debtors - {parked.at}):
        yield f"E {', '.join(others)} is said to owe something, {never}"


def broken_at_its_end(world: World, state: State) -> tuple[str, ...]:
    """What this state breaks, were it the end with one delivery never made."""
    last = state.last_one
    return tuple(misnamed(parked_in(world, state, last))) if last is not None else ()
