"""What an event is, and the vocabulary its fields are made of."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

OrderId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Sku = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,64}$")]
Code = Sku
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]{0,500}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
MOST_MONEY = 10**12
Money = Annotated[int, Field(strict=True, ge=0, le=MOST_MONEY)]
"""Minor units: 1400 is 14.00."""
Quantity = Annotated[int, Field(strict=True, ge=1, le=10_000)]

_heard_of: "dict[str, type[Event]]" = {}


class Event(BaseModel):
    """A fact, in the past tense. `topic` is its name and its Kafka topic, `schema_version` the version of its body, the
    latest; versions.py has the others.

    Unknown fields are ignored, so that a newer speaker does not break an older hearer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    topic: ClassVar[str]
    schema_version: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "topic" in cls.__dict__:
            twin = _heard_of.setdefault(cls.topic, cls)
            if twin.__qualname__ != cls.__qualname__ or twin.__module__ != cls.__module__:
                raise TypeError(f"{cls.topic} is already the name of {twin.__module__}.{twin.__qualname__}")

    @property
    def key(self) -> str:
        """The partition key: what the event is about."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it is about")

    def to_json(self) -> bytes:
        """The body, as it goes over the wire."""
        return self.__pydantic_serializer__.to_json(self)


class OrderEvent(Event):
    """An event about one order."""

    order_id: OrderId

    @property
    def key(self) -> str:
        """The order's id."""
        return self.order_id


class Item(BaseModel):
    """So many pieces of a product."""

    model_config = ConfigDict(frozen=True)

    sku: Sku
    quantity: Quantity


def event_named(topic: str) -> type[Event] | None:
    """The event of that name, if anybody has declared it."""
    return _heard_of.get(topic)


def declared_events() -> list[type[Event]]:
    """All events that this process knows of."""
    return list(_heard_of.values())
