"""What a service owes to those who listen, as data (PROTOCOL.md section 6)."""

from dataclasses import dataclass

from shared.events import Event


@dataclass(frozen=True, slots=True)
class Expectation:
    """After all of `after` were said of an order, in time, one of `one_of` is said by the service that states this,
    unless one of `unless` was said."""

    after: tuple[type[Event], ...]
    one_of: tuple[type[Event], ...]
    unless: tuple[type[Event], ...] = ()
    early: bool = False
    """It only names sooner what another expectation names too."""
    last_resort: bool = False
    """It is due only when the order's deadline and some slack have passed."""
