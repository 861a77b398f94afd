"""What can happen next."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

from choreo.exploration.message import Message
from choreo.exploration.outside import answer
from choreo.exploration.rooms import Done
from choreo.exploration.state import Delivery, Request, State, Turn
from choreo.exploration.world import ORDER, World

GIVE_UP = timedelta(seconds=31)
DEADLINE = timedelta(seconds=901)
"""Later than the settings' own, which are 30 s and 15 minutes."""


@dataclass(frozen=True)
class Move:
    """Named so that it can be found again in another run."""

    kind: str
    what: str
    who: str = ""

    def __str__(self) -> str:
        return _SENTENCES[self.kind].format(what=self.what, who=self.who)


_SENTENCES = {
    "hear": "{who} hears {what}",
    "late": "{who} hears {what}, half a minute late",
    "call": "{who}, about {what}: its call is answered",
    "silent": "{who}, about {what}: its call is not answered, and the event is tried again later",
    "conclude": "{who} goes on with {what}",
    "crash": "{who} crashes after its call about {what}, and hears it again",
    "arrive": "the request about {what} that {who} gave up takes effect after all",
    "cancel": "the customer cancels {what}",
    "expire": "the deadline of {what} passes",
    "second": "somebody types order.created of {what} once more",
    "copy": "{what} comes to {who} once more",
    "back": "{who} is back",
}


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
        moved = replace(state, wire=state.wire - {request}).with_outside(request.order_id, after)
        yield Move("arrive", request.order_id, request.key[0].__name__), moved
    async for following in _wishes(world, state):
        yield following
    if state.away and state.at_rest:
        yield Move("back", "", ", ".join(sorted(state.away))), replace(state, away=frozenset())


def _rank(one: Delivery | Turn | Request) -> str:
    return one.rank


async def _deliveries(world: World, state: State, delivery: Delivery) -> AsyncIterator[tuple[Move, State]]:
    yield Move("hear", str(delivery.message), delivery.to), await _heard(world, state, delivery, late=False)
    if state.left.give_up and delivery.message.topic == "payment.requested":
        moved = await _heard(world, replace(state, left=state.left.less("give_up")), delivery, late=True)
        yield Move("late", str(delivery.message), delivery.to), moved


async def _heard(world: World, state: State, delivery: Delivery, *, late: bool) -> State:
    taken = replace(state, pending=state.pending - {delivery})
    return await _go_on(world, taken, Turn(delivery, late))


async def _turns(world: World, state: State, turn: Turn) -> AsyncIterator[tuple[Move, State]]:
    delivery, order_id = turn.delivery, turn.delivery.message.order_id
    what, who = str(delivery.message), delivery.to
    without = replace(state, turns=state.turns - {turn})
    if turn.key is None:
        yield Move("conclude", what, who), await _go_on(world, without, turn)
        if state.left.crash:
            again = replace(without, pending=without.pending | {delivery}, left=state.left.less("crash"))
            yield Move("crash", what, who), again
        return
    after, told = answer(state.outside_of(order_id), turn.key[0], turn.args)
    answered = replace(turn, key=None, args=(), answers=(*turn.answers, (turn.key, told)))
    yield Move("call", what, who), replace(without, turns=without.turns | {answered}).with_outside(order_id, after)
    if state.left.silent:
        yield (
            Move("silent", what, who),
            replace(
                without,
                pending=without.pending | {delivery},
                wire=state.wire | {Request(order_id, turn.key, turn.args)},
                left=state.left.less("silent"),
            ),
        )


async def _wishes(world: World, state: State) -> AsyncIterator[tuple[Move, State]]:
    left = state.left
    for order_id in world.orders:
        for kind, command, late in (("cancel", world.cancel, None), ("expire", world.expire, DEADLINE)):
            if getattr(left, kind) and ORDER not in state.away:
                done = await world.rooms[ORDER].ask(world.room(state, ORDER), command, late, order_id=order_id)
                if done.broke or (not done.refused and done.said):
                    asked = replace(state, left=left.less(kind), asked=state.asked | {(kind, order_id)})
                    yield Move(kind, order_id), _after(world, asked, ORDER, done)
        if left.second and "order.created" in state.topics(order_id):
            yield Move("second", order_id), world.typed_again(replace(state, left=left.less("second")), order_id)
    if left.copy:
        for delivery in sorted(state.heard, key=_rank):
            again = replace(delivery, copy=delivery.copy + 1) if world.forgetful else delivery
            moved = replace(state, pending=state.pending | {again}, left=left.less("copy"))
            yield Move("copy", str(delivery.message), delivery.to), moved


async def _go_on(world: World, state: State, turn: Turn) -> State:
    delivery = turn.delivery
    late = GIVE_UP if turn.late else None
    done = await world.rooms[delivery.to].hear(
        world.room(state, delivery.to), delivery.message, turn.answers, copy=delivery.copy, late=late
    )
    if done.wants is not None:
        waiting = replace(turn, key=done.wants.key, args=done.wants.args)
        return replace(state, turns=state.turns | {waiting})
    heard = state.heard | {delivery} if state.left.copy else frozenset()
    return _after(world, replace(state, heard=heard), delivery.to, done)


def _after(world: World, state: State, service: str, done: Done) -> State:
    if done.broke:
        return replace(state, broke=f"{service}: {done.broke}")
    moved = replace(state, rooms=world.with_room(state, service, done.state))
    for topic, order_id, body in done.said:
        number = moved.topics(order_id).count(topic)
        moved = world.published(moved, Message(topic, order_id, number, body))
    return moved
