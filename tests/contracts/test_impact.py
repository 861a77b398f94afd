"""`choreo docs impact EVENT`: who would notice that an event changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.protocol import HEARERS, OWED, SPEAKER
from tests.programs import PROJECT, run
from tests.readme.blocks import files


def impact(*arguments: str, folder: Path = PROJECT) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    ended = run("choreo", "docs", "impact", *arguments, folder=folder, within=120)
    return ended.status, ended.out, ended.err


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What a program reads of payment.failed."""
    status, out, err = impact("payment.failed", "--json")
    assert status == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def test_it_names_who_says_and_who_hears_it(told: dict[str, Any]) -> None:
    assert {step["service"] for step in told["said_by"]} == {SPEAKER["payment.failed"]}
    assert {step["service"] for step in told["heard_by"]} == HEARERS["payment.failed"]
    [inventory] = [step for step in told["heard_by"] if step["service"] == "inventory_service"]
    assert inventory["step"] == "release_stock"
    assert inventory["does"].startswith("Give back what is held, once.")
    assert inventory["may_say"] == ["inventory.released"]


def test_it_names_each_expectation_that_leans_on_it(told: dict[str, Any]) -> None:
    owed = {
        (each["service"], each["stands_as"], *each["after"], "->", *each["one_of"]) for each in told["expectations"]
    }
    assert owed == {
        (promise.by, part, *sorted(promise.after), "->", *sorted(promise.one_of))
        for promise in OWED
        for part, events in (("after", promise.after), ("one_of", promise.one_of), ("unless", promise.unless))
        if "payment.failed" in events
    }


def test_it_names_its_versions(told: dict[str, Any]) -> None:
    assert told["versions"] == {"latest": 1, "understood": [1], "sayable": [1]}


def test_a_reader_is_told_the_same() -> None:
    status, out, err = impact("order.cancelled")
    assert status == 0, err
    assert "order_service\tcancel_order\tasked" in out
    assert "inventory_service\twaits for it\tAfter inventory.reserved and order.cancelled: inventory.released." in out
    assert "payment_service\tis lifted by it" in out
    assert "It undoes" in out


def test_what_nobody_hears_is_said_to_be_heard_by_nobody() -> None:
    status, out, err = impact("inventory.shipped")
    assert status == 0, err
    assert "heard by nobody here" in out
    assert "inventory_service\tis answered by it\tAfter order.completed: inventory.shipped." in out


def test_a_service_beside_the_shop_counts_when_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "loyalty_service").mkdir()
    for path, text in files().items():
        (tmp_path / path).write_text(text)
    status, out, err = impact("order.completed", "--service", "loyalty_service", folder=tmp_path)
    assert status == 0, err
    assert "loyalty_service\tearn_points\tOne point for each whole unit of money.\tpoints.earned" in out


def test_an_unknown_event_is_answered_with_names_like_it() -> None:
    status, out, err = impact("payment.fail")
    assert (status, out) == (1, "")
    assert err.startswith("choreo: no service says or hears an event named payment.fail; did you mean payment.failed")


def test_an_unknown_service_is_said_to_be_missing() -> None:
    status, _, err = impact("payment.failed", "--service", "gift_service")
    assert status == 1
    assert "gift_service" in err
    assert "Traceback" not in err
