"""What is said in the club, as its first release knows it."""

from typing import ClassVar

from shared.events import Event


class OfACustomer(Event):
    """About one customer."""

    customer_id: str

    @property
    def key(self) -> str:
        """The customer."""
        return self.customer_id


class MembershipRequested(OfACustomer):
    """Somebody wants to join."""

    topic: ClassVar[str] = "membership.requested"

    name: str


class MemberJoined(OfACustomer):
    """A customer is a member now."""

    topic: ClassVar[str] = "member.joined"

    name: str


class CardIssued(OfACustomer):
    """A card with a number: the member's first is 1."""

    topic: ClassVar[str] = "card.issued"

    number: int
