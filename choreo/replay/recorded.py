"""An order's events, as Kafka had them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic_core import from_json

from choreo.exploration.message import Message
from choreo.exploration.world import NAMES
from shared.events import Event
from shared.messaging.errors import NoEvent
from shared.messaging.hearing import Heard, hear
from shared.messaging.record import Record


@dataclass(frozen=True)
class Said:
    """An event of the order. `number`: of those of its topic, from 0. Times are milliseconds since 1970: `said_at` when
    it was said, `at` when Kafka had it, and hearers could have heard it."""

    record: Record
    heard: Heard
    number: int

    @property
    def topic(self) -> str:
        """Its name."""
        return self.record.topic

    @property
    def event(self) -> Event:
        """In its latest version."""
        return self.heard.event

    @property
    def speaker(self) -> str | None:
        """The service of the shop that said it; None when somebody else did, or typed it by hand."""
        return self.heard.envelope.source if self.heard.envelope.source in NAMES else None

    @property
    def at(self) -> int:
        """When hearers could hear it."""
        return self.record.timestamp

    @cached_property
    def said_at(self) -> int:
        """When its transaction wrote it; where that is not told, the same as `at`."""
        try:
            return min(self.at, round(datetime.fromisoformat(self.heard.envelope.time).timestamp() * 1000))
        except ValueError:
            return self.at

    @cached_property
    def body(self) -> dict[str, Any]:
        """In its latest version."""
        return dict(from_json(self.event.to_json()))

    def message(self, order_id: str) -> Message:
        """As a service is told of it here."""
        return Message(self.topic, order_id, self.number, self.event.to_json())


@dataclass(frozen=True)
class Recording:
    """`said`: each event once, in the order in which Kafka had them. `copies`: the same events once more, which an
    inbox lets through once. `strangers`: what no service of the shop understands, and why."""

    order_id: str
    said: tuple[Said, ...]
    copies: tuple[Record, ...]
    strangers: tuple[tuple[Record, str], ...]
    records: tuple[Record, ...]

    def by(self, service: str) -> list[Said]:
        """What a service said, in the order in which it did."""
        return sorted((one for one in self.said if one.speaker == service), key=lambda one: one.said_at)

    def first(self, service: str, topic: str, **fields: Any) -> Said | None:
        """What a service said first of a topic, with these in its body."""
        fitting = (one for one in self.by(service) if one.topic == topic and one.body.items() >= fields.items())
        return next(fitting, None)


def recording_of(order_id: str, records: Iterable[Record]) -> Recording:
    """Of records that are all the order's."""
    ordered = sorted(records, key=lambda record: (record.timestamp, record.topic, record.partition, record.offset))
    said: dict[str, Said] = {}
    copies, strangers = [], []
    for record in ordered:
        try:
            heard = hear(record)
        except NoEvent as stranger:
            strangers.append((record, str(stranger)))
            continue
        if heard.envelope.id in said:
            copies.append(record)
        else:
            number = sum(one.topic == record.topic for one in said.values())
            said[heard.envelope.id] = Said(record, heard, number)
    return Recording(order_id, tuple(said.values()), tuple(copies), tuple(strangers), tuple(ordered))
