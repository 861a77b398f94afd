"""Jaeger's HTTP interface.

Its /api/traces finds traces by an attribute; what is in them is read from /api/v3, for the older one loses attributes
of links, and a parent that is linked to as well."""

import asyncio
import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import httpx

from choreo.errors import CommandError
from choreo.traces.otlp import spans_in
from choreo.traces.trace import Trace

_MOST = 100
"""Traces of one search; an order has one, unless its events are joined by links."""


class Jaeger:
    """Every call raises CommandError when Jaeger is away or answers what it should not."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http, self.url = http, url.rstrip("/")

    async def find(self, attribute: str, value: str) -> set[str]:
        """The ids of the traces in which a span of any service has that attribute."""
        services = (await self._ask("/api/services"))["data"] or []
        asked = {"tags": json.dumps({attribute: value}), "start": "1", "limit": str(_MOST)}
        pages = await asyncio.gather(*(self._ask("/api/traces", {"service": name, **asked}) for name in services))
        return {trace["traceID"] for page in pages for trace in page["data"]}

    async def read(self, trace_ids: Iterable[str]) -> list[Trace]:
        """Those that Jaeger has, the earliest first."""
        read = await asyncio.gather(*map(self._read, trace_ids))
        return sorted((trace for trace in read if trace), key=lambda trace: trace.started)

    async def _read(self, trace_id: str) -> Trace | None:
        answer = await self._ask(f"/api/v3/traces/{trace_id}", none=HTTPStatus.NOT_FOUND)
        spans = spans_in(answer.get("result", {}))
        return Trace(trace_id, spans) if spans else None

    async def _ask(
        self, path: str, parameters: dict[str, str] | None = None, none: HTTPStatus | None = None
    ) -> dict[str, Any]:
        try:
            answer = await self._http.get(self.url + path, params=parameters)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CommandError(
                f"Jaeger at {self.url} does not answer ({error!r}): start it (`docker compose up -d jaeger`), or say "
                "where it is with --jaeger or CHOREO_JAEGER"
            ) from error
        if answer.status_code == none:
            return {}
        try:
            told: dict[str, Any] = answer.raise_for_status().json()
        except (httpx.HTTPStatusError, ValueError) as error:
            raise CommandError(
                f"{answer.url} was answered {answer.status_code}, and not as Jaeger does: is --jaeger (CHOREO_JAEGER) "
                "the address of its page?"
            ) from error
        return told
