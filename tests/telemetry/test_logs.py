"""A log is for people on a terminal, and elsewhere one JSON object per line, which names trace and order."""

import asyncio
import os
import re
import sys
from pathlib import Path

import httpx
from aiokafka import AIOKafkaProducer

from choreo.embedded.servers import Servers
from choreo.processes.ports import free_port
from choreo.processes.server import Server
from shared import ids
from tests.surroundings import addresses
from tests.telemetry.conftest import serving
from tests.telemetry.log_lines import line_in, lines_in

TRACE = "0af7651916cd43dd8448eb211c80319c"
NONSENSE = {"CHOREO_PORT": "-1"}
TIME_FOR_PEOPLE = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"


async def test_a_handler_that_fails_names_the_order_and_its_trace(grumbler: Server, servers: Servers) -> None:
    order_id, trace_id = ids.new_id(), os.urandom(16).hex()
    await _ring(servers, order_id, trace_id)

    line = await line_in(grumbler.log, lambda line: line.get("order_id") == order_id and "exception" in line)

    assert line["trace_id"] == trace_id
    assert re.fullmatch("[0-9a-f]{16}", line["span_id"])
    assert (line["level"], line["service"]) == ("WARNING", "grumbler")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("RuntimeError: the door is stuck")


async def test_a_warning_is_a_log_line_like_others(grumbler: Server, servers: Servers) -> None:
    await _ring(servers, ids.new_id(), os.urandom(16).hex())

    line = await line_in(grumbler.log, lambda line: line["logger"] == "py.warnings")

    assert "the door creaks" in line["message"]
    assert line["level"] == "WARNING"


async def test_a_request_to_an_order_logs_with_the_order(grumbler: Server) -> None:
    order_id = f"order-{ids.new_id()}"
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{grumbler.port}", trust_env=False) as http:
        answer = await http.get(f"/orders/{order_id}", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
        await http.get("/health/live")
    assert answer.status_code == 500

    spoken = await line_in(grumbler.log, lambda line: line.get("order_id") == order_id)
    failed = await line_in(grumbler.log, lambda line: answer.json()["reference"] in line["message"])

    assert spoken["message"] == "looking through the keyhole"
    assert failed["order_id"] == order_id
    assert failed["exception"].endswith("RuntimeError: nobody is in")
    assert spoken["trace_id"] == failed["trace_id"] == TRACE


async def test_libraries_log_in_the_same_form(servers: Servers, grumbler: Server, tmp_path: Path) -> None:
    elsewhere = {**os.environ, "CHOREO_KAFKA": f"127.0.0.1:{free_port()}"}
    port = free_port()
    away = serving(tmp_path, elsewhere | _database(servers) | {"CHOREO_PORT": str(port)}, port)
    await away.start()
    try:
        line = await line_in(away.log, lambda line: line["logger"].startswith("aiokafka"))
    finally:
        await away.stop()

    assert line["service"] == "grumbler"
    lines_in(away.log.read_bytes())


async def test_what_makes_no_sense_is_told_in_json_too() -> None:
    status, told = await _run("order_service", NONSENSE)

    [line] = lines_in(told)
    assert status == 2
    assert (line["level"], line["service"]) == ("ERROR", "order_service")
    assert "greater than or equal to 0" in line["message"]


async def test_an_end_that_nobody_expected_is_one_line() -> None:
    status, told = await _run("outsiders.carrier", NONSENSE)

    [line] = lines_in(told)
    assert status == 1
    assert (line["level"], line["service"]) == ("CRITICAL", "carrier")
    assert line["exception"].startswith("Traceback")


async def test_people_read_text_on_a_terminal() -> None:
    status, told = await _run_on_a_terminal("order_service", NONSENSE)

    assert status == 2
    assert re.match(rf"{TIME_FOR_PEOPLE} ERROR shared.running: order_service will not start", told)


async def test_text_is_there_for_the_asking() -> None:
    status, told = await _run("outsiders.carrier", {"CHOREO_LOG": "text", "CHOREO_LEDGER": "/dev/null/ledger"})

    assert status == 1
    assert re.match(rf"{TIME_FOR_PEOPLE} CRITICAL ", told)
    assert "\nTraceback" in told


async def _ring(servers: Servers, order_id: str, trace_id: str) -> None:
    headers = [("traceparent", f"00-{trace_id}-b7ad6b7169203331-01".encode())]
    async with AIOKafkaProducer(bootstrap_servers=servers.kafka) as producer:
        await producer.send_and_wait("bell.rung", f'{{"order_id": "{order_id}"}}'.encode(), headers=headers)


async def _run(module: str, environment: dict[str, str]) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", module], env={**os.environ, **environment}, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        _, told = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


async def _run_on_a_terminal(module: str, environment: dict[str, str]) -> tuple[int, str]:
    ours, theirs = os.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", module], env={**os.environ, **environment}, stderr=theirs
        )
        async with asyncio.timeout(60):
            status = await process.wait()
        return status, os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def _database(servers: Servers) -> dict[str, str]:
    return {name: address for name, address in addresses(servers).items() if name != "CHOREO_KAFKA"}
