"""A receiver of OTLP over HTTP, as Jaeger is one: `POST /v1/traces`, protobuf, gzip if the sender likes.

https://opentelemetry.io/docs/specs/otlp/#otlphttp"""

import asyncio
from base64 import b64decode
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any

from aiohttp import web
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from choreo.processes.ports import LOOPBACK, free_port
from choreo.traces.otlp import spans_in
from choreo.traces.span import Link, Span
from choreo.traces.trace import Trace

PROTOBUF = "application/x-protobuf"
_IDS = ("traceId", "spanId", "parentSpanId")


class Mood(Enum):
    """What it does with what it is sent."""

    TAKES = "takes it"
    REFUSES = "answers 503"
    SILENT = "never answers"
    AWAY = "does not listen"


class Receiver:
    """`asked` counts requests in any mood."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked = 0
        self._spans: dict[str, dict[str, Span]] = defaultdict(dict)
        self._traces_of: dict[str, set[str]] = defaultdict(set)
        self._mood = Mood.TAKES
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """For OTEL_EXPORTER_OTLP_ENDPOINT."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def spans(self) -> list[Span]:
        """All that it took."""
        return [span for of_trace in self._spans.values() for span in of_trace.values()]

    @property
    def traces(self) -> dict[str, Trace]:
        """What it took so far, by trace."""
        return {trace_id: self.trace(trace_id) for trace_id in self._spans}

    def trace(self, trace_id: str) -> Trace:
        """What it took so far of this one."""
        return Trace(trace_id, self._spans.get(trace_id, {}).values())

    def of_order(self, order_id: str) -> list[Trace]:
        """Traces in which a span of any service names that order, the earliest first."""
        named = [self.trace(trace_id) for trace_id in self._traces_of.get(order_id, ())]
        return sorted(named, key=lambda trace: trace.started)

    def has(self, link: Link) -> bool:
        """Whether it took that span."""
        return link.span_id in self._spans.get(link.trace_id, {})

    async def open(self) -> None:
        """Listens, always on the same port."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/traces", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, self.port).start()

    async def close(self) -> None:
        """Listens no more."""
        self._let_go()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @asynccontextmanager
    async def being(self, mood: Mood) -> AsyncIterator[None]:
        """Within it, it is in this mood; calls that hang are let go of at its end."""
        before, self._mood = self._mood, mood
        if mood is Mood.AWAY:
            await self.close()
        try:
            yield
        finally:
            self._mood = before
            self._let_go()
            if mood is Mood.AWAY:
                await self.open()

    def _let_go(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _take(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self._mood is Mood.SILENT:
            await self._changed.wait()
        if self._mood is not Mood.TAKES:
            return web.Response(status=503)
        if request.content_type != PROTOBUF:
            return web.Response(status=415, text=f"only {PROTOBUF} is spoken here")
        told = ExportTraceServiceRequest.FromString(await request.read())
        for span in spans_in(_as_json(told)):
            self._keep(span)
        return web.Response(body=ExportTraceServiceResponse().SerializeToString(), content_type=PROTOBUF)

    def _keep(self, span: Span) -> None:
        self._spans[span.trace_id][span.span_id] = span
        if isinstance(order_id := span.attributes.get("order.id"), str):
            self._traces_of[order_id].add(span.trace_id)


def _as_json(told: Message) -> dict[str, Any]:
    """OTLP's JSON differs from protobuf's: enumerations are numbers, ids are hexadecimal."""
    document: dict[str, Any] = MessageToDict(told, use_integers_for_enums=True)
    for group in document.get("resourceSpans", ()):
        for scope in group["scopeSpans"]:
            for span in scope["spans"]:
                for named in (span, *span.get("links", ())):
                    named |= {name: b64decode(named[name]).hex() for name in _IDS if name in named}
    return document


@asynccontextmanager
async def open_receiver() -> AsyncIterator[Receiver]:
    """Within it, it listens."""
    receiver = Receiver()
    await receiver.open()
    try:
        yield receiver
    finally:
        await receiver.close()
