"""The documents that come from the code say what the protocol says, and what goes over the wire."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from choreo.documents.block import fill
from choreo.documents.choreography import the_shop
from choreo.documents.picture import draw
from choreo.errors import CommandError
from shared.events import Event, OrderCreated, declared_events
from tests.contracts.protocol import HEARERS, SPEAKER
from tests.contracts.services import SERVICES
from tests.fuzzing.bodies import TOLD, body_of

PROJECT = Path(__file__).parents[2]
UNDOES = {"inventory.rejected", "discount.rejected", "payment.failed", "shipment.failed", "order.cancelled"}
"""What PROTOCOL.md calls refusals, and the ending that follows from them."""
DLQS = {f"{service}.dlq" for service in SERVICES}
_ODD: tuple[Any, ...] = (None, 1.5, -1, "", "\x00", [], {})
SVG = "{http://www.w3.org/2000/svg}"

each_event = pytest.mark.parametrize("event", TOLD, ids=lambda event: event.topic)


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    """docs/asyncapi.json."""
    document: dict[str, Any] = json.loads((PROJECT / "docs/asyncapi.json").read_text())
    return document


def schema_of(event: type[Event]) -> dict[str, Any]:
    """As it is released."""
    path = PROJECT / "schemas" / event.topic / f"{event.schema_version}.json"
    schema: dict[str, Any] = json.loads(path.read_text())
    return schema


@each_event
def test_what_is_said_is_what_its_schema_says(event: type[Event]) -> None:
    said = json.loads(event.model_validate(body_of(event, "order-1")).to_json())
    assert said.keys() == schema_of(event)["properties"].keys()
    jsonschema_rs.validate(schema_of(event), said)


@each_event
def test_what_its_schema_demands_its_hearers_demand(event: type[Event]) -> None:
    schema, whole = schema_of(event), body_of(event, "order-1")
    for field in whole:
        less = {name: value for name, value in whole.items() if name != field}
        assert jsonschema_rs.is_valid(schema, less) == _heard(event, less), f"without {field}"
        for other in _ODD:
            body = {**whole, field: other}
            if jsonschema_rs.is_valid(schema, body) and not (event is OrderCreated and field in ("subtotal", "items")):
                assert _heard(event, body), f"{field} is {other!r}"
            if _heard(event, body):
                assert jsonschema_rs.is_valid(schema, body), f"{field} is {other!r}"


def test_every_topic_of_the_shop_is_a_channel(asyncapi: dict[str, Any]) -> None:
    assert set(asyncapi["channels"]) == set(SPEAKER) | DLQS | {"choreo.cards"}
    assert all(channel["address"] == name for name, channel in asyncapi["channels"].items())


def test_its_operations_are_the_protocols(asyncapi: dict[str, Any]) -> None:
    done: dict[str, set[tuple[str, str]]] = {"receive": set(), "send": set()}
    for operation in asyncapi["operations"].values():
        topic = operation["channel"]["$ref"].removeprefix("#/channels/")
        done[operation["action"]].add((operation["tags"][0]["name"], topic))
        assert operation["summary"]
    assert done["receive"] == {(service, topic) for topic, hearers in HEARERS.items() for service in hearers}
    assert {pair for pair in done["send"] if pair[1] in SPEAKER} == {(by, topic) for topic, by in SPEAKER.items()}
    assert {pair for pair in done["send"] if pair[1] in DLQS} == {(name, f"{name}.dlq") for name in SERVICES}


def test_a_message_has_its_key_and_its_headers(asyncapi: dict[str, Any]) -> None:
    messages = asyncapi["components"]["messages"]
    for event in TOLD:
        message = messages[f"{event.topic}.{event.schema_version}"]
        about = "sku" if event.topic == "product.listed" else "order_id"
        assert message["bindings"]["kafka"]["key"]["description"] == f"The body's {about}."
        told = message["headers"]["allOf"][1]["properties"]
        assert told["ce_type"] == {"const": event.topic}
        assert told["ce_dataschema"] == {"const": schema_of(event)["$id"]}


def test_it_names_no_host_but_this_one(asyncapi: dict[str, Any]) -> None:
    [server] = asyncapi["servers"].values()
    assert (server["host"], server["variables"]["broker"]["default"]) == ("{broker}", "127.0.0.1:9092")


def test_what_undoes_is_read_from_what_is_owed() -> None:
    shop = the_shop()
    assert {event.topic for event in shop.undoes} == UNDOES
    assert {event.topic for event in shop.takes_back} == {
        "inventory.released",
        "discount.released",
        "payment.refunded",
        "shipment.cancelled",
    }


def test_the_picture_tells_every_event_and_is_the_same_each_time() -> None:
    picture = draw(the_shop())
    assert picture == draw(the_shop())
    told = [text.text for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]
    assert set(SPEAKER) <= set(told)
    assert {name.removesuffix("_service") for name in SERVICES} <= set(told)
    assert "prefers-color-scheme: dark" in picture


@pytest.mark.parametrize("document", ["README.md", "docs/MAP.md"])
def test_the_flowchart_has_an_edge_from_each_speaker_to_each_hearer(document: str) -> None:
    charts = re.findall(r"^```mermaid\nflowchart LR\n(.*?)^```$", (PROJECT / document).read_text(), re.M | re.S)
    edges = {}
    for line in "".join(charts).splitlines():
        speaker, line_begins, topic, _, *hearers = line.split()
        edges[topic.strip('"')] = (speaker, line_begins == "-.", set(hearers) - {"&"})
    assert edges == {
        topic: (_short(SPEAKER[topic]), topic in UNDOES, set(map(_short, hearers)))
        for topic, hearers in HEARERS.items()
        if hearers
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_card_names_what_its_service_hears_and_says(service: str) -> None:
    card = (PROJECT / service / "README.md").read_text()
    rows = dict(
        line.strip("| ").split(" | ", 1) for line in card.splitlines() if line.startswith(("| hears", "| emits"))
    )
    assert _topics(rows["hears"]) == {topic for topic, hearers in HEARERS.items() if service in hearers}
    assert _topics(rows["emits"]) == {topic for topic, speaker in SPEAKER.items() if speaker == service}
    assert all(f"| {row} |" in card for row in ("owns", "compensates", "calls"))


def test_no_event_of_the_shop_is_without_an_example() -> None:
    assert {event for event in declared_events() if event.__module__.startswith("shared.")} == set(TOLD)


def test_a_written_block_leaves_the_rest_alone_and_a_broken_one_is_refused() -> None:
    page = fill("# Mine\n\nBy hand.\n", "card", "one")
    assert fill(page, "card", "two") == page.replace("one", "two")
    assert page.startswith("# Mine\n\nBy hand.\n")
    with pytest.raises(CommandError, match="there must be one `<!-- card"):
        fill(page.replace("<!-- end of card -->", ""), "card", "two")


def _heard(event: type[Event], body: dict[str, Any]) -> bool:
    try:
        event.model_validate_json(json.dumps(body))
    except ValueError:
        return False
    return True


def _topics(cell: str) -> set[str]:
    return {topic.strip("`") for topic in cell.split(", ")}


def _short(service: str) -> str:
    return service.removesuffix("_service")
