"""What an older release could not understand, or had not sent yet when it died, the next one takes over."""

import json

from tests.evolution.club import SAY_VERSION_1, Club
from tests.patience import eventually

JOINED_AS_2 = {"given_name": "Ada Maria", "family_name": "Lovelace"}


async def test_an_unknown_version_is_a_dead_letter_whose_replay_is_handled_after_the_upgrade(club: Club) -> None:
    first = await club.started("first")
    await club.say("member.joined", "ada", JOINED_AS_2, ce_id="ada-joined", ce_dataschema="urn:choreo:member.joined:2")

    async def dead_letters() -> list[dict[str, str]]:
        return await club.rows("select id, error from parked_event where state = 'DEAD' and replays = 0")

    [letter] = await eventually(dead_letters)
    unknown = "version 2 of member.joined is unknown here; known is 1: upgrade this service, then replay it"
    assert letter["error"] == f"NoEvent: {unknown}"
    await first.stop()

    await club.migrate("second")
    second = await club.started("second", **SAY_VERSION_1)
    await club.ask(second, "POST", f"/dead-letters/{letter['id']}/replay")

    async def is_member() -> list[dict[str, object]]:
        return await club.rows("select * from member where customer_id = 'ada'")

    [member] = await eventually(is_member)
    assert member == {"customer_id": "ada", "name": "Ada Maria Lovelace", **JOINED_AS_2, "cards": 1}
    assert await club.rows("select id from parked_event") == []


async def test_what_an_older_release_left_in_the_outbox_is_published_as_it_is(club: Club) -> None:
    first = await club.started("first", CHOREO_FAULT="after_commit")
    await club.ask_to_join("ada", "Ada Maria Lovelace")
    assert await first.wait() == -9
    [left] = await club.rows("select type, payload, ce_dataschema from outbox")
    assert (left["type"], left["ce_dataschema"]) == ("member.joined", "urn:choreo:member.joined:1")
    assert json.loads(left["payload"]) == {"customer_id": "ada", "name": "Ada Maria Lovelace"}

    await club.migrate("second")
    await club.started("second")

    async def has_a_card() -> list[dict[str, object]]:
        return await club.rows("select given_name, family_name from member where cards = 1")

    assert await eventually(has_a_card, seconds=60) == [JOINED_AS_2]
    [joined] = await club.said("member.joined")
    assert (joined.value, dict(joined.headers)["ce_dataschema"]) == (left["payload"], b"urn:choreo:member.joined:1")
