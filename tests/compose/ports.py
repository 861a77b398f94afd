"""Ports for a compose project: the usual ones where they are free."""

import re
from pathlib import Path

from choreo.processes.ports import free_port

ROOT = Path(__file__).parents[2]
_PORT = re.compile(r"^#(\w+_PORTS?)=(\d+)$", re.MULTILINE)


def usual_ports() -> dict[str, int]:
    """By the variable that changes them, as .env.example lists them."""
    return {variable: int(port) for variable, port in _PORT.findall((ROOT / ".env.example").read_text())}


def free_range(count: int) -> str:
    """So many neighbours on which nobody listens: "8103-8105"."""
    while True:
        first = free_port()
        if [free_port(port) for port in range(first, first + count)] == list(range(first, first + count)):
            return f"{first}-{first + count - 1}"
