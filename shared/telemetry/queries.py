"""What a span tells of a request's query: its parameters, without what somebody may have put there by mistake."""

import re
from urllib.parse import parse_qsl, urlencode

from opentelemetry.context import Context
from opentelemetry.sdk.trace import Span, SpanProcessor

_QUERY = "url.query"
_HARMLESS = re.compile(r"[0-9.]{1,6}|true|false|[A-Z]{1,12}")


class HideQueries(SpanProcessor):
    """Numbers of few digits, yes and no, and states such as DEAD are kept; all else is REDACTED: a token in a query,
    a card's number, a cursor."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Before anybody has seen it."""
        query = (span.attributes or {}).get(_QUERY)
        if isinstance(query, str):
            shown = [
                (name[:40], value if _HARMLESS.fullmatch(value) else "REDACTED")
                for name, value in parse_qsl(query, keep_blank_values=True)
            ]
            span.set_attribute(_QUERY, urlencode(shown))
