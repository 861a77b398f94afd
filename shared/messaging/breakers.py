"""Which parties outside this process has given up for the moment."""

from collections.abc import Iterable
from functools import cache

from opentelemetry.metrics import CallbackOptions, Observation

from shared.messaging.metrics import OPEN_BREAKERS
from shared.metrics.recording import METER
from shared.outside import parties


@cache
def show_breakers() -> None:
    """From now on `/metrics` shows them."""
    METER.create_observable_gauge(OPEN_BREAKERS.name, [_observe], description=OPEN_BREAKERS.help)


def _observe(_: CallbackOptions) -> Iterable[Observation]:
    return [Observation(int(party.given_up), {"party": party.name}) for party in parties()]
