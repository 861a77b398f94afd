"""Dead letters, seen and replayed from the command line."""

import json
from collections.abc import Awaitable, Callable

import pytest
from aiokafka import AIOKafkaProducer

from choreo.commands.dead_letters import DeadLetters, Letter
from choreo.errors import CommandError
from shared.ids import new_id
from tests.commands.command_line import choreo
from tests.commands.conftest import OpenShop
from tests.observed import OBSERVER, watched
from tests.patience import eventually


async def test_bytes_that_are_no_event_are_listed_shown_and_replayed(shop: OpenShop) -> None:
    garbage = f"no event: {new_id()}"
    async with AIOKafkaProducer(bootstrap_servers=shop.stack.servers.kafka) as producer:
        await producer.send_and_wait("order.completed", garbage.encode(), b"some-key")

    async def dead() -> Letter | None:
        letters = DeadLetters(shop.stack.addresses)
        own = [letters.one(letter.id, letter.service) for letter in letters.all_of("inventory_service")]
        return next((letter for letter in own if letter.body["value"]["data"] == garbage), None)

    letter = await found(dead)
    shown = json.loads((await choreo("--home", shop.home, "dlq", "show", letter.id)).out)
    assert (shown["service"], shown["topic"], shown["state"]) == ("inventory_service", "order.completed", "DEAD")
    assert shown["key"] == {"encoding": "utf-8", "data": "some-key"}

    replayed = await choreo("--home", shop.home, "dlq", "replay", letter.id)
    assert replayed.status == 0
    assert "is being tried again" in replayed.out
    assert (await found(dead)).body["replays"] == 1

    listed = await choreo("--home", shop.home, "dlq", "list")
    assert letter.id in listed.out
    assert "inventory_service" in listed.out


async def test_an_unknown_dead_letter_is_no_traceback(shop: OpenShop) -> None:
    said = await choreo("--home", shop.home, "dlq", "show", "nobody-has-this")
    assert said.status == 1
    assert "choreo dlq list" in said.err
    assert "Traceback" not in said.err


async def test_the_observer_is_not_asked_for_it_has_none_of_its_own(shop: OpenShop) -> None:
    async with watched(shop.stack) as stack:
        letters = DeadLetters(stack)
        assert OBSERVER not in {letter.service for letter in letters.all_of(None)}
        with pytest.raises(CommandError, match="leave --service out"):
            letters.all_of(OBSERVER)
        with pytest.raises(CommandError, match="choreo dlq list"):
            letters.one("nobody-has-this", None)


async def test_replay_asks_which(shop: OpenShop) -> None:
    said = await choreo("--home", shop.home, "dlq", "replay")
    assert said.status == 1
    assert "--all" in said.err


async def found(look: Callable[[], Awaitable[Letter | None]]) -> Letter:
    letter = await eventually(look)
    assert letter is not None
    return letter
