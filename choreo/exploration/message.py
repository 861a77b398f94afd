"""What services say, as the exploration knows it."""

from dataclasses import dataclass

from shared.messaging.record import Record


@dataclass(frozen=True)
class Message:
    """The `number`-th of its topic that was said of an order, which is also its id: so schedules can be compared."""

    topic: str
    order_id: str
    number: int
    body: bytes

    def __hash__(self) -> int:
        return hash((self.topic, self.order_id, self.number))

    def __str__(self) -> str:
        again = f" (no. {self.number + 1})" if self.number else ""
        return f"{self.topic} of {self.order_id}{again}"

    def record(self, copy: int = 0) -> Record:
        """As Kafka would bring it. Copies of one message share its id; `copy` makes another id, for what the rows must
        refuse by themselves."""
        event_id = f"{self.topic}/{self.order_id}/{self.number}" + (f"/{copy}" if copy else "")
        return Record(self.topic, 0, 0, 0, self.order_id.encode(), self.body, (("ce_id", event_id.encode()),))
