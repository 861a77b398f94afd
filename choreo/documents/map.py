"""docs/MAP.md and docs/map.svg: who says which event, and who hears it."""

from pathlib import Path

from choreo.documents.block import fill
from choreo.documents.choreography import Choreography, Kind, first_paragraph
from choreo.documents.flow import in_order
from choreo.documents.mermaid import short, write_mermaid
from choreo.documents.picture import draw
from choreo.documents.schemas.files import path_of

PATH, PICTURE, README = Path("docs/MAP.md"), Path("docs/map.svg"), Path("README.md")

_HEAD = """\
# The map

Who says which event, and who hears it. Written from the code by `choreo docs`; `choreo docs impact EVENT` tells more
of one.

![A column for each service, a row for each event, from who says it to who hears it](map.svg)

"""

_TABLE = """\

An event *undoes* when a service owes to take back, after it, what it has said itself. These are drawn dotted. What
takes back is said for the record.

| event | what it says | said by | heard by |
| --- | --- | --- | --- |
"""


def write_map(choreography: Choreography) -> dict[Path, str]:
    """Both, and README.md with the flowcharts."""
    flowcharts = write_mermaid(choreography)
    rows = "".join(_row(event, choreography) for group in in_order(choreography) for event in group)
    return {
        PATH: _HEAD + flowcharts + _TABLE + rows,
        PICTURE: draw(choreography),
        README: fill(README.read_text(), "map", flowcharts),
    }


def _row(event: Kind, choreography: Choreography) -> str:
    schema = Path("..") / path_of(event.topic, event.schema_version)
    said, heard = choreography.speakers(event), choreography.hearers(event)
    cells = (
        f"[`{event.topic}`]({schema})",
        first_paragraph(event),
        ", ".join(map(short, said)) or "nobody",
        ", ".join(map(short, heard)) or "nobody",
    )
    return f"| {' | '.join(cells)} |\n"
