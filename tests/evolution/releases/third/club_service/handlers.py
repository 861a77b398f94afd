"""Admits whoever wants to join, and issues a card to each."""

from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit

from .events import CardIssued, MemberJoined, MembershipRequested
from .tables import Member

on = Subscriptions()


@on(MembershipRequested)
async def admit(event: MembershipRequested, db: Unit) -> MemberJoined:
    """Everybody may join."""
    given_name, _, family_name = event.name.rpartition(" ")
    return MemberJoined(customer_id=event.customer_id, given_name=given_name, family_name=family_name)


@on(MemberJoined)
async def issue_card(event: MemberJoined, db: Unit) -> CardIssued:
    """Each member gets one."""
    member = await db.get(Member, event.customer_id)
    member.given_name, member.family_name = event.given_name, event.family_name
    member.cards += 1
    return CardIssued(customer_id=event.customer_id, number=member.cards)
