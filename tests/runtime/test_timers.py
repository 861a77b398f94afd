"""What is due is done, and one order that cannot be done holds up no other."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import ids
from shared.messaging.commands import command
from shared.messaging.due_orders import AT_A_TIME, DueOrders
from shared.messaging.timers import Timer
from shared.messaging.unit import Unit
from tests.patience import eventually
from tests.runtime.conftest import Kitchen
from tests.runtime.kitchen import Cooking, DishCooked


async def uncooked(db: AsyncSession, at_most: int) -> Sequence[str]:
    """Orders that wait for their dish."""
    waiting = select(Cooking.order_id).where(Cooking.times == 0).order_by(Cooking.order_id).limit(at_most)
    return (await db.scalars(waiting)).all()


@command
async def cook_overdue_dish(order_id: str, db: Unit) -> DishCooked:
    """Cooks what waits. Stone soup is refused by the database, and a hot potato by the cook."""
    cooking = await db.get(Cooking, order_id)
    if cooking.dish == "hot potato":
        raise RuntimeError("too hot")
    cooking.dish = "stone soup" if cooking.dish == "pebbles" else cooking.dish
    cooking.times += 1
    return DishCooked(order_id=order_id, dish=str(cooking.dish), times=cooking.times)


async def wait_for_dish(kitchen: Kitchen, dish: str) -> str:
    order_id = ids.new_id()
    async with kitchen.sessions.begin() as db:
        db.add(Cooking(order_id=order_id, dish=dish, times=0))
    return order_id


@pytest.mark.parametrize("impossible", ["hot potato", "pebbles"])
async def test_an_order_that_cannot_be_done_holds_up_neither_the_others_nor_the_service(
    kitchen_of_today: Kitchen, impossible: str, caplog: pytest.LogCaptureFixture
) -> None:
    bad = await wait_for_dish(kitchen_of_today, impossible)
    good = [await wait_for_dish(kitchen_of_today, "soup") for _ in range(3)]

    async with kitchen_of_today.at_work() as worker:
        due = DueOrders(Timer(1.0, uncooked, cook_overdue_dish), kitchen_of_today.sessions, worker.commands)
        await due.run()
        cooked = [await kitchen_of_today.cooked(order_id) for order_id in (*good, bad)]
        await eventually(lambda: tried_again(due, caplog, bad))

    assert cooked == [1, 1, 1, 0]


async def test_so_many_failing_orders_as_are_looked_at_a_time_do_not_starve_the_next(kitchen_of_today: Kitchen) -> None:
    bad = [f"a-{number:03}" for number in range(AT_A_TIME)]
    async with kitchen_of_today.sessions.begin() as db:
        db.add_all(Cooking(order_id=order_id, dish="hot potato", times=0) for order_id in bad)
        db.add(Cooking(order_id="b", dish="soup", times=0))

    async with kitchen_of_today.at_work() as worker:
        due = DueOrders(Timer(1.0, uncooked, cook_overdue_dish), kitchen_of_today.sessions, worker.commands)
        await due.run()
        assert await kitchen_of_today.cooked("b") == 0
        await due.run()

    assert await kitchen_of_today.cooked("b") == 1


async def tried_again(due: DueOrders, caplog: pytest.LogCaptureFixture, order_id: str) -> bool:
    """Whether the log tells of a second try, after another look."""
    await due.run()
    return any(f"cook_overdue_dish of {order_id} failed, try 2" in line for line in caplog.messages)
