"""The map as an SVG: a column for each service, a row for each event from who says it to who hears it."""

from collections.abc import Iterable, Sequence
from html import escape

from choreo.documents.choreography import Choreography, Kind
from choreo.documents.flow import in_order, services_in_order
from choreo.documents.mermaid import short

_LABEL, _COLUMN, _ROW, _TOP, _GAP, _EDGE = 196, 138, 30, 84, 34, 24
"""Pixels: of the events' names, a service's column, an event's row, what is above the first, between groups, around."""
_NODE, _NODE_HEIGHT, _DOT, _HEAD = 122, 36, 5, 9

_STYLE = """
    svg { --paper: #ffffff; --ink: #1f2328; --faint: #d0d7de; --soft: #59636e; --node: #f6f8fa;
          --on: #0969da; --undo: #bc4c00; --back: #8250df; }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #0d1117; --ink: #e6edf3; --faint: #3d444d; --soft: #9198a1; --node: #161b22;
            --on: #58a6ff; --undo: #f0883e; --back: #bc8cff; }
    }
    text { font: 14px system-ui, sans-serif; fill: var(--ink); }
    .event { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; }
    .node text { font-weight: 600; text-anchor: middle; }
    .group, .key { fill: var(--soft); font-size: 12px; }
    .paper { fill: var(--paper); }
    .node rect { fill: var(--node); stroke: var(--soft); }
    .life { stroke: var(--faint); }
    .on { stroke: var(--on); fill: var(--on); } .undo { stroke: var(--undo); fill: var(--undo); }
    .back { stroke: var(--back); fill: var(--back); }
    .edge { stroke-width: 1.6; fill: none; } .undo.edge { stroke-dasharray: 2 4; stroke-linecap: round; }
    .mark { stroke: none; }
"""


def draw(choreography: Choreography) -> str:
    """The picture; the same choreography always makes the same bytes."""
    services = services_in_order(choreography)
    columns = {name: _LABEL + _COLUMN * number + _COLUMN // 2 for number, name in enumerate(services)}
    width = _LABEL + _COLUMN * len(services) + _EDGE
    going_on, undoing, taking_back = in_order(choreography)
    parts, y = [], _TOP
    for title, style, events in (
        ("", "on", going_on),
        ("undoes", "undo", undoing),
        ("takes back", "back", taking_back),
    ):
        if title and events:
            parts.append(f'<text class="group" x="{_EDGE}" y="{y + 14}">{title}</text>')
            y += _GAP
        for event in events:
            parts += _event(event, choreography, style, columns, y)
            y += _ROW
    height = y + _EDGE + _GAP
    lives = [f'<path class="life" d="M{x} {_EDGE + _NODE_HEIGHT}V{y}"/>' for x in columns.values()]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'role="img" aria-labelledby="title told">',
            '<title id="title">Who says which event, and who hears it</title>',
            f'<desc id="told">{escape(_in_words(choreography, (*going_on, *undoing, *taking_back)))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{width}" height="{height}" rx="8"/>',
            *lives,
            *(_node(name, x) for name, x in columns.items()),
            *parts,
            *_key(y + _GAP),
            "</svg>\n",
        ]
    )


def _node(name: str, x: int) -> str:
    box = f'<rect x="{x - _NODE // 2}" y="{_EDGE}" width="{_NODE}" height="{_NODE_HEIGHT}" rx="6"/>'
    return f'<g class="node">{box}<text x="{x}" y="{_EDGE + 23}">{escape(short(name))}</text></g>'


def _event(event: Kind, choreography: Choreography, style: str, columns: dict[str, int], y: int) -> Iterable[str]:
    yield f'<text class="event" x="{_EDGE}" y="{y + 4}">{escape(event.topic)}</text>'
    hearers = choreography.hearers(event)
    for speaker in choreography.speakers(event):
        yield from _said(columns[speaker], [columns[each] for each in hearers], style, y)


def _said(x: int, heard_at: Sequence[int], style: str, y: int) -> Iterable[str]:
    others = [each for each in heard_at if each != x]
    for far in sorted({min([*others, x]), max([*others, x])} - {x}):
        yield f'<path class="edge {style}" d="M{x} {y}H{far + (_HEAD if far < x else -_HEAD)}"/>'
    for each in others:
        back = _HEAD if each < x else -_HEAD
        yield f'<path class="mark {style}" d="M{each} {y}l{back} -5v10z"/>'
    if x in heard_at:
        yield f'<path class="edge {style}" d="M{x - 4} {y - 3}c-16 -18 22 -20 12 -8"/>'
        yield f'<path class="mark {style}" d="M{x + 3} {y - 3}l1 -10 8 6z"/>'
    yield f'<circle class="mark {style}" cx="{x}" cy="{y}" r="{_DOT}"/>'


def _key(y: int) -> Iterable[str]:
    yield f'<circle class="mark on" cx="{_EDGE + 5}" cy="{y - 4}" r="{_DOT}"/>'
    yield f'<text class="key" x="{_EDGE + 16}" y="{y}">says it</text>'
    yield f'<path class="mark on" d="M{_EDGE + 84} {y - 4}l-9 -5v10z"/>'
    yield f'<text class="key" x="{_EDGE + 92}" y="{y}">hears it</text>'
    yield f'<path class="edge undo" d="M{_EDGE + 156} {y - 4}h30"/>'
    told = "undoes: whoever did something for the order takes it back"
    yield f'<text class="key" x="{_EDGE + 194}" y="{y}">{told}</text>'


def _in_words(choreography: Choreography, events: Iterable[Kind]) -> str:
    return " ".join(
        f"{event.topic}: said by {', '.join(choreography.speakers(event))}, "
        f"heard by {', '.join(choreography.hearers(event)) or 'nobody'}."
        for event in events
    )
