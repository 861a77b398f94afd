"""How the choreography is shown."""

from datetime import datetime

from pydantic import BaseModel, Field

from observer_service.sight import State


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
