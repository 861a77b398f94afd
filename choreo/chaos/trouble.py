"""An outsider in trouble: slow, flapping or silent."""

import asyncio
from typing import Any

import httpx

from choreo.chaos.fault import Fault, Kind
from choreo.stack.addresses import Stack
from shared import clock

_SLOW = 2.0
_FLAP = 1.0
"""Seconds of answers, then seconds of errors, in turn."""


async def in_trouble(stack: Stack, fault: Fault) -> None:
    """Returns when it is over. An outsider that is killed meanwhile comes back without trouble."""
    place = getattr(stack, fault.target)
    async with httpx.AsyncClient(base_url=place.url, timeout=2, trust_env=False) as outsider:
        until = clock.elapsed() + fault.lasts
        bad = True
        while clock.elapsed() < until:
            await _tell(outsider, _faults(fault.kind) if bad else {})
            rest = until - clock.elapsed()
            await asyncio.sleep(min(_FLAP, rest) if fault.kind is Kind.FLAPPING else rest)
            bad = not bad
        await _tell(outsider, {})


def _faults(kind: Kind) -> dict[str, Any]:
    match kind:
        case Kind.SLOW:
            return {"latency": _SLOW}
        case Kind.FLAPPING:
            return {"error_rate": 1.0}
        case Kind.SILENT:
            return {"silence": True}
    raise KeyError(kind)


async def _tell(outsider: httpx.AsyncClient, faults: dict[str, Any]) -> None:
    while True:
        try:
            (await outsider.put("/faults", json=faults)).raise_for_status()
            return
        except httpx.HTTPError:
            await asyncio.sleep(0.2)
