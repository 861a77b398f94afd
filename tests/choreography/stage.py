"""A stage on which the five services dance without Kafka: what they say is under way until a test delivers it.

Everything else is real: handlers, databases, the runtime's transaction with inbox and outbox, gateways, outsiders."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from typing import Any

from shared import ids
from shared.events import Event
from shared.messaging import outbox
from shared.messaging.commands import Command
from shared.messaging.hearing import hear
from shared.messaging.patience import until_database_answers
from shared.messaging.record import Headers, Record
from shared.messaging.step import Step, StepFailed
from shared.messaging.store.orm import OrmStore
from shared.messaging.transaction import Committed, commit
from shared.messaging.trouble import is_transient
from tests.choreography.turn import Turn, UnderWay, step_of
from tests.contracts.services import SERVICES
from tests.handlers.databases import Sessions

_offsets = count()


class Stage:
    """`pick` chooses what `everything` delivers next; `echo` makes a second delivery of each event."""

    def __init__(self, sessions: Mapping[str, Sessions]) -> None:
        self._sessions = sessions
        self.under_way: list[UnderWay] = []
        self.said: list[Event] = []
        self.pick: Callable[[Sequence[UnderWay]], UnderWay] = lambda ready: ready[0]
        self.echo: Callable[[Record], Record] | None = None

    def publish(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers = ()) -> None:
        """From now on the event is under way to all who hear it."""
        record = Record(topic, 0, next(_offsets), 0, key, value, headers)
        event = hear(record).event
        self.said.append(event)
        for name, service in SERVICES.items():
            if topic in service.subscriptions.topics:
                self.under_way.append(UnderWay(event, record, name))
                if self.echo:
                    self.under_way.append(UnderWay(event, self.echo(record), name))

    def type_by_hand(self, topic: str, body: Mapping[str, Any]) -> None:
        """An event without headers, as kcat sends it."""
        self.publish(topic, None, json.dumps(body).encode())

    async def ask(self, service: str, command: Command[Any, Any], **arguments: Any) -> Any:
        """What the command returns, once it is committed. Raises what it raises."""
        step = Step(
            begin=lambda unit: command.act(**arguments, db=unit),
            emits=command.emits,
            lane=ids.new_id(),
            traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
        )
        await self._commit(service, step)
        if step.refused:
            raise step.refused
        return step.returned

    async def begin(self, event: type[Event], to: str, of: str | None = None) -> Turn:
        """Delivers it up to the service's first call to the outside."""
        turn = Turn(self.hold_back(event, to, of), self._commit)
        await turn.decide()
        return turn

    async def deliver(self, event: type[Event], to: str, of: str | None = None) -> None:
        """Delivers the event (of that order), the first such that is under way."""
        assert await self.hand_over(self.find(event, to, of)), "it is to be tried again"

    async def hand_over(self, under_way: UnderWay) -> bool:
        """Delivers this. False when a party outside was away: then it is still under way."""
        self.under_way.remove(under_way)
        turn = Turn(under_way, self._commit)
        try:
            await turn.decide()
            if turn.calls:
                await turn.go_on()
        except StepFailed as failed:
            if not is_transient(failed.error):
                raise
            self.under_way.append(under_way)
            return False
        return True

    async def hand_over_together(self, batch: Sequence[UnderWay]) -> None:
        """Delivers these to one service in one transaction."""
        for each in batch:
            self.under_way.remove(each)
        await self._commit(batch[0].to, *(step_of(each) for each in batch))

    async def everything(self, away: Collection[str] = ()) -> None:
        """Delivers until nothing is under way, but to services that are away and what waits for a party outside."""
        waiting: list[UnderWay] = []
        while ready := [each for each in self.under_way if each.to not in away and each not in waiting]:
            if not await self.hand_over(picked := self.pick(ready)):
                waiting.append(picked)

    async def until(self, event: type[Event]) -> None:
        """Delivers until that event is said, but none of it."""
        while ready := [each for each in self.under_way if type(each.event) is not event]:
            await self.hand_over(self.pick(ready))
        assert any(type(each.event) is event for each in self.under_way), f"nobody said {event.topic}"

    def find(self, event: type[Event], to: str, of: str | None = None) -> UnderWay:
        """The first such that is under way."""
        found = [u for u in self.under_way if type(u.event) is event and u.to == to and of in (None, u.event.key)]
        assert found, f"no {event.topic} is under way to {to}"
        return found[0]

    def hold_back(self, event: type[Event], to: str, of: str | None = None) -> UnderWay:
        """Takes it out; it is late until it is put back into `under_way`."""
        self.under_way.remove(found := self.find(event, to, of))
        return found

    def crash(self, turn: Turn) -> None:
        """The process that had this turn is gone; Kafka delivers the event again."""
        self.under_way.append(turn.under_way)

    async def _commit(self, service: str, *steps: Step) -> Committed:
        sessions = self._sessions[service]
        committed = await until_database_answers(lambda: commit(sessions, service, steps))
        for message in committed.messages:
            self.publish(message.topic, message.key, message.value, message.headers)
        if committed.messages:
            async with sessions.begin() as session:
                await outbox.clear(OrmStore(session), [message.id for message in committed.messages])
        return committed
