"""Who says what, who hears it and what follows, read from the services themselves."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import getdoc
from typing import Any

from choreo.stack.members import SERVICES
from shared.events import Event
from shared.messaging.expectations import Expectation
from shared.migrate.services import load_service
from shared.service import Service

Kind = type[Event]


@dataclass(frozen=True)
class Step:
    """A function of a service: a handler, or a command when it hears nothing."""

    service: str
    name: str
    does: str
    """The first paragraph of its docstring."""
    hears: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True)
class Choreography:
    """Of these services. Events are given as their classes, and told by their names."""

    services: Sequence[Service]

    @cached_property
    def events(self) -> tuple[Kind, ...]:
        """All that is said or heard, by name."""
        return tuple(sorted({event for each in self.services for event in each.events}, key=lambda one: one.topic))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What the services do: their commands, then their handlers, each as often as it stands in the code."""
        return tuple(step for service in self.services for step in _steps_of(service))

    @cached_property
    def expectations(self) -> tuple[tuple[Service, Expectation], ...]:
        """What is owed, and by whom."""
        return tuple((service, stated) for service in self.services for stated in service.expectations)

    @cached_property
    def undoes(self) -> frozenset[Kind]:
        """Events after which somebody owes to take back what they have said themselves."""
        return frozenset(
            event
            for service, stated in self.expectations
            if service.emits.intersection(stated.after)
            for event in stated.after
            if event not in service.emits
        )

    @cached_property
    def takes_back(self) -> frozenset[Kind]:
        """Events by which that is done."""
        return frozenset(
            event
            for service, stated in self.expectations
            if service.emits.intersection(stated.after) and self.undoes.intersection(stated.after)
            for event in stated.one_of
            if event not in self.undoes
        )

    def speakers(self, event: Kind) -> list[str]:
        """The names of the services that say it."""
        return [service.name for service in self.services if event in service.emits]

    def hearers(self, event: Kind) -> list[str]:
        """The names of the services that hear it."""
        return [service.name for service in self.services if event in service.subscriptions.handlers]

    def steps_of(self, service: str) -> list[Step]:
        """What a service does."""
        return [step for step in self.steps if step.service == service]


def the_shop() -> Choreography:
    """That of the services that belong to the shop."""
    return Choreography([load_service(name) for name in SERVICES])


def names(events: Iterable[Kind]) -> tuple[str, ...]:
    """Of the events, sorted."""
    return tuple(sorted(event.topic for event in events))


def first_paragraph(of: object) -> str:
    """Of a docstring, on one line."""
    return " ".join((getdoc(of) or "").partition("\n\n")[0].split())


def _steps_of(service: Service) -> list[Step]:
    handlers = dict.fromkeys(service.subscriptions.handlers.values())
    return [
        *(_step(service, command.act, (), command.emits) for command in service.commands),
        *(_step(service, handler.act, handler.hears, handler.emits) for handler in handlers),
    ]


def _step(service: Service, act: Callable[..., Any], hears: Iterable[Kind], says: Iterable[Kind]) -> Step:
    return Step(service.name, act.__name__, first_paragraph(act), names(hears), names(says))
