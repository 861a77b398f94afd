"""What is said in the club, as its second release knows it."""

from typing import ClassVar

from shared.events import Event
from shared.events.versions import Body, downcaster, upcaster


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
    schema_version: ClassVar[int] = 2

    given_name: str
    family_name: str


@upcaster(MemberJoined, to=2)
def part_the_name(body: Body) -> Body:
    """The last word is the family's."""
    given_name, _, family_name = body["name"].rpartition(" ")
    return {"customer_id": body["customer_id"], "given_name": given_name, "family_name": family_name}


@downcaster(MemberJoined, to=1)
def join_the_name(body: Body) -> Body:
    """As hearers of version 1 know it."""
    return {"customer_id": body["customer_id"], "name": f"{body['given_name']} {body['family_name']}".strip()}


class CardIssued(OfACustomer):
    """A card with a number: the member's first is 1."""

    topic: ClassVar[str] = "card.issued"

    number: int
