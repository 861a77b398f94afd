"""Redis: what the keys of events that are done take."""

from pathlib import Path
from tempfile import TemporaryDirectory

from redis.asyncio import Redis

from choreo.embedded import valkey
from choreo.exploration.world import INVENTORY
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from shared import ids
from shared.settings import settings

_AT_ONCE = 1000


async def bytes_of_a_key(keys: int) -> float:
    """In memory, when there are so many."""
    with TemporaryDirectory(prefix="choreo-windows-") as folder:
        home, port = Path(folder), free_port()
        register = Register(home / "processes.json")
        register.claim()
        server = valkey.make_valkey(home / "valkey", port, register, home / "valkey.log")
        await server.start()
        try:
            async with Redis.from_url(valkey.address(port)) as redis:
                before = await _used(redis)
                for _ in range(keys // _AT_ONCE):
                    await _set_some(redis)
                return (await _used(redis) - before) / (keys // _AT_ONCE * _AT_ONCE)
        finally:
            await server.stop()
            register.release()


async def _set_some(redis: Redis) -> None:
    async with redis.pipeline(transaction=False) as pipe:
        for _ in range(_AT_ONCE):
            pipe.set(f"choreo:{INVENTORY}:{ids.new_id()}", b"1", ex=int(settings().dedup_window))
        await pipe.execute()


async def _used(redis: Redis) -> int:
    return int((await redis.info("memory"))["used_memory"])
