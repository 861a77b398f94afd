"""The five services, each in its own database, in a transaction that is never committed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from choreo.exploration.message import Message
from choreo.exploration.outside import Outside
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import COUPON, CURRENCY, PRICE, SKU, Scenario
from choreo.exploration.state import State
from choreo.exploration.world import DISCOUNT, INVENTORY, NAMES, ORDER, World
from discount_service.commands import put_coupon
from inventory_service.commands import list_product, restock
from shared.database import open_database
from shared.migrate.services import load_service

OPENED = datetime(2026, 1, 1, 9, tzinfo=UTC)


@asynccontextmanager
async def open_rooms() -> AsyncIterator[dict[str, Rooms]]:
    """Their databases are migrated already; nothing is left there."""
    async with AsyncExitStack() as ended:
        rooms = {}
        for name in NAMES:
            engine = open_database(name)
            ended.push_async_callback(engine.dispose)
            connection = await ended.enter_async_context(engine.connect())
            await connection.execute(text("set idle_in_transaction_session_timeout = 0"))
            rooms[name] = Rooms(load_service(name), connection, OPENED)
        yield rooms


async def opening(world: World) -> State:
    """One product on the shelf, one coupon, and the scenario's orders typed by hand."""
    scenario = world.scenario
    rooms = {name: world.rooms[name].state_of({}) for name in NAMES}
    listed = await _ask(world, rooms, INVENTORY, list_product, sku=SKU, name="Tea", unit_price=PRICE, currency=CURRENCY)
    await _ask(world, rooms, INVENTORY, restock, sku=SKU, quantity=scenario.pieces)
    terms: dict[str, Any] = {"percent": 10, "amount": None, "currency": None, "expires_at": None, "minimum": 0}
    await _ask(world, rooms, DISCOUNT, put_coupon, code=COUPON, limit=scenario.redemptions, **terms)
    for topic, key, body in listed:
        if topic in world.rooms[ORDER].subscriptions.topics:
            heard = await world.rooms[ORDER].hear(rooms[ORDER], Message(topic, key, 0, body))
            rooms[ORDER] = heard.state
    state = State(
        rooms=tuple(rooms[name] for name in NAMES),
        outside=tuple((order_id, Outside()) for order_id in sorted(scenario.orders)),
        pending=frozenset(),
        said=frozenset(),
        left=scenario.faults,
        away=scenario.away,
    )
    for order_id in scenario.orders:
        state = world.typed(state, order_id)
    return state


def world_of(rooms: Mapping[str, Rooms], scenario: Scenario) -> World:
    """Where the scenario is played."""
    return World(rooms, scenario)


async def _ask(
    world: World, rooms: dict[str, int], service: str, command: Any, **arguments: Any
) -> tuple[tuple[str, str, bytes], ...]:
    done = await world.rooms[service].ask(rooms[service], command, **arguments)
    if done.broke or done.refused:
        raise RuntimeError(f"the shop cannot open: {command.act.__name__}: {done.broke or 'refused'}")
    rooms[service] = done.state
    return done.said
