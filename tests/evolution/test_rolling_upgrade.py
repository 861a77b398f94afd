"""From the first release to the third while customers keep coming: two releases side by side in one group and on one
database, processes killed, the event and the table changed. Nobody is lost, and nobody gets two cards."""

import asyncio
from collections import Counter
from itertools import count

import pytest

from choreo.processes.server import CannotStartError
from tests.evolution.club import SAY_VERSION_1, Club, beside
from tests.patience import eventually

PACE = 0.05


class Customers:
    """They come until the door is closed."""

    def __init__(self, club: Club) -> None:
        self._club = club
        self.names: dict[str, tuple[str, str]] = {}
        self.door_is_open = True

    async def come(self) -> None:
        """One after the other."""
        for number in count(1):
            if not self.door_is_open:
                return
            name = self.names[f"customer-{number}"] = ("Ada Maria", f"Lovelace-{number}")
            await self._club.ask_to_join(f"customer-{number}", " ".join(name))
            await asyncio.sleep(PACE)

    async def until_all_have_cards(self) -> None:
        """Those who have come so far."""
        come = sorted(self.names)

        async def all_have() -> bool:
            found = await self._club.rows("select from member where cards > 0 and customer_id = any($1)", come)
            return len(found) == len(come)

        await eventually(all_have, seconds=60, every=0.2)


async def test_three_releases_follow_each_other_and_nobody_notices(club: Club) -> None:
    customers = Customers(club)
    first = await club.started("first")
    async with beside(customers.come()):
        await customers.until_all_have_cards()

        with pytest.raises(CannotStartError, match=r"run `python -m shared.migrate club_service` first"):
            await club.started("second", **SAY_VERSION_1)
        await club.migrate("second")  # expand, while the first release works
        await club.until_it_handles(first)
        await first.kill()
        await first.start()  # an older release on a newer schema

        second = await club.started("second", **SAY_VERSION_1)
        await club.until_shared_by(members=2)
        await asyncio.gather(club.until_it_handles(first), club.until_it_handles(second))
        await second.kill()
        await second.start()
        await club.until_shared_by(members=2)
        await asyncio.gather(club.until_it_handles(first), club.until_it_handles(second))
        assert await versions_said(club) == {1}

        await first.stop()  # now all who hear it understand version 2
        saying_2 = await club.started("second")
        await second.stop()
        await club.until_it_handles(saying_2)
        await eventually(lambda: says_2(club), every=0.5)
        await customers.until_all_have_cards()  # so nobody has a version 1 to hear any more

        await club.migrate("third")  # contract, while the second release works
        await club.until_it_handles(saying_2)
        third = await club.started("third")
        await club.until_shared_by(members=2)
        await asyncio.gather(club.until_it_handles(saying_2), club.until_it_handles(third))
        await saying_2.stop()
        await club.until_it_handles(third)
        customers.door_is_open = False
    await customers.until_all_have_cards()
    await assert_nobody_is_lost_or_served_twice(club, customers)

    await club.say("member.joined", "ada", {"name": "Ada"}, ce_dataschema="urn:choreo:member.joined:1")
    [letter] = await eventually(lambda: club.rows("select error from parked_event where state = 'DEAD'"))
    assert "version 1 of member.joined is unknown here; known is 2: bring its upcaster back" in letter["error"]


async def versions_said(club: Club) -> set[int]:
    """In which versions members have joined."""
    return {version_of(record.headers) for record in await club.said("member.joined")}


async def says_2(club: Club) -> bool:
    return 2 in await versions_said(club)


def version_of(headers: tuple[tuple[str, bytes], ...]) -> int:
    """What `ce_dataschema` says."""
    return int(dict(headers)["ce_dataschema"].decode().removeprefix("urn:choreo:member.joined:"))


async def assert_nobody_is_lost_or_served_twice(club: Club, customers: Customers) -> None:
    members = await club.rows("select customer_id, given_name, family_name, cards from member")
    assert {row["customer_id"]: (row["given_name"], row["family_name"]) for row in members} == customers.names
    assert {row["cards"] for row in members} == {1}
    for topic in ("member.joined", "card.issued"):
        said = {(record.key.decode(), dict(record.headers)["ce_id"]) for record in await club.said(topic)}
        assert Counter(customer for customer, _ in said) == dict.fromkeys(customers.names, 1)
    assert await club.rows("select topic, error from parked_event") == []
    await eventually(lambda: nothing_is_unsaid(club), every=0.2)


async def nothing_is_unsaid(club: Club) -> bool:
    """What Kafka has leaves the outbox with the next transaction, or when there is none for a while."""
    return await club.rows("select type from outbox") == []
