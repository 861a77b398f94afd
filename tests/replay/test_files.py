"""A saved order is the order; a changed one is found out."""

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from choreo.errors import CommandError
from choreo.exploration.rooms import Rooms
from choreo.replay.recorded import Recording, recording_of
from choreo.replay.replay import replay_in
from choreo.replay.saving import load, save
from choreo.replay.verdict import differences, probable_causes
from shared.messaging.record import Record
from tests.commands.command_line import choreo
from tests.e2e.goods import PRICE, Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.replay.recordings import recorded


@pytest.fixture
async def completed(shop: Shop, goods: Goods) -> Recording:
    """An order of one piece that was paid and shipped."""
    order_id = (await shop.place("replayed-ada", goods.order()))["order_id"]
    return await recorded(shop, order_id, *GOOD_ENDING)


@pytest.fixture
def file(completed: Recording, tmp_path: Path) -> Path:
    """Where it is saved."""
    save(completed, tmp_path / "order.json")
    return tmp_path / "order.json"


def change(file: Path, topic: str, **fields: Any) -> None:
    """Somebody changes one event of a saved order."""
    order = json.loads(file.read_text())
    [record] = [record for record in order["records"] if record["topic"] == topic]
    record["body"] |= fields
    file.write_text(json.dumps(order))


def leave_out(file: Path, topic: str) -> None:
    """Somebody takes one event out of a saved order."""
    order = json.loads(file.read_text())
    order["records"] = [record for record in order["records"] if record["topic"] != topic]
    file.write_text(json.dumps(order))


async def test_a_saved_order_is_replayed_like_the_order(
    completed: Recording, file: Path, rooms: dict[str, Rooms]
) -> None:
    replay = await replay_in(rooms, load(file))

    assert replay.reproduces
    assert [said.heard for said in replay.recording.said] == [said.heard for said in completed.said]


async def test_an_amount_that_was_changed_is_named_with_its_step(file: Path, rooms: dict[str, Rooms]) -> None:
    change(file, "payment.succeeded", amount=PRICE - 1)

    replay = await replay_in(rooms, load(file))

    assert not replay.reproduces
    [charged] = [number for number, step in enumerate(replay.steps, 1) if step.does == "charge_card"]
    assert (
        f"step {charged}: payment_service, on payment.requested, says payment.succeeded with amount {PRICE} "
        f"(recorded: {PRICE - 1})"
    ) in differences(replay)
    assert any(cause.startswith("order_service and payment_service: its code") for cause in probable_causes(replay))


async def test_a_refusal_that_nobody_cancelled_is_named(file: Path, rooms: dict[str, Rooms]) -> None:
    leave_out(file, "shipment.created")

    replay = await replay_in(rooms, load(file))

    assert "recorded: order.completed by order_service; it does not say that here, and nothing instead of it" in (
        differences(replay)
    )
    assert "the order ends as PAID here; recorded: COMPLETED" in differences(replay)


async def test_an_event_that_its_speaker_never_said_is_named(file: Path, rooms: dict[str, Rooms]) -> None:
    """As where a dead letter was lost: order_service says here what nobody recorded."""
    leave_out(file, "order.completed")
    leave_out(file, "inventory.shipped")

    replay = await replay_in(rooms, load(file))

    [missing, ending] = differences(replay)
    assert "order_service, on shipment.created, says order.completed here; that is not recorded" in missing
    assert ending == "the order ends as COMPLETED here; recorded: PAID"
    [cause] = probable_causes(replay)
    assert cause.startswith("order_service: ")
    assert "choreo dlq list" in cause


