"""A record of Kafka, as it came."""

from dataclasses import dataclass

Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Where it stood and what was in it. `timestamp` is in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def origin(self) -> str:
        """The id of an event that brings none of its own: nothing else stood at that place at that time."""
        return f"{self.topic}/{self.partition}/{self.offset}/{self.timestamp}"
