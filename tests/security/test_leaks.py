"""A whole run, with everything that goes wrong in one: no secret is in any log, metric, span, page or answer."""

import json

import pytest

from choreo.stack.members import OBSERVER, SERVICES
from tests.commands.command_line import choreo
from tests.e2e.letters import letters_of
from tests.e2e.shop import Json
from tests.security.marked import PERSONAL, SECRETS, STREET, Marked, assert_no


@pytest.fixture(scope="package")
async def letters(marked: Marked) -> list[tuple[str, Json]]:
    """All dead letters, as lists show them, with their services."""
    return [(service, letter) for service in SERVICES async for letter in letters_of(marked.shop, service)]


async def test_no_log_has_a_secret_or_says_who_ordered(marked: Marked) -> None:
    logs = sorted((marked.home / "logs").iterdir())
    assert {log.stem for log in logs} >= {
        *SERVICES,
        *OBSERVER,
        "payment_provider",
        "carrier",
        "postgres",
        "kafka",
        "migrate",
    }
    everything = "".join(log.read_text(errors="replace") for log in logs)
    assert "check constraint" in everything, "tables were broken, and it was logged"
    assert "Traceback" in everything
    for log in logs:
        assert_no(SECRETS + PERSONAL, log.name, log.read_text(errors="replace"))


async def test_lists_of_dead_letters_have_neither(letters: list[tuple[str, Json]]) -> None:
    assert {service for service, _ in letters} == {*SERVICES}
    for service, letter in letters:
        assert_no(SECRETS + PERSONAL, f"a dead letter of {service}", json.dumps(letter))


async def test_a_dead_letter_in_full_shows_what_was_said_and_no_secret(
    marked: Marked, letters: list[tuple[str, Json]]
) -> None:
    shown = ""
    for service, letter in letters:
        full = json.dumps(await marked.shop.order(service, "GET", f"/dead-letters/{letter['id']}"))
        assert_no(SECRETS, f"a dead letter of {service}", full)
        shown += full
    assert STREET in shown, "who mends an event needs to see it"
    assert '"authorization"' in shown, "that a credential came with it can be seen"


async def test_the_command_line_shows_no_more_than_the_interface(
    marked: Marked, letters: list[tuple[str, Json]]
) -> None:
    listed = await choreo("--home", marked.home, "dlq", "list")
    assert letters[0][1]["id"] in listed.out
    assert_no(SECRETS + PERSONAL, "choreo dlq list", listed.out + listed.err)
    for service in SERVICES:
        letter = next(letter for whose, letter in letters if whose == service)
        shown = await choreo("--home", marked.home, "dlq", "show", letter["id"])
        assert shown.status == 0, shown.err
        assert_no(SECRETS, "choreo dlq show", shown.out + shown.err)


async def test_no_metric_has_either(marked: Marked) -> None:
    for service in (*SERVICES, *OBSERVER):
        page = (await marked.shop.ask(None, service, "GET", "/metrics")).text
        assert "choreo_" in page
        assert_no(SECRETS + PERSONAL, f"/metrics of {service}", page)


async def test_no_span_has_either(marked: Marked) -> None:
    spans = b"".join(marked.collector.told).decode("latin-1")
    assert "POST /orders" in spans
    assert_no(SECRETS + PERSONAL, "a span", spans)


async def test_what_the_services_say_of_themselves_has_no_secret(marked: Marked) -> None:
    for service in (*SERVICES, *OBSERVER):
        for path in ("/openapi.json", "/docs", "/health/ready", "/health/live"):
            assert_no(SECRETS, path, (await marked.shop.ask(None, service, "GET", path)).text)
