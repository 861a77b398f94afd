"""Takes what is exported by OTLP over HTTP, and keeps the bytes: texts stand in protobuf as they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from choreo.processes.ports import LOOPBACK, free_port


@dataclass
class Collector:
    """`url` is for OTEL_EXPORTER_OTLP_ENDPOINT."""

    port: int = field(default_factory=free_port)
    told: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def take(self, request: web.Request) -> web.Response:
        """As Jaeger answers: an empty message says that all was taken."""
        self.told.append(await request.read())
        return web.Response(content_type="application/x-protobuf")


@asynccontextmanager
async def open_collector() -> AsyncIterator[Collector]:
    """Within it, it listens."""
    collector = Collector()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, collector.port).start()
    try:
        yield collector
    finally:
        await runner.cleanup()
