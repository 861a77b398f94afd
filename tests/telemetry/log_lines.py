"""The log of a process, line by line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.patience import eventually

Line = dict[str, Any]


def lines_in(told: str | bytes) -> list[Line]:
    """All lines; each must be a JSON object."""
    return [json.loads(line) for line in told.splitlines()]


async def line_in(log: Path, wanted: Callable[[Line], bool]) -> Line:
    """The first such line, as soon as it is there. All lines up to it must be JSON objects."""

    async def found() -> Line | None:
        return next(filter(wanted, _whole_lines(log)), None)

    line = await eventually(found)
    assert line is not None
    return line


def _whole_lines(log: Path) -> list[Line]:
    whole, _, _ = log.read_bytes().rpartition(b"\n")
    return lines_in(whole)
