"""One step of a service, taken for real: its handler or command, its tables, the answers that were recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic_core import from_json

from choreo.exploration.rooms import Answers as Answered
from choreo.exploration.rooms import Done, Rooms
from choreo.replay.answers import Answers
from choreo.replay.recorded import Recording
from choreo.replay.told import Told, Wish
from order_service.commands import cancel_order, expire_order, place_order
from shared.events import Item, OrderCreated
from shared.messaging.commands import Command
from shared.settings import settings

_COMMANDS: dict[Wish, Command[..., Any]] = {
    Wish.PLACE: place_order,
    Wish.CANCEL: cancel_order,
    Wish.EXPIRE: expire_order,
}


@dataclass(frozen=True)
class Call:
    """To the outside. `answer` is None when none was recorded; `late`: after CHOREO_PAYMENT_GIVE_UP."""

    function: Any
    answer: Any | None
    late: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where the service stands, and what it said: topics and bodies. `broke`: its handler raised. `refused`: it did not
    do what it was asked."""

    state: int
    said: tuple[tuple[str, dict[str, Any]], ...] = ()
    calls: tuple[Call, ...] = ()
    broke: str | None = None
    refused: bool = False

    @property
    def waits(self) -> bool:
        """Its call was not answered: nothing has changed, and it is told again later."""
        return bool(self.calls) and self.calls[-1].answer is None


class Stage:
    """All services, and the outside as it was recorded."""

    def __init__(self, rooms: Mapping[str, Rooms], recording: Recording) -> None:
        self.rooms, self.recording = rooms, recording
        self._answers = Answers(recording)

    async def act(self, service: str, state: int, told: Told) -> Outcome:
        """What comes of telling it. Where it was recorded that payment_service gave up, it is told again after
        CHOREO_PAYMENT_GIVE_UP when its call is not answered."""
        if told.wish:
            return _outcome(await self._ask(service, state, told), ())
        outcome = await self._hear(service, state, told, late=False)
        if not outcome.waits or not self._answers.gave_up:
            return outcome
        later = await self._hear(service, state, told, late=True)
        return Outcome(later.state, later.said, (*outcome.calls, *later.calls), later.broke)

    async def _hear(self, service: str, state: int, told: Told, *, late: bool) -> Outcome:
        answered: Answered = ()
        calls: tuple[Call, ...] = ()
        after = timedelta(seconds=settings().payment_give_up + 1) if late else None
        message = told.about.message(self.recording.order_id)
        while True:
            done = await self.rooms[service].hear(state, message, answered, late=after)
            if done.wants is None:
                return _outcome(done, calls)
            answer = self._answers.to(done.wants.call)
            calls = (*calls, Call(done.wants.call, answer, late))
            if answer is None:
                return Outcome(state, calls=calls)
            answered = (*answered, (done.wants.key, answer))

    async def _ask(self, service: str, state: int, told: Told) -> Done:
        assert told.wish is not None
        command, room = _COMMANDS[told.wish], self.rooms[service]
        if told.wish is Wish.PLACE and isinstance(created := told.about.event, OrderCreated):
            return await room.ask(state, command, order_id=created.order_id, **_as_asked(created))
        late = timedelta(seconds=settings().order_deadline + 1) if told.wish is Wish.EXPIRE else None
        return await room.ask(state, command, late, order_id=self.recording.order_id)


def _as_asked(created: OrderCreated) -> dict[str, Any]:
    """What the customer sent."""
    return {
        "customer_id": created.customer_id,
        "items": tuple(Item(sku=line.sku, quantity=line.quantity) for line in created.items),
        "coupon_code": created.coupon_code,
        "payment_method": created.payment_method,
        "shipping_address": created.shipping_address,
        "idempotency_key": None,
        "body_sha256": "",
    }


def _outcome(done: Done, calls: tuple[Call, ...]) -> Outcome:
    said = tuple((topic, dict(from_json(body))) for topic, _, body in done.said)
    return Outcome(done.state, said, calls, done.broke, done.refused)
