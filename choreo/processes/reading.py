"""The log of a child, read by a person: children log JSON when they write to a file."""

import json
from typing import Any


def read_log_line(line: str) -> str:
    """A JSON line of shared/telemetry/logs.py as it would have stood on a terminal; any other line as it is."""
    try:
        said: Any = json.loads(line)
        text = f"{said['time']} {said['level']} {said['logger']}: {said['message']}"
    except (ValueError, TypeError, KeyError):
        return line
    order = f" [order {said['order_id']}]" if said.get("order_id") else ""
    exception = f"\n{said['exception']}" if said.get("exception") else ""
    return text + order + exception
