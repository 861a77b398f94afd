"""Span ids are random, but for spans whose id others know already: the root of an event typed by hand, and what a
process that died had no time to export."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

_chosen: ContextVar[tuple[int, int] | None] = ContextVar("chosen", default=None)


@contextmanager
def chosen_ids(trace_id: int, span_id: int) -> Iterator[None]:
    """A span started within it has these ids."""
    token = _chosen.set((trace_id, span_id))
    try:
        yield
    finally:
        _chosen.reset(token)


class ChosenIds(RandomIdGenerator):
    """Random ids, unless chosen."""

    def generate_trace_id(self) -> int:
        """Of a new root."""
        chosen = _chosen.get()
        return chosen[0] if chosen else super().generate_trace_id()

    def generate_span_id(self) -> int:
        """Of any new span."""
        chosen = _chosen.get()
        return chosen[1] if chosen else super().generate_span_id()
