"""What stands beside an event: shared/events/envelope.py and message.py have the rules."""

from typing import Any

from shared.events.envelope import MOST_BAGGAGE, MOST_TRACESTATE

HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "A service of the shop says all but tracestate and baggage, which it only passes on; a record typed "
    "by hand may be without any.",
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "By it an event takes effect once, however often it comes. Ours are UUIDv7.",
        },
        "ce_type": {"type": "string", "description": "The event's name, which is the topic's."},
        "ce_source": {"type": "string", "description": "The service that says it."},
        "ce_time": {"type": "string", "format": "date-time", "description": "When it was said, in UTC."},
        "ce_subject": {"type": "string", "description": "What it is about: the record's key."},
        "ce_dataschema": {"type": "string", "description": "Which version the body has: urn:choreo:<event>:<version>."},
        "content-type": {"type": "string", "const": "application/json"},
        "traceparent": {
            "type": "string",
            "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            "description": "W3C Trace Context: the span that said it.",
        },
        "tracestate": {"type": "string", "maxLength": MOST_TRACESTATE, "description": "W3C Trace Context."},
        "baggage": {"type": "string", "maxLength": MOST_BAGGAGE, "description": "W3C Baggage."},
    },
}

DEAD_LETTER: dict[str, Any] = {
    "type": "object",
    "description": "The record's own headers as they came, and after them these.",
    "properties": {
        "choreo-error": {"type": "string", "description": "What was wrong."},
        "choreo-origin": {"type": "string", "description": "Where it came from: topic/partition/offset/timestamp."},
        "choreo-attempts": {"type": "string", "pattern": "^[0-9]+$", "description": "How often it was tried."},
        "choreo-parked-id": {
            "type": "string",
            "description": "Its id in `GET /dead-letters`, by which it is replayed.",
        },
        "choreo-trace": {"type": "string", "description": "The traceparent of its first try."},
        "choreo-left-out": {"type": "string", "description": "What had no room here, and only the table has."},
    },
    "required": ["choreo-error", "choreo-origin", "choreo-attempts", "choreo-parked-id", "choreo-trace"],
}
