"""Records that are no events, put among those that are; and their replay, which must change nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from aiokafka import AIOKafkaProducer

from choreo.commands.dead_letters import DeadLetters, Letter, bytes_in
from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from choreo.stack.members import SERVICES
from shared import clock
from shared.migrate.services import load_service

R = TypeVar("R")

SPOILT = {
    "order.created": b'{"order_id": "spoilt", "items": "none"}',
    "payment.succeeded": b"\xff not even text",
    "order.cancelled": b'{"order_id":',
}
PATIENCE = 180.0
"""Seconds within which a service must answer."""


async def spoil(stack: Stack) -> None:
    """Puts one spoilt record on each of three topics; returns when every hearer has made a dead letter of it."""
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka) as producer:
        for topic, value in SPOILT.items():
            await producer.send_and_wait(topic, value, key=b"spoilt")
    async with asyncio.timeout(PATIENCE):
        while True:
            if not await wrong_letters(stack):
                return
            await asyncio.sleep(0.2)


async def replay_all(stack: Stack) -> int:
    """Has every dead letter of every service tried again. Returns how many."""
    letters = DeadLetters(stack)
    for letter in (found := await _letters_of(stack)):
        await _insist(partial(letters.replay, letter, force=True))
    return len(found)


async def wrong_letters(stack: Stack) -> list[str]:
    """Where the dead letters are other than one of each spoilt record at each hearer, byte for byte."""
    wanted: Counter[tuple[str, str, bytes | None]] = Counter(
        (service, topic, value)
        for service in SERVICES
        for topic, value in SPOILT.items()
        if topic in load_service(service).subscriptions.topics
    )
    found: Counter[tuple[str, str, bytes | None]] = Counter()
    for letter in await _letters_of(stack):
        whole = await _insist(partial(DeadLetters(stack).one, letter.id, letter.service))
        found[letter.service, whole.body["topic"], bytes_in(whole.body["value"])] += 1
    return [
        *(f"{service} has no dead letter of {topic} {value!r}" for service, topic, value in wanted - found),
        *(f"{service} has a dead letter too many, of {topic} {value!r}" for service, topic, value in found - wanted),
    ]


async def _letters_of(stack: Stack) -> list[Letter]:
    letters = DeadLetters(stack)
    return [letter for service in SERVICES for letter in await _insist(partial(letters.all_of, service))]


async def _insist(ask: Callable[[], R]) -> R:
    """The answer; a service that is away is waited for, and then its CommandError raised."""
    give_up = clock.elapsed() + PATIENCE
    while True:
        try:
            return await asyncio.to_thread(ask)
        except CommandError:
            if clock.elapsed() > give_up:
                raise
            await asyncio.sleep(0.5)
