"""The message that is being handled."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from benchmarks.twins.faststream.tracing import new_traceparent


@dataclass(frozen=True)
class Heard:
    """Its id, and the trace that goes on with it."""

    event_id: str
    traceparent: str

    @classmethod
    def of(cls, record: Any, headers: dict[str, str]) -> "Heard":
        """One typed by hand has no headers: its id is where it stands."""
        event_id = headers.get("ce_id") or f"{record.topic}/{record.partition}/{record.offset}"
        return cls(event_id, headers.get("traceparent") or new_traceparent())


HEARD: ContextVar[Heard] = ContextVar("HEARD")
"""Of the task. Not asked of FastStream by `Context()`: fast-depends 3.0.9 resolves such a parameter in another thread
(`CallModel.asolve`)."""