def test_any_bytes_are_saved(tmp_path: Path) -> None:
    records = (
        Record("order.created", 0, 0, 1, b"o1", b"{", ()),
        Record("order.created", 0, 1, 2, b"\xff", None, (("\udcff", b"\xff"), ("n", None))),
        Record("order.created", 0, 2, 3, None, b'{"base64": "AA=="}', (("ce_id", b"\xff"),)),
        Record("order.created", 0, 3, 4, b"o1", b"[1]", (("ce_id", b"1"), ("ce_id", b"2"))),
    )
    save(recording_of("o1", records), tmp_path / "order.json")

    assert load(tmp_path / "order.json").records == records


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        pytest.param("[", "Invalid JSON", id="no JSON"),
        pytest.param("[]", "Input should be an object", id="no object"),
        pytest.param('{"order_id": "o1"}', "records: Field required", id="no records"),
        pytest.param('{"order_id": "o/1", "records": []}', "order_id: ", id="no order id"),
        pytest.param(
            '{"order_id": "o1", "records": [{"topic": "a", "partition": 0, "offset": 0, "timestamp": 0, "key": '
            '{"base64": "?"}, "headers": [], "body": null}]}',
            "records.0.key",
            id="no base64",
        ),
        pytest.param(
            '{"order_id": "o1", "records": [{"topic": "a", "partition": 0, "offset": 0, "timestamp": 0, "key": '
            '{"other": "?"}, "headers": [], "body": null}]}',
            "records.0.key",
            id="neither text nor base64",
        ),
    ],
)
def test_what_is_no_saved_order_is_refused(tmp_path: Path, content: str, wrong: str) -> None:
    (tmp_path / "order.json").write_text(content)

    with pytest.raises(CommandError, match=r"order.json is not what `choreo replay --save` writes: ") as refused:
        load(tmp_path / "order.json")

    assert wrong in str(refused.value)


async def test_the_command_saves_and_shows_what_reproduces(shop: Shop, completed: Recording, tmp_path: Path) -> None:
    file = tmp_path / "order.json"

    said = await choreo("--home", shop.stack.home, "replay", completed.order_id, "--save", file, within=180)

    assert (said.status, said.err) == (0, "making empty databases, which takes some seconds\n")
    assert "payment_service hears payment.requested in charge_card\n" in said.out
    assert "phase: REQUESTED → CAPTURED" in said.out
    assert said.out.endswith("It reproduces: each service says what was recorded of it, and nothing else.\n")
    assert load(file).records


async def test_the_command_tells_programs_where_a_changed_order_differs(file: Path, completed: Recording) -> None:
    change(file, "payment.succeeded", amount=PRICE - 1)

    said = await choreo("replay", "--from", file, "--json", within=180)

    told = json.loads(said.out)
    assert (said.status, told["reproduces"], told["order_id"]) == (1, False, completed.order_id)
    assert told["differences"]
    assert {"PENDING", "PAID"} <= {
        change["columns"]["status"]["after"]
        for step in told["steps"]
        for change in step["changes"]
        if "status" in change["columns"]
    }


async def test_on_a_terminal_each_step_waits_for_enter(file: Path) -> None:
    ours, theirs = os.openpty()
    os.write(ours, b"\n" * 3 + b"\x04")  # three times Enter, then Ctrl-D
    replaying = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "choreo", "replay", "--step", "--from", str(file)], stdin=theirs, stdout=theirs
    )
    os.close(theirs)
    out = await asyncio.to_thread(_read_all, ours)

    assert await replaying.wait() == 0
    assert out.count("Enter: the next step") == 4
    assert "It reproduces" in out


def _read_all(terminal: int) -> str:
    told = b""
    with contextlib.suppress(OSError):  # how a terminal ends
        while part := os.read(terminal, 65536):
            told += part
    os.close(terminal)
    return told.decode()


@pytest.mark.parametrize("asked", [["no-such-order"], []], ids=["an order that nobody placed", "no order at all"])
async def test_an_order_that_is_not_recorded_is_told(shop: Shop, asked: list[str]) -> None:
    said = await choreo("--home", shop.stack.home, "replay", *asked)

    assert said.status == 1
    assert "no event of an order no-such-order: there is no such order" in said.err if asked else "ORDER" in said.err
    assert "Traceback" not in said.err


async def test_a_file_of_another_order_is_refused(file: Path, completed: Recording) -> None:
    said = await choreo("replay", "another-order", "--from", file)

    assert said.status == 1
    assert f"{file} holds order {completed.order_id}, not another-order" in said.err
