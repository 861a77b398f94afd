"""Takes spans and keeps none: `python -m benchmarks.otlp_sink PORT`. Tells at `GET /spans` how many came."""

import sys

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Sink:
    """Counts."""

    def __init__(self) -> None:
        self.spans = 0

    async def take(self, request: web.Request) -> web.Response:
        """One export."""
        told = ExportTraceServiceRequest.FromString(await request.read())
        self.spans += sum(len(scope.spans) for resource in told.resource_spans for scope in resource.scope_spans)
        return web.Response()

    async def tell(self, _: web.Request) -> web.Response:
        """How many spans came since the last question."""
        spans, self.spans = self.spans, 0
        return web.json_response(spans)


def main() -> None:
    """Until it is ended."""
    sink, app = Sink(), web.Application(client_max_size=64 * 1024 * 1024)
    app.add_routes([web.post("/v1/traces", sink.take), web.get("/spans", sink.tell)])
    web.run_app(
        app, host="127.0.0.1", port=int(sys.argv[1]), print=lambda _: print("ready", flush=True), access_log=None
    )


if __name__ == "__main__":
    main()
