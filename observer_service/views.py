"""What the HTTP interface shows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from observer_service.reasons import Kind, Reason, reason_of
from observer_service.reckoning import SLACK
from observer_service.sight import Sight, State
from observer_service.tables import HeardDeadLetter, HeardOrder, MissingEvent, UnexpectedEvent
from shared import clock
from shared.settings import settings
from shared.web.dead_letter import OriginalHeader

Status = Literal["PENDING", "PAID", "COMPLETED", "CANCELLED", "UNKNOWN"]
Oddity = Literal["unannounced", "second_answer", "answer_to_nothing"]


class OrderSeen(BaseModel):
    """An order, as far as it was heard of. UNKNOWN: nobody has said `order.created`."""

    order_id: str
    customer_id: str | None
    status: Status
    reason: str | None
    total: int | None
    currency: str | None
    first_at: datetime
    last_at: datetime
    events: int
    missing: int = Field(description="Events that are owed to it and late.")
    unexpected: int
    stuck: bool = Field(description="Open a minute after its deadline.")

    @classmethod
    def of(cls, row: HeardOrder) -> Self:
        """From its row."""
        deadline = row.first_at + settings().deadline + SLACK
        return cls(
            order_id=row.order_id,
            customer_id=row.customer_id,
            status=row.status,
            reason=row.reason,
            total=row.total,
            currency=row.currency,
            first_at=row.first_at,
            last_at=row.last_at,
            events=len(row.said),
            missing=row.missing,
            unexpected=row.unexpected,
            stuck=row.status in ("PENDING", "PAID") and deadline < clock.now(),
        )


class Why(BaseModel):
    """Why it is probably missing."""

    kind: Kind
    text: str = Field(examples=["inventory_service is down"])
    error: str | None
    dead_letter: str | None = Field(description="Its id at the service that owes.")


class Missing(BaseModel):
    """What is owed to an order, and late."""

    order_id: str
    service: str = Field(description="Who owes it.")
    one_of: list[str]
    after: list[str]
    since: datetime
    why: Why
    sentence: str = Field(
        examples=["inventory.reserved or inventory.rejected, owed by inventory_service, which is down"]
    )

    @classmethod
    def of(cls, row: MissingEvent, letters: Iterable[HeardDeadLetter], sight: Sight) -> Self:
        """With what explains it now."""
        own = [letter for letter in letters if letter.service == row.service]
        reason: Reason = reason_of(row.service, row.after, own, sight)
        return cls(
            order_id=row.order_id,
            service=row.service,
            one_of=row.one_of.split(" or "),
            after=row.after,
            since=row.since,
            why=Why(
                kind=reason.kind,
                text=f"{row.service} {reason.what}",
                error=reason.error,
                dead_letter=reason.dead_letter,
            ),
            sentence=f"{row.one_of}, owed by {row.service}, which {reason.what}",
        )


class Unexpected(BaseModel):
    """What was said and should not have been."""

    order_id: str
    kind: Oddity
    event: str
    event_id: str
    service: str | None = Field(description="Who said it; null: typed by hand.")
    at: datetime
    sentence: str

    @classmethod
    def of(cls, row: UnexpectedEvent) -> Self:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class EventSeen(BaseModel):
    """An event of an order, once, however often it stands in Kafka."""

    id: str
    name: str
    service: str | None = Field(description="Who said it; null: typed by hand.")
    at: datetime
    after_ms: float = Field(description="Since the order's first event.")
    heard_by: list[str]
    topic_partition: int
    offset: int
    copies: int
    version: int | None
    headers: dict[str, str | None]
    body: dict[str, Any] | list[Any] | str | float | bool | None = Field(description="null: no JSON; see `raw`.")
    raw: str | None
    trace_id: str | None
    trace_url: str | None
    unexpected: str | None


class LetterSeen(BaseModel):
    """A dead letter, as it was heard of."""

    service: str
    event: str
    event_id: str
    id: str | None = Field(description="Its id at its service.")
    at: datetime
    error: str
    attempts: int | None


class Timeline(BaseModel):
    """Everything that was said of an order."""

    order: OrderSeen
    services: list[str]
    events: list[EventSeen]
    missing: list[Missing]
    unexpected: list[Unexpected]
    dead_letters: list[LetterSeen]


class ServiceSeen(BaseModel):
    """A service, by its card and as it does now."""

    name: str
    state: State
    detail: str | None
    behind: int | None = Field(description="Records that it has not acknowledged.")
    address: str | None
    hears: list[str]
    says: list[str]
    owes: int = Field(description="Missing events that it owes now.")
    dead_letters: int = Field(description="Heard of, about orders to which it still owes something.")


class Flow(BaseModel):
    """An event on the map."""

    name: str
    said_by: list[str]
    heard_by: list[str]
    rate: float = Field(description="A second, over the past 10 s.")


class Totals(BaseModel):
    """Orders, counted to 10,000."""

    open: int
    completed: int
    cancelled: int
    missing: int
    unexpected: int
    stuck: int


class Map(BaseModel):
    """The choreography, now."""

    at: datetime
    services: list[ServiceSeen]
    events: list[Flow]
    orders: Totals
    behind: int | None = Field(description="Records that the observer itself has not recorded yet.")
    jaeger: str | None = Field(description="Where traces are shown; null: nobody exports any.")
    order_service: str | None


def shown_headers(pairs: Iterable[tuple[str, bytes | None]]) -> dict[str, str | None]:
    """As text; of credentials only that they came."""
    shown: dict[str, str | None] = {}
    for name, raw in pairs:
        header = OriginalHeader.named(name, raw)
        shown.setdefault(header.name, header.data)
    return shown


def lanes(events: Sequence[EventSeen], missing: Iterable[Missing], known: Mapping[str, Any]) -> list[str]:
    """Services in the order in which they spoke; then those that owe, then those that said nothing."""
    spoke = [event.service for event in events if event.service]
    return list(dict.fromkeys([*spoke, *(one.service for one in missing), *sorted(known)]))
