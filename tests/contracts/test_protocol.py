"""Each service hears, says and owes what the protocol lists, no more and no less."""

from collections.abc import Iterable

import pytest

from shared.events import Event, event_named
from shared.messaging.expectations import Expectation
from shared.service import Service
from tests.contracts.protocol import BODY, HEARERS, OWED, SPEAKER, Owed
from tests.contracts.services import SERVICES

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def topics(events: Iterable[type[Event]]) -> set[str]:
    return {event.topic for event in events}


@each_service
def test_a_service_hears_what_it_acts_on_and_nothing_else(service: Service) -> None:
    assert set(service.subscriptions.topics) == {event for event, hearers in HEARERS.items() if service.name in hearers}


@each_service
def test_a_service_says_what_is_its_own_and_nothing_else(service: Service) -> None:
    assert topics(service.emits) == {event for event, speaker in SPEAKER.items() if speaker == service.name}


@each_service
def test_a_service_owes_what_the_protocol_promises_in_its_name(service: Service) -> None:
    assert {_owed(service.name, stated) for stated in service.expectations} == {
        promised for promised in OWED if promised.by == service.name
    }


@each_service
def test_a_service_states_each_expectation_once(service: Service) -> None:
    assert len(set(service.expectations)) == len(service.expectations)


@each_service
def test_a_service_owes_only_what_it_can_say(service: Service) -> None:
    assert set().union(*(topics(stated.one_of) for stated in service.expectations)) <= topics(service.emits)


@pytest.mark.parametrize("topic", BODY)
def test_the_keys_of_a_body_on_the_wire_are_those_of_the_protocol(topic: str) -> None:
    event = event_named(topic)
    assert event is not None, f"nobody has declared {topic}"
    assert set(event.model_fields) == BODY[topic]


def test_the_tables_are_whole() -> None:
    spoken = set().union(*(topics(service.events) for service in SERVICES.values()))
    assert spoken == set(BODY) == set(SPEAKER)
    assert len(OWED) == 23


def _owed(by: str, stated: Expectation) -> Owed:
    when = "early" if stated.early else "last resort" if stated.last_resort else ""
    after, one_of, unless = (frozenset(topics(events)) for events in (stated.after, stated.one_of, stated.unless))
    return Owed(by, when, after, one_of, unless)
