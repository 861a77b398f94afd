"""A body of any version that is known is lifted to the latest; what is said is lowered to the one that is asked for."""

import json
from typing import Any, ClassVar

import pytest

from shared.events import OrderEvent
from shared.events.versions import Body, check_casts, downcaster, sayable, understood, upcaster
from shared.messaging.errors import CannotSay, NoEvent, WordingRefused
from shared.messaging.hearing import hear
from shared.messaging.record import Record
from shared.messaging.wording import check_wording, word
from tests.surroundings import told


class ParcelWeighed(OrderEvent):
    """Weighed in pounds, then in kilograms, then in grams."""

    topic: ClassVar[str] = "parcel.weighed"
    schema_version: ClassVar[int] = 3

    grams: int


@upcaster(ParcelWeighed, to=2)
def from_pounds(body: Body) -> Body:
    """A pound had 0.5 kg."""
    return {"order_id": body["order_id"], "kilograms": body["pounds"] / 2}


@upcaster(ParcelWeighed, to=3)
def from_kilograms(body: Body) -> Body:
    """A kilogram has 1000 grams."""
    return {"order_id": body["order_id"], "grams": int(body["kilograms"] * 1000)}


@downcaster(ParcelWeighed, to=2)
def in_kilograms(body: Body) -> Body:
    """Less than a kilogram cannot be said."""
    if body["grams"] < 1000:
        raise ValueError("less than a kilogram")
    return {"order_id": body["order_id"], "kilograms": body["grams"] / 1000}


class LetterStamped(OrderEvent):
    """Has forgotten its first version, and how version 4 follows from 3."""

    topic: ClassVar[str] = "letter.stamped"
    schema_version: ClassVar[int] = 4


@upcaster(LetterStamped, to=3)
def of_no_use(body: Body) -> Body:
    """There is none from 3 to 4."""
    return body


PARCELS = frozenset({ParcelWeighed})
SAID = "CHOREO_EMIT_PARCEL_WEIGHED_VERSION"


def record(body: Any, version: int | None) -> Record:
    """Somebody's parcel."""
    told = [] if version is None else [("ce_dataschema", f"urn:choreo:parcel.weighed:{version}".encode())]
    value = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Record("parcel.weighed", 0, 1, 1_700_000_000_000, b"p", value, tuple(told))


@pytest.mark.parametrize(
    ("weight", "version"),
    [({"pounds": 3}, 1), ({"kilograms": 1.5}, 2), ({"grams": 1500}, 3), ({"grams": 1500}, None)],
    ids=["two steps", "one step", "the latest", "typed by hand"],
)
def test_handlers_see_the_latest_whatever_was_said(weight: Any, version: int | None) -> None:
    heard = hear(record({"order_id": "p", "new": "unknown", **weight}, version))

    assert heard.event == ParcelWeighed(order_id="p", grams=1500)
    assert heard.envelope.version == (version or 3)


@pytest.mark.parametrize(
    ("body", "version", "sentence"),
    [
        (
            {"order_id": "p", "tons": 1},
            4,
            "version 4 of parcel.weighed is unknown here; known is 1, 2 and 3: upgrade this",
        ),
        (
            {"order_id": "p", "grams": 1},
            10**8,
            "is unknown here; known is 1, 2 and 3: upgrade this service, then replay",
        ),
        ({"order_id": "p", "grams": 1}, 10**30, "expected urn:choreo:parcel.weighed:3"),
        ({"order_id": "p", "grams": 1}, 0, "expected urn:choreo:parcel.weighed:3"),
        (
            {"order_id": "p", "grams": 1},
            1,
            "version 1 of parcel.weighed cannot be lifted to version 3: KeyError.'pounds'",
        ),
        ({"order_id": "p", "pounds": "x"}, 1, "version 1 of parcel.weighed cannot be lifted to version 3: TypeError"),
        ({"order_id": "p", "pounds": 1e400}, 1, "cannot be lifted to version 3: OverflowError"),
        ({"order_id": "p", "kilograms": True, "pounds": 1}, 3, "grams: Field required"),
        ({"order_id": "p q", "pounds": 1}, 1, "order_id"),
        ([1], 1, "should be an object"),
        (b"{", 1, "EOF"),
        (b'{"pounds": ' + b"[" * 1000, 1, "recursion limit"),
    ],
)
def test_what_cannot_be_lifted_is_no_event_and_says_why(body: Any, version: int, sentence: str) -> None:
    with pytest.raises(NoEvent, match=sentence):
        hear(record(body, version))


def test_a_version_that_was_retired_is_no_event_and_says_so() -> None:
    old = Record("letter.stamped", 0, 1, 1, None, b"{}", (("ce_dataschema", b"urn:choreo:letter.stamped:2"),))

    with pytest.raises(
        NoEvent, match=r"version 2 of letter.stamped is unknown here; known is 4: bring its upcaster back"
    ):
        hear(old)


def test_the_latest_is_said_unless_an_older_version_is_asked_for() -> None:
    parcel = ParcelWeighed(order_id="p", grams=1500)

    with told(**{SAID: "2"}):
        check_wording(PARCELS, PARCELS)
        version, body = word(parcel)
    assert (version, json.loads(body)) == (2, {"order_id": "p", "kilograms": 1.5})
    assert word(parcel) == (3, parcel.to_json())
    assert hear(record(body, version)).event == parcel


def test_what_an_older_version_cannot_say_is_a_failure_with_a_sentence() -> None:
    with told(**{SAID: "2"}), pytest.raises(CannotSay, match=r"as version 2: ValueError\('less than a kilogram'\)"):
        word(ParcelWeighed(order_id="p", grams=1))


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({SAID: "1"}, f"{SAID} is 1; of parcel.weighed this release can say version 2 or 3"),
        ({SAID: "4"}, f"{SAID} is 4; of parcel.weighed this release can say version 2 or 3"),
        ({"CHOREO_EMIT_PARCEL_WAGED_VERSION": "1"}, "names no event that is known here; known are .*ORDER_CREATED"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(variables: dict[str, str], sentence: str) -> None:
    with told(**variables), pytest.raises(WordingRefused, match=sentence):
        check_wording(PARCELS, PARCELS)


def test_what_others_say_is_their_business() -> None:
    with told(**{SAID: "1"}):
        check_wording(frozenset(), PARCELS)


def test_a_chain_with_a_hole_is_refused() -> None:
    with pytest.raises(TypeError, match=r"letter.stamped has an upcaster to version 3, but they do not connect"):
        check_casts(LetterStamped)
    with pytest.raises(WordingRefused, match="write the missing one, or remove it"):
        check_wording(frozenset(), frozenset({LetterStamped}))


def test_it_is_known_what_can_be_read_and_what_can_be_said() -> None:
    assert list(understood(ParcelWeighed)) == [1, 2, 3]
    assert list(sayable(ParcelWeighed)) == [2, 3]


@pytest.mark.parametrize("declare", [lambda: upcaster(ParcelWeighed, to=1), lambda: downcaster(ParcelWeighed, to=3)])
def test_there_is_no_caster_to_where_no_version_is(declare: Any) -> None:
    with pytest.raises(TypeError, match=r"the latest version of parcel.weighed is 3"):
        declare()


def test_there_is_one_caster_for_each_step() -> None:
    with pytest.raises(TypeError, match="already has an upcaster to version 2"):
        upcaster(ParcelWeighed, to=2)
