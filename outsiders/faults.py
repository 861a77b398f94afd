"""Trouble on demand: an outsider that is slow, answers with errors, or does not answer at all."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class Faults(BaseModel):
    """What is left out is off. None of it touches /ledger, /faults and /health."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    latency: Annotated[float, Field(ge=0, le=60)] = 0
    """Seconds that each call takes longer."""
    error_rate: Share = 0
    """Share of the calls that are answered with 503."""
    silence: bool = False
    """No call is answered: it hangs until the caller hangs up."""
    effect: Share = 0.5
    """Share of the calls answered with 503, or not at all, that take effect all the same."""


_now = Faults()
router = APIRouter(tags=["faults"])


@router.get("/faults")
async def tell_faults() -> Faults:
    """The trouble the outsider is in."""
    return _now


@router.put("/faults")
async def set_faults(faults: Faults) -> Faults:
    """From now on, this trouble and no other. Calls that hang already go on hanging."""
    global _now
    _now = faults
    return faults


async def take_time() -> None:
    """The latency of this call, spent while it is under way."""
    if _now.latency:
        await asyncio.sleep(_now.latency)


class TroubledRoute(APIRoute):
    """A route whose calls suffer the faults."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint, in trouble."""
        answer = super().get_route_handler()

        async def suffer(request: Request) -> Response:
            silent = _now.silence
            if not silent and random.random() >= _now.error_rate:
                return await answer(request)
            if random.random() < _now.effect:
                with suppress(HTTPException, RequestValidationError):
                    await answer(request)
            else:
                await take_time()
            if silent:
                await _hung_up(request)
            return JSONResponse({"error": {"type": "api_error", "message": "in trouble, as asked by PUT /faults"}}, 503)

        return suffer


async def _hung_up(request: Request) -> None:
    await request.body()
    while (await request.receive())["type"] != "http.disconnect":
        pass
