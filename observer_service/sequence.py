"""An order as a sequence diagram in Mermaid (https://mermaid.js.org/syntax/sequenceDiagram.html)."""

import re
from collections.abc import Iterator

from observer_service.orders_seen import EventSeen, Timeline

_HAND = "by hand"


def draw_sequence(timeline: Timeline) -> str:
    """Who said what to whom, in time; what is missing as an arrow that does not arrive."""
    names = [*timeline.services]
    if any(event.service is None for event in timeline.events):
        names.insert(0, _HAND)
    alias = {name: f"p{number}" for number, name in enumerate(names, 1)}
    return "\n".join(["sequenceDiagram", *_lines(timeline, alias)]) + "\n"


def _lines(timeline: Timeline, alias: dict[str, str]) -> Iterator[str]:
    for name, short in alias.items():
        yield f"    {'actor' if name == _HAND else 'participant'} {short} as {_plain(name)}"
    for event in timeline.events:
        yield from _arrows(event, alias)
        if event.unexpected:
            yield f"    Note over {alias[event.service or _HAND]}: unexpected: {_plain(event.unexpected)}"
    for one in timeline.missing:
        whom = sorted({event.service for event in timeline.events if event.name in one.after and event.service})
        target = alias[whom[0]] if whom else alias[one.service]
        yield f"    {alias[one.service]}--x{target}: missing: {_plain(' or '.join(one.one_of))}"
        yield f"    Note over {alias[one.service]}: {_plain(one.why.text)}"


def _arrows(event: EventSeen, alias: dict[str, str]) -> Iterator[str]:
    speaker = alias[event.service or _HAND]
    hearers = [alias[name] for name in event.heard_by if name in alias]
    for hearer in hearers:
        yield f"    {speaker}->>{hearer}: {_plain(event.name)}"
    if not hearers:
        yield f"    Note over {speaker}: {_plain(event.name)}"


def _plain(text: str) -> str:
    """Without what Mermaid would take for its own."""
    return re.sub(r"[\s;#:<>{}%]+", " ", text).strip()[:200] or "unnamed"
