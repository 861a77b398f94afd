"""Administrators look at what could not be handled, and have it tried again."""

import asyncio
import base64
import collections
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.messaging.headers import headers_to_json
from shared.messaging.tables import DEAD, PARKED, RETRYING, ParkedEvent

Sessions = async_sessionmaker[AsyncSession]
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def park(sessions: Sessions, id: str, **changes: Any) -> None:
    letter: dict[str, Any] = {
        "event_id": f"event of {id}",
        "topic": "order.created",
        "partition": 1,
        "offset": abs(hash(id)),
        "timestamp": 1_700_000_000_000,
        "key": b"order-1",
        "value": b'{"order_id": "order-1"}',
        "headers": headers_to_json((("ce_id", b"event"), ("odd", b"\xff"), ("odd", b"twin"))),
        "state": DEAD,
        "attempts": 5,
        "due_at": clock.now() - timedelta(hours=1),
        "error": "KeyError: 'sku'",
        "traceparent": TRACE,
        "parked_at": clock.now(),
    }
    async with sessions.begin() as db:
        db.add(ParkedEvent(id=id, **{**letter, **changes}))


async def look(sessions: Sessions, id: str) -> ParkedEvent:
    async with sessions() as db:
        return await db.get_one(ParkedEvent, id)


def ids_in(answer: httpx.Response) -> list[str]:
    return [letter["id"] for letter in answer.json()["items"]]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/dead-letters"), ("GET", "/dead-letters/a"), ("POST", "/dead-letters/a/replay")]
)
async def test_they_are_for_administrators_only(
    customer: httpx.AsyncClient, sessions: Sessions, method: str, path: str
) -> None:
    await park(sessions, "a")
    assert (await customer.request(method, path)).status_code == 403
    del customer.headers["Authorization"]
    assert (await customer.request(method, path)).status_code == 401
    assert (await look(sessions, "a")).state == DEAD


async def test_the_list_shows_dead_and_parked_ones_unless_asked_for_others(
    administrator: httpx.AsyncClient, sessions: Sessions
) -> None:
    for id, state in (("a", DEAD), ("b", RETRYING), ("c", PARKED)):
        await park(sessions, id, state=state)
    assert ids_in(await administrator.get("/dead-letters")) == ["c", "a"]
    assert ids_in(await administrator.get("/dead-letters?state=RETRYING")) == ["b"]
    assert ids_in(await administrator.get("/dead-letters?state=RETRYING&state=DEAD")) == ["b", "a"]
    refused = await administrator.get("/dead-letters?state=ALIVE")
    assert refused.status_code == 422
    assert "'RETRYING', 'DEAD' or 'PARKED'" in refused.json()["errors"][0]["remedy"]


async def test_the_list_comes_in_pages_the_latest_first(administrator: httpx.AsyncClient, sessions: Sessions) -> None:
    moment = clock.now()
    for number in range(5):
        await park(sessions, f"letter {number}", parked_at=moment)
    first = await administrator.get("/dead-letters?limit=3")
    second = await administrator.get("/dead-letters", params={"limit": 3, "cursor": first.json()["next"]})
    assert ids_in(first) + ids_in(second) == [f"letter {number}" for number in (4, 3, 2, 1, 0)]
    assert second.json()["next"] is None


async def test_one_is_shown_with_every_byte_it_came_with(administrator: httpx.AsyncClient, sessions: Sessions) -> None:
    await park(sessions, "a", value=b"\xff\x00 no event", key=None, waits=3, replays=1)
    letter = (await administrator.get("/dead-letters/a")).json()
    assert letter["value"]["encoding"] == "base64"
    assert base64.b64decode(letter["value"]["data"]) == b"\xff\x00 no event"
    assert letter["key"] is None
    assert letter["headers"] == [
        {"name": "ce_id", "encoding": "utf-8", "data": "event"},
        {"name": "odd", "encoding": "base64", "data": "/w=="},
        {"name": "odd", "encoding": "utf-8", "data": "twin"},
    ]
    shown = {name: letter[name] for name in ("topic", "partition", "error", "attempts", "waits", "replays")}
    assert shown == {
        "topic": "order.created",
        "partition": 1,
        "error": "KeyError: 'sku'",
        "attempts": 5,
        "waits": 3,
        "replays": 1,
    }
    assert letter["traceparent"] == TRACE


