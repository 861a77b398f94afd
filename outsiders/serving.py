"""What every outsider is besides its business: a process with a ledger, faults and a health check."""

from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import APIRouter, FastAPI, Query, Request, Response
from starlette.requests import ClientDisconnect

from outsiders import faults
from outsiders.ledger import Ledger
from shared.settings import settings


def open_ledger(name: str, tables: str) -> Ledger:
    """The ledger at CHOREO_LEDGER."""
    return Ledger(Path(settings().ledger.replace("{service}", name)), tables)


def add_desk(app: FastAPI, ledger: Ledger, kinds: tuple[str, ...]) -> None:
    """Gives the app /ledger with these kinds of lines, /faults and /health."""
    desk = APIRouter(responses={400: {"description": "The body cannot be read."}})

    @desk.get("/ledger", tags=["ledger"])
    async def read_ledger(
        order_id: str | None = None,
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
    ) -> dict[str, list[dict[str, object]] | int | None]:
        """What was done, oldest first, of all orders or one. `next`: the `after` of the next page, null on the last."""
        await ledger.durable()
        return ledger.page(kinds, order_id, after, limit)

    @desk.get("/health/ready", tags=["health"])
    @desk.get("/health/live", tags=["health"])
    async def say_ready() -> dict[str, str]:
        """It listens only when its ledger is open."""
        return {"status": "ready"}

    @app.exception_handler(ClientDisconnect)
    async def let_go(request: Request, gone: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it

    app.include_router(desk)
    app.include_router(faults.router)


def serve(app: FastAPI, port: int) -> None:
    """Listens at CHOREO_HOST and CHOREO_PORT, or at this port, until SIGTERM."""
    uvicorn.run(
        app,
        host=settings().host,
        port=settings().port or port,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,  # longer than a caller keeps an idle connection, so that it never meets a closed one
        timeout_graceful_shutdown=1,
    )
