"""Whether the process lives, and whether it can work."""

import asyncio

from fastapi import APIRouter

from shared.web.hosted import Running
from shared.web.openapi import PROBLEMS
from shared.web.problems import Problem

PATIENCE = 3.0
"""Seconds within which a service must know whether it is ready."""

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def is_alive() -> dict[str, str]:
    """200 as long as the process answers at all, whatever is away."""
    return {"status": "alive"}


@router.get("/ready", responses={503: PROBLEMS[503]})
async def is_ready(service: Running) -> dict[str, str]:
    """200 when nothing is missing, else 503 and what is `missing`; and whose answer this is."""
    try:
        async with asyncio.timeout(PATIENCE):
            missing = await service.missing()
    except TimeoutError:
        missing = [f"an answer: what is missing was not known within {PATIENCE:g} s"]
    if missing:
        raise Problem(503, "Not ready", "; ".join(missing), missing=missing, service=service.name)
    return {"status": "ready", "service": service.name}
