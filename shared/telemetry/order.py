"""Which order the running code is about, for its log lines.

    with speaking_of(order_id):
        log.warning("…")            # has order_id, in everything called or started as a task within

    log.warning("…", extra={"order_id": order_id})      # the same, for one line

`trace_id` and `span_id` are those of OpenTelemetry's current span, and can be given by `extra` too."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_order: ContextVar[str | None] = ContextVar("order", default=None)


@contextmanager
def speaking_of(order_id: str | None) -> Iterator[None]:
    """Until the end of the block, log lines are about this order; None: about no order, whatever is around it."""
    token = _order.set(order_id)
    try:
        yield
    finally:
        _order.reset(token)


def speak_of(order_id: str | None) -> None:
    """The same until the running task ends, for where no block can be had."""
    _order.set(order_id)


def spoken_of() -> str | None:
    """The order that the running code is about, where known."""
    return _order.get()
