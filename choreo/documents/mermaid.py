"""The map as Mermaid flowcharts, as GitHub shows them."""

from collections.abc import Iterable

from choreo.documents.choreography import Choreography, Kind
from choreo.documents.flow import in_order, services_in_order


def write_mermaid(choreography: Choreography) -> str:
    """Services are nodes, events edges: a chart of how an order runs, and one, dotted, of what undoes; in a single one
    too many edges cross. What nobody hears has no edge."""
    going_on, undoing, taking_back = in_order(choreography)
    running = _chart(choreography, (*going_on, *taking_back), "--", "-->")
    return "\n".join(chart for chart in (running, _chart(choreography, undoing, "-.", ".->")) if chart)


def short(service: str) -> str:
    """`order` for `order_service`."""
    return service.removesuffix("_service")


def _chart(choreography: Choreography, events: Iterable[Kind], begin: str, end: str) -> str:
    edges = [
        f'    {short(speaker)} {begin} "{event.topic}" {end} {hearers}\n'
        for event in events
        if (hearers := " & ".join(short(name) for name in _hearers(event, choreography)))
        for speaker in choreography.speakers(event)
    ]
    return "```mermaid\nflowchart LR\n" + "".join(edges) + "```\n" if edges else ""


def _hearers(event: Kind, choreography: Choreography) -> list[str]:
    heard_by = choreography.hearers(event)
    return [name for name in services_in_order(choreography) if name in heard_by]
