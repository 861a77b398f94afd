"""A span, as OpenTelemetry's exporters and Jaeger both tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | bool | list["Value"] | None
Kind = Literal["unspecified", "internal", "server", "client", "producer", "consumer"]
Status = Literal["unset", "ok", "error"]


@dataclass(frozen=True, slots=True)
class Link:
    """Another span, of this trace or another, that a span has to do with."""

    trace_id: str
    span_id: str
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Ids are lower-case hexadecimal. `started` and `ended` are nanoseconds since 1970. `message` says what failed."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    kind: Kind
    started: int
    ended: int
    status: Status = "unset"
    message: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    resource: Mapping[str, Value] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """Whose it is."""
        return str(self.resource.get("service.name", "unknown"))

    @property
    def failed(self) -> bool:
        return self.status == "error"
