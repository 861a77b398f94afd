"""Carries out a schedule of faults on a running stack. (The name is Jepsen's, for the part that breaks things.)"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from choreo.chaos.dead_letters import replay_all
from choreo.chaos.fault import Fault, Kind
from choreo.chaos.rereading import from_the_beginning
from choreo.chaos.trouble import in_trouble
from choreo.chaos.twin import Twins
from choreo.errors import CommandError
from choreo.processes.together import together
from choreo.stack.local import LocalStack
from choreo.stack.members import SERVICES
from shared import clock

RECOVERY = 240.0
"""Seconds within which a member must be ready again, on a busy machine."""


@dataclass(frozen=True)
class Deed:
    """A fault as it was really done. `began` and `over` are seconds after the first order; `over`: when the member was
    ready again. `note` says what it met."""

    fault: Fault
    began: float
    over: float
    note: str = ""


class Nemesis:
    """What befalls the same member comes one after the other: a schedule may ask for more than can be at a time."""

    def __init__(self, stack: LocalStack, twins: Twins, say: Callable[[str], None]) -> None:
        self._stack, self._twins, self._say = stack, twins, say
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def carry_out(self, faults: Sequence[Fault], begin: float) -> list[Deed]:
        """All of them, each when its time has come or its member is ready for it; `begin` is the clock's time of the
        first order. Raises CommandError when a member does not come back."""
        return await together(*(self._do(fault, begin) for fault in faults))

    async def _do(self, fault: Fault, begin: float) -> Deed:
        await asyncio.sleep(begin + fault.at - clock.elapsed())
        process = fault.kind in (Kind.KILL, Kind.FREEZE, Kind.REREAD)
        async with self._turns[fault.target if process else f"{fault.target} {fault.kind}"]:
            try:
                async with asyncio.timeout(RECOVERY + fault.lasts):
                    if process:
                        await self._stack.member(fault.target).until_ready()
                    began = clock.elapsed() - begin
                    self._say(f"{began:5.1f} s  {fault.target}: {fault.kind}")
                    note = await self._inflict(fault)
            except TimeoutError:
                late = (
                    f"{fault.target} was not well again within {RECOVERY:g} s ({fault.kind}, due at {fault.at:.1f} s)"
                )
                raise CommandError(f"{late}; the logs are in {self._stack.home / 'logs'}") from None
            return Deed(fault, began, clock.elapsed() - begin, note)

    async def _inflict(self, fault: Fault) -> str:
        match fault.kind:
            case Kind.KILL:
                member = self._stack.member(fault.target)
                await member.kill()
                await member.until_ready()
            case Kind.FREEZE:
                return await self._freeze(fault)
            case Kind.FLUSH:
                return await self._flush()
            case Kind.SLOW | Kind.FLAPPING | Kind.SILENT:
                await in_trouble(self._stack.addresses, fault)
            case Kind.REPLAY:
                return f"{await replay_all(self._stack.addresses)} letters"
            case Kind.REREAD:
                return await self._reread(fault.target)
        return ""

    async def _freeze(self, fault: Fault) -> str:
        server = self._stack.member(fault.target).server
        thaw = clock.elapsed() + fault.lasts
        server.freeze()
        try:
            if fault.target in SERVICES:
                return await self._replace(fault.target, thaw)
            await asyncio.sleep(fault.lasts)
            return ""
        finally:
            server.thaw()

    async def _replace(self, service: str, thaw: float) -> str:
        """A twin takes its place until `thaw`, as from an orchestrator that takes it for dead; then both live."""
        async with self._twins.one_of(service):
            await asyncio.sleep(thaw - clock.elapsed())
            self._stack.member(service).server.thaw()
            await self._twins.until_both_work(service)
        return "came back beside its twin"

    async def _flush(self) -> str:
        async with Redis.from_url(self._stack.addresses.redis) as redis:
            while True:
                try:
                    forgotten = await redis.dbsize()
                    await redis.flushall()
                    return f"{forgotten} keys forgotten"
                except (RedisError, OSError):
                    await asyncio.sleep(0.2)

    async def _reread(self, service: str) -> str:
        member = self._stack.member(service)
        await member.hold()
        try:
            repeated = await from_the_beginning(self._stack.addresses.kafka, service)
        finally:
            await member.release()
        return f"{repeated} events once more"
