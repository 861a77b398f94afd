"""The end of a child's log, as a command shows it: readable, whatever form it has in the file."""

import asyncio
import os
import sys
from pathlib import Path

from choreo.processes.child import Child
from choreo.processes.register import Register

SAYS = """
import logging, sys
from shared.telemetry.logs import start_logging
from shared.telemetry.order import speaking_of
start_logging("a_service")
log = logging.getLogger("door")
print("no JSON", flush=True)
with speaking_of("order-7"):
    log.warning("it creaks")
try:
    raise RuntimeError("it is stuck")
except RuntimeError:
    log.exception("it does not open")
"""


async def test_the_end_of_a_log_reads_as_on_a_terminal(tmp_path: Path) -> None:
    told = await _tail(tmp_path)

    assert told[0] == "no JSON"
    assert told[1].endswith(" WARNING door: it creaks [order order-7]")
    assert told[2].endswith(" ERROR door: it does not open")
    assert told[3] == "Traceback (most recent call last):"
    assert told[-1] == "RuntimeError: it is stuck"


async def test_no_more_lines_of_it_than_asked_for(tmp_path: Path) -> None:
    whole = await _tail(tmp_path)

    assert await _tail(tmp_path / "again", lines=2) == whole[-2:]


async def _tail(home: Path, lines: int = 15) -> list[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", SAYS]
    register = Register(home / "run.json")
    child = Child("talker", command, log=home / "talker.log", register=register, environment=environment)
    async with asyncio.timeout(60):
        assert await child.run() == 0
    return child.log_tail(lines).splitlines()
