"""What can happen next."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from choreo.exploration.message import Message
from choreo.exploration.outside import answer
from choreo.exploration.rooms import Done
from choreo.exploration.sentences import SENTENCES
from choreo.exploration.state import Delivery, Request, State, Turn
from choreo.exploration.world import ORDER, World

GIVE_UP = timedelta(seconds=31)
DEADLINE = timedelta(seconds=901)
"""Later than the settings' own, which are 30 s and 15 minutes."""


@dataclass(frozen=True)
class Move:
    """Named so that it can be found again in another run. `alone`: it asks for nothing but what is its order's."""

    kind: str
    what: str
    who: str = ""
    order_id: str = field(default="", compare=False)
    alone: bool = field(default=False, compare=False)
    delivery: Delivery | None = field(default=None, compare=False)
    """What is heard, when that is all."""

    def __str__(self) -> str:
        return SENTENCES[self.kind].format(what=self.what, who=self.who)


async def moves_from(world: World, state: State) -> AsyncIterator[tuple[Move, State]]:
    """Each move, and where it leads."""
    for delivery in sorted(state.pending, key=_rank):
        if delivery.to not in state.away:
            async for following in _deliveries(world, state, delivery):
                yield following
    for turn in sorted(state.turns, key=_rank):
        async for following in _turns(world, state, turn):
            yield following
    for request in sorted(state.wire, key=_rank):
        after, _ = answer(state.outside_of(request.order_id), request.key[0], request.args)
        moved = state.but(wire=state.wire - {request}).with_outside(request.order_id, after)
        yield _alone("arrive", request.order_id, request.key[0].__name__, request.order_id), moved
    async for following in _wishes(world, state):
        yield following
    if state.away and state.at_rest:
        yield Move("back", "", ", ".join(sorted(state.away))), state.but(away=frozenset())


async def heard(world: World, state: State, delivery: Delivery) -> tuple[Move, State]:
    """That delivery is made."""
    after, alone = await _heard(world, state, delivery, late=False)
    message = delivery.message
    return Move("hear", str(message), delivery.to, message.order_id, alone, delivery), after


def _rank(one: Delivery | Turn | Request) -> str:
    return one.rank


def _alone(kind: str, what: str, who: str, order_id: str) -> Move:
    return Move(kind, what, who, order_id, alone=True)


async def _deliveries(world: World, state: State, delivery: Delivery) -> AsyncIterator[tuple[Move, State]]:
    yield await heard(world, state, delivery)
    message = delivery.message
    if state.left.give_up and message.topic == "payment.requested" and message.order_id in world.troubled:
        after, alone = await _heard(world, state.but(left=state.left.less("give_up")), delivery, late=True)
        yield Move("late", str(message), delivery.to, message.order_id, alone), after


async def _heard(world: World, state: State, delivery: Delivery, *, late: bool) -> tuple[State, bool]:
    taken = state.but(pending=state.pending - {delivery})
    return await _go_on(world, taken, Turn(delivery, late))


async def _turns(world: World, state: State, turn: Turn) -> AsyncIterator[tuple[Move, State]]:
    delivery, order_id = turn.delivery, turn.delivery.message.order_id
    what, who, troubled = str(delivery.message), delivery.to, order_id in world.troubled
    without = state.but(turns=state.turns - {turn})
    if turn.key is None:
        after, alone = await _go_on(world, without, turn)
        yield Move("conclude", what, who, order_id, alone), after
        if state.left.crash and troubled:
            again = without.but(pending=without.pending | {delivery}, left=state.left.less("crash"))
            yield _alone("crash", what, who, order_id), again
        return
    ledgers, told = answer(state.outside_of(order_id), turn.key[0], turn.args)
    answered = replace(turn, key=None, args=(), answers=(*turn.answers, (turn.key, told)))
    called = without.but(turns=without.turns | {answered}).with_outside(order_id, ledgers)
    yield _alone("call", what, who, order_id), called
    if state.left.silent and troubled:
        unanswered = without.but(
            pending=without.pending | {delivery},
            wire=state.wire | {Request(order_id, turn.key, turn.args)},
            left=state.left.less("silent"),
        )
        yield _alone("silent", what, who, order_id), unanswered


async def _wishes(world: World, state: State) -> AsyncIterator[tuple[Move, State]]:
    left = state.left
    for order_id in world.troubled:
        for kind, command, late in (("cancel", world.cancel, None), ("expire", world.expire, DEADLINE)):
            if getattr(left, kind) and ORDER not in state.away:
                done = await world.rooms[ORDER].ask(world.room(state, ORDER), command, late, order_id=order_id)
                if done.broke or (not done.refused and done.said):
                    asked = state.but(left=left.less(kind), asked=state.asked | {(kind, order_id)})
                    yield Move(kind, order_id, "", order_id, done.alone), _after(world, asked, ORDER, done)
        if left.second and "order.created" in state.topics(order_id):
            again = world.typed_again(state.but(left=left.less("second")), order_id)
            yield _alone("second", order_id, "", order_id), again
    if left.copy:
        for delivery in sorted(state.heard, key=_rank):
            order_id = delivery.message.order_id
            if order_id in world.troubled:
                copy = replace(delivery, copy=delivery.copy + 1) if world.forgetful else delivery
                moved = state.but(pending=state.pending | {copy}, left=left.less("copy"))
                yield _alone("copy", str(delivery.message), delivery.to, order_id), moved


async def _go_on(world: World, state: State, turn: Turn) -> tuple[State, bool]:
    delivery = turn.delivery
    late = GIVE_UP if turn.late else None
    done = await world.rooms[delivery.to].hear(
        world.room(state, delivery.to), delivery.message, turn.answers, copy=delivery.copy, late=late
    )
    if done.wants is not None:
        waiting = replace(turn, key=done.wants.key, args=done.wants.args)
        return state.but(turns=state.turns | {waiting}), done.alone
    known = state.heard | {delivery} if state.left.copy else frozenset()
    return _after(world, state.but(heard=known), delivery.to, done), done.alone


def _after(world: World, state: State, service: str, done: Done) -> State:
    if done.broke:
        return state.but(broke=f"{service}: {done.broke}")
    moved = state.but(rooms=world.with_room(state, service, done.state))
    for topic, order_id, body in done.said:
        number = moved.topics(order_id).count(topic)
        moved = world.published(moved, Message(topic, order_id, number, body))
    return moved
