"""Spans out of OTLP's JSON form, as Jaeger's /api/v3 answers it.

Fields: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from choreo.traces.span import Kind, Link, Span, Status, Value

_KINDS: Sequence[Kind] = ("unspecified", "internal", "server", "client", "producer", "consumer")
_STATUS: Sequence[Status] = ("unset", "ok", "error")


def spans_in(traces: Mapping[str, Any]) -> list[Span]:
    """All spans of a TracesData message. What is left out has its default, as in protobuf."""
    return [
        _span(told, resource)
        for group in traces.get("resourceSpans", ())
        for resource in [_attributes(group.get("resource", {}))]
        for scope in group.get("scopeSpans", ())
        for told in scope.get("spans", ())
    ]


def _span(told: Mapping[str, Any], resource: Mapping[str, Value]) -> Span:
    status = told.get("status", {})
    return Span(
        trace_id=told["traceId"],
        span_id=told["spanId"],
        parent_id=told.get("parentSpanId") or None,
        name=told.get("name", ""),
        kind=_KINDS[told.get("kind", 0)],
        started=int(told.get("startTimeUnixNano", 0)),
        ended=int(told.get("endTimeUnixNano", 0)),
        status=_STATUS[status.get("code", 0)],
        message=status.get("message", ""),
        attributes=_attributes(told),
        links=tuple(Link(link["traceId"], link["spanId"], _attributes(link)) for link in told.get("links", ())),
        resource=resource,
    )


def _attributes(holder: Mapping[str, Any]) -> dict[str, Value]:
    return {pair["key"]: _value(pair.get("value", {})) for pair in holder.get("attributes", ())}


def _value(told: Mapping[str, Any]) -> Value:
    return next(_values(told), None)


def _values(told: Mapping[str, Any]) -> Iterator[Value]:
    for kind, value in told.items():
        match kind:
            case "intValue":  # a string, for JSON's numbers are too short
                yield int(value)
            case "arrayValue":
                yield [_value(one) for one in value.get("values", ())]
            case "stringValue" | "boolValue" | "doubleValue" | "bytesValue":
                yield value
