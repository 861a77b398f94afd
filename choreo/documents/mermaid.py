"""The map as a Mermaid flowchart, as GitHub shows it."""

from choreo.documents.choreography import Choreography, Kind
from choreo.documents.flow import in_order


def write_mermaid(choreography: Choreography) -> str:
    """Services are nodes, events edges; what undoes is dotted. What nobody hears has no edge."""
    going_on, undoing, taking_back = in_order(choreography)
    lines = [
        *(_edge(event, choreography, "--", "-->") for event in (*going_on, *taking_back)),
        *(_edge(event, choreography, "-.", ".->") for event in undoing),
    ]
    return "```mermaid\nflowchart LR\n" + "".join(lines) + "```\n"


def short(service: str) -> str:
    """`order` for `order_service`."""
    return service.removesuffix("_service")


def _edge(event: Kind, choreography: Choreography, begin: str, end: str) -> str:
    hearers = " & ".join(map(short, choreography.hearers(event)))
    return "".join(
        f'    {short(speaker)} {begin} "{event.topic}" {end} {hearers}\n'
        for speaker in choreography.speakers(event)
        if hearers
    )
