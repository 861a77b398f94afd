"""Whom tokens speak for that were verified a moment ago: one customer's next request need not be verified again."""

from dataclasses import dataclass
from datetime import timedelta

from shared import clock
from shared.settings import Settings

GOOD_FOR = timedelta(seconds=5)
"""So long a token that was good is taken for good, also when it or its key has expired meanwhile."""
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a valid token speaks for."""

    customer_id: str
    admin: bool


class Principals:
    """Of this process, by token and by what it was verified against."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Principal, float]] = {}

    def verified(self, token: str, settings: Settings) -> Principal | None:
        """Whom it speaks for, if that is known."""
        principal, until = self._known.get(_key(token, settings), (None, 0.0))
        return principal if clock.now().timestamp() < until else None

    def remember(self, token: str, settings: Settings, principal: Principal) -> None:
        """The token was verified now."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[_key(token, settings)] = principal, (clock.now() + GOOD_FOR).timestamp()


def _key(token: str, told: Settings) -> tuple[str, ...]:
    return token, told.jwt_algorithm, told.jwt_secret, told.jwt_jwks_url, told.jwt_issuer, told.jwt_audience
