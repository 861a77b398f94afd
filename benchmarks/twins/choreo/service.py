"""`python -m benchmarks.twins.choreo.service payment_service [REPLICA]`: the service as it is, on a run's servers."""

import asyncio
import os
import sys
from typing import Any

import aiohttp

from benchmarks.saga.place import here
from benchmarks.twins.choreo.settings import told
from choreo.processes.ports import free_port


def main(name: str, replica: str = "1") -> int:
    """Until SIGTERM. The exit status. The first replica of order_service takes the orders."""
    port = here().http_port if (name, replica) == ("order_service", "1") else free_port()
    own = {"CHOREO_PORT": str(port), "CHOREO_INSTANCE": f"{name}-{replica}"}
    os.environ.update({**told(here()), **own, **os.environ})

    from benchmarks.twins.choreo.gateways import answer_here
    from shared.migrate.services import load_service
    from shared.running import run_service

    async def say_ready(_: Any) -> None:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            while True:
                if await _is_ready(http):
                    break
                await asyncio.sleep(0.05)
        print("ready", flush=True)
        await asyncio.Event().wait()

    answer_here()
    service = load_service(name)
    service.beside = (*service.beside, say_ready)
    return run_service(service)


async def _is_ready(http: aiohttp.ClientSession) -> bool:
    try:
        async with http.get("/health/ready") as answer:
            return answer.ok
    except aiohttp.ClientError:
        return False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
