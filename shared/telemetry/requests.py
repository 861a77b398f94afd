"""The span of an HTTP request: an order's trace begins here, or goes on from the caller's `traceparent`."""

from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TraceRequests:
    """ASGI middleware. What a request causes stands in its span's trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/health", "/metrics")):
            return await self._app(scope, receive, send)
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        tracer = trace.get_tracer("choreo")
        with tracer.start_as_current_span(scope["method"], extract(told), SpanKind.SERVER) as span:
            span.set_attribute("http.request.method", scope["method"])

            async def answer(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if route := scope.get("route"):
                        span.update_name(f"{scope['method']} {route.path}")
                        span.set_attribute("http.route", route.path)
                await send(message)

            await self._app(scope, receive, answer)
