"""How what is missing, and what should not be, is shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from observer_service.reasons import Kind, Reason, reason_of
from observer_service.sight import Sight
from observer_service.tables import HeardDeadLetter, MissingEvent, UnexpectedEvent

Oddity = Literal["unannounced", "second_answer", "answer_to_nothing"]


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
