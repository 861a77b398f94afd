"""From a record to the step that handles it, with its span."""

from collections.abc import Collection, Sequence

from shared.events import Event
from shared.events.envelope import traceparent_in
from shared.messaging.errors import NoEvent
from shared.messaging.hearing import hear
from shared.messaging.parking import Failure
from shared.messaging.record import Record
from shared.messaging.spans import place_of, show_typed, start_processing
from shared.messaging.step import Delivery, Step
from shared.messaging.subscriptions import Emitted, Subscriptions
from shared.messaging.unit import Unit
from shared.telemetry.context import traceparent_of


class Arrivals:
    """What comes to a service. `roots`: events whose root span it exports when they brought no trace."""

    def __init__(self, service: str, subscriptions: Subscriptions, roots: Collection[type[Event]]) -> None:
        self._service, self._subscriptions, self._roots = service, subscriptions, roots

    def receive(
        self, record: Record, parked_id: str | None = None, tries: Sequence[str] = ()
    ) -> tuple[Step, Failure | None]:
        """The step for the record; or one that only stands for it, and the failure, when it is no event."""
        try:
            return self._step(record, parked_id, tries), None
        except NoEvent as refused:
            step = self._no_step(record, tries)
            return step, Failure(record, record.origin, refused, parked_id, step)

    def show_root(self, step: Step) -> None:
        """Exports the root of the trace that begins with this event, if that is this service's part."""
        delivery = step.delivery
        if delivery and not delivery.envelope.traced and type(delivery.event) in self._roots and delivery.first_try:
            show_typed(delivery.record, delivery.envelope, step.order_id)

    def _step(self, record: Record, parked_id: str | None, tries: Sequence[str]) -> Step:
        event, envelope = hear(record)
        handler = self._subscriptions.handlers[type(event)]
        place, order_id = place_of(envelope), getattr(event, "order_id", None)
        return Step(
            begin=lambda unit: handler.act(event, unit),
            emits=handler.emits,
            lane=event.key,
            traceparent=place,
            tracestate=envelope.tracestate,
            baggage=envelope.baggage,
            delivery=Delivery(record, event, envelope, parked_id),
            name=record.topic,
            order_id=order_id,
            span=start_processing(record, self._service, place, event_id=envelope.id, order_id=order_id, tries=tries),
        )

    def _no_step(self, record: Record, tries: Sequence[str]) -> Step:
        place = traceparent_in(record.headers)
        span = start_processing(record, self._service, place, event_id=record.origin, order_id=None, tries=tries)
        return Step(
            begin=_nothing,
            emits=frozenset(),
            lane=record.origin,
            traceparent=place or traceparent_of(span),
            name=record.topic,
            span=span,
        )


async def _nothing(db: Unit) -> Emitted:
    return None
