"""The order in which events are told: as an order runs, then what undoes, then what takes back."""

from choreo.documents.choreography import Choreography, Kind


def in_order(choreography: Choreography) -> tuple[list[Kind], list[Kind], list[Kind]]:
    """What goes on, what undoes and what takes back, each as one follows from the other."""
    ranks = _ranks(choreography)
    ordered = sorted(choreography.events, key=lambda event: (ranks[event], event.topic))
    going_on = [event for event in ordered if event not in choreography.undoes | choreography.takes_back]
    undoing = [event for event in ordered if event in choreography.undoes]
    return going_on, undoing, [event for event in ordered if event in choreography.takes_back]


def _ranks(choreography: Choreography) -> dict[Kind, int]:
    """How many expectations lie before an event, at most. Where they go in a circle, counting ends."""
    ranks = dict.fromkeys(choreography.events, 0)
    stated = [one for _, one in choreography.expectations if not (one.early or one.last_resort)]
    for _ in choreography.events:
        for one in stated:
            follows = 1 + max(ranks[event] for event in one.after)
            for event in one.one_of:
                ranks[event] = max(ranks[event], min(follows, len(ranks)))
    return ranks


def services_in_order(choreography: Choreography) -> list[str]:
    """Who speaks first stands first; who says nothing, last."""
    ranks = _ranks(choreography)
    first = {
        service.name: min((ranks[event] for event in service.emits), default=len(ranks))
        for service in choreography.services
    }
    return sorted(first, key=lambda name: first[name])
