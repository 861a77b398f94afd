"""`choreo chaos`, small: one of everything that it does, in a shop of its own."""

import json
from pathlib import Path

from choreo.chaos.fault import Kind
from tests.commands.command_line import choreo

PATIENCE = 360.0
"""Seconds, on a busy machine."""


async def test_every_kind_of_fault_and_still_every_order_ends_right(tmp_path: Path) -> None:
    asked = ("--seed", "3", "--orders", "60", "--rate", "4", "--kills", "3", "--json")

    said = await choreo("--home", tmp_path, "chaos", *asked, within=PATIENCE)

    assert said.status == 0, said.err + said.out
    told = json.loads(said.out)
    assert told["wrong"] == {
        "lost": [],
        "doubled": [],
        "stuck": [],
        "ended by deadline": [],
        "ended otherwise than wished": [],
    }
    assert told["audit"]["holds"]
    assert told["dead_letters"] == []
    assert told["orders"] == sum(told["endings"].values()) == 60
    assert {deed["kind"] for deed in told["deeds"]} == set(Kind)
    assert sum(deed["kind"] == Kind.KILL for deed in told["deeds"]) == 3


async def test_a_stranger_cannot_be_killed(tmp_path: Path) -> None:
    said = await choreo("--home", tmp_path, "chaos", "--kill", "zookeeper")

    assert said.status == 1
    assert "nobody here is named zookeeper; there are order_service, payment_service" in said.err
