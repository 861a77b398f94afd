"""How an order is shown: in a list, and as everything that was said of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from observer_service.findings_seen import Missing, Unexpected
from observer_service.reckoning import SLACK
from observer_service.tables import HeardOrder
from shared import clock
from shared.settings import settings
from shared.web.dead_letter import OriginalHeader

Status = Literal["PENDING", "PAID", "COMPLETED", "CANCELLED", "UNKNOWN"]


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
