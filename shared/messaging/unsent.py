"""The open `send` spans of messages that this process said and Kafka did not take yet."""

from collections import OrderedDict

from opentelemetry.trace import Span

from shared.messaging.message import Message

_AT_MOST = 10_000


class Unsent:
    """Kept by message, for the sweeper of this process; the oldest are forgotten when there are too many."""

    def __init__(self) -> None:
        self._spans: OrderedDict[str, Span] = OrderedDict()

    def __contains__(self, message: Message) -> bool:
        return message.id in self._spans

    def keep(self, message: Message) -> None:
        """Kafka did not take it."""
        if message.span.is_recording():
            self._spans[message.id] = message.span
            while len(self._spans) > _AT_MOST:
                self._spans.popitem(last=False)

    def end(self, message: Message, partition: int, offset: int) -> None:
        """Kafka has it, at that place."""
        span = self._spans.pop(message.id, message.span)
        if span.is_recording():
            span.set_attribute("messaging.destination.partition.id", str(partition))
            span.set_attribute("messaging.kafka.offset", offset)
            span.end()
