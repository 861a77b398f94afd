"""One unit of work: a database transaction that holds inbox, business rows, outbox and parked events of a batch."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from shared.messaging import inbox, outbox, parking
from shared.messaging.dead_letters import seal_dead_letter
from shared.messaging.faults import fault_point
from shared.messaging.message import Message, seal
from shared.messaging.metrics import DEDUP_HITS
from shared.messaging.parking import Failure
from shared.messaging.rounds import run_side_by_side
from shared.messaging.rows import Rows
from shared.messaging.step import Delivery, Step
from shared.messaging.store.driver import by_driver
from shared.messaging.store.orm import OrmStore
from shared.messaging.store.plain import NotPlain
from shared.messaging.store.store import Store
from shared.metrics.recording import count, record


@dataclass(slots=True)
class Committed:
    """What a committed transaction leaves to be done."""

    messages: list[Message] = field(default_factory=list)
    """To publish."""
    handled: list[str] = field(default_factory=list)
    """Events that are done for good, now or before."""
    calling: list[Step] = field(default_factory=list)
    """Steps that wait for a call to the outside; nothing of theirs was written."""
    parked: bool = False
    """Whether something is to be tried again later."""

    def __iadd__(self, other: "Committed") -> "Committed":
        self.messages += other.messages
        self.handled += other.handled
        self.calling += other.calling
        self.parked |= other.parked
        return self


async def commit(
    sessions: async_sessionmaker[AsyncSession],
    service: str,
    steps: Sequence[Step],
    failures: Sequence[Failure] = (),
    *,
    published: Sequence[str] = (),
) -> Committed:
    """Runs the steps and writes everything at once, or nothing. Locks in the order of the blueprint's section 6: inbox
    ids, rows made on demand, other rows, each sorted. Raises StepFailed when a handler raised, else what the
    database raised. `published` are ids of messages that leave the outbox with it.

    Without the ORM, where it can be: it takes part when something is parked, and when an entity is not plain."""
    engine = sessions.kw["bind"]
    if isinstance(engine, AsyncEngine) and not failures:
        with suppress(NotPlain):
            async with by_driver(engine) as straight:
                live = await _run(straight, steps)
                await outbox.clear(straight, published)
                committed = await _conclude(straight, service, steps, live)
            return _after(committed, steps, live)
    async with sessions.begin() as session:
        store = OrmStore(session)
        live = await _run(store, steps)
        dead = [await parking.park(session, failure) for failure in failures]
        letters = [seal_dead_letter(row, failure, service) for row, failure in zip(dead, failures, strict=True) if row]
        await outbox.clear(store, published)
        committed = await _conclude(store, service, steps, live, letters)
    committed.parked = len(letters) < len(failures)
    return _after(committed, steps, live)


async def _run(store: Store, steps: Sequence[Step]) -> list[Step]:
    """The steps that were run; what they changed is written, or noted."""
    live = await _enter(store, steps)
    fault_point("inbox_written")
    rows = Rows(store)
    await run_side_by_side(live, rows)
    fault_point("handlers_run")
    await inbox.leave(store, (d.envelope.id for d in _deliveries(_calling(live))))
    await rows.write()
    return live


async def _conclude(
    store: Store,
    service: str,
    steps: Sequence[Step],
    live: Sequence[Step],
    dead_letters: Sequence[dict[str, Any]] = (),
) -> Committed:
    """Writes what was said; what is left to be done once it is committed."""
    calling = _calling(live)
    messages = await outbox.write(store, [*(row for step in live for row in seal(step, service)), *dead_letters])
    done = _done(steps, calling)
    await parking.heal(store, (d.parked_id for d in done if d.parked_id))
    await store.finish()
    fault_point("before_commit")
    return Committed(messages, [delivery.envelope.id for delivery in done], calling)


def _calling(live: Sequence[Step]) -> list[Step]:
    return [step for step in live if step.waits_for]


def _after(committed: Committed, steps: Sequence[Step], live: Sequence[Step]) -> Committed:
    fault_point("after_commit")
    _measure(steps, live)
    return committed


async def _enter(store: Store, steps: Sequence[Step]) -> list[Step]:
    """The steps that are to run: commands, and events nobody has handled yet, each once."""
    new = await inbox.enter(store, (delivery.envelope.id for delivery in _deliveries(steps)))
    live = []
    for step in steps:
        step.renew()
        if step.delivery is None:
            live.append(step)
        elif (event_id := step.delivery.envelope.id) in new:
            new.remove(event_id)
            live.append(step)
        else:
            step.duplicate = True
    return live


def _done(steps: Sequence[Step], calling: Sequence[Step]) -> list[Delivery]:
    """Of events that are handled for good: not of a copy either, while the event itself waits for a call."""
    open_ids = {delivery.envelope.id for delivery in _deliveries(calling)}
    return [delivery for delivery in _deliveries(steps) if delivery.envelope.id not in open_ids]


def _measure(steps: Sequence[Step], live: Sequence[Step]) -> None:
    """Records what was committed; a crash just before loses it."""
    if repeated := len(_deliveries(steps)) - len(_deliveries(live)):
        count(DEDUP_HITS, repeated, layer="inbox")
    for step in live:
        if step.unit is not None and step.waits_for is None and step.refused is None:
            record(step.unit.measurements)


def _deliveries(steps: Iterable[Step]) -> list[Delivery]:
    return [step.delivery for step in steps if step.delivery is not None]
