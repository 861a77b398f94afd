"""In which trace, and below which span, a step says what it says."""

import json
from types import TracebackType
from typing import Any, Self

from opentelemetry.sdk.trace import Span as RecordedSpan
from opentelemetry.trace import Span

from shared.messaging.spans import start_sending
from shared.messaging.step import Step
from shared.telemetry.context import is_sampled, traceparent_of
from shared.telemetry.instance import INSTANCE
from shared.telemetry.spans import end_span, start_span


class Voice:
    """Speaks below the step's own span. Where the handler went on in another trace (a cancel, a deadline), below a new
    span there, which is linked to what caused it. A trace that is not recorded is only passed on."""

    def __init__(self, step: Step) -> None:
        self._order_id = step.order_id
        self._parent: Span | str = step.span if step.span.is_recording() else step.traceparent
        self._elsewhere = _go_on(step)
        if step.goes_on_in:
            self._parent = self._elsewhere or step.goes_on_in

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._elsewhere:
            end_span(self._elsewhere)

    def say(self, topic: str, key: bytes | None, message_id: str) -> dict[str, Any]:
        """What an outbox row says of its trace; `span` is open until Kafka has the message."""
        if isinstance(self._parent, str):
            return {"traceparent": self._parent}
        span = start_sending(topic, key, message_id, self._order_id, self._parent)
        if not span.is_recording():
            return {"traceparent": traceparent_of(self._parent)}
        return {"traceparent": traceparent_of(span), "said_by": self._told(self._parent), "span": span}

    def _told(self, span: Span) -> str | None:
        if not isinstance(span, RecordedSpan):
            return None
        told = {
            "instance": INSTANCE,
            "name": span.name,
            "kind": span.kind.name,
            "span_id": span.get_span_context().span_id,
            "parent_id": span.parent and span.parent.span_id,
            "began_at": span.start_time,
            "order_id": self._order_id,
        }
        return json.dumps(told)


def _go_on(step: Step) -> Span | None:
    if not step.goes_on_in or not is_sampled(step.goes_on_in):
        return None
    links = [traceparent_of(step.span)] if step.span.is_recording() else []
    attributes = {"order.id": step.order_id} if step.order_id else {}
    span = start_span(step.name, parent=step.goes_on_in, links=links, attributes=attributes)
    return span if span.is_recording() else None
