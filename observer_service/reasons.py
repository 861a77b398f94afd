"""Why a service probably has not said what it owes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from observer_service.sight import Sight
from observer_service.tables import HeardDeadLetter

Kind = Literal["down", "unready", "dead_lettered", "breaker_open", "retrying", "behind", "unknown"]
KINDS: tuple[Kind, ...] = ("down", "unready", "dead_lettered", "breaker_open", "retrying", "behind", "unknown")

_SHOWN = 200
"""Characters of an error in a sentence."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`what` follows the service's name: "inventory_service is down"."""

    kind: Kind
    what: str
    error: str | None = None
    dead_letter: str | None = None


def reason_of(service: str, after: Iterable[str], letters: Iterable[HeardDeadLetter], sight: Sight) -> Reason:
    """The first that explains it. `letters`: the order's dead letters of that service. A dead letter outlasts the
    service's being down, so it comes first; what only slows a service comes last."""
    heard = set(after)
    if letter := max((one for one in letters if one.event in heard), key=lambda one: one.at, default=None):
        said = f"gave up {letter.event}: {_in_short(letter.error)}"
        return Reason("dead_lettered", said, letter.error, letter.parked_id)
    well, behind = sight.well(service), sight.behind.get(service, 0)
    if well.state == "down":
        return Reason("down", "is down")
    if well.state == "unready":
        return Reason("unready", f"is not ready: {well.detail}" if well.detail else "is not ready")
    if well.open_breakers:
        return Reason("breaker_open", f"waits for {' and '.join(well.open_breakers)}: its breaker is open")
    if well.retrying:
        events = "a parked event" if well.retrying == 1 else f"{well.retrying} parked events"
        return Reason("retrying", f"is trying {events} again")
    if behind:
        return Reason("behind", f"is {behind} event{'s' * (behind > 1)} behind")
    if well.state == "unknown":
        return Reason("unknown", "has not been heard of")
    return Reason("unknown", "is up, has read everything, and has not said why")


def _in_short(error: str) -> str:
    """Its first line."""
    line = error.partition("\n")[0]
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
