"""What an event means to others: who would notice that it changed."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from choreo.documents.choreography import Choreography, Kind, Step, first_paragraph, names
from choreo.errors import CommandError
from shared.events.versions import sayable, understood
from shared.messaging.expectations import Expectation


@dataclass(frozen=True)
class Leaning:
    """An expectation in which the event stands, and as what: `after`, `one_of` or `unless`."""

    service: str
    stands_as: str
    stated: Expectation


@dataclass(frozen=True)
class Impact:
    """Everything about one event."""

    event: Kind
    said_by: tuple[Step, ...]
    heard_by: tuple[Step, ...]
    expectations: tuple[Leaning, ...]
    undoes: bool

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "event": self.event.topic,
            "what_it_says": first_paragraph(self.event),
            "undoes": self.undoes,
            "versions": {
                "latest": self.event.schema_version,
                "understood": list(understood(self.event)),
                "sayable": list(sayable(self.event)),
            },
            "said_by": [_step(step, "hears", step.hears) for step in self.said_by],
            "heard_by": [_step(step, "may_say", step.says) for step in self.heard_by],
            "expectations": [
                {
                    "service": leaning.service,
                    "stands_as": leaning.stands_as,
                    "after": list(names(leaning.stated.after)),
                    "one_of": list(names(leaning.stated.one_of)),
                    "unless": list(names(leaning.stated.unless)),
                    "early": leaning.stated.early,
                    "last_resort": leaning.stated.last_resort,
                }
                for leaning in self.expectations
            ],
        }


def impact_of(topic: str, choreography: Choreography) -> Impact:
    """Raises CommandError, with names like it, for an event that nobody says or hears."""
    events = {event.topic: event for event in choreography.events}
    if (event := events.get(topic)) is None:
        near = get_close_matches(topic, events, n=3, cutoff=0.5)
        known = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(events)}"
        raise CommandError(f"no service says or hears an event named {topic}; {known}")
    return Impact(
        event=event,
        said_by=tuple(step for step in choreography.steps if topic in step.says),
        heard_by=tuple(step for step in choreography.steps if topic in step.hears),
        expectations=tuple(
            Leaning(service.name, part, stated)
            for service, stated in choreography.expectations
            for part in ("after", "one_of", "unless")
            if event in getattr(stated, part)
        ),
        undoes=event in choreography.undoes,
    )


def _step(step: Step, more: str, topics: tuple[str, ...]) -> dict[str, Any]:
    return {"service": step.service, "step": step.name, "does": step.does, more: list(topics)}