async def test_text_is_shown_as_text_and_a_tombstone_as_nothing(
    administrator: httpx.AsyncClient, sessions: Sessions
) -> None:
    await park(sessions, "text", value='{"name": "Åsa\0"}'.encode())
    await park(sessions, "tombstone", value=None)
    text = (await administrator.get("/dead-letters/text")).json()
    assert text["value"] == {"encoding": "utf-8", "data": '{"name": "Åsa\0"}'}
    assert (await administrator.get("/dead-letters/tombstone")).json()["value"] is None


async def test_an_unknown_one(administrator: httpx.AsyncClient) -> None:
    assert (await administrator.get("/dead-letters/none")).status_code == 404
    assert (await administrator.post("/dead-letters/none/replay")).status_code == 404
    assert (await administrator.post("/dead-letters/a%00/replay")).status_code == 422


async def test_a_replay_makes_it_due_at_once_with_all_its_attempts(
    administrator: httpx.AsyncClient, sessions: Sessions
) -> None:
    await park(sessions, "a", due_at=clock.now() + timedelta(hours=1))
    answer = await administrator.post("/dead-letters/a/replay")
    assert answer.status_code == 202
    assert answer.json()["state"] == RETRYING
    row = await look(sessions, "a")
    assert (row.state, row.attempts, row.replays) == (RETRYING, 0, 1)
    assert row.due_at <= clock.now()


async def test_one_that_is_being_tried_is_not_replayed(administrator: httpx.AsyncClient, sessions: Sessions) -> None:
    due = clock.now() + timedelta(seconds=20)
    await park(sessions, "a", state=RETRYING, attempts=2, due_at=due)
    for path in ("/dead-letters/a/replay", "/dead-letters/a/replay?force=true"):
        assert (await administrator.post(path)).status_code == 409
    row = await look(sessions, "a")
    assert (row.attempts, row.replays, row.due_at) == (2, 0, due)


async def test_replays_at_the_same_time_count_once(administrator: httpx.AsyncClient, sessions: Sessions) -> None:
    await park(sessions, "a")
    async with sessions() as holder:
        await holder.get(ParkedEvent, "a", with_for_update=True)
        replays = [asyncio.create_task(administrator.post("/dead-letters/a/replay")) for _ in range(2)]
        await until_held_up(holder, 2)
        await holder.rollback()
    answers = await asyncio.gather(*replays)
    assert collections.Counter(answer.status_code for answer in answers) == {202: 1, 409: 1}
    assert (await look(sessions, "a")).replays == 1


async def until_held_up(session: AsyncSession, count: int) -> None:
    """Returns when so many connections of this database wait for a lock."""
    query = text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    begin = clock.elapsed()
    while await session.scalar(query) != count:
        assert clock.elapsed() - begin < 10
        await asyncio.sleep(0.02)
        await session.execute(text("select pg_stat_clear_snapshot()"))


async def test_after_too_many_replays_it_is_parked_and_only_force_helps(
    administrator: httpx.AsyncClient, sessions: Sessions
) -> None:
    await park(sessions, "a", replays=2)
    refused = await administrator.post("/dead-letters/a/replay")
    assert refused.status_code == 409
    assert "force=true" in refused.json()["detail"]
    assert (await look(sessions, "a")).state == PARKED
    assert (await administrator.post("/dead-letters/a/replay")).status_code == 409
    forced = await administrator.post("/dead-letters/a/replay?force=true")
    assert forced.status_code == 202
    row = await look(sessions, "a")
    assert (row.state, row.replays) == (RETRYING, 3)
