"""A stack that runs: what dies is started again, and stack.json tells the truth meanwhile."""

import json
import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.commands.conftest import OpenShop
from tests.patience import eventually


@pytest.mark.parametrize("name", ["inventory_service", "payment_provider", "valkey"])
async def test_what_is_killed_is_started_again(shop: OpenShop, name: str) -> None:
    member = shop.stack.member(name)
    before = member.server.pid
    os.kill(before, signal.SIGKILL)
    await eventually(lambda: says_ready(shop.home, False))
    await eventually(lambda: says_ready(shop.home, True), seconds=60)
    assert member.server.pid != before
    assert shop.stack.ready


async def test_stack_json_names_every_process(shop: OpenShop) -> None:
    stack = json.loads((shop.home / "stack.json").read_text())
    assert stack["ready"] is True
    assert list(stack["services"]) == [
        "order_service",
        "payment_service",
        "inventory_service",
        "discount_service",
        "shipping_service",
    ]
    for name, place in stack["services"].items():
        [pid] = place["pids"]
        assert psutil.Process(pid).cmdline()[-2:] == ["-m", name]
    assert stack["kafka"] == shop.stack.servers.kafka
    assert stack["postgres"] == shop.stack.servers.postgres
    assert stack["redis"] == shop.stack.servers.redis
    assert {"payment_provider", "carrier"} <= stack.keys()


async def test_a_fault_is_armed_for_one_life_only(shop: OpenShop) -> None:
    await shop.stack.restart("discount_service", {"CHOREO_FAULT": "after_commit:100000"})
    member = shop.stack.member("discount_service")
    assert psutil.Process(member.server.pid).environ()["CHOREO_FAULT"] == "after_commit:100000"
    await member.kill()
    await shop.stack.until_ready()
    assert "CHOREO_FAULT" not in psutil.Process(member.server.pid).environ()


async def says_ready(home: Path, wanted: bool) -> bool:
    return json.loads((home / "stack.json").read_text())["ready"] is wanted
