"""Schedules that end alike are tried once (PROTOCOL.md section 7).

Two rules leave moves out, and neither an ending nor a broken rule with them:

1. A service that is through with an order changes nothing any more, whatever it hears of it. What is under way to it
   is heard at once. That it is through is tried out, on all that was ever said of the order.
2. While one order can do nothing that touches what orders share (stock, coupon), its moves and those of the others
   could change places without a difference: only its own are gone on with. Two of its deliveries at least must be
   due, or a call under way, so that it has to go on even if one delivery is never made (parked.py).
"""

from collections import defaultdict
from random import Random

from choreo.exploration.message import Message
from choreo.exploration.moves import DEADLINE, GIVE_UP, Move, heard, moves_from
from choreo.exploration.state import Delivery, Faults, State
from choreo.exploration.world import ORDER, World

_AGAIN = 99
"""A copy that no inbox knows."""
_LOOKS = 20


class Outgrown(Exception):
    """Something was said later that a service, thought to be through, would not have let pass: search once more."""


class Reduction:
    """For one search. Keep it for the next one after Outgrown: it knows more then."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._said: dict[str, set[Message]] = defaultdict(set)
        self._noted: set[frozenset[Message]] = set()
        self._through: dict[tuple[str, str, int], tuple[int, bool]] = {}

    async def look_ahead(self, start: State) -> None:
        """Learns from a few schedules by chance what will be said, so that hardly anything outgrows it."""
        chance = Random(1)
        for _ in range(_LOOKS):
            state = start
            while following := [after async for _, after in moves_from(self._world, state)]:
                state = chance.choice(following)
            for message in state.said:
                self._said[message.order_id].add(message)

    async def moves(self, state: State) -> list[tuple[Move, State]]:
        """As many of the moves as are needed. Raises Outgrown."""
        await self._note(state)
        if not state.away:
            for delivery in sorted(state.pending, key=lambda each: each.rank):
                if await self._is_through(state, delivery):
                    return [await heard(self._world, state, delivery)]
        every = [each async for each in moves_from(self._world, state)]
        if state.away or (state.left != Faults() and len(self._world.troubled) > 1):
            return every
        for order_id in self._world.orders:
            own = [(move, after) for move, after in every if move.order_id == order_id]
            if own and all(move.alone for move, _ in own) and _must_go_on(state, order_id):
                return own
        return every

    async def _note(self, state: State) -> None:
        if state.said in self._noted:
            return
        self._noted.add(state.said)
        for message in state.said:
            if message not in (known := self._said[message.order_id]):
                known.add(message)
                await self._look_again(message)

    async def _look_again(self, message: Message) -> None:
        for (service, order_id, _), (room, through) in list(self._through.items()):
            if order_id == message.order_id and through and not await self._lets_pass(service, room, message):
                self._through.clear()
                raise Outgrown(f"{service}: {message}")

    async def _is_through(self, state: State, delivery: Delivery) -> bool:
        service, order_id = delivery.to, delivery.message.order_id
        room = self._world.room(state, service)
        kept = self._world.rooms[service].kept(room, order_id)
        if kept is None:
            return False
        key = service, order_id, kept
        if key not in self._through:
            self._through[key] = room, await self._changes_nothing(service, room, order_id)
        return self._through[key][1]

    async def _changes_nothing(self, service: str, room: int, order_id: str) -> bool:
        for message in list(self._said[order_id]):
            if not await self._lets_pass(service, room, message):
                return False
        if service != ORDER:
            return True
        here = self._world.rooms[ORDER]
        for command, late in ((self._world.cancel, None), (self._world.expire, DEADLINE)):
            done = await here.ask(room, command, late, order_id=order_id)
            if (
                done.broke
                or done.said
                or not done.alone
                or here.kept(done.state, order_id) != here.kept(room, order_id)
            ):
                return False
        return True

    async def _lets_pass(self, service: str, room: int, message: Message) -> bool:
        here, order_id = self._world.rooms[service], message.order_id
        if message.topic not in here.subscriptions.topics:
            return True
        for late in (None, GIVE_UP) if self._world.scenario.faults.give_up else (None,):
            done = await here.hear(room, message, copy=_AGAIN, late=late)
            changed = here.kept(done.state, order_id) != here.kept(room, order_id)
            if changed or done.broke or done.said or done.wants is not None or not done.alone:
                return False
        return True


def _must_go_on(state: State, order_id: str) -> bool:
    if any(turn.delivery.message.order_id == order_id for turn in state.turns):
        return True
    return sum(delivery.message.order_id == order_id for delivery in state.pending) > 1
