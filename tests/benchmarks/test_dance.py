"""The graph that is simulated is the choreography as the services have it."""

import pytest

from benchmarks.scaling.dance import CREATED, DANCES, ENDINGS, messages_of_an_order, reasons
from shared.migrate.services import load_service


@pytest.mark.parametrize("reason", DANCES)
def test_who_answers_hears_what_it_answers_and_may_say_it(reason: str | None) -> None:
    for step in DANCES[reason]:
        service = load_service(step.speaker)
        assert step.after <= set(service.subscriptions.topics), step
        assert step.says in {event.topic for event in service.emits}, step


@pytest.mark.parametrize("reason", DANCES)
def test_every_order_ends_once_and_every_step_is_reached(reason: str | None) -> None:
    said = {CREATED}
    while new := {step.says for step in DANCES[reason] if step.after <= said} - said:
        said |= new
    assert {step.says for step in DANCES[reason]} < said
    assert len(said.intersection(ENDINGS)) == 1


def test_every_ending_that_is_ordered_has_its_dance() -> None:
    assert set(reasons()) == set(DANCES)
    assert 7 < messages_of_an_order() < 8
